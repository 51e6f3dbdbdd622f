"""docs/country-data.md and its Dutch page have each table of an edition as its layout has it."""

import pytest

from tools.data_layout import PAGES, redraw
from veertien.wording import Language


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_as_the_layout_has_it(language: Language) -> None:
    """To mend it: make pages."""
    page = PAGES[language].read_text(encoding="utf-8")
    assert redraw(page, language) == page
