r"""FastAGI without I/O: bytes in, events out; commands in, bytes out. In the manner of h11.

How to use it: feed what the socket gave to ``receive_data`` (``b""`` at the end of the stream), then call
``next_event`` until it says NEED_DATA or ConnectionClosed. Once it has returned RequestReceived, ``send_command``
gives the bytes of one command; the next command may follow when that one's ReplyReceived has come. The events don't
depend on how the bytes were cut into chunks.

How the protocol goes: Asterisk sends ``agi_name: value`` lines and an empty line. Then it answers each command with
one reply, which is one line save for two cases: the usage text of a 520, and a variable's value with newlines in it.
A line ``HANGUP`` belongs to no command and may come before, between and after replies; before the first command it is
all that may come (res_agi.c sends it when the channel hangs up, whether a command runs or not). Anything else there is
the rest of a header that a line break in a caller's number has cut short, and could pass for replies: with it unread
no command is sent. The whole of it is the table in `states`; what is not in the table is a protocol error: ours
(LocalProtocolError, nothing happened) or the peer's (RemoteProtocolError, the connection is finished).

Rules. Every byte from Asterisk goes through here, and every command to it. A command is one line: Asterisk reads it
with ``fgets`` and splits it at blanks, with ``"`` and ``\`` as quotes. So a newline in an argument would start a second
command, and so would the 2048th byte of a long one in an Asterisk before 22.6; more than 127 words overrun its table.
`render_command` refuses all three before anything is sent. What is kept of what the peer sends has its limit in
`limits`. A new transition goes into the table, with its line in the properties' reference
(tests/unit/asterisk/test_agi_codec_properties.py).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Literal
from urllib.parse import parse_qsl

from veertien.asterisk.agi.events import (
    NEED_DATA,
    AgiEvent,
    AgiRequest,
    ConnectionClosed,
    HangupReceived,
    LocalProtocolError,
    NeedData,
    RemoteProtocolError,
    Reply,
    ReplyReceived,
    RequestReceived,
)
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.replies import begins_with_code, closes_value, opens_value, read_reply
from veertien.asterisk.agi.states import TRANSITIONS, AgiInput, AgiState

LONGEST_COMMAND_BYTES = 2047
"""Bytes of a command with its newline that every version of Asterisk takes whole."""
_MOST_ARGUMENTS = 100
"""Arguments of one command; Asterisk's table of words has 127 places."""

# What the usual inputs come to, looked up once: an enum's members are slow to name and to look up on Python 3.11.
_HEADER_STATE, _RUNNING_STATE, _ERROR_STATE = AgiState.HEADER, AgiState.RUNNING, AgiState.ERROR
_FINISHED = (AgiState.CLOSED, AgiState.ERROR)
_AFTER_REPLY = TRANSITIONS[AgiState.RUNNING][AgiInput.REPLY]
_AFTER_HEADER = TRANSITIONS[AgiState.HEADER][AgiInput.HEADER_END]
_AFTER_COMMAND = {state: after[AgiInput.COMMAND] for state, after in TRANSITIONS.items() if AgiInput.COMMAND in after}
_NOT_KEPT = frozenset({AgiInput.HEADER_END, AgiInput.TRYING})
_COMPLETING = frozenset({AgiInput.HEADER_END, AgiInput.REPLY, AgiInput.USAGE_END, AgiInput.VALUE_END})

