"""docs/country-data.md has each table of an edition as its layout has it."""

from tools.data_layout import PAGE, redraw


def test_the_page_is_as_the_layout_has_it() -> None:
    """To mend it: make pages."""
    page = PAGE.read_text(encoding="utf-8")
    assert redraw(page) == page
