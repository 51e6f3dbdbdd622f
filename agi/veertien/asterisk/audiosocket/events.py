"""The events of an audio session, and how one ends."""

from dataclasses import dataclass
from enum import StrEnum


class EndReason(StrEnum):
    """How an audio session ended."""

    CLOSED_HERE = "closed_here"
    """`AudioSession.close()` on a connected session: the conversation was over."""
    NEVER_CONNECTED = "never_connected"
    """Asterisk did not connect before the session expired or was closed."""
    EOF = "eof"
    """The peer closed the connection: the caller hung up, or Asterisk gave the session up."""
    HANGUP = "hangup"
    """The peer sent a terminate frame."""
    PEER_ERROR = "peer_error"
    """The peer sent an error frame."""
    PROTOCOL_ERROR = "protocol_error"
    """The peer broke the protocol."""
    CONNECTION_LOST = "connection_lost"
    """The connection was reset: as `EOF`, seen instead of it when the peer had not read our last frames yet."""
    STALLED = "stalled"
    """What we send is not taken any more: the network broke, or the peer's kernel holds all it will (see the docs)."""
    SERVER_STOPPED = "server_stopped"
    """The server was stopped in mid-session."""


@dataclass(frozen=True, slots=True)
class Audio:
    """20 ms from the caller: 320 bytes, s16le at 8 kHz, mono; digital silence where Asterisk sent nothing."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class KeyReceived:
    """The caller pressed a key: one of 0123456789*#."""

    key: str


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    """All of what `AudioSession.play` was given has been played."""

    play: int
    """The number that `AudioSession.play` returned."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The session is over; always the last event, and there is exactly one."""

    reason: EndReason


AudioEvent = Audio | KeyReceived | PlaybackEnded | Closed
