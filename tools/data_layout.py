"""Write the tables of docs/country-data.md from the layout of an edition: its files, columns, and what they hold.

python -m tools.data_layout
"""

from pathlib import Path

from tools.marked_page import put_between
from veertien.config.national.layout import FILES, LAYOUTS, TableLayout

PAGE = Path(__file__).resolve().parent.parent / "docs" / "country-data.md"
BEGIN = "<!-- made by tools/data_layout.py from agi/veertien/config/national/layout.py -->\n"
END = "<!-- end of what is made -->\n"


def tables() -> str:
    """Return a section for each file, in Markdown."""
    return "".join(f"### {name}\n\n{_told(LAYOUTS[table])}\n" for name, table in FILES.items())


def redraw(page: str) -> str:
    """Return the page with the sections written anew. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, f"\n{tables()}", page)


def _told(layout: TableLayout) -> str:
    limits = f"At most {layout.most_rows} rows, no two with the same {' and '.join(layout.key)}."
    columns = layout.columns.items()
    rows = "".join(f"| `{column}` | {kind.words.english}{_where(layout, column)} |\n" for column, kind in columns)
    return f"A row is {layout.holds}. {limits}\n\n| column | |\n|---|---|\n{rows}"


def _where(layout: TableLayout, column: str) -> str:
    others = " or ".join(f"`{other}.tsv`" for other in layout.refers.get(column, ()))
    return f"; it must be in {others}" if others else ""


if __name__ == "__main__":
    PAGE.write_text(redraw(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
