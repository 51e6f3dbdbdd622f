"""Calls read from the log, where nothing else is left of them: its lines `call` and `heard`, as JSON."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from veertien.archive.rows import KeptRow, rows_of_call
from veertien.callflow import Arrival, CallEnd, CallRecord, CallRecorded, CallTimes, NameHeard

_RECORD, _END, _ARRIVAL = TypeAdapter(CallRecord), TypeAdapter(CallEnd), TypeAdapter(Arrival)
_TIMES, _HEARD = TypeAdapter(CallTimes), TypeAdapter(NameHeard)
_MOMENT = TypeAdapter(datetime)
_LINE = ("snr_db", "clipped", "lost")
"""Fields of a line `heard` that say what the telephone line was like."""


@dataclass(slots=True)
class LogReader:
    """Makes rows of the lines of one log. `calls` counts the calls found, `unread` lines that should have been one."""

    node: str
    """What the machine that wrote the log is called in the records."""
    calls: int = 0
    unread: int = 0
    _answers: dict[str, list[NameHeard]] = field(default_factory=dict)

    def rows(self, lines: Iterable[str]) -> Iterator[tuple[KeptRow, ...]]:
        """Give the rows of each call. Lines of older versions say less, and the time of the line is all they have."""
        for text in lines:
            line = _parsed(text)
            try:
                match line.get("event"):
                    case "heard":
                        answer = _heard(line)
                        self._answers.setdefault(answer.call, []).append(answer)
                    case "call":
                        call = _call(line)
                        self.calls += 1
                        yield rows_of_call(self.node, call, self._answers.pop(call.call, ()))
            except (ValidationError, KeyError, TypeError, ValueError):
                self.unread += 1


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) else {}


def _call(line: Mapping[str, Any]) -> CallRecorded:
    times = {name.removesuffix("_at"): at for name, at in line.items() if name.endswith("_at")}
    return CallRecorded(
        str(line["call"]),
        _MOMENT.validate_python(line["timestamp"]),
        _RECORD.validate_python(line) if "dialled" in line else None,
        _END.validate_python(line) if "result" in line else None,
        _ARRIVAL.validate_python(line),
        _TIMES.validate_python(times),
    )


def _heard(line: Mapping[str, Any]) -> NameHeard:
    quality = {name: line[name] for name in _LINE if name in line}
    return _HEARD.validate_python({**line, "at": line["timestamp"], "line": quality})
