"""The flow of one call. All that decides what comes after what in a call stands in this file.

Rules. It does no I/O and reads no clock: each event brings its circumstances. What may come next is in `_MAY_COME`;
anything else raises. From each state an event leads on to one action, so that no call stays without a next step, and:

- a call whose number is refused, or that came back, is not counted among its caller's;
- only who is to be asked is looked up in the memory, so nothing that is remembered lets a call over the rate through;
- what is said to the caller when the question is over is what is done then: `TakeLeave` decides, not what comes after;
- no call ends without a word: where what was to be said may not have been heard, and nobody was to take the call, a
  person gets it;
- who hangs up on the last word they were to hear was served, and is recorded so; anybody else has hung up on us.

Who adds an event or an action adds it to the driver (`service/calls/call.py`) too, and to the rehearsal, where it
decides.
"""

from dataclasses import replace
from datetime import timedelta
from enum import Enum, auto
from fractions import Fraction

from veertien.callflow.question_time import ExchangeTimes, parts_of
from veertien.callflow.record import CallRecord, Question
from veertien.callflow.steps import (
    Announce,
    Announced,
    AnnouncementEnd,
    Answered,
    Ask,
    CallerGone,
    Circumstances,
    Close,
    Concluded,
    CountCall,
    Counted,
    DoNothing,
    FlowAction,
    FlowEvent,
    Interview,
    Interviewed,
    KeptChoice,
    Offered,
    Recall,
    Recalled,
    Settle,
    Settled,
    TakeLeave,
)
from veertien.conversation import Abandoned, Chosen, Result
from veertien.routing import (
    AMSTERDAM,
    Call,
    Decision,
    Outcome,
    Tables,
    chosen,
    drawn,
    likelier,
    offer,
    to_operator,
    too_many,
)

NO_AUDIO_SECONDS = 1.0
"""A question this long without a packet from the caller has something wrong: RTP begins far sooner."""
ABANDONED = "abandoned"
"""The outcome of a call whose caller hung up before the dialplan had a decision."""
LONGEST_DIALLED = 40
"""Characters of a number that are recorded, whatever came."""


class UnexpectedStepError(RuntimeError):
    """An event came that can't come now: a fault of the driver."""


class _State(Enum):
    NEW = auto()
    COUNTING = auto()
    RECALLING = auto()
    ASKING = auto()
    ANNOUNCING = auto()
    SETTLING = auto()
    OVER = auto()


_MAY_COME: dict[_State, tuple[type[FlowEvent], ...]] = {
    _State.NEW: (Offered,),
    _State.COUNTING: (Counted, CallerGone),
    _State.RECALLING: (Recalled, CallerGone),
    _State.ASKING: (Answered, Concluded, Interviewed, CallerGone),
    _State.ANNOUNCING: (Answered, Announced, CallerGone),
    _State.SETTLING: (Settled, CallerGone),
    _State.OVER: (),
}


