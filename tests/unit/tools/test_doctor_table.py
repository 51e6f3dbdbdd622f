"""docs/doctor.md has each finding as its kind has it."""

from tools.doctor_table import PAGE, redraw
from veertien.doctor.kinds import KINDS


def test_the_page_is_as_the_kinds_have_it() -> None:
    """To mend it: make pages."""
    page = PAGE.read_text(encoding="utf-8")
    assert redraw(page) == page
    assert [code for code in KINDS if page.count(f"\n| `{code}` |") != 1] == []
