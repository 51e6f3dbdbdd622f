"""Write the table of docs/reports.md and of its Dutch page from the definitions of the figures: key, names, meaning.

python -m tools.report_figures
"""

from pathlib import Path

from tools.marked_page import put_between
from veertien.reports.figures.breakdowns import BREAKDOWNS
from veertien.reports.figures.measures import MEASURES
from veertien.wording import Language, Wording

_DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {Language.ENGLISH: _DOCS / "reports.md", Language.DUTCH: _DOCS / "nl" / "reports.md"}
BEGIN = "<!-- made by tools/report_figures.py from agi/veertien/reports -->\n"
END = "<!-- end of what is made -->\n"
HEAD = Wording("| cijfer | sleutel | in het Engels | wat het is |", "| figure | key | in Dutch | what it is |")


def figure_table(language: Language) -> str:
    """Return the table, in Markdown: first the numbers, then the tables."""
    other = Language.DUTCH if language is Language.ENGLISH else Language.ENGLISH
    rows = (
        f"| {each.name.of(language)} | `{each.key}` | {each.name.of(other)} | {each.definition.of(language)} |\n"
        for each in (*MEASURES, *BREAKDOWNS)
    )
    return f"{HEAD.of(language)}\n|---|---|---|---|\n{''.join(rows)}"


def redraw(page: str, language: Language) -> str:
    """Return the page with its table written anew. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, figure_table(language), page)


if __name__ == "__main__":
    for _language, _page in PAGES.items():
        _page.write_text(redraw(_page.read_text(encoding="utf-8"), _language), encoding="utf-8")
