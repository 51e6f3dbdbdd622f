"""The log: everything this process says on stderr goes through one LogWriter, so that it holds up no call.

A thread writes the lines, and whoever logs neither waits for it nor hears of its faults: what stderr leads to can stand
still (a pipe that nobody reads), be gone, or be full. `logging.handlers.QueueListener` would write in a thread too, but
can't be stopped while that thread is stuck, and its queue can't be used by code that the garbage collector runs while
the same thread is putting something in.
"""

import atexit
import io
import logging
import os
import queue
import select
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from veertien.callflow import CallCameBack, CallDecided, CallRecorded, CallSettled, NameHeard
from veertien.records import CallStream, call_line
from veertien.service.troubles import Troubles
from veertien.wording import Wording

_MOST_WAITING = 10_000
"""Lines that wait at most; those of a busy hour, some megabytes."""
_STUCK_SECONDS = 5.0
"""Seconds after which a line that can't be written counts as trouble."""
_RETRY_SECONDS = 2.0
"""Seconds between two tries to report how many lines were lost, when no line comes by itself."""
_FLUSH_SECONDS = 3.0
"""Seconds that writing what waits may take when the daemon stops."""

_END = None
_CLOSED = -1


def log_to_stderr() -> "LogWriter":
    """Set the log up for the rest of this process: one JSON object a line, or lines for people on a terminal.

    Takes the place of `sys.stderr` too, so that what Python itself and other libraries say there can't block either.
    What waits is written at the end of the process, see `LogWriter.close`.
    """
    descriptor = _CLOSED if sys.stderr is None else sys.stderr.fileno()
    _hold_standard_descriptors()
    on_terminal = descriptor != _CLOSED and os.isatty(descriptor)
    renderers = _for_people() if on_terminal else (structlog.processors.JSONRenderer(),)
    writer = LogWriter(descriptor, lambda lines: _lost(lines, renderers))
    atexit.register(writer.close)
    out = _Out(writer)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            *renderers,
        ],
        wrapper_class=_unfailing(writer),
        logger_factory=lambda *_: out,
    )
    logging.basicConfig(handlers=[_Records(writer)], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)
    sys.stderr = _Stderr(writer, descriptor)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    sys.unraisablehook = lambda args: _uncaught(args.exc_type, args.exc_value, args.exc_traceback)
    return writer


class LogWriter:
    """Writes lines to a file descriptor in the order they came in; what can't be written is dropped and counted.

    `loss_line` makes the line that says how many were lost, which is written when writing works again.
    """

    def __init__(self, descriptor: int, loss_line: Callable[[int], str], most_waiting: int = _MOST_WAITING) -> None:
        self._descriptor = descriptor
        self._loss_line = loss_line
        self._most_waiting = most_waiting
        # This queue alone may be used by code that interrupts its own use: finalisers and signal handlers log too.
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._losing = threading.RLock()
        self._lost = 0
        self._reported = 0
        self._cut = False
        self._writing_since: float | None = None
        self._thread = threading.Thread(target=self._write_all, name="log", daemon=True)
        self._thread.start()

    @property
    def lost(self) -> int:
        """How many lines have been lost since the start."""
        return self._lost

    def write(self, line: str) -> None:
        """Have a line written, without its line break; returns at once and never raises."""
        if self._lines.qsize() >= self._most_waiting:
            self.lose()
        else:
            self._lines.put(line)

    def lose(self) -> None:
        """Count a line that can't be written, or not even made."""
        with self._losing:
            self._lost += 1

    def troubles(self) -> Troubles:
        """Return a trouble while lines are lost, or one can't be written."""
        since, lost = self._writing_since, self._lost - self._reported
        if lost or (since is not None and time.monotonic() - since > _STUCK_SECONDS):
            trouble = Wording(
                f"Logregels zijn niet te schrijven, {lost} gingen verloren; kijk waar stderr heen gaat, en maak "
                "ruimte op de schijf.",
                f"Log lines can't be written, {lost} are lost; see what stderr leads to, and free disk space.",
            )
            return {"log": trouble}
        return {}

    def close(self, deadline_seconds: float = _FLUSH_SECONDS) -> None:
        """Write what waits; what takes longer than the deadline is given up."""
        self._lines.put(_END)
        self._thread.join(deadline_seconds)

    def _write_all(self) -> None:
        while True:
            try:
                line = self._lines.get(timeout=_RETRY_SECONDS if self._lost > self._reported else None)
            except queue.Empty:
                self._report_lost()
                continue
            if line is _END:
                self._report_lost()
                return
            if (self._lost > self._reported and not self._report_lost()) or not self._written(line):
                self.lose()

    def _report_lost(self) -> bool:
        """Write how many were lost since the last report; return whether nothing is left to report."""
        lost = self._lost
        if lost > self._reported and self._written(self._loss_line(lost - self._reported)):
            self._reported = lost
        return lost == self._reported

    def _written(self, line: str) -> bool:
        self._writing_since = time.monotonic()
        # A line that was cut off when the disk was full is ended, so that this one is whole.
        left = (("\n" if self._cut else "") + line + "\n").encode(errors="backslashreplace")
        try:
            while left:
                try:
                    count = os.write(self._descriptor, left)
                except BlockingIOError:
                    # Somebody who shares the descriptor set it to be so.
                    select.select([], [self._descriptor], [])
                    continue
                left = left[count:]
                self._cut = bool(left)
        except OSError:
            return False
        else:
            return True
        finally:
            self._writing_since = None