class CallFlow:
    """One call. `handle` its events in order, and carry out each action."""

    def __init__(self, unique_id: str, call: Call, tables: Tables, draw: Fraction | None = None) -> None:
        """Begin with a call as offered, by tables that count now.

        `draw` from 0 to 1 says which of several weighted destinations is tried first; None leaves them as they are.
        """
        self._unique_id = unique_id
        self._call = call
        self._tables = tables
        self._draw = draw
        self._state = _State.NEW
        self._began = 0.0
        self._answered: float | None = None
        # The first decision says whether the caller is asked and what for, the latest where the call goes.
        self._first: Decision | None = None
        self._decision: Decision
        # What followed from the conversation's result, said to the caller already.
        self._concluded: tuple[Result, Decision] | None = None
        # What was being said to the caller when nothing was to come after it.
        self._last_word: Decision | None = None
        self._question: Question | None = None
        self._times = ExchangeTimes()
        self._announced_seconds: float | None = None

    @property
    def call(self) -> Call:
        """The call, with what was remembered of its caller."""
        return self._call

    @property
    def first(self) -> Decision:
        """The decision before the caller has said anything. Raises UnexpectedStepError before there is one."""
        if self._first is None:
            raise UnexpectedStepError("there is no decision yet")
        return self._first

    def handle(self, event: FlowEvent, at: Circumstances) -> FlowAction:
        """Take what has happened, and return what is to be done next.

        Raises UnexpectedStepError for an event that can't come now.
        """
        if not isinstance(event, _MAY_COME[self._state]):
            raise UnexpectedStepError(f"{type(event).__name__} while {self._state.name}")
        match event:
            case Offered():
                self._began = at.seconds
                return self._offered(at)
            case Counted(within):
                return self._counted(within, at)
            case Recalled(None):
                return self._take_up(self._decision)
            case Recalled(remembered):
                self._call = replace(self._call, remembered=remembered)
                return self._take_up(offer(self._tables, self._call, at.now, at.trunk_states))
            case Answered():
                self._answered = at.seconds
                return DoNothing()
            case Concluded(result):
                decision = self._say_last(self._follow(result, at))
                self._concluded = result, decision
                return TakeLeave(result, decision)
            case Interviewed(interview, audio_failed):
                return self._interviewed(interview, audio_failed, at)
            case Announced(ending, audio_failed):
                return self._announced(ending, audio_failed, at)
            case CallerGone(interview):
                return self._gone(interview, at)
            case Settled():
                return self._close(self._decision, self._decision.outcome.value, self._decision.reason, at)

    def _offered(self, at: Circumstances) -> FlowAction:
        decision = self._decision = offer(self._tables, self._call, at.now, at.trunk_states)
        callers = self._tables.callers
        number = callers.counted(self._call.caller)
        if decision.turn is not None or decision.outcome is Outcome.REFUSED or not callers.rate or number is None:
            return self._look_up(decision, at)
        self._state = _State.COUNTING
        return CountCall(callers.rate, number)

    def _counted(self, within: bool, at: Circumstances) -> FlowAction:
        rate = self._tables.callers.rate
        if within or rate is None:
            return self._look_up(self._decision, at)
        return self._take_up(too_many(self._tables, self._call, rate, at.now, at.trunk_states))

    def _look_up(self, decision: Decision, at: Circumstances) -> FlowAction:
        remember, number = self._tables.rules.remember, self._call.caller.number_e164
        if decision.outcome is not Outcome.ASK or remember is None or number is None:
            return self._take_up(decision)
        self._state = _State.RECALLING
        day = at.now.astimezone(AMSTERDAM).date()
        return Recall(number, decision.dialled, day, remember.without_asking)

    def _take_up(self, decision: Decision) -> FlowAction:
        self._first = self._decision = decision
        if decision.outcome is Outcome.ASK:
            self._state = _State.ASKING
            hinted = likelier(self._tables, self._call, decision.area_code)
            return Ask(decision.area_code, decision.proposed, hinted)
        if decision.notice:
            self._state = _State.ANNOUNCING
            self._say_last(decision)
            return Announce(decision.notice)
        return self._settle(decision)

    def _interviewed(self, interview: Interview, audio_failed: bool, at: Circumstances) -> FlowAction:
        self._note_question(interview, at)
        result = interview.result
        # Who pressed a key over the farewell has another result than the one it was for.
        known = self._concluded is not None and self._concluded[0] is result
        after = self._concluded[1] if self._concluded and known else self._follow(result, at)
        kept = self._kept(after, at) if isinstance(result, Chosen) else None
        return self._settle(self._say_last(self._unsaid(after, at) if audio_failed else after), kept)

    def _announced(self, ending: AnnouncementEnd, audio_failed: bool, at: Circumstances) -> FlowAction:
        decision = self._decision
        if ending is AnnouncementEnd.UNMADE:
            self._last_word = None
            return self._settle(self._unsaid(decision, at))
        self._note_announcement(at)
        if ending is AnnouncementEnd.PERSON:
            decision = self._operator("the caller pressed 0", at)
        elif audio_failed or ending is AnnouncementEnd.LOST:
            decision = self._unsaid(decision, at)
        return self._settle(self._say_last(decision))

    def _gone(self, interview: Interview | None, at: Circumstances) -> FlowAction:
        if interview is not None:
            self._note_question(interview, at)
        elif self._state is _State.ANNOUNCING:
            self._note_announcement(at)
        if self._last_word:
            # Hanging up is how a call ends that leads no further.
            return self._close(self._last_word, self._last_word.outcome.value, self._last_word.reason, at)
        return self._close(self._decision, ABANDONED, "The caller hung up.", at)

    def _settle(self, decision: Decision, kept: KeptChoice | None = None) -> FlowAction:
        self._decision = decision if self._draw is None else drawn(decision, self._draw)
        self._state = _State.SETTLING
        return Settle(self._decision, self._question, self._times, kept)

    def _close(self, decision: Decision, outcome: str, reason: str, at: Circumstances) -> Close:
        self._state = _State.OVER
        first, national = self._first, self._tables.rules.national
        return Close(
            CallRecord(
                call=self._unique_id,
                dialled=decision.dialled[:LONGEST_DIALLED],
                area_code=decision.area_code,
                caller_area_code=self._call.caller.area_code,
                outcome=outcome,
                municipality=None if decision.municipality is None else decision.municipality.code,
                trunks=tuple(destination.trunk.key for destination in decision.destinations),
                reason=reason,
                decided_seconds=round(at.seconds - self._began, 4),
                question=self._question,
                announced_seconds=self._announced_seconds,
                asked=first.asked.value if first else None,
                hint=first.hint.value if first and first.hint else None,
                barred=decision.barred.why.value if decision.barred else None,
                reason_code=decision.code.value,
                came_back=decision.turn.value if decision.turn else None,
                national=national is not None and decision.dialled == national.dialled,
            )
        )

    def _say_last(self, decision: Decision) -> Decision:
        """Note a decision after which nothing is to come but what is said to the caller."""
        self._last_word = None if decision.destinations else decision
        return decision

    def _unsaid(self, decision: Decision, at: Circumstances) -> Decision:
        """Return the decision for a call whose announcement may not have been heard."""
        return decision if decision.destinations else self._operator("the announcement could not be played", at)

    def _follow(self, result: Result, at: Circumstances) -> Decision:
        match result:
            case Chosen(key=key):
                return chosen(self._tables, self._call, key, at.now, at.trunk_states)
            case Abandoned():
                # The audio ended as it does for a hangup, yet the channel lives: somebody must take the call.
                return self._operator("the audio connection was lost", at)
            case operator:
                return self._operator(operator.reason.value, at)

    def _operator(self, why: str, at: Circumstances) -> Decision:
        return to_operator(self._tables, self._call, why, at.now, at.trunk_states)

    def _kept(self, after: Decision, at: Circumstances) -> KeptChoice | None:
        """Return what is to be remembered of a choice, where what followed puts the caller through to it."""
        remember, number, entry = self._tables.rules.remember, self._call.caller.number_e164, after.municipality
        # A municipality that is no candidate here could never be proposed.
        if remember is None or number is None or entry is None or entry not in after.candidates:
            return None
        if after.outcome is not Outcome.CONNECT:
            return None
        until = at.now.astimezone(AMSTERDAM).date() + timedelta(remember.days)
        return KeptChoice(number, after.dialled, entry.code, until, remember.without_asking)

    def _note_question(self, interview: Interview, at: Circumstances) -> None:
        result = interview.result
        how = result.how.value if isinstance(result, Chosen) else result.reason.value
        began = at.seconds if self._answered is None else self._answered
        parts = parts_of(began, interview.turns, at.seconds)
        seconds = parts.whole / 1000
        audio_seconds = None if interview.audio_seconds is None else round(interview.audio_seconds, 2)
        no_audio = audio_seconds == 0 and seconds >= NO_AUDIO_SECONDS
        self._question = Question(
            seconds,
            interview.prompts,
            how,
            interview.heard,
            audio_seconds,
            no_audio,
            parts,
            interview.barge_ins,
            interview.keys,
            interview.language.value,
            interview.asked,
        )
        self._times = interview.times.since(self._began)

    def _note_announcement(self, at: Circumstances) -> None:
        if self._answered is not None:
            self._announced_seconds = round(self._seconds_answered(at), 3)

    def _seconds_answered(self, at: Circumstances) -> float:
        return 0.0 if self._answered is None else at.seconds - self._answered
