"""What comes after what in a call, and what is recorded of it."""

import pytest

from tests.unit.callflow.conftest import CALLER, NOON, Begin, Line
from veertien.callflow import (
    Announce,
    Announced,
    AnnouncementEnd,
    Answered,
    Ask,
    CallerGone,
    Close,
    Concluded,
    CountCall,
    Counted,
    DoNothing,
    FlowEvent,
    HeardName,
    Interview,
    Interviewed,
    Offered,
    Recall,
    Recalled,
    Settle,
    Settled,
    TakeLeave,
    UnexpectedStepError,
)
from veertien.conversation import Abandoned, Chosen, How, Operator, Reason
from veertien.routing import Asked, Outcome, Remembered

FILE = "municipalities/noord-holland.yaml"
HOORN, MEDEMBLIK = "GM0405", "GM0420"
CHOSEN = Chosen(MEDEMBLIK, How.SPEECH)
CLOSED = {
    "schedules.yaml": "schedules:\n  never: {hours: {sunday: 08:00-08:01}}\n",
    FILE: "municipalities:\n  - {name: Hoorn, schedule: never, destinations: [{trunk: hoorn, number: 0229000001}]}\n",
}
"""Hoorn alone, closed, and nobody takes its calls then: the call ends after the announcement."""
IN_MAINTENANCE = {
    FILE: "municipalities:\n  - {name: Hoorn, maintenance: {until: 2026-12-01T06:00},"
    " destinations: [{trunk: hoorn, number: 0229000001}]}\n"
}
RATE = {"callers.yaml": "rate: {calls: 2, seconds: 60}\n"}
REMEMBER = {"routing.yaml": "remember: {days: 90}\n"}


def interview(result: Chosen | Operator | Abandoned = CHOSEN) -> Interview:
    return Interview(result, 1, (HeardName(MEDEMBLIK, 0.95),), ("ask",), 2.0)


def asked(line: Line) -> Line:
    """Have the caller asked and answered."""
    assert isinstance(line.take(Offered()), Ask)
    assert line.take(Answered(), 0.5) == DoNothing()
    return line


def settled(line: Line, event: FlowEvent) -> Settle:
    action = line.take(event, 3.0)
    assert isinstance(action, Settle)
    return action


def trunks(settle: Settle) -> list[str]:
    return [each.trunk.key for each in settle.decision.destinations]


class TestWhoIsNotAsked:
    def test_is_put_through_at_once(self, begin: Begin) -> None:
        line = begin(files={FILE: "municipalities:\n  - {name: Hoorn, destinations: [{trunk: hoorn, number: 11}]}\n"})
        assert trunks(settled(line, Offered())) == ["hoorn", "operator"]
        assert isinstance(line.take(Settled(), 0.004), Close)
        assert line.record
        assert (line.record.outcome, line.record.municipality, line.record.asked) == ("connect", HOORN, "not_needed")
        assert (line.record.decided_seconds, line.record.question) == (0.004, None)

    def test_and_hangs_up_before_the_dialplan_knows_has_abandoned_the_call(self, begin: Begin) -> None:
        line = begin("14999")
        assert settled(line, Offered()).decision.outcome is Outcome.REFUSED
        assert isinstance(line.take(CallerGone()), Close)
        assert line.record
        assert (line.record.outcome, line.record.reason) == ("abandoned", "The caller hung up.")

    def test_but_hears_an_announcement_gets_it_before_the_call_goes_on(self, begin: Begin) -> None:
        line = begin(files=IN_MAINTENANCE)
        assert isinstance(line.take(Offered()), Announce)
        line.take(Answered(), 0.25)
        assert trunks(settled(line, Announced(AnnouncementEnd.SAID))) == ["operator"]
        line.take(Settled())
        assert line.record
        assert line.record.announced_seconds == 3.0


