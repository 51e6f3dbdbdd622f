"""docs/reports.md and its Dutch page say what each figure means, in the words that reports print."""

import pytest

from tools.report_figures import PAGES, redraw
from veertien.reports.figures.breakdowns import BREAKDOWNS
from veertien.reports.figures.measures import MEASURES
from veertien.wording import Language


@pytest.mark.parametrize("language", PAGES)
def test_the_page_shows_the_definitions(language: Language) -> None:
    """To mend it: make pages."""
    page = PAGES[language].read_text(encoding="utf-8")
    assert redraw(page, language) == page
    assert all(f"| `{each.key}` | " in page for each in (*MEASURES, *BREAKDOWNS))


def test_each_figure_has_a_key_and_names_of_its_own() -> None:
    figures = (*MEASURES, *BREAKDOWNS)
    for names in (
        [each.key for each in figures],
        [each.name.dutch for each in figures],
        [each.name.english for each in figures],
    ):
        assert len(set(names)) == len(names)


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        redraw("# Reports\n", Language.ENGLISH)
