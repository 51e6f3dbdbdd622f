"""Write the sections of docs/table-faults.md from the definitions of the faults: each code, its cause and its cure.

python -m tools.fault_codes
"""

from itertools import groupby
from pathlib import Path

from tools.marked_page import put_between
from veertien.config.faults.definitions import DEFINITIONS
from veertien.config.faults.problem import Section

PAGE = Path(__file__).resolve().parent.parent / "docs" / "table-faults.md"
BEGIN = "<!-- made by tools/fault_codes.py from agi/veertien/config/faults/definitions -->\n"
END = "<!-- end of what is made -->\n"


def sections() -> str:
    """Return all sections, in Markdown."""
    return "".join(
        _heading(section) + "".join(f"### {one.code}\n{one.explanation()}\n\n" for one in definitions)
        for section, definitions in groupby(DEFINITIONS.values(), key=lambda one: one.section)
    )


def redraw(page: str) -> str:
    """Return the page with its sections written anew. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, "\n" + sections(), page)


def _heading(section: Section) -> str:
    return f"## {section.heading}\n\n" + (f"{section.intro}\n\n" if section.intro else "")


if __name__ == "__main__":
    PAGE.write_text(redraw(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
