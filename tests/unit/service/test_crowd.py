"""Who can still be listened to, of all who are asked at once."""

from contextlib import ExitStack
from types import SimpleNamespace
from typing import cast

from veertien.conversation import Language
from veertien.service.calls.crowd import FEWEST_A_CORE, MOST_A_CORE, MOST_CALLERS, Crowd, most_on
from veertien.service.editions.in_force import InForce


def crowd_of(most: int, *, answers_wait: bool = False) -> Crowd:
    """A crowd under an edition that says no more than this."""
    edition = SimpleNamespace(
        loaded=SimpleNamespace(settings=SimpleNamespace(most_callers_in_question=most)),
        ears=SimpleNamespace(pocketsphinx=SimpleNamespace(overloaded=answers_wait, processes=2)),
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


def test_where_none_is_set_it_follows_from_the_cores_and_from_what_an_answer_takes() -> None:
    assert most_on(2, 2, seconds=None) == 40
    assert most_on(2, 2, seconds=0.2) == 50
    assert most_on(4, 4, seconds=0.2) == 100
    assert most_on(4, 2, seconds=0.2) == 50, "recognisers that aren't there serve nobody"


def test_a_measurement_at_a_bad_moment_or_of_nothing_makes_no_nonsense_of_it() -> None:
    assert most_on(2, 2, seconds=30.0) == 2 * FEWEST_A_CORE
    assert most_on(2, 2, seconds=0.0001) == 2 * MOST_A_CORE
    assert most_on(64, 64, seconds=0.05) == most_on(64, 64, seconds=None) == MOST_CALLERS
