"""Write the table of docs/reports.md from the definitions of the figures: each one's key, names and what it means.

python -m tools.report_figures
"""

from pathlib import Path

from tools.marked_page import put_between
from veertien.reports.breakdowns import BREAKDOWNS
from veertien.reports.measures import MEASURES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reports.md"
BEGIN = "<!-- made by tools/report_figures.py from agi/veertien/reports -->\n"
END = "<!-- end of what is made -->\n"
HEAD = "| figure | key | in Dutch | what it is |\n|---|---|---|---|\n"


def figure_table() -> str:
    """Return the table, in Markdown: first the numbers, then the tables."""
    rows = (
        f"| {each.name.english} | `{each.key}` | {each.name.dutch} | {each.definition.english} |\n"
        for each in (*MEASURES, *BREAKDOWNS)
    )
    return HEAD + "".join(rows)


def redraw(page: str) -> str:
    """Return the page with its table written anew. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, figure_table(), page)


if __name__ == "__main__":
    PAGE.write_text(redraw(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
