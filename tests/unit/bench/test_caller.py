from collections.abc import Callable
from typing import Any

import pytest

from bench.speech.caller import Call, Course, Ending, First, hold
from veertien.conversation import NO, YES, Choice, Expect, Reach
from veertien.speech import GrammarSpec, Phrase

NAME, AGAIN, SAYS_YES, SAYS_NO = b"na", b"ag", b"ye", b"no"
HOORN, OPMEER, MEDEMBLIK = "GM0405", "GM0432", "GM0420"


@pytest.fixture
def call() -> Call:
    """Somebody who wants Hoorn."""
    names = {HOORN: "Hoorn", OPMEER: "Opmeer", MEDEMBLIK: "Medemblik"}
    phrases = tuple(Phrase(name, key) for key, name in names.items())
    return Call(
        tuple(Choice(key, name) for key, name in names.items()),
        {
            Expect.CHOICE: GrammarSpec("0229", phrases),
            Expect.CONFIRMATION: GrammarSpec("0229 confirm", phrases, confirmation=True),
        },
        HOORN,
        NAME,
        AGAIN,
        SAYS_YES,
        SAYS_NO,
    )


def test_a_sure_name_is_right_by_voice_at_once(scripted: Callable[..., Any], call: Call) -> None:
    engine = scripted(((HOORN, 0.97),))
    assert hold(engine, call) == Course(First.ACCEPTED, True, 1, Ending.RIGHT)
    assert [pcm for pcm, _ in engine.asked] == [NAME]


def test_a_sure_name_that_was_not_said_is_a_wrong_routing(scripted: Callable[..., Any], call: Call) -> None:
    assert hold(scripted(((OPMEER, 0.97),)), call) == Course(First.ACCEPTED, False, 1, Ending.WRONG)


def test_a_doubtful_name_is_confirmed_truthfully(scripted: Callable[..., Any], call: Call) -> None:
    engine = scripted(((HOORN, 0.6),), ((YES, 0.9),))
    assert hold(engine, call) == Course(First.CONFIRMED, True, 2, Ending.RIGHT)
    assert [pcm for pcm, _ in engine.asked] == [NAME, SAYS_YES]


def test_a_wrong_name_is_denied_and_no_longer_listened_for(scripted: Callable[..., Any], call: Call) -> None:
    engine = scripted(((OPMEER, 0.6),), ((NO, 0.9),), ((HOORN, 0.95),))
    assert hold(engine, call) == Course(First.CONFIRMED, False, 3, Ending.RIGHT)
    assert [pcm for pcm, _ in engine.asked] == [NAME, SAYS_NO, AGAIN]
    assert {phrase.key for phrase in engine.asked[-1][1].phrases} == {HOORN, MEDEMBLIK}


def test_a_yes_heard_for_a_no_is_a_wrong_routing(scripted: Callable[..., Any], call: Call) -> None:
    assert hold(scripted(((OPMEER, 0.6),), ((YES, 0.9),)), call).ending is Ending.WRONG


def test_a_name_in_the_correction_is_taken(scripted: Callable[..., Any], call: Call) -> None:
    assert hold(scripted(((OPMEER, 0.6),), ((HOORN, 0.95),)), call).ending is Ending.RIGHT


def test_who_is_never_understood_takes_the_keys(scripted: Callable[..., Any], call: Call) -> None:
    course = hold(scripted((), ((HOORN, 0.1),)), call)
    assert course == Course(First.REJECTED, False, 2, Ending.KEYS)


def test_who_wants_what_is_not_in_the_list_gets_a_person(scripted: Callable[..., Any], call: Call) -> None:
    unlisted = tuple(
        Choice(one.key, one.name, Reach.UNLISTED if one.key == HOORN else Reach.LISTED) for one in call.choices
    )
    wanting = Call(unlisted, call.specs, HOORN, NAME, AGAIN, SAYS_YES, SAYS_NO)
    assert hold(scripted((), ()), wanting).ending is Ending.OPERATOR
