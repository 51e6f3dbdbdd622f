"""Who can still be listened to, of all who are asked at once."""

from contextlib import ExitStack
from types import SimpleNamespace
from typing import cast

from veertien.conversation import Language
from veertien.service.crowd import Crowd, most_on_this_machine
from veertien.service.editions.in_force import InForce


def crowd_of(most: int, *, answers_wait: bool = False) -> Crowd:
    """A crowd under an edition that says no more than this."""
    edition = SimpleNamespace(
        loaded=SimpleNamespace(settings=SimpleNamespace(most_callers_in_question=most)),
        ears=SimpleNamespace(pocketsphinx=SimpleNamespace(overloaded=answers_wait)),
    )
    return Crowd(cast(InForce, SimpleNamespace(edition=edition)))


async def test_callers_beyond_the_most_are_not_listened_to_until_others_have_gone() -> None:
    crowd = crowd_of(2)
    with ExitStack() as stay, ExitStack() as leave:
        assert [stay.enter_context(crowd.joined()), leave.enter_context(crowd.joined())] == [True, True]
        assert crowd.troubles() == {}
        with crowd.joined() as heard:
            assert not heard
        leave.close()
        with crowd.joined() as heard:
            assert heard, "who chose by keys takes nobody's place"
    assert crowd.by_keys == 1


async def test_while_answers_wait_too_long_nobody_new_is_listened_to() -> None:
    crowd = crowd_of(2, answers_wait=True)
    with crowd.joined() as heard:
        assert not heard


async def test_that_callers_got_keys_alone_is_told_with_its_cure() -> None:
    crowd = crowd_of(1, answers_wait=True)
    with crowd.joined():
        pass
    (trouble,) = crowd.troubles().values()
    assert "more cores" in trouble.english
    assert "meer kernen" in trouble.of(Language.DUTCH)


def test_by_itself_there_are_some_on_any_machine() -> None:
    assert most_on_this_machine() >= 20
