"""Everything that this process has to say on stderr goes through one LogWriter: no caller waits for who reads it."""

import atexit
import io
import logging
import os
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from veertien.service.log.writer import LogWriter

_CLOSED = -1


def log_to_stderr() -> LogWriter:
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


class _Out:
    """What structlog gives its finished lines to."""

    def __init__(self, writer: LogWriter) -> None:
        self.debug = self.info = self.warning = self.error = self.critical = self.exception = writer.write


def _unfailing(writer: LogWriter) -> type[Any]:
    """Return a class of loggers that count a line which can't be made, instead of raising."""
    filtering: Any = structlog.make_filtering_bound_logger(logging.INFO)

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
        """Tell that it can be written to."""
        return True

    def isatty(self) -> bool:
        """Tell whether a terminal, still open, is at the other end."""
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
