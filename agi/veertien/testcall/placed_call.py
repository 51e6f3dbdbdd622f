"""A call that was placed to try something: what the caller does, and what happens."""

import time
from bisect import insort
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class HearOut:
    """Wait until the other side has spoken and gone quiet, but no longer than so many seconds."""

    seconds: float = 15.0


@dataclass(frozen=True, slots=True)
class Say:
    """Play a WAV file."""

    path: Path
    words: str
    """What the timeline calls it."""


@dataclass(frozen=True, slots=True)
class Press:
    """Press keys."""

    keys: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Until:
    """Wait until something outside the call has happened."""

    happened: Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class HangUp:
    """Hang up."""


Step = HearOut | Say | Press | Wait | Until | HangUp


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened, so many seconds after dialling."""

    seconds: float
    what: str
    detail: str = ""
    told_later: bool = False
    """Whether it became known after others that happened later."""


@dataclass(slots=True)
class PlacedCall:
    """One call and what came of it."""

    number: str
    channel: str = ""
    """The identifier of the caller's channel."""
    far_channel: str = ""
    """The identifier of its other half, where the call was dialled as a Local channel."""
    began: float = field(default_factory=time.monotonic)
    moments: list[Moment] = field(default_factory=list)
    recording: str = ""
    """The name under which Asterisk kept what the caller heard."""
    cause: int | None = None

    def note(self, what: str, detail: str = "") -> Moment:
        """Put down something that happens now."""
        moment = Moment(round(time.monotonic() - self.began, 3), what, detail)
        self.moments.append(moment)
        return moment

    def note_late(self, seconds: float, what: str, detail: str = "") -> Moment:
        """Put down something that happened so many seconds after dialling, in its place among the others."""
        moment = Moment(seconds, what, detail, told_later=True)
        insort(self.moments, moment, key=lambda one: one.seconds)
        return moment

    def at(self, what: str) -> float | None:
        """Return the seconds from dialling to the first such moment, None when there was none."""
        return next((moment.seconds for moment in self.moments if moment.what == what), None)
