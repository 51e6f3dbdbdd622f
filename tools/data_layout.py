"""Write the tables of docs/country-data.md and its Dutch page from the layout of an edition: files, columns, values.

python -m tools.data_layout
"""

from pathlib import Path

from tools.marked_page import put_between
from veertien.config.national.layout import FILES, LAYOUTS, TableLayout
from veertien.wording import Language, Wording, either, unworded

_DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {Language.ENGLISH: _DOCS / "country-data.md", Language.DUTCH: _DOCS / "nl" / "country-data.md"}
BEGIN = "<!-- made by tools/data_layout.py from agi/veertien/config/national/layout.py -->\n"
END = "<!-- end of what is made -->\n"
_COLUMN = Wording("kolom", "column")


def tables(language: Language) -> str:
    """Return a section for each file, in Markdown."""
    return "".join(f"### {name}\n\n{_told(LAYOUTS[table], language)}\n" for name, table in FILES.items())


def redraw(page: str, language: Language) -> str:
    """Return the page with the sections written anew. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, f"\n{tables(language)}", page)


def _told(layout: TableLayout, language: Language) -> str:
    holds, most = layout.holds, layout.most_rows
    told = Wording(
        f"Een rij is {holds.dutch}. Hoogstens {most} rijen, geen twee met dezelfde {' en '.join(layout.key)}.",
        f"A row is {holds.english}. At most {most} rows, no two with the same {' and '.join(layout.key)}.",
    )
    rows = "".join(
        f"| `{column}` | {kind.words.of(language)}{_where(layout, column).of(language)} |\n"
        for column, kind in layout.columns.items()
    )
    return f"{told.of(language)}\n\n| {_COLUMN.of(language)} | |\n|---|---|\n{rows}"


def _where(layout: TableLayout, column: str) -> Wording:
    others = [f"`{other}.tsv`" for other in layout.refers.get(column, ())]
    if not others:
        return unworded("")
    files = either(others)
    return Wording(f"; moet in {files.dutch} staan", f"; it must be in {files.english}")


if __name__ == "__main__":
    for _language, _page in PAGES.items():
        _page.write_text(redraw(_page.read_text(encoding="utf-8"), _language), encoding="utf-8")
