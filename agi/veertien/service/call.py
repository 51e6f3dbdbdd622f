"""One call from Asterisk's request to the decision in its channel variables."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import uuid4

import structlog

from veertien.asterisk.agi.session import AgiCommandFailedError, AgiHangupError, AgiSession
from veertien.asterisk.audiosocket.server import AudioSocketServer
from veertien.asterisk.audiosocket.session import AudioOutcome, AudioSession, judge_audio
from veertien.asterisk.manager.link import ManagerLink
from veertien.conversation import Abandoned, Chosen, Language, Result
from veertien.inquiry import farewell_of
from veertien.numbering import parse_caller
from veertien.prompts import Spoken
from veertien.records import CallRecord, Ledger, Question
from veertien.release import Release
from veertien.routing import (
    Call,
    CallLimiter,
    Decision,
    Outcome,
    TrunkState,
    chosen,
    draw_of,
    drawn,
    likelier,
    offer,
    to_operator,
    too_many,
    trail_of,
)
from veertien.service.announcing import Ending
from veertien.service.channel_variables import variables_of
from veertien.service.dialogue import Telling
from veertien.service.editions.edition import Edition
from veertien.service.pbx.lease import Lease
from veertien.service.pbx.lost_ends import tells_ends
from veertien.service.remembering import Remembering

#: Seconds beyond a conversation's longest duration before its AGI command is given up.
AUDIO_MARGIN_SECONDS = 10.0
#: A question this long, in seconds, without a packet from the caller has something wrong: RTP begins far sooner.
NO_AUDIO_SECONDS = 1.0

Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class CallServices:
    """What every call needs beside its edition; one for the whole daemon, so that a reload changes nothing of it."""

    audio: AudioSocketServer
    audio_address: str
    ledger: Ledger
    clock: Callable[[], datetime]
    manager: ManagerLink | None
    limiter: CallLimiter
    remembering: Remembering
    release: Release


class CallerGoneError(Exception):
    """The caller hung up; nothing is left to decide."""


class CallHandler:
    """Decides one call by the edition that was in force when it came in."""

    def __init__(self, services: CallServices, edition: Edition, agi: AgiSession) -> None:
        self._services = services
        self._interviewer, self._announcer = edition.interviewer, edition.announcer
        self._inquiries = edition.at(services.clock())
        self._tables = self._inquiries.tables
        self._agi = agi
        variables = agi.request.variables
        caller = parse_caller(variables.get("callerid"), variables.get("callingpres"))
        trail = trail_of(variables.get("arg_1", ""), variables.get("arg_2", ""))
        self._call = Call(variables.get("extension", ""), caller, trail=trail)
        self._unique_id = variables.get("uniqueid", "")
        self._channel = variables.get("channel", "")
        # The first decision, which says whether the caller is asked and what for.
        self._first: Decision | None = None
        self._question: Question | None = None
        self._asked: tuple[str, ...] = ()
        self._announced_seconds: float | None = None
        # What the caller was being told when nothing was to come after it.
        self._last_word: Decision | None = None
        self._log = structlog.get_logger(__name__)

    async def handle(self) -> None:
        """Decide the call and tell the dialplan.

        Raises what AgiSession raises when Asterisk gives no answer; the dialplan's fallback has the call then.
        """
        began = time.monotonic()
        self._services.ledger.offered(self._unique_id)
        with structlog.contextvars.bound_contextvars(call=self._unique_id):
            try:
                await self._decide(began)
            except Exception:
                self._services.ledger.given_up(self._unique_id, end_expected=self._ends_are_told())
                raise

    async def _decide(self, began: float) -> None:
        self._first = decision = await self._recalled(self._offered())
        try:
            if decision.outcome is Outcome.ASK:
                decision = await self._ask(decision)
            elif decision.notice:
                decision = await self._announce(decision)
            decision = drawn(decision, draw_of(self._unique_id))
            self._log.info("decided", outcome=decision.outcome.value, reason=decision.reason)
            await self._agi.set_variables(variables_of(decision, self._services.release, self._question, self._asked))
        except (AgiHangupError, CallerGoneError):
            if self._last_word:
                # Hanging up is how a call ends that leads no further.
                self._record(self._last_word, self._last_word.outcome.value, self._last_word.reason, began)
            else:
                self._record(decision, "abandoned", "The caller hung up.", began)
            return
        self._record(decision, decision.outcome.value, decision.reason, began)

    def _offered(self) -> Decision:
        decision = offer(self._tables, self._call, self._services.clock(), self._trunk_states())
        if decision.turn is not None:
            # No further call of this caller's.
            self._services.ledger.came_back(decision.turn.value)
            trail = self._call.trail
            self._log.warning("came_back", turn=decision.turn.value, passed=trail.passed, alike=trail.alike)
            return decision
        callers = self._tables.callers
        number = callers.counted(self._call.caller)
        if decision.outcome is Outcome.REFUSED or callers.rate is None or number is None:
            return decision
        if self._services.limiter.admits(callers.rate, number, time.monotonic()):
            return decision
        return too_many(self._tables, self._call, callers.rate, self._services.clock(), self._trunk_states())

    async def _recalled(self, decision: Decision) -> Decision:
        """Return the decision by what is remembered of the caller too."""
        now = self._services.clock()
        self._call = await self._services.remembering.recall(self._tables, self._call, decision, now)
        if self._call.remembered is None:
            return decision
        return offer(self._tables, self._call, now, self._trunk_states())

    async def _ask(self, decision: Decision) -> Decision:
        interviewer = self._interviewer
        inquiry = self._inquiries.of(decision.area_code)
        followed: list[tuple[Result, Decision]] = []

        def farewell(result: Result, language: Language) -> tuple[Spoken, ...]:
            # Decided here, so that what is done is what was said.
            followed.append((result, self._told(self._follow(result))))
            return farewell_of(*followed[-1], self._services.clock(), language)

        def start(session: AudioSession) -> "asyncio.Task[Telling]":
            hinted = likelier(self._tables, self._call, decision.area_code)
            return interviewer.start(session, inquiry, decision.proposed, hinted, farewell)

        with self._services.ledger.asking():
            telling, audio_failed = await self._over_audio(inquiry.longest_seconds, start, self._note)
        after = next((decided for result, decided in followed if result is telling.result), None)
        after = after or self._follow(telling.result)
        if isinstance(telling.result, Chosen):
            self._services.remembering.keep(self._tables, self._call, after, self._services.clock())
        return self._told(self._unsaid(after) if audio_failed else after)

    async def _announce(self, decision: Decision) -> Decision:
        """Tell the caller what there is to tell before a decision that needed no question is carried out."""
        announcer, notice = self._announcer, decision.notice
        sound = await announcer.sound_of(notice, self._services.clock()) if notice else None
        if sound is None:
            return self._unsaid(decision)
        self._told(decision)

        def note(_: Ending, seconds: float) -> None:
            self._announced_seconds = round(seconds, 3)

        longest = announcer.longest_seconds(sound)
        ending, audio_failed = await self._over_audio(longest, lambda session: announcer.start(session, sound), note)
        if ending is Ending.PERSON:
            return self._told(self._to_operator("the caller pressed 0"))
        return self._told(self._unsaid(decision) if audio_failed or ending is Ending.LOST else decision)

    async def _over_audio(
        self,
        longest_seconds: float,
        start: "Callable[[AudioSession], asyncio.Task[Told]]",
        note: Callable[[Told, float], None],
    ) -> tuple[Told, bool]:
        """Answer the call and do something over its audio; returns what that told, and whether the audio failed.

        `note` gets what was told, and the seconds since the answer, also when the caller has gone. Raises
        CallerGoneError then.
        """
        services = self._services
        call_id = uuid4()
        longest = longest_seconds + AUDIO_MARGIN_SECONDS
        async with Lease(self._agi, self._channel, services.manager, longest):
            await self._agi.answer()
            answered = time.monotonic()
            session = services.audio.expect(call_id)
            task = start(session)
            result: str | None = None
            try:
                reply = await self._agi.execute(
                    "AudioSocket", str(call_id), services.audio_address, deadline_seconds=longest
                )
                result = reply.result
            except AgiHangupError:
                self._log.info("hung_up_over_audio")
            except AgiCommandFailedError as error:
                # An Asterisk without the application still dials; who can't be told anything is put through.
                result = error.reply.result
            finally:
                session.close()
                told = await task
            note(told, time.monotonic() - answered)
            status = None if self._agi.hung_up else await self._agi.channel_status()
            verdict = judge_audio(result, status, session.ended)
        if verdict.outcome is AudioOutcome.HUNG_UP:
            raise CallerGoneError
        if verdict.outcome is AudioOutcome.AUDIO_FAILED:
            self._log.warning("audio_failed", why=verdict.reason)
        return told, verdict.outcome is AudioOutcome.AUDIO_FAILED

    def _told(self, decision: Decision) -> Decision:
        """Remember a decision after which nothing is to come but what the caller is told."""
        self._last_word = None if decision.destinations else decision
        return decision

    def _unsaid(self, decision: Decision) -> Decision:
        """Return what becomes of a call whose announcement may not have been heard: no call ends without a word."""
        return decision if decision.destinations else self._to_operator("the announcement could not be played")

    def _follow(self, result: Result) -> Decision:
        match result:
            case Chosen(key=key):
                return chosen(self._tables, self._call, key, self._services.clock(), self._trunk_states())
            case Abandoned():
                # The audio ended as it does for a hangup, yet the channel lives: somebody must take the call.
                return self._to_operator("the audio connection was lost")
            case operator:
                return self._to_operator(operator.reason.value)

    def _to_operator(self, why: str) -> Decision:
        return to_operator(self._tables, self._call, why, self._services.clock(), self._trunk_states())

    def _trunk_states(self) -> dict[str, TrunkState]:
        manager = self._services.manager
        return {} if manager is None else dict(manager.trunk_states)

    def _note(self, telling: Telling, seconds: float) -> None:
        result = telling.result
        how = result.how.value if isinstance(result, Chosen) else result.reason.value
        audio_seconds = None if telling.audio_seconds is None else round(telling.audio_seconds, 2)
        no_audio = audio_seconds == 0 and seconds >= NO_AUDIO_SECONDS
        if no_audio:
            self._log.warning("no_audio_from_caller", seconds=round(seconds, 3))
        self._question = Question(round(seconds, 3), telling.prompts, how, telling.heard, audio_seconds, no_audio)
        self._asked = telling.asked

    def _record(self, decision: Decision, outcome: str, reason: str, began: float) -> None:
        record = CallRecord(
            call=self._unique_id,
            dialled=decision.dialled[:40],
            area_code=decision.area_code,
            caller_area_code=self._call.caller.area_code,
            outcome=outcome,
            municipality=None if decision.municipality is None else decision.municipality.code,
            trunks=tuple(destination.trunk.key for destination in decision.destinations),
            reason=reason,
            decided_seconds=round(time.monotonic() - began, 4),
            question=self._question,
            announced_seconds=self._announced_seconds,
            asked=self._first.asked.value if self._first else None,
            hint=self._first.hint.value if self._first and self._first.hint else None,
            barred=decision.barred.why.value if decision.barred else None,
        )
        self._services.ledger.decided(record, end_expected=self._ends_are_told())

    def _ends_are_told(self) -> bool:
        manager = self._services.manager
        return manager is not None and tells_ends(manager)
