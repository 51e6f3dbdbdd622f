"""docs/what-callers-hear.md shows calls as they are held now, by the tables and words of this version."""

import pytest

from tools.heard_calls import CALLS, PAGE, hold, redraw
from veertien.routing import Outcome

pytestmark = pytest.mark.slow


def test_the_page_shows_the_calls() -> None:
    """To mend it: make pages."""
    page = PAGE.read_text(encoding="utf-8")
    assert redraw(page) == page


def test_the_calls_end_in_all_ways() -> None:
    ended = {call.key: hold(call).decision.outcome for call in CALLS}
    assert set(ended.values()) == {Outcome.CONNECT, Outcome.OPERATOR, Outcome.CLOSED, Outcome.NOT_CONNECTED}
    assert ended["keys"] is Outcome.CONNECT
