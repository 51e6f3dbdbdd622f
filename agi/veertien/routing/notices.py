"""What a caller is told before being put through, or instead of it; the words are the business of `prompts`."""

from dataclasses import dataclass
from enum import StrEnum

from veertien.routing.opening_hours import Opening


class NoticeKind(StrEnum):
    """What there is to tell."""

    CLOSED = "closed"
    NOT_CONNECTED = "not_connected"
    MAINTENANCE = "maintenance"


class Then(StrEnum):
    """What comes after it."""

    END = "end"
    """The call ends."""
    PERSON = "person"
    """The operator gets the call."""
    THROUGH = "through"
    """The caller is put through to somebody else than usual."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell.

    `name` is a municipality's as it is said, None when it is about the number as a whole. CLOSED may come with when it
    `opens` next, NOT_CONNECTED with a telephone `number`, MAINTENANCE with a `message` in place of the usual words.
    """

    kind: NoticeKind
    then: Then
    name: str | None = None
    opens: Opening | None = None
    number: str | None = None
    message: str | None = None
