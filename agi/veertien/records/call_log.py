"""The lines that the log has of calls."""

import structlog

from veertien.callflow import CallDecided, CallRecorded, CallSettled, NameHeard
from veertien.records.stream import CallStream


class CallLog:
    """Writes a line for what the stream has of calls, as far as who reads logs wants to see it."""

    def __init__(self, stream: CallStream) -> None:
        self._log = structlog.get_logger(__name__)
        stream.listen(NameHeard, self._heard)
        stream.listen(CallDecided, self._decided)
        stream.listen(CallSettled, self._settled)
        stream.listen(CallRecorded, self._recorded)

    def _heard(self, event: NameHeard) -> None:
        self._log.info(
            "heard",
            call=event.call,
            best=event.best,
            confidence=event.confidence,
            audio_seconds=event.audio_seconds,
            seconds=event.seconds,
            **event.line,
        )

    def _decided(self, event: CallDecided) -> None:
        if event.turn is not None:
            # No further call of this caller's.
            self._log.warning("came_back", call=event.call, turn=event.turn, passed=event.passed, alike=event.alike)
        self._log.info("decided", call=event.call, outcome=event.outcome, reason=event.reason)

    def _settled(self, event: CallSettled) -> None:
        question = event.record.question
        if question is not None and question.no_audio_from_caller:
            self._log.warning("no_audio_from_caller", call=event.call, seconds=question.seconds)

    def _recorded(self, event: CallRecorded) -> None:
        self._log.info("call", **event.fields)