class TestNoCallEndsWithoutAWord:
    @pytest.mark.parametrize(
        "event",
        [
            Announced(AnnouncementEnd.UNMADE),
            Announced(AnnouncementEnd.LOST),
            Announced(AnnouncementEnd.SAID, audio_failed=True),
        ],
    )
    def test_where_the_announcement_may_not_have_been_heard_a_person_takes_it(
        self, begin: Begin, event: Announced
    ) -> None:
        line = begin(files=CLOSED)
        assert isinstance(line.take(Offered()), Announce)
        settle = settled(line, event)
        assert trunks(settle) == ["operator"]
        assert settle.decision.reason == "The operator gets the call: the announcement could not be played."

    def test_where_it_was_said_the_call_ends_and_counts_as_served(self, begin: Begin) -> None:
        line = begin(files=CLOSED)
        line.take(Offered())
        line.take(Answered())
        assert trunks(settled(line, Announced(AnnouncementEnd.SAID))) == []
        line.take(CallerGone())
        assert line.record
        assert line.record.outcome == "closed"

    def test_who_hangs_up_on_the_last_word_was_served(self, begin: Begin) -> None:
        line = begin(files=CLOSED)
        line.take(Offered())
        line.take(Answered())
        line.take(CallerGone(), 2.0)
        assert line.record
        assert (line.record.outcome, line.record.announced_seconds) == ("closed", 2.0)

    def test_who_hangs_up_on_another_announcement_has_abandoned_the_call(self, begin: Begin) -> None:
        line = begin(files=IN_MAINTENANCE)
        line.take(Offered())
        line.take(CallerGone())
        assert line.record
        assert (line.record.outcome, line.record.announced_seconds) == ("abandoned", None)

    def test_who_presses_0_meanwhile_gets_a_person(self, begin: Begin) -> None:
        line = begin(files=CLOSED)
        line.take(Offered())
        line.take(Answered())
        settle = settled(line, Announced(AnnouncementEnd.PERSON))
        assert (trunks(settle), settle.decision.reason) == (
            ["operator"],
            "The operator gets the call: the caller pressed 0.",
        )


class TestWhoIsAsked:
    def test_is_put_through_to_what_was_understood(self, begin: Begin) -> None:
        line = asked(begin())
        leave = line.take(Concluded(CHOSEN), 4.0)
        assert isinstance(leave, TakeLeave)
        settle = settled(line, Interviewed(interview()))
        assert settle.decision == leave.decision
        assert trunks(settle) == ["medemblik", "operator"]
        assert settle.question
        assert (settle.question.seconds, settle.question.how, settle.question.asked) == (7.0, "speech", ("ask",))
        line.take(Settled())
        assert line.record
        assert (line.record.outcome, line.record.municipality) == ("connect", MEDEMBLIK)
        assert line.record.question == settle.question

    def test_gets_what_was_announced_to_them_whatever_has_changed_since(self, begin: Begin) -> None:
        line = asked(begin())
        line.take(Concluded(CHOSEN))
        line.down("trunk-medemblik")
        assert trunks(settled(line, Interviewed(interview()))) == ["medemblik", "operator"]

    def test_and_wants_a_person_after_all_gets_one(self, begin: Begin) -> None:
        line = asked(begin())
        line.take(Concluded(CHOSEN))
        settle = settled(line, Interviewed(interview(Operator(Reason.ASKED))))
        assert (trunks(settle), settle.kept) == (["operator"], None)

    def test_and_is_gone_is_recorded_with_what_was_heard(self, begin: Begin) -> None:
        line = asked(begin())
        line.take(CallerGone(interview(Abandoned(Reason.HUNG_UP))), 2.5)
        assert line.record
        assert (line.record.outcome, line.record.reason) == ("abandoned", "The caller hung up.")
        assert line.record.question
        assert (line.record.question.seconds, line.record.question.heard) == (2.5, (HeardName(MEDEMBLIK, 0.95),))

    def test_and_was_gone_before_the_answer_was_asked_nothing(self, begin: Begin) -> None:
        line = begin()
        line.take(Offered())
        line.take(CallerGone())
        assert line.record
        assert (line.record.outcome, line.record.question) == ("abandoned", None)

    def test_whose_audio_is_lost_while_the_call_lives_gets_a_person(self, begin: Begin) -> None:
        line = asked(begin())
        settle = settled(line, Interviewed(interview(Abandoned(Reason.HUNG_UP)), audio_failed=True))
        assert trunks(settle) == ["operator"]
        assert settle.decision.reason == "The operator gets the call: the audio connection was lost."

    def test_of_whom_no_packet_came_is_noted_after_a_second(self, begin: Begin) -> None:
        for seconds, no_audio in ((0.9, False), (1.0, True)):
            line = asked(begin())
            line.take(CallerGone(Interview(CHOSEN, 1, (), audio_seconds=0.0)), seconds)
            assert line.record
            assert line.record.question
            assert line.record.question.no_audio_from_caller is no_audio


