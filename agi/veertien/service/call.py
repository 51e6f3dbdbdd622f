"""One call from Asterisk's request to the decision in its channel variables."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import structlog

from veertien.asterisk.agi_session import AgiHangup, AgiSession
from veertien.asterisk.ami import ManagerLink
from veertien.asterisk.audiosocket_outcome import AudioOutcome, judge_audio
from veertien.asterisk.audiosocket_server import AudioSocketServer
from veertien.conversation import Abandoned, Chosen
from veertien.numbering import parse_caller
from veertien.records import CallRecord, Ledger, Metrics, Question
from veertien.routing import Call, Decision, Outcome, Tables, TrunkState, chosen, offer, to_operator
from veertien.service.channel_variables import variables_of
from veertien.service.dialogue import Telling
from veertien.service.lease import Lease
from veertien.service.question import Interviewer

#: Seconds beyond a conversation's longest duration before its AGI command is given up.
AUDIO_MARGIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class CallServices:
    """What every call needs; one for the whole daemon, but for the interviewer, which goes with a call's tables."""

    audio: AudioSocketServer
    audio_address: str
    interviewer: Interviewer
    ledger: Ledger
    metrics: Metrics
    clock: Callable[[], datetime]
    manager: ManagerLink | None


class CallerGoneError(Exception):
    """The caller hung up; nothing is left to decide."""


class CallHandler:
    """Decides one call by the tables that were in force when it came in."""

    def __init__(self, services: CallServices, tables: Tables, agi: AgiSession) -> None:
        self._services = services
        self._tables = tables
        self._agi = agi
        variables = agi.request.variables
        caller = parse_caller(variables.get("callerid"), variables.get("callingpres"))
        self._call = Call(variables.get("extension", ""), caller)
        self._unique_id = variables.get("uniqueid", "")
        self._channel = variables.get("channel", "")
        self._question: Question | None = None
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
                self._services.ledger.given_up(self._unique_id)
                raise

    async def _decide(self, began: float) -> None:
        decision = offer(self._tables, self._call, self._services.clock(), self._trunk_states())
        try:
            if decision.outcome is Outcome.ASK:
                decision = await self._ask(decision)
            self._log.info("decided", outcome=decision.outcome.value, reason=decision.reason)
            await self._agi.set_variables(variables_of(decision))
        except (AgiHangup, CallerGoneError):
            self._record(decision, "abandoned", "The caller hung up.", began)
            return
        self._record(decision, decision.outcome.value, decision.reason, began)

    async def _ask(self, decision: Decision) -> Decision:
        services = self._services
        call_id = uuid4()
        longest = services.interviewer.longest_seconds(self._tables, decision) + AUDIO_MARGIN_SECONDS
        async with Lease(self._agi, self._channel, services.manager, longest):
            await self._agi.answer()
            answered = time.monotonic()
            session = services.audio.expect(call_id)
            interview = services.interviewer.start(session, self._tables, decision, self._call.caller.area_code)
            result: str | None = None
            try:
                with services.metrics.asking.track_inprogress():
                    reply = await self._agi.execute(
                        "AudioSocket", str(call_id), services.audio_address, deadline_seconds=longest
                    )
                    result = reply.result
            except AgiHangup:
                self._log.info("hung_up_in_question")
            finally:
                session.close()
                telling = await interview
            self._note(telling, time.monotonic() - answered)
            status = None if self._agi.hung_up else await self._agi.channel_status()
            verdict = judge_audio(result, status, session.ended)
            if verdict.outcome is AudioOutcome.HUNG_UP:
                raise CallerGoneError
        if verdict.outcome is AudioOutcome.AUDIO_FAILED:
            self._log.warning("audio_failed", why=verdict.reason)
        return self._follow(telling)

    def _follow(self, telling: Telling) -> Decision:
        now, states = self._services.clock(), self._trunk_states()
        match telling.result:
            case Chosen(key=key):
                return chosen(self._tables, self._call, key, now, states)
            case Abandoned():
                # The audio ended as it does for a hangup, yet the channel lives: somebody must take the call.
                return to_operator(self._tables, self._call, "the audio connection was lost", now, states)
            case operator:
                return to_operator(self._tables, self._call, operator.reason.value, now, states)

    def _trunk_states(self) -> dict[str, TrunkState]:
        manager = self._services.manager
        return {} if manager is None else dict(manager.trunk_states)

    def _note(self, telling: Telling, seconds: float) -> None:
        result = telling.result
        how = result.how.value if isinstance(result, Chosen) else result.reason.value
        self._question = Question(round(seconds, 3), telling.prompts, how, telling.heard)

    def _record(self, decision: Decision, outcome: str, reason: str, began: float) -> None:
        manager = self._services.manager
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
        )
        self._services.ledger.decided(record, end_expected=manager is not None and manager.connected)
