"""What a FastAGI peer may cost us: sizes in bytes, waits in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgiLimits:
    """Limits of one FastAGI server; the defaults suit one Asterisk on the same host.

    ``connections`` counts dialogues at the same time, ``line_bytes`` one line without its newline, ``header_lines``
    and ``header_bytes`` the whole request header, ``reply_bytes`` all lines of one reply. ``header_seconds`` is the
    time from connect to the end of the header, ``command_seconds`` the wait for a reply when the caller names none,
    ``idle_seconds`` how long a handler may leave the channel without a command, ``close_seconds`` how long closing
    may take.
    """

    connections: int = 500
    line_bytes: int = 8192
    header_lines: int = 160
    header_bytes: int = 32768
    reply_bytes: int = 32768
    header_seconds: float = 5.0
    command_seconds: float = 5.0
    idle_seconds: float = 30.0
    close_seconds: float = 2.0