class TestTheRate:
    def test_within_it_the_call_goes_on(self, begin: Begin) -> None:
        line = begin(files=RATE)
        action = line.take(Offered())
        assert isinstance(action, CountCall)
        assert (action.number, action.rate.calls) == ("+31612345678", 2)
        assert isinstance(line.take(Counted(within=True)), Ask)

    def test_over_it_the_call_is_refused_and_recorded_so(self, begin: Begin) -> None:
        line = begin(files=RATE)
        line.take(Offered())
        assert settled(line, Counted(within=False)).decision.outcome is Outcome.REFUSED
        line.take(Settled())
        assert line.record
        assert (line.record.outcome, line.record.barred) == ("refused", "too_many")

    def test_nothing_remembered_lets_a_call_over_the_rate_through(self, begin: Begin) -> None:
        line = begin(files={**RATE, "routing.yaml": "remember: {days: 90, without_asking: yes}\n"})
        line.take(Offered())
        assert not isinstance(line.take(Counted(within=False)), Recall)

    @pytest.mark.parametrize("line", [{"caller": None}, {"dialled": "14999"}, {"passed": ("140229",)}])
    def test_withheld_refused_and_returning_calls_are_not_counted(self, begin: Begin, line: dict[str, object]) -> None:
        assert not isinstance(begin(files=RATE, **line).take(Offered()), CountCall)


class TestTheMemory:
    def test_is_looked_up_for_who_is_to_be_asked(self, begin: Begin) -> None:
        line = begin(files=REMEMBER)
        assert line.take(Offered()) == Recall("+31612345678", "140229", NOON.date(), without_asking=False)
        action = line.take(Recalled(Remembered(MEDEMBLIK)))
        assert isinstance(action, Ask)
        assert action.proposed
        assert (action.proposed.code, action.likelier) == (MEDEMBLIK, frozenset({MEDEMBLIK}))
        assert line.flow.first.asked is Asked.PROPOSED

    def test_holding_nothing_changes_nothing(self, begin: Begin) -> None:
        line = begin(files=REMEMBER)
        line.take(Offered())
        action = line.take(Recalled(None))
        assert isinstance(action, Ask)
        assert action.proposed is None

    def test_keeps_a_choice_that_leads_to_it(self, begin: Begin) -> None:
        line = begin(files=REMEMBER)
        line.take(Offered())
        line.take(Recalled(None))
        line.take(Answered())
        kept = settled(line, Interviewed(interview())).kept
        assert kept
        assert (kept.number, kept.dialled, kept.code) == ("+31612345678", "140229", MEDEMBLIK)
        assert (kept.until - NOON.date()).days == 90

    def test_of_no_number_is_not_asked(self, begin: Begin) -> None:
        assert isinstance(begin(files=REMEMBER, caller=None).take(Offered()), Ask)


def test_the_number_of_the_caller_is_in_no_record(begin: Begin) -> None:
    line = asked(begin())
    settled(line, Interviewed(interview()))
    line.take(Settled())
    assert CALLER[1:] not in repr(line.record)


@pytest.mark.parametrize("event", [Settled(), Recalled(None), Concluded(CHOSEN), CallerGone()])
def test_what_can_not_come_first_is_refused(begin: Begin, event: FlowEvent) -> None:
    with pytest.raises(UnexpectedStepError, match="while NEW"):
        begin().take(event)