_HANGUP_LINE = b"HANGUP\n"
_USAGE_END = "520 End of proper usage."
_HEADER = re.compile(r"^agi_([A-Za-z0-9_]{1,60}): (.*)$", re.MULTILINE)
_PLAIN_REPLY = re.compile(rb"200 result=(-?[0-9]{1,20})\n")
_PATH_CHARACTERS = 200
_VERB = re.compile(r"[A-Z]+(?: [A-Z]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class AgiConnection:
    """The state of one FastAGI connection, seen from the server."""

    def __init__(self, limits: AgiLimits) -> None:
        self._limits = limits
        self._short = min(limits.line_bytes, limits.header_bytes)
        self._state = AgiState.HEADER
        self._buffer = bytearray()
        self._searched = 0
        self._ended = False
        self._lines: list[str] = []
        self._size = 0
        self._fault = ""
        self._spoken = False

    @property
    def state(self) -> AgiState:
        """Where the session stands."""
        return self._state

    def receive_data(self, data: bytes | memoryview) -> None:
        """Take what the socket gave; empty means the peer will send no more."""
        if not data:
            self._ended = True
        elif self._state not in _FINISHED:
            self._buffer += data

    def send_command(self, verb: str, *arguments: str) -> bytes:
        """Return the bytes of a command; from now on its reply is owed.

        Raises LocalProtocolError, and changes nothing, when the command can't be one line or it isn't our turn; and
        RemoteProtocolError when something lies behind the header that nobody asked for.
        """
        after = _AFTER_COMMAND.get(self._state)
        if after is None:
            raise LocalProtocolError(f"{verb!r:.60} can't be sent: {self._state.value}")
        line = render_command(verb, *arguments)
        if not self._spoken and self._buffer and not _only_hangups(self._buffer):
            raise self._broken(f"{bytes(self._buffer)!r:.60} stands behind the header, where no command was sent yet")
        self._spoken = True
        self._state = after
        return line

    def next_event(self) -> AgiEvent | Literal[NeedData.NEED_DATA]:
        """Return the next event in what was received, NEED_DATA, or at the end ConnectionClosed again and again.

        Raises RemoteProtocolError when the peer broke the protocol or a limit, and on every call after that.
        """
        if self._state is _ERROR_STATE:
            raise RemoteProtocolError(self._fault)
        if not self._buffer and not self._ended:
            return NEED_DATA
        try:
            usual = self._usual_event()
            return self._event_line_by_line() if usual is None else usual
        except ValueError as error:
            raise self._broken(str(error)) from error

    def _event_line_by_line(self) -> AgiEvent | Literal[NeedData.NEED_DATA]:
        """Return what `next_event` does. Raises ValueError for lines that make no request or reply."""
        while self._state is not AgiState.CLOSED:
            end = self._buffer.find(b"\n", self._searched)
            self._searched = len(self._buffer) if end < 0 else 0
            if max(end, self._searched) > self._limits.line_bytes:
                raise self._broken(f"a line is longer than {self._limits.line_bytes} bytes")
            if end < 0:
                return self._end_of_stream() if self._ended else NEED_DATA
            line = self._buffer[:end].decode("utf-8", "replace")
            del self._buffer[: end + 1]
            kind = _classify(self._state, line)
            after = TRANSITIONS[self._state].get(kind)
            if after is None:
                raise self._broken(f"{line!r:.60} came while {self._state.value}")
            self._state = after
            if kind is AgiInput.HANGUP:
                return HangupReceived()
            if kind not in _NOT_KEPT:
                self._lines.append(line)
                self._size += end + 1
                in_header = self._state is AgiState.HEADER
                if in_header and len(self._lines) > self._limits.header_lines:
                    raise self._broken(f"the header has more than {self._limits.header_lines} lines")
                most = self._limits.header_bytes if in_header else self._limits.reply_bytes
                if self._size > most:
                    raise self._broken(f"{'the header' if in_header else 'a reply'} is longer than {most} bytes")
            if kind in _COMPLETING:
                return self._complete(kind)
        return ConnectionClosed()

    def _usual_event(self) -> AgiEvent | Literal[NeedData.NEED_DATA] | None:
        """Return at once what the line by line way would come to, for the two inputs of nearly every call, else None.

        That is a whole header so short that no limit can be passed in it, and a reply without a text. Anything else is
        left as it is. Raises ValueError for a header that makes no request.
        """
        if self._state is _RUNNING_STATE:
            plain = _PLAIN_REPLY.fullmatch(self._buffer)
            if plain is None or self._lines:
                return None
            result = plain[1].decode()
            self._buffer.clear()
            self._searched = 0
            self._state = _AFTER_REPLY
            return _plain_reply(result)
        if self._state is not _HEADER_STATE or self._lines or self._ended or len(self._buffer) > self._short:
            return None
        if self._buffer.startswith(b"\n"):
            return None
        end = self._buffer.find(b"\n\n")
        if end < 0:
            return None if self._buffer.count(b"\n") > self._limits.header_lines else NEED_DATA
        header = self._buffer[:end].decode("utf-8", "replace")
        if header.count("\n") >= self._limits.header_lines:
            return None
        del self._buffer[: end + 2]
        self._state = _AFTER_HEADER
        return RequestReceived(_parse_request(header))

    def _complete(self, kind: AgiInput) -> AgiEvent:
        """Return the event that the lines kept make together. Raises ValueError where they make none."""
        lines, self._lines, self._size = self._lines, [], 0
        if kind is AgiInput.HEADER_END:
            return RequestReceived(_parse_request("\n".join(lines)))
        if kind is AgiInput.USAGE_END:
            usage = "\n".join(lines).removesuffix(_USAGE_END).removeprefix("520-").rstrip("\n")
            return ReplyReceived(read_reply("520 " + usage))
        return ReplyReceived(read_reply("\n".join(lines)))

    def _end_of_stream(self) -> ConnectionClosed:
        before, self._state = self._state, TRANSITIONS[self._state][AgiInput.END_OF_STREAM]
        if before is AgiState.HEADER and (self._lines or self._buffer):
            raise self._broken("the connection was closed inside the request header")
        return ConnectionClosed(unanswered=before in (AgiState.RUNNING, AgiState.USAGE, AgiState.VALUE))

    def _broken(self, fault: str) -> RemoteProtocolError:
        self._state, self._fault = AgiState.ERROR, fault
        self._buffer.clear()
        return RemoteProtocolError(fault)


@lru_cache(64)
def _plain_reply(result: str) -> ReplyReceived:
    return ReplyReceived(Reply(200, result))


def render_command(verb: str, *arguments: str) -> bytes:
    r"""Return a command as a line with its newline: of ``SET VARIABLE``, ``a "b"`` comes ``SET VARIABLE "a \"b\""``.

    Raises LocalProtocolError for control characters, text that is not valid Unicode, and commands too long for
    Asterisk.
    """
    _check_verb(verb)
    if len(arguments) > _MOST_ARGUMENTS:
        raise LocalProtocolError(f"{verb} has {len(arguments)} arguments, Asterisk takes {_MOST_ARGUMENTS}")
    line = verb
    for argument in arguments:
        escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
        line += f' "{escaped}"'
    # No control character is printable; to ask for that first is the faster way.
    if not line.isprintable() and (control := _CONTROL.search(line)):
        raise LocalProtocolError(f"{verb} has an argument with the control character {control[0]!r}")
    try:
        rendered = line.encode() + b"\n"
    except UnicodeEncodeError as error:
        raise LocalProtocolError(f"{verb} has an argument that is not valid Unicode") from error
    if len(rendered) > LONGEST_COMMAND_BYTES:
        raise LocalProtocolError(f"{verb} takes {len(rendered)} bytes, Asterisk cuts at {LONGEST_COMMAND_BYTES}")
    return rendered


@lru_cache(64)
def _check_verb(verb: str) -> None:
    """Raise LocalProtocolError for what is no command of AGI; only commands are remembered."""
    if _VERB.fullmatch(verb) is None:
        raise LocalProtocolError(f"{verb!r:.60} is no AGI command: capital letters and single spaces only")


def _classify(state: AgiState, line: str) -> AgiInput:
    """Return what kind of line this is."""
    match state:
        case AgiState.HEADER:
            return AgiInput.HEADER_LINE if line else AgiInput.HEADER_END
        case AgiState.VALUE:
            return AgiInput.VALUE_END if closes_value(line) else AgiInput.VALUE_LINE
        case _ if line == "HANGUP":
            return AgiInput.HANGUP
        case AgiState.USAGE:
            # Some usage texts don't end in a newline, so the closing words may stand behind their last line.
            return AgiInput.USAGE_END if line.endswith(_USAGE_END) else AgiInput.USAGE_LINE
    if line.startswith("520-"):
        return AgiInput.USAGE_START
    if not begins_with_code(line):
        return AgiInput.OTHER
    if line.startswith("1"):
        return AgiInput.TRYING
    return AgiInput.VALUE_START if opens_value(line) else AgiInput.REPLY


def _only_hangups(unread: bytearray) -> bool:
    """Whether this is nothing but HANGUP lines, the last of them perhaps still on its way."""
    return (_HANGUP_LINE * (len(unread) // len(_HANGUP_LINE) + 1)).startswith(unread)


def _parse_request(header: str) -> AgiRequest:
    """Return the request made of the header's lines.

    Raises ValueError for a line that is no ``agi_name: value``, for a name given twice (a newline in a caller's name
    could otherwise replace the dialled number) and for a query string that names a field twice or can't be read.
    """
    variables: dict[str, str] = dict(_HEADER.findall(header))
    if header and len(variables) <= header.count("\n"):
        raise _fault_in_header(header.split("\n"))
    path, _, query_string = variables.get("network_script", "").partition("?")
    if len(path) > _PATH_CHARACTERS:
        raise ValueError(f"the path {path!r:.60} is longer than {_PATH_CHARACTERS} characters")
    query = _parse_query(query_string) if query_string else {}
    return AgiRequest(path, MappingProxyType(query), MappingProxyType(variables))


def _parse_query(query_string: str) -> dict[str, str]:
    query: dict[str, str] = {}
    for name, value in parse_qsl(query_string, keep_blank_values=True, max_num_fields=100):
        if name in query:
            raise ValueError(f"the query string gives {name!r:.60} twice")
        query[name] = value
    return query


def _fault_in_header(lines: Sequence[str]) -> ValueError:
    """Return what is wrong with the first line that is no header line, or gives a name again."""
    names = set()
    for line in lines:
        match = _HEADER.fullmatch(line)
        if match is None:
            return ValueError(f"{line!r:.60} is no 'agi_name: value' header line")
        if match[1] in names:
            return ValueError(f"the header gives agi_{match[1]} twice")
        names.add(match[1])
    raise AssertionError("every line is a header line of its own")
