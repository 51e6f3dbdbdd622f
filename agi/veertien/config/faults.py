"""What can be wrong in the configuration, and where."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

LONGEST_SHOWN = 60
MOST_FAULTS = 1000
"""Faults told in one run: more than anybody mends before the next, and each file's causes come before what follows."""
MOST_IN_BRIEF = 20
"""Faults in a line of the log."""

CAUSES_FIRST = ("veertien.yaml", "trunks.yaml", "routing.yaml", "schedules.yaml")
"""Files whose faults come before those of the others: those name what stands in these, each what stands before it."""


class Code(StrEnum):
    """The stable names of the faults; docs/table-faults.md gives the cause and the cure of each."""

    FILE_MISSING = "FILE-MISSING"
    FILE_NAME = "FILE-NAME"
    FILE_UNREADABLE = "FILE-UNREADABLE"
    FILE_TOO_LARGE = "FILE-TOO-LARGE"
    TOO_MANY_FILES = "TOO-MANY-FILES"
    TOO_MANY_SCHEDULES = "TOO-MANY-SCHEDULES"
    FILE_ENCODING = "FILE-ENCODING"
    FILE_EMPTY = "FILE-EMPTY"
    YAML_SYNTAX = "YAML-SYNTAX"
    YAML_TAB = "YAML-TAB"
    YAML_CHARACTER = "YAML-CHARACTER"
    YAML_ANCHOR = "YAML-ANCHOR"
    YAML_TAG = "YAML-TAG"
    YAML_DOCUMENTS = "YAML-DOCUMENTS"
    YAML_DEPTH = "YAML-DEPTH"
    YAML_KEY = "YAML-KEY"
    DUPLICATE_KEY = "DUPLICATE-KEY"
    UNKNOWN_KEY = "UNKNOWN-KEY"
    MISSING_KEY = "MISSING-KEY"
    EMPTY_VALUE = "EMPTY-VALUE"
    WRONG_SHAPE = "WRONG-SHAPE"
    TEXT = "TEXT"
    YES_NO = "YES-NO"
    WHOLE_NUMBER = "WHOLE-NUMBER"
    NUMBER = "NUMBER"
    CONTRADICTION = "CONTRADICTION"
    PLACEHOLDER = "PLACEHOLDER"
    TRUNK_KEY = "TRUNK-KEY"
    ENDPOINT = "ENDPOINT"
    CALLER_ID = "CALLER-ID"
    HEADER = "HEADER"
    PHONE_NUMBER = "PHONE-NUMBER"
    ZERO_MISSING = "ZERO-MISSING"
    AREA_CODE = "AREA-CODE"
    DUPLICATE_AREA_CODE = "DUPLICATE-AREA-CODE"
    DUPLICATE_ENDPOINT = "DUPLICATE-ENDPOINT"
    DUPLICATE_DESTINATION = "DUPLICATE-DESTINATION"
    WEIGHT = "WEIGHT"
    OVERFLOW = "OVERFLOW"
    LOOP = "LOOP"
    DUPLICATE_MUNICIPALITY = "DUPLICATE-MUNICIPALITY"
    WEEKDAY = "WEEKDAY"
    HOURS = "HOURS"
    HOLIDAY = "HOLIDAY"
    DATE = "DATE"
    MOMENT = "MOMENT"
    OFFER_UNCONNECTED = "OFFER-UNCONNECTED"
    CALLER_AREA = "CALLER-AREA"
    CALLER_NUMBER = "CALLER-NUMBER"
    CALLER_PREFIX = "CALLER-PREFIX"
    DUPLICATE_CALLER = "DUPLICATE-CALLER"
    OVER_RATE = "OVER-RATE"
    OTHER_AREA_CODES = "OTHER-AREA-CODES"
    NATIONAL_NUMBER = "NATIONAL-NUMBER"
    NATIONAL_USELESS = "NATIONAL-USELESS"
    NO_CARRIER = "NO-CARRIER"
    MAINTENANCE_OVER = "MAINTENANCE-OVER"
    MUNICIPALITY_CODE = "MUNICIPALITY-CODE"
    UNKNOWN_SCHEDULE = "UNKNOWN-SCHEDULE"
    SCHEDULE_LOOP = "SCHEDULE-LOOP"
    SCHEDULE_OVERLAP = "SCHEDULE-OVERLAP"
    SCHEDULE_NEVER_OPEN = "SCHEDULE-NEVER-OPEN"
    PERIOD = "PERIOD"
    PERIOD_OVERLAP = "PERIOD-OVERLAP"
    PERIOD_GAP = "PERIOD-GAP"
    NEW_MUNICIPALITY = "NEW-MUNICIPALITY"
    UNKNOWN_TRUNK = "UNKNOWN-TRUNK"
    UNKNOWN_MUNICIPALITY = "UNKNOWN-MUNICIPALITY"
    AMBIGUOUS_MUNICIPALITY = "AMBIGUOUS-MUNICIPALITY"
    NO_DESTINATIONS = "NO-DESTINATIONS"
    NAME_CLASH = "NAME-CLASH"
    UNKNOWN_SOUND = "UNKNOWN-SOUND"
    MANY_PRONUNCIATIONS = "MANY-PRONUNCIATIONS"
    UNUSED_PRONUNCIATION = "UNUSED-PRONUNCIATION"
    SOUNDS_ALIKE = "SOUNDS-ALIKE"
    HOST = "HOST"
    PORT_COLLISION = "PORT-COLLISION"
    SECRET = "SECRET"  # noqa: S105 - the name of a fault
    SECRET_FILE = "SECRET-FILE"  # noqa: S105 - the name of a fault
    KEY_FILE = "KEY-FILE"
    NO_MEMORY = "NO-MEMORY"
    URL = "URL"
    VOICE = "VOICE"
    FOLDER = "FOLDER"
    SAID_AS = "SAID-AS"
    AND_MORE = "AND-MORE"


