"""FastAGI without I/O: bytes in, events out; commands in, bytes out. In the manner of h11.

How to use it: feed what the socket gave to ``receive_data`` (``b""`` at the end of the stream), then call
``next_event`` until it says NEED_DATA or ConnectionClosed. Once it has returned RequestReceived, ``send_command``
gives the bytes of one command; the next command may follow when that one's ReplyReceived has come. The events don't
depend on how the bytes were cut into chunks.

How the protocol goes: Asterisk sends ``agi_name: value`` lines and an empty line. Then it answers each command with
one reply, which is one line save for two cases: the usage text of a 520, and a variable's value with newlines in it.
A line ``HANGUP`` belongs to no command and may come before, between and after replies; before the first command it is
all that may come (res_agi.c sends it when the channel hangs up, whether a command runs or not). Anything else there is
the rest of a header that a line break in a caller's number has cut short, and could pass for replies: with it unread
no command is sent. The whole of it is the table
TRANSITIONS; what is not in the table is a protocol error: ours (LocalProtocolError, nothing happened) or the peer's
(RemoteProtocolError, the connection is finished).

Rules. Every byte from Asterisk goes through here, and every command to it; `command` alone writes a command's bytes,
and refuses a line break in an argument. Whatever is kept of what the peer sends has its limit in `limits`. A new
transition goes into the table, with its line in the properties' reference
(tests/unit/asterisk/test_agi_codec_properties.py).
"""

import re
from enum import Enum
from typing import Final, Literal

from veertien.asterisk.agi.command import render_command
from veertien.asterisk.agi.events import (
    NEED_DATA,
    ConnectionClosed,
    Event,
    HangupReceived,
    LocalProtocolError,
    NeedData,
    RemoteProtocolError,
    ReplyReceived,
    RequestReceived,
)
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.reply import closes_value, opens_value, parse_reply, parse_request


class State(Enum):
    """Where the dialogue stands."""

    HEADER = "reading the request header"
    IDLE = "no command is running"
    RUNNING = "a command waits for its reply"
    USAGE = "inside the usage text of a 520"
    VALUE = "inside a value of several lines"
    CLOSED = "the peer has closed the connection"
    ERROR = "the peer broke the protocol"


class Input(Enum):
    """What can happen to a dialogue."""

    HEADER_LINE = "header line"
    HEADER_END = "empty line"
    COMMAND = "command sent"
    REPLY = "reply line"
    TRYING = "1xx line"
    USAGE_START = "520- line"
    USAGE_LINE = "usage line"
    USAGE_END = "520 End of proper usage."
    VALUE_START = "reply line with an open bracket"
    VALUE_LINE = "value line"
    VALUE_END = "closing bracket"
    HANGUP = "HANGUP"
    END_OF_STREAM = "end of stream"
    OTHER = "any other line"


TRANSITIONS: Final[dict[State, dict[Input, State]]] = {
    State.HEADER: {
        Input.HEADER_LINE: State.HEADER,
        Input.HEADER_END: State.IDLE,
        Input.END_OF_STREAM: State.CLOSED,
    },
    State.IDLE: {
        Input.COMMAND: State.RUNNING,
        Input.HANGUP: State.IDLE,
        Input.END_OF_STREAM: State.CLOSED,
    },
    State.RUNNING: {
        Input.REPLY: State.IDLE,
        Input.TRYING: State.RUNNING,
        Input.USAGE_START: State.USAGE,
        Input.VALUE_START: State.VALUE,
        Input.HANGUP: State.RUNNING,
        Input.END_OF_STREAM: State.CLOSED,
    },
    State.USAGE: {
        Input.USAGE_LINE: State.USAGE,
        Input.USAGE_END: State.IDLE,
        Input.HANGUP: State.USAGE,
        Input.END_OF_STREAM: State.CLOSED,
    },
    State.VALUE: {
        # A line HANGUP in here is part of the value: Asterisk writes a reply in one go.
        Input.VALUE_LINE: State.VALUE,
        Input.VALUE_END: State.IDLE,
        Input.END_OF_STREAM: State.CLOSED,
    },
    State.CLOSED: {Input.END_OF_STREAM: State.CLOSED},
    State.ERROR: {},
}

_HANGUP_LINE = b"HANGUP\n"
_USAGE_END = "520 End of proper usage."
_STATUS = re.compile(r"[0-9]{3} .*", re.DOTALL)


def _classify(state: State, line: str) -> Input:
    """Tell what a line behind the header is."""
    match state:
        case State.VALUE:
            return Input.VALUE_END if closes_value(line) else Input.VALUE_LINE
        case _ if line == "HANGUP":
            return Input.HANGUP
        case State.USAGE:
            # Some usage texts don't end in a newline, so the closing words may stand behind their last line.
            return Input.USAGE_END if line.endswith(_USAGE_END) else Input.USAGE_LINE
    if line.startswith("520-"):
        return Input.USAGE_START
    if _STATUS.fullmatch(line) is None:
        return Input.OTHER
    if line.startswith("1"):
        return Input.TRYING
    return Input.VALUE_START if opens_value(line) else Input.REPLY


