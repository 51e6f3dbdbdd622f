"""What a test call was to come to, and what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from veertien.routing import Decision


@dataclass(frozen=True, slots=True)
class ExpectedCall:
    """A call to a number, and what the tables say of it now."""

    number: str
    says: str | None
    """The name that the caller says when asked; None where nothing is to be asked."""
    decision: Decision
    """The one that follows, after that answer where there is one."""


@dataclass(frozen=True, slots=True)
class SeenCall:
    """What was seen of a test call from both of its ends, and what the daemon published of it."""

    number: str
    call: str
    """Asterisk's unique id."""
    why_not: str | None = None
    """Why it could not be placed; all else is empty then."""
    prompts: tuple[float, ...] = ()
    """Seconds of sound in each thing that was said to the caller before the call was taken."""
    asked: tuple[str, ...] = ()
    """What was played to the caller, by the prompts' names, each time."""
    said: tuple[str, ...] = ()
    """What the caller answered."""
    record: Mapping[str, Any] | None = None
    """The call's record; None where the daemon has none."""
    endpoint: str | None = None
    """That which was dialled last, as far as is known; the test trunk takes the call in its place."""
    fell_back: bool = False
    """Whether the dialplan called its fallback."""
    taken_seconds: float | None = None
    """From dialling until it was taken; None where it was not."""
    caller_heard: bool = False
    """Whether the caller heard who took the call."""
    trunk_heard: bool = False
    """Whether who took the call heard the caller."""

    @property
    def went_well(self) -> bool:
        """Whether it was put through, and each side heard the other."""
        return self.caller_heard and self.trunk_heard
