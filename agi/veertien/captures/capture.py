"""One capture: what a caller answered, and what became of it. No number, no exact time, nothing else of the call."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

_HOUR = "%Y%m%d%H"
_ID = re.compile(r"[0-9]{10}-[0-9a-f]{12}")
_RANDOM_BYTES = 6


class AskedWhen(StrEnum):
    """What the caller was asked when they answered."""

    FIRST = "first"
    """Which municipality, for the first time."""
    AGAIN = "again"
    """Which municipality, after an answer that failed."""
    CONFIRM = "confirm"
    """Whether it is this one; they said another name."""


class Became(StrEnum):
    """What became of an answer."""

    CONFIRMED = "confirmed"
    """It was asked about, and the caller said yes."""
    TAKEN = "taken"
    """It was taken as it was, and the caller has not called again soon."""
    CALLED_AGAIN = "called_again"
    """It was taken as it was, and the caller called again soon: it may have been wrong."""
    KEYED = "keyed"
    """It failed, and the caller chose by key."""
    SAID_AGAIN = "said_again"
    """It failed, and the caller said a name that was taken or confirmed."""
    DECLINED = "declined"
    """It was asked about, the caller said no, and chose nothing."""
    GIVEN_UP = "given_up"
    """The caller chose nothing: a person took the call, or they hung up."""


@dataclass(frozen=True, slots=True)
class CapturedGuess:
    """A guess of the recogniser's."""

    key: str
    """A CBS code, or a command."""
    confidence: float
    text: str
    """The phrase that was heard."""


@dataclass(frozen=True, slots=True)
class Label:
    """What somebody who listened says was said."""

    key: str | None
    """A CBS code; None for none of the choices."""
    text: str | None = None
    """The words; None where they are one of the municipality's names."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an answer beside its sound."""

    area_code: str | None
    """None under the national number."""
    caller: str
    """A keyed hash of the caller's number: equal for captures of one caller."""
    tables: str
    """The digest of the tables it was heard under."""
    model: str
    """The digest of the acoustic model that heard it."""
    asked: AskedWhen
    guesses: tuple[CapturedGuess, ...]
    """The likeliest first."""
    outcome: Became
    chosen: str | None
    """The CBS code that the caller chose in the end."""
    label: Label | None = None
    """None as long as nobody has listened."""


@dataclass(frozen=True, slots=True)
class Capture:
    """What a caller answered: s16le, 8 kHz, mono."""

    id: str
    """Names it, and holds the hour (UTC) in which it was made."""
    about: About
    pcm: bytes


def new_id(now: datetime) -> str:
    """Return a name for a capture made now, a moment that knows its time zone."""
    return f"{now.astimezone(UTC):{_HOUR}}-{secrets.token_hex(_RANDOM_BYTES)}"


def hour_of(capture_id: str) -> datetime:
    """Return the hour in which a capture was made, in UTC. Raises ValueError for what names none."""
    if not _ID.fullmatch(capture_id):
        raise ValueError(f"{capture_id!r} names no capture; `veertien capture list` shows their names")
    return datetime.strptime(capture_id.partition("-")[0], _HOUR).replace(tzinfo=UTC)
