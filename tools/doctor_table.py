"""Write the table of docs/doctor.md from the kinds of findings: each code, how bad it is, what is wrong and its cure.

python -m tools.doctor_table
"""

import re
from pathlib import Path

from tools.marked_page import put_between
from veertien.doctor.finding import FindingKind
from veertien.doctor.kinds import KINDS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "doctor.md"
BEGIN = "<!-- made by tools/doctor_table.py from agi/veertien/doctor/kinds -->\n"
END = "<!-- end of what is made -->\n"
HEAD = "| code | | what is wrong | what mends it |\n|---|---|---|---|\n"


def table() -> str:
    """Return the table, in Markdown."""
    return HEAD + "".join(map(_row, KINDS.values()))


def redraw(page: str) -> str:
    """Return the page with its table written anew. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, f"\n{table()}\n", page)


def _row(kind: FindingKind) -> str:
    # {near} may be empty, and brings its own space.
    texts = (text.replace("{near}", "") for text in kind.english)
    wrong, cure = (re.sub(r"{(\w+)}", lambda match: match[1].upper(), text) for text in texts)
    return f"| `{kind.code}` | {kind.urgency.name.lower()} | {wrong} | {cure} |\n"


if __name__ == "__main__":
    PAGE.write_text(redraw(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