def _only_hangups(unread: bytearray) -> bool:
    """Whether this is nothing but HANGUP lines, the last of them perhaps still on its way."""
    return (_HANGUP_LINE * (len(unread) // len(_HANGUP_LINE) + 1)).startswith(unread)


class AgiConnection:
    """The state of one FastAGI connection, seen from the server."""

    def __init__(self, limits: AgiLimits) -> None:
        self._limits = limits
        self._state = State.HEADER
        self._buffer = bytearray()
        self._searched = 0
        self._ended = False
        self._lines: list[str] = []
        self._size = 0
        self._fault = ""
        self._spoken = False

    @property
    def state(self) -> State:
        """Where the dialogue stands."""
        return self._state

    def receive_data(self, data: bytes) -> None:
        """Take what the socket gave; empty means the peer will send no more."""
        self._ended = self._ended or not data
        if self._state not in (State.CLOSED, State.ERROR):
            self._buffer += data

    def send_command(self, verb: str, *arguments: str) -> bytes:
        """Return the bytes of a command; from now on its reply is owed.

        Raises LocalProtocolError, and changes nothing, when the command can't be one line or it isn't our turn; and
        RemoteProtocolError when something lies behind the header that nobody asked for.
        """
        after = TRANSITIONS[self._state].get(Input.COMMAND)
        if after is None:
            raise LocalProtocolError(f"{verb!r:.60} can't be sent: {self._state.value}")
        line = render_command(verb, *arguments)
        if not self._spoken and not _only_hangups(self._buffer):
            raise self._broken(f"{bytes(self._buffer)!r:.60} stands behind the header, where no command was sent yet")
        self._spoken = True
        self._state = after
        return line

    def next_event(self) -> Event | Literal[NeedData.NEED_DATA]:
        """Return the next event in what was received, NEED_DATA, or at the end ConnectionClosed again and again.

        Raises RemoteProtocolError when the peer broke the protocol or a limit, and on every call after that.
        """
        if self._state is State.ERROR:
            raise RemoteProtocolError(self._fault)
        while self._state is not State.CLOSED:
            end = self._buffer.find(b"\n", self._searched)
            self._searched = len(self._buffer) if end < 0 else 0
            if max(end, self._searched) > self._limits.line_bytes:
                raise self._broken(f"a line is longer than {self._limits.line_bytes} bytes")
            if end < 0:
                return self._end_of_stream() if self._ended else NEED_DATA
            line = self._buffer[:end].decode("utf-8", "replace")
            del self._buffer[: end + 1]
            event = self._take(line, end + 1)
            if event is not None:
                return event
        return ConnectionClosed()

    def _take(self, line: str, size: int) -> Event | None:
        # Nearly all lines of a call are its header's.
        if self._state is State.HEADER:
            kind = Input.HEADER_LINE if line else Input.HEADER_END
        else:
            kind = _classify(self._state, line)
        after = TRANSITIONS[self._state].get(kind)
        if after is None:
            raise self._broken(f"{line!r:.60} came while {self._state.value}")
        self._state = after
        match kind:
            case Input.HANGUP:
                return HangupReceived()
            case Input.TRYING:
                return None
            case Input.HEADER_LINE:
                if len(self._lines) >= self._limits.header_lines:
                    raise self._broken(f"the header has more than {self._limits.header_lines} lines")
                if self._size + size > self._limits.header_bytes:
                    raise self._broken(f"the header is longer than {self._limits.header_bytes} bytes")
            case Input.HEADER_END:
                return self._complete(kind)
            case _ if self._size + size > self._limits.reply_bytes:
                raise self._broken(f"a reply is longer than {self._limits.reply_bytes} bytes")
        self._size += size
        self._lines.append(line)
        return self._complete(kind) if kind in (Input.REPLY, Input.USAGE_END, Input.VALUE_END) else None

    def _complete(self, kind: Input) -> Event:
        """Return the event that the lines kept make together."""
        lines, self._lines, self._size = self._lines, [], 0
        try:
            if kind is Input.HEADER_END:
                return RequestReceived(parse_request(lines))
            if kind is Input.USAGE_END:
                usage = "\n".join(lines).removesuffix(_USAGE_END).removeprefix("520-").rstrip("\n")
                return ReplyReceived(parse_reply("520 " + usage))
            return ReplyReceived(parse_reply("\n".join(lines)))
        except ValueError as error:
            raise self._broken(str(error)) from error

    def _end_of_stream(self) -> ConnectionClosed:
        before, self._state = self._state, TRANSITIONS[self._state][Input.END_OF_STREAM]
        if before is State.HEADER and (self._lines or self._buffer):
            raise self._broken("the connection was closed inside the request header")
        return ConnectionClosed(unanswered=before in (State.RUNNING, State.USAGE, State.VALUE))

    def _broken(self, fault: str) -> RemoteProtocolError:
        self._state, self._fault = State.ERROR, fault
        self._buffer.clear()
        return RemoteProtocolError(fault)
