"""One call from Asterisk's request to the decision in its channel variables: carries out what its flow says."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import structlog

from veertien.asterisk.agi.session import AgiError, AgiHangupError, AgiSession
from veertien.asterisk.audiosocket.session import AudioOutcome, AudioSession
from veertien.asterisk.dialplan.contract import offered_call, variables_of
from veertien.asterisk.manager.link import ManagerLink
from veertien.asterisk.over_audio import Came, OverAudio
from veertien.callflow import (
    Announce,
    Announced,
    AnnouncementEnd,
    Answered,
    Arrival,
    Ask,
    CallAnswered,
    CallCameBack,
    CallDecided,
    CallerGone,
    CallFlow,
    CallGivenUp,
    CallOffered,
    CallRecord,
    CallSettled,
    Circumstances,
    Close,
    Concluded,
    CountCall,
    Counted,
    FlowAction,
    FlowEvent,
    Interview,
    Interviewed,
    NameHeard,
    Offered,
    QuestionAsked,
    QuestionEnded,
    Recall,
    Recalled,
    Settle,
    Settled,
    TakeLeave,
)
from veertien.conversation import NO_NAMES, How, Language, Policy, Result, verdict_on
from veertien.gazetteer import NameKind
from veertien.inquiry import farewell_of
from veertien.memory import RecentChoices
from veertien.prompts import Spoken
from veertien.records import CallStream
from veertien.routing import AMSTERDAM, CallLimiter, Decision, draw_of
from veertien.service.calls.capturing import Capturing
from veertien.service.calls.crowd import Crowd
from veertien.service.calls.dialogue import FIRST_SECONDS
from veertien.service.calls.listening import HeardAnswer
from veertien.service.calls.remembering import Remembering
from veertien.service.editions.in_force import Edition, InForce

PATIENCE_SECONDS = 60.0
"""Seconds for which the record of a call that is decided while AMI is away waits for its end: longer than it takes to
be back after an ordinary restart. Whoever has no AMI at all wants to see calls in the log nevertheless."""

CHOSE_OTHER = "other"
"""What is kept of a caller who chose another municipality a moment before."""


@dataclass(frozen=True, slots=True)
class CallServices:
    """What every call needs beside its edition; one for the whole daemon, so that a reload changes nothing of it."""

    over_audio: OverAudio
    stream: CallStream
    clock: Callable[[], datetime]
    manager: ManagerLink | None
    limiter: CallLimiter
    remembering: Remembering
    capturing: Capturing | None
    """None where nothing that callers say is kept."""
    version: str
    in_force: InForce
    crowd: Crowd
    recent_choices: RecentChoices | None
    """None where choices are not compared."""

    async def decide(self, agi: AgiSession) -> None:
        """Decide the call that came in on this AGI connection, by the edition in force."""
        with self.in_force.taken() as edition:
            try:
                await _CallDriver(self, edition, agi).drive()
            except AgiError as error:
                call = agi.request.variables.get("uniqueid")
                structlog.get_logger(__name__).warning("call_given_back", call=call, why=str(error))


class _CallDriver:
    """Drives the flow of one call: each action is carried out, and what came of it handed back as the next event."""

    def __init__(self, services: CallServices, edition: Edition, agi: AgiSession) -> None:
        self._services = services
        self._edition = edition
        self._inquiries = edition.at(services.clock())
        self._agi = agi
        self._offered = offered_call(agi.request.variables)
        self._id = self._offered.unique_id
        self._arrival = Arrival(
            sip_call_id=self._offered.sip_call_id or None,
            test=self._offered.test,
            selftest=self._offered.selftest,
            caller_kind=self._offered.call.caller.kind.value,
            version=services.version,
            tables=edition.loaded.digest,
            model=edition.model_digest,
        )
        # The decision that was handed over, when it was made, and when handed over by a clock that only goes forward.
        self._decided: tuple[Decision, datetime] | None = None
        self._handed_over: float | None = None
        self._flow = CallFlow(self._id, self._offered.call, self._inquiries.tables, draw_of(self._id))

    async def drive(self) -> None:
        """Decide the call and give the dialplan the decision.

        Raises what AgiSession raises when Asterisk gives no answer; the dialplan's fallback has the call then.
        """
        publish = self._services.stream.publish
        publish(CallOffered(self._id, self._services.clock(), self._arrival))
        with structlog.contextvars.bound_contextvars(call=self._id):
            try:
                record = await self._run()
            except (Exception, asyncio.CancelledError):
                # Cancelled too: the connection was idle too long, or the daemon stops.
                self._publish_decision()
                publish(CallGivenUp(self._id, self._services.clock(), self._end_expected()))
                raise
        self._publish_decision()
        if self._services.recent_choices is not None:
            record = self._compared(record, self._services.recent_choices)
        publish(CallSettled(self._id, self._services.clock(), record, self._end_expected()))

    def _compared(self, record: CallRecord, recent: RecentChoices) -> CallRecord:
        number, question, code = self._offered.call.caller.number_e164, record.question, record.municipality
        if self._offered.test or number is None or code is None or question is None or question.how not in set(How):
            return record
        at = self._services.clock().astimezone(AMSTERDAM)
        other = recent.compared(number, record.dialled, code, at)
        return replace(record, chose_before=CHOSE_OTHER if other else "")

    async def _run(self) -> CallRecord:
        action = self._handle(Offered())
        while not isinstance(action, Close):
            try:
                event = await self._carry_out(action)
            except AgiHangupError:
                event = CallerGone()
            action = self._handle(event)
        return action.record

    def _handle(self, event: FlowEvent) -> FlowAction:
        manager = self._services.manager
        states = {} if manager is None else manager.trunk_states
        # What follows on the decision is no part of what the call waited for: the dialplan goes on without it.
        seconds = time.monotonic() if self._handed_over is None else self._handed_over
        return self._flow.handle(event, Circumstances(self._services.clock(), seconds, states))

    async def _carry_out(self, action: FlowAction) -> FlowEvent:
        match action:
            case CountCall(rate, number):
                return Counted(self._services.limiter.admits(rate, number, time.monotonic()))
            case Recall():
                return Recalled(await self._services.remembering.recall(action))
            case Ask():
                return await self._ask(action)
            case Announce():
                return await self._announce(action)
            case Settle():
                return await self._settle(action)
            case _:
                raise AssertionError(f"{action} can't be carried out by itself")

    async def _settle(self, action: Settle) -> FlowEvent:
        decision, now = action.decision, self._services.clock()
        if action.kept is not None:
            self._services.remembering.keep(action.kept)
        self._decided = decision, now
        version, inherits = self._services.version, self._offered.inherits
        variables = tuple(variables_of(decision, version, action.question, action.times, inherits=inherits))
        self._handed_over = time.monotonic()
        await self._agi.conclude(variables)
        return Settled()

    def _publish_decision(self) -> None:
        """Publish what was decided; only when the dialplan has it, as the call waits for that."""
        if self._decided is None:
            return
        (decision, at), publish = self._decided, self._services.stream.publish
        if decision.turn is not None:
            trail = self._offered.call.trail
            publish(CallCameBack(self._id, at, decision.turn.value, trail.passed, trail.alike))
        publish(CallDecided(self._id, at, decision.outcome.value, decision.reason))

    async def _ask(self, action: Ask) -> FlowEvent:
        with self._services.crowd.joined() as heard:
            return await self._ask_one(action, by_keys=not heard)

    async def _ask_one(self, action: Ask, *, by_keys: bool) -> FlowEvent:
        services, interviewer = self._services, self._edition.interviewer
        inquiry = self._inquiries.of(action.area_code)

        def farewell(result: Result, language: Language) -> tuple[Spoken, ...]:
            match self._handle(Concluded(result)):
                case TakeLeave(result, decision):
                    return farewell_of(result, decision, services.clock(), language)
                case action:
                    raise AssertionError(f"{action} can't be said")

        capture = (
            services.capturing.begin(self._offered.call.caller, action.area_code, self._edition.heard_by)
            if services.capturing
            else None
        )
        told_first = capture.announcement if capture else None

        def report(answer: HeardAnswer) -> None:
            self._report(answer, inquiry.policy)
            if capture:
                capture.heard(answer)

        def start(session: AudioSession) -> "asyncio.Task[Interview]":
            return interviewer.start(session, inquiry, action, farewell, report, told_first, by_keys=by_keys)

        longest_seconds = inquiry.longest_seconds + (FIRST_SECONDS if told_first else 0.0)
        services.stream.publish(QuestionAsked(self._id, services.clock(), action.area_code))
        try:
            interview, outcome = await self._over_audio(longest_seconds, start)
        finally:
            services.stream.publish(QuestionEnded(self._id, services.clock()))
        if capture:
            capture.concluded(interview)
        if outcome is AudioOutcome.HUNG_UP:
            return CallerGone(interview)
        return Interviewed(interview, outcome is AudioOutcome.AUDIO_FAILED)

    async def _announce(self, action: Announce) -> FlowEvent:
        """Say what there is to say to the caller before a decision that needed no question is carried out."""
        announcer = self._edition.announcer
        sound = await announcer.sound_of(action.notice, self._services.clock())
        if sound is None:
            return Announced(AnnouncementEnd.UNMADE)
        longest = announcer.longest_seconds(sound)
        ending, outcome = await self._over_audio(longest, lambda session: announcer.start(session, sound))
        if outcome is AudioOutcome.HUNG_UP:
            return CallerGone()
        return Announced(ending, outcome is AudioOutcome.AUDIO_FAILED)

    async def _over_audio(
        self, longest_seconds: float, start: "Callable[[AudioSession], asyncio.Task[Came]]"
    ) -> tuple[Came, AudioOutcome]:
        run = self._services.over_audio.run
        return await run(self._agi, self._offered.channel, longest_seconds, start, self._answered)

    def _answered(self) -> None:
        self._handle(Answered())
        self._services.stream.publish(CallAnswered(self._id, self._services.clock()))

    def _report(self, answer: HeardAnswer, policy: Policy) -> None:
        best = next(iter(answer.recognition.guesses), None)
        named = best is not None and best.key not in NO_NAMES
        said_as = self._inquiries.tables.kind_of_name(best.key, best.text) if best and named else None
        self._services.stream.publish(name_heard(self._id, self._services.clock(), answer, policy, said_as))

    def _end_expected(self) -> bool:
        """Whether the end of a call that is decided now will be heard of, as far as can be said."""
        manager = self._services.manager
        return manager is not None and manager.seconds_away < PATIENCE_SECONDS


def name_heard(
    call: str, at: datetime, answer: HeardAnswer, policy: Policy, said_as: NameKind | None = None
) -> NameHeard:
    """Return what is published of an answer to a question that goes by this policy.

    `said_as` is what kind of name was heard; None where it was no name.
    """
    recognition = answer.recognition
    best, second = [*recognition.guesses, None, None][:2]
    line = asdict(recognition.line) if recognition.line else {}
    opinion = recognition.second_opinion
    return NameHeard(
        call,
        at,
        best=best.key if best else None,
        confidence=round(best.confidence, 3) if best else None,
        audio_seconds=round(recognition.audio_seconds, 2),
        seconds=round(answer.seconds, 3),
        line={name: round(value, 3) for name, value in line.items()},
        second_ear=opinion.came.value if opinion else None,
        second_ear_seconds=round(opinion.seconds, 3) if opinion else None,
        state=answer.state.value,
        decision=verdict_on(best, policy).value,
        second=second.key if second else None,
        second_confidence=round(second.confidence, 3) if second else None,
        over_prompt=answer.over_prompt,
        said_as=said_as.value if said_as else None,
    )
