"""What Asterisk's reply to one command says, and where a reply of several lines begins and ends."""

import re

from veertien.asterisk.agi.events import Reply

_STATUS = re.compile(r"([0-9]{3}) (.*)", re.DOTALL)
_RESULT = re.compile(r"result=([^ ]*)(?: (.*))?", re.DOTALL)
# A value may hold brackets and quotes, so its end is the last bracket with nothing but name=word pairs behind it.
_CLOSING = re.compile(r"\)((?: [A-Za-z0-9_]+=[^\s()\"]*)*)\Z")
_ENDPOS = re.compile(r"(?:.* )?endpos=([0-9]{1,18})(?: .*)?", re.DOTALL)


def begins_with_code(line: str) -> bool:
    """Whether this line is a code of three digits and something behind it."""
    return _STATUS.fullmatch(line) is not None


def opens_value(line: str) -> bool:
    """Whether a bracket is opened in this reply line and not closed: the value holds a newline and goes on."""
    _, bracket, rest = line.partition(" (")
    return line.startswith("200 result=") and bool(bracket) and not closes_value(rest)


def closes_value(line: str) -> bool:
    """Whether this line ends a bracketed value."""
    return _CLOSING.search(line) is not None


def read_reply(line: str) -> Reply:
    """Return the reply in one logical line, such as ``200 result=1 (Jan (piet) "x")`` or ``200 result= (timeout)``.

    Raises ValueError when it is no reply.
    """
    match = _STATUS.fullmatch(line)
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
