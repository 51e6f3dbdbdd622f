"""What was found wrong in one run, where, and in which order it is reported."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from veertien.config.faults.definitions import severity_of
from veertien.config.faults.definitions.files import FileName
from veertien.config.faults.definitions.notes import AndMore
from veertien.config.faults.problem import SEVERITY_NAMES, Problem, Severity
from veertien.config.faults.text import shown_path
from veertien.wording import Language, Wording

MOST_FAULTS = 1000
"""Faults listed in one run: more than anybody mends before the next; causes come before what follows from them."""
MOST_IN_BRIEF = 20
"""Faults in a line of the log."""

CAUSES_FIRST = ("veertien.yaml", "trunks.yaml", "routing.yaml", "schedules.yaml")
"""Files whose faults come before those of the others: those name what stands in these, each what stands before it."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in a file: line and column, both counted from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A problem at a place, and what to do about it. As text: `file:line:column: CODE message`, in English."""

    file: str
    line: int
    column: int
    code: str
    message: str
    """In English."""
    message_nl: str = ""
    """In Dutch; empty where a daemon that has no Dutch told it."""

    @property
    def severity(self) -> Severity:
        """Whether it keeps the tables from being used."""
        return severity_of(self.code)

    @property
    def wording(self) -> Wording:
        """What is wrong, in both languages."""
        return Wording(self.message_nl or self.message, self.message)

    def in_language(self, language: Language) -> str:
        """Return its text in Dutch or in English."""
        kind = "" if self.severity is Severity.FAULT else f"{SEVERITY_NAMES[self.severity].of(language)}: "
        return f"{self.file}:{self.line}:{self.column}: {self.code} {kind}{self.wording.of(language)}"

    def __str__(self) -> str:
        return self.in_language(Language.ENGLISH)


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

    def add(self, file: Path, mark: Mark, problem: Problem) -> None:
        """Note one fault; the same fault twice counts once, and what was refused gets no second fault.

        Raises TablesFaultyError with the faults found when there are more than MOST_FAULTS: to read on would cost time,
        and bring up nothing that anybody needs before these are mended. Warnings and notes never do.
        """
        if (file, mark) in self._refused:
            return
        fault = _at(shown_path(file), mark, problem)
        self._found.add(fault)
        if len(self._found) > MOST_FAULTS and fault.severity is Severity.FAULT:
            raise TablesFaultyError(tuple(self))

    def refuse(self, file: Path, mark: Mark, problem: Problem) -> None:
        """Note a fault that makes what stands there meaningless, so that nothing more is said of it."""
        self.add(file, mark, problem)
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
    reported = sorted((fault for fault in given if fault.code != AndMore.code), key=_place)[:MOST_FAULTS]
    if len(reported) == len(given):
        return tuple(reported)
    last = reported[-1]
    more = AndMore.than_told(MOST_FAULTS)
    return (*reported, _at(last.file, Mark(last.line, last.column), more))


def in_brief(faults: Sequence[Fault]) -> list[str]:
    """Return the first faults as texts, and behind them how many more there are."""
    first = list(map(str, faults[:MOST_IN_BRIEF]))
    left = len(faults) - len(first)
    return [*first, f"and {left} more; `veertien check` lists them"] if left else first


def _at(file: str, mark: Mark, problem: Problem) -> Fault:
    return Fault(file, mark.line, mark.column, problem.code, problem.english, problem.dutch)


def _place(fault: Fault) -> tuple[int, Fault]:
    name = Path(fault.file).name
    if fault.code == FileName.code:
        # What a file under another name says is missed everywhere else.
        return 0, fault
    return 1 + (CAUSES_FIRST.index(name) if name in CAUSES_FIRST else len(CAUSES_FIRST)), fault
