"""What a FastAGI peer may cost us: sizes in bytes, waits in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AgiLimits:
    """Limits of one FastAGI server; the defaults suit one Asterisk on the same host."""

    connections: int = 500
    """Connections at the same time."""
    line_bytes: int = 8192
    """One line, without its newline."""
    header_lines: int = 160
    """Lines of the whole request header."""
    header_bytes: int = 32768
    """Size of the whole request header."""
    reply_bytes: int = 32768
    """All lines of one reply."""
    header_seconds: float = 5.0
    """From connect to the end of the header."""
    command_seconds: float = 5.0
    """The wait for a reply when the caller names none."""
    idle_seconds: float = 30.0
    """How long a handler may leave the channel without a command."""
    close_seconds: float = 2.0
    """How long closing may take."""
