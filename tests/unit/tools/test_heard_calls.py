"""docs/what-callers-hear.md and its Dutch page show calls as they are held now, by tables and words of this version."""

import pytest

from tools.heard_calls import CALLS, PAGES, hold, redraw
from veertien.routing import Outcome
from veertien.wording import Language

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", PAGES)
def test_the_page_shows_the_calls(language: Language) -> None:
    """To mend it: make pages."""
    page = PAGES[language].read_text(encoding="utf-8")
    assert redraw(page, language) == page


def test_the_calls_end_in_all_ways() -> None:
    ended = {call.key: hold(call).decision.outcome for call in CALLS}
    assert set(ended.values()) == {Outcome.CONNECT, Outcome.OPERATOR, Outcome.CLOSED, Outcome.NOT_CONNECTED}
    assert ended["keys"] is Outcome.CONNECT