class Severity(StrEnum):
    """Whether the tables can't be used (fault), somebody should look at it (warning), or nothing is wrong (note)."""

    FAULT = "fault"
    WARNING = "warning"
    NOTE = "note"


WARNINGS = frozenset(
    {
        Code.UNUSED_PRONUNCIATION,
        Code.SOUNDS_ALIKE,
        Code.NATIONAL_USELESS,
        Code.NO_CARRIER,
        Code.MAINTENANCE_OVER,
        Code.ZERO_MISSING,
    }
)
NOTES = frozenset({Code.SAID_AS, Code.AND_MORE})


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file: line and column, both counted from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong, where, and what to do about it. As text: `file:line:column: CODE message`."""

    file: str
    line: int
    column: int
    code: Code
    message: str

    @property
    def severity(self) -> Severity:
        """Whether it keeps the tables from being used."""
        if self.code in NOTES:
            return Severity.NOTE
        return Severity.WARNING if self.code in WARNINGS else Severity.FAULT

    def __str__(self) -> str:
        kind = "" if self.severity is Severity.FAULT else f"{self.severity}: "
        return f"{self.file}:{self.line}:{self.column}: {self.code} {kind}{self.message}"


class TablesFaultyError(ValueError):
    """The configuration can't be used. `faults` are what was found, as `in_order` gives it; as text, the first few."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(in_brief(faults)))
        self.faults = faults


@dataclass(slots=True)
class FaultLog:
    """The faults found so far in one run."""

    _found: set[Fault] = field(default_factory=set)
    _refused: set[tuple[Path, Mark]] = field(default_factory=set)

    def add(self, file: Path, mark: Mark, code: Code, message: str) -> None:
        """Note one fault; the same fault twice counts once, and what was refused gets no second fault.

        Raises TablesFaultyError with the faults found when there are more than MOST_FAULTS: to read on would cost time,
        and tell nothing that anybody needs before these are mended. Warnings and notes never do.
        """
        if (file, mark) in self._refused:
            return
        fault = Fault(shown_path(file), mark.line, mark.column, code, message)
        self._found.add(fault)
        if len(self._found) > MOST_FAULTS and fault.severity is Severity.FAULT:
            raise TablesFaultyError(tuple(self))

    def refuse(self, file: Path, mark: Mark, code: Code, message: str) -> None:
        """Note a fault that makes what stands there meaningless, so that nothing more is said of it."""
        self.add(file, mark, code, message)
        self._refused.add((file, mark))

    def include(self, other: "FaultLog") -> None:
        """Note all that another log has, in the same way. Raises as `add` does."""
        self._refused |= other._refused
        self._found |= other._found
        if sum(fault.severity is Severity.FAULT for fault in self._found) > MOST_FAULTS:
            raise TablesFaultyError(tuple(self))

    def __iter__(self) -> Iterator[Fault]:
        return iter(in_order(self._found))

    def __len__(self) -> int:
        return len(self._found)


def in_order(found: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults with the causes first, then by file and line: MOST_FAULTS at most, and a note if there are more."""
    given = set(found)
    told = sorted((fault for fault in given if fault.code is not Code.AND_MORE), key=_place)[:MOST_FAULTS]
    if len(told) == len(given):
        return tuple(told)
    last = told[-1]
    message = f"{MOST_FAULTS} are told, and there are more; mend these first, then check again"
    return (*told, Fault(last.file, last.line, last.column, Code.AND_MORE, message))


def in_brief(faults: Sequence[Fault]) -> list[str]:
    """Return the first faults as texts, and behind them how many more there are."""
    first = list(map(str, faults[:MOST_IN_BRIEF]))
    left = len(faults) - len(first)
    return [*first, f"and {left} more; `veertien check` lists them"] if left else first


def _place(fault: Fault) -> tuple[int, Fault]:
    name = Path(fault.file).name
    if fault.code is Code.FILE_NAME:
        # What a file under another name says is missed everywhere else.
        return 0, fault
    return 1 + (CAUSES_FIRST.index(name) if name in CAUSES_FIRST else len(CAUSES_FIRST)), fault


def shown(text: str) -> str:
    """Return text from a file, quoted, escaped and cut so that it is safe in a one-line message."""
    cut = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    escaped = "".join(character if character.isprintable() else repr(character)[1:-1] for character in cut)
    return f'"{escaped}"'


def shown_path(path: Path) -> str:
    """Return a path as printable text on one line, whatever bytes are in it."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "?" for character in text)
