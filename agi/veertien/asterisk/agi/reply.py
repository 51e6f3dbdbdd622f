"""Header lines and reply lines of FastAGI as values. All pure; what the peer sent wrong is a ValueError."""

import re
from collections.abc import Iterable
from types import MappingProxyType
from urllib.parse import parse_qsl

from veertien.asterisk.agi.events import AgiRequest, Reply

_HEADER = re.compile(r"agi_([A-Za-z0-9_]{1,60}): (.*)", re.DOTALL)
_CODE = re.compile(r"([0-9]{3}) (.*)", re.DOTALL)
_RESULT = re.compile(r"result=([^ ]*)(?: (.*))?", re.DOTALL)
# A value may hold brackets and quotes, so its end is the last bracket with nothing but name=word pairs behind it.
_CLOSING = re.compile(r"\)((?: [A-Za-z0-9_]+=[^\s()\"]*)*)\Z")
_ENDPOS = re.compile(r"(?:.* )?endpos=([0-9]{1,18})(?: .*)?", re.DOTALL)
_PATH_CHARACTERS = 200


def parse_request(lines: Iterable[str]) -> AgiRequest:
    """Return the request made of header lines without their newlines.

    Raises ValueError for a line that is no ``agi_name: value``, for a name given twice (a newline in a caller's name
    could otherwise replace the dialled number) and for a query string that names a field twice or can't be read.
    """
    variables: dict[str, str] = {}
    for line in lines:
        match = _HEADER.fullmatch(line)
        if match is None:
            raise ValueError(f"{line!r:.60} is no 'agi_name: value' header line")
        if match[1] in variables:
            raise ValueError(f"the header gives agi_{match[1]} twice")
        variables[match[1]] = match[2]
    path, _, query_string = variables.get("network_script", "").partition("?")
    if len(path) > _PATH_CHARACTERS:
        raise ValueError(f"the path {path!r:.60} is longer than {_PATH_CHARACTERS} characters")
    query: dict[str, str] = {}
    for name, value in parse_qsl(query_string, keep_blank_values=True, max_num_fields=100):
        if name in query:
            raise ValueError(f"the query string gives {name!r:.60} twice")
        query[name] = value
    return AgiRequest(path, MappingProxyType(query), MappingProxyType(variables))


def opens_value(line: str) -> bool:
    """Whether a bracket is opened in this reply line and not closed: the value holds a newline and goes on."""
    _, bracket, rest = line.partition(" (")
    return line.startswith("200 result=") and bool(bracket) and not closes_value(rest)


def closes_value(line: str) -> bool:
    """Whether this line ends a bracketed value."""
    return _CLOSING.search(line) is not None


def parse_reply(line: str) -> Reply:
    """Return the reply in one logical line, such as ``200 result=1 (Jan (piet) "x")`` or ``200 result= (timeout)``.

    Raises ValueError when it is no reply.
    """
    match = _CODE.fullmatch(line)
    if match is None:
        raise ValueError(f"{line!r:.60} is no AGI reply")
    code, rest = int(match[1]), match[2]
    if code != 200:
        return Reply(code, message=rest)
    result = _RESULT.fullmatch(rest)
    if result is None:
        raise ValueError(f"{line!r:.60} has no result=")
    value, tail = result[1], result[2] or ""
    text = None
    if tail.startswith("("):
        closing = _CLOSING.search(tail)
        if closing is None:
            raise ValueError(f"{line!r:.60} has an open bracket")
        text, tail = tail[1 : closing.start()], closing[1].lstrip(" ")
    endpos = _ENDPOS.fullmatch(tail)
    return Reply(code, value, text, int(endpos[1]) if endpos else None, "" if endpos else tail)