def _of_second_ear(event: NameHeard) -> dict[str, str | float | None]:
    """Return what the line has of the second ear: nothing where that was not asked."""
    return {"second_ear": event.second_ear, "second_ear_seconds": event.second_ear_seconds} if event.second_ear else {}


class CallLog:
    """Writes a line for what the stream has of calls, as far as who reads logs wants to see it."""

    def __init__(self, stream: CallStream) -> None:
        self._log = structlog.get_logger(__name__)
        stream.listen(NameHeard, self._heard)
        stream.listen(CallCameBack, self._came_back)
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
            state=event.state,
            decision=event.decision,
            second=event.second,
            second_confidence=event.second_confidence,
            over_prompt=event.over_prompt,
            **event.line,
            **_of_second_ear(event),
        )

    def _came_back(self, event: CallCameBack) -> None:
        self._log.warning("came_back", call=event.call, turn=event.turn, passed=event.passed, alike=event.alike)

    def _decided(self, event: CallDecided) -> None:
        self._log.info("decided", call=event.call, outcome=event.outcome, reason=event.reason)

    def _settled(self, event: CallSettled) -> None:
        question = event.record.question
        if question is not None and question.no_audio_from_caller:
            self._log.warning("no_audio_from_caller", call=event.call, seconds=question.seconds)

    def _recorded(self, event: CallRecorded) -> None:
        self._log.info("call", **call_line(event))


class _Out:
    """What structlog gives its finished lines to."""

    def __init__(self, writer: LogWriter) -> None:
        self.debug = self.info = self.warning = self.error = self.critical = self.exception = writer.write


def _unfailing(writer: LogWriter) -> type[Any]:
    """Return a class of loggers that count a line which can't be made, instead of raising."""
    filtering: Any = structlog.make_filtering_bound_logger(logging.INFO)

    # structlog makes the base at run time, so no type checker knows it.
    class Unfailing(filtering):  # type: ignore[misc]
        def _proxy_to_logger(self, method_name: str, event: str | None = None, **fields: Any) -> Any:
            try:
                return super()._proxy_to_logger(method_name, event, **fields)
            except Exception:
                writer.lose()

    return Unfailing


class _Records(logging.Handler):
    """Makes lines of our own of other libraries' records."""

    def __init__(self, writer: LogWriter) -> None:
        super().__init__()
        self._writer = writer
        self._log = structlog.get_logger("logging")

    def emit(self, record: logging.LogRecord) -> None:
        """Log a record."""
        try:
            message = record.getMessage()
        except Exception:
            self._writer.lose()
        else:
            self._log.log(record.levelno, message, logger=record.name, exc_info=record.exc_info)


class _Stderr(io.TextIOBase):
    """Takes the place of `sys.stderr`: whole lines go to the log's way out, as they are."""

    def __init__(self, writer: LogWriter, descriptor: int) -> None:
        super().__init__()
        self._writer = writer
        self._descriptor = descriptor
        self._begun = ""

    def write(self, text: str) -> int:
        """Take text in; lines are written when they are whole."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._writer.write(line)
        return len(text)

    def writable(self) -> bool:
        """Return True: it can be written to."""
        return True

    def isatty(self) -> bool:
        """Whether a terminal, still open, is at the other end."""
        return self._descriptor != _CLOSED and os.isatty(self._descriptor)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    structlog.get_logger(__name__).critical("uncaught_exception", exc_info=(kind, error or kind(), trace))


def _for_people() -> tuple[Processor, ...]:
    plain = structlog.dev.plain_traceback
    return (_printable, structlog.dev.ConsoleRenderer(exception_formatter=plain))


def _printable(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    """Escape what could move the cursor, begin a line or turn the direction of writing; JSON escapes it by itself."""
    return {
        name: _escaped(value, "\n" if name == "exception" else "") if isinstance(value, str) else value
        for name, value in fields.items()
    }


def _escaped(text: str, kept: str) -> str:
    return "".join(
        character if character.isprintable() or character in kept else character.encode("unicode_escape").decode()
        for character in text
    )


def _lost(lines: int, renderers: tuple[Processor, ...]) -> str:
    line: Any = {
        "event": "log_lines_lost",
        "lines": lines,
        "level": "warning",
        "timestamp": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
    }
    for renderer in renderers:
        line = renderer(None, "warning", line)
    return str(line)


def _hold_standard_descriptors() -> None:
    """See that 0, 1 and 2 are open: a socket that got such a number would be written to by whoever means stderr."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
