"""Which way a call took, from what its record says of it."""

import pytest

from veertien.callflow import ABANDONED
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.conversation import How, Reason
from veertien.reports.counting import Course
from veertien.reports.figures.ways import CallWay, gave_up, was_asked, way_of
from veertien.routing import Asked, Outcome


@pytest.mark.parametrize("outcome", [Outcome.CONNECT, Outcome.CLOSED, Outcome.NOT_CONNECTED, Outcome.REFUSED])
def test_a_call_without_a_question_is_none_whatever_becomes_of_it(outcome: str) -> None:
    assert way_of(Course(outcome, Asked.NOT_NEEDED, "", "ANSWER")) is CallWay.NONE


def test_a_call_that_a_hint_routed_skipped_it() -> None:
    assert way_of(Course(Outcome.CONNECT, Asked.SKIPPED, "", "ANSWER")) is CallWay.SKIPPED


@pytest.mark.parametrize(
    ("how", "way"),
    [
        (How.SPEECH, CallWay.UNDERSTOOD),
        (How.PROPOSED, CallWay.HINTED),
        (How.CONFIRMED, CallWay.CONFIRMED),
        (How.KEYPAD, CallWay.KEYS),
    ],
)
@pytest.mark.parametrize("asked", [Asked.OPEN, Asked.PROPOSED])
def test_a_choice_is_known_by_how_it_was_made(how: How, way: CallWay, asked: Asked) -> None:
    assert way_of(Course(Outcome.CONNECT, asked, how, "ANSWER")) is way


@pytest.mark.parametrize("how", list(How))
def test_every_way_to_choose_is_told_apart_from_choosing_nothing(how: How) -> None:
    assert way_of(Course(Outcome.CONNECT, Asked.OPEN, how, "ANSWER")) is not CallWay.PERSON


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.HUNG_UP])
def test_who_chooses_nothing_comes_to_a_person(reason: Reason) -> None:
    assert way_of(Course(Outcome.OPERATOR, Asked.OPEN, reason, "ANSWER")) is CallWay.PERSON


def test_so_does_who_could_not_be_asked() -> None:
    assert way_of(Course(Outcome.OPERATOR, Asked.OPEN, "", "ANSWER")) is CallWay.PERSON


@pytest.mark.parametrize("how", ["", Reason.HUNG_UP, How.SPEECH])
def test_who_hangs_up_before_it_is_decided_gave_up(how: str) -> None:
    course = Course(ABANDONED, Asked.OPEN, how, "none")
    assert (way_of(course), gave_up(course)) == (CallWay.GIVEN_UP, True)


def test_who_hangs_up_while_it_rings_gave_up_on_the_way_that_they_took() -> None:
    course = Course(Outcome.CONNECT, Asked.OPEN, How.SPEECH, "CANCEL")
    assert (way_of(course), gave_up(course)) == (CallWay.UNDERSTOOD, True)


def test_what_the_dialplan_put_through_by_itself_fell_back() -> None:
    course = Course(FALLBACK_OUTCOME, Asked.OPEN, How.SPEECH, "ANSWER")
    assert (way_of(course), gave_up(course)) == (CallWay.FALLBACK, False)


def test_a_record_of_an_old_version_was_asked_where_its_question_ended() -> None:
    course = Course(Outcome.CONNECT, "", How.CONFIRMED, "ANSWER")
    assert (was_asked(course), way_of(course)) == (True, CallWay.CONFIRMED)
    assert not was_asked(Course(Outcome.CONNECT, "", "", "ANSWER"))
