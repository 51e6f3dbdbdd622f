"""What the FastAGI codec hands out: frozen events, never subclassed, and the two kinds of protocol error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class LocalProtocolError(Exception):
    """We were about to break the protocol; nothing was sent and the connection is as it was."""


class RemoteProtocolError(Exception):
    """The peer broke the protocol or a limit; the connection can't be used any more."""


@dataclass(frozen=True, slots=True)
class AgiRequest:
    """The request header of one call. All of it is what a caller or a trunk sent: not to be trusted."""

    path: str
    """The script part of ``agi://host/path?query``, without its query."""
    query: Mapping[str, str]
    """The decoded query string."""
    variables: Mapping[str, str]
    """The other header lines; names without their ``agi_`` (``extension``, ``callerid``, ``uniqueid`` …)."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Asterisk's answer to one command."""

    code: int
    """200, 510, 511 or 520."""
    result: str = ""
    """What follows ``result=``; it may be empty."""
    text: str | None = None
    """What stood in brackets; None when there were none."""
    endpos: int | None = None
    """The sample that a sound stopped at; None when the reply names none."""
    message: str = ""
    """Everything else, in words."""


@dataclass(frozen=True, slots=True)
class RequestReceived:
    """The header is complete; commands may be sent from now on."""

    request: AgiRequest


@dataclass(frozen=True, slots=True)
class ReplyReceived:
    """The command that was sent last has been answered."""

    reply: Reply


@dataclass(frozen=True, slots=True)
class HangupReceived:
    """Asterisk says the channel has hung up; the session goes on."""


@dataclass(frozen=True, slots=True)
class ConnectionClosed:
    """The peer closed the connection."""

    unanswered: bool = field(default=False)
    """Whether a command was waiting for its reply."""


class NeedData(Enum):
    """What ``next_event`` returns when the bytes so far hold no further event."""

    NEED_DATA = "need data"


NEED_DATA = NeedData.NEED_DATA

AgiEvent = RequestReceived | ReplyReceived | HangupReceived | ConnectionClosed
