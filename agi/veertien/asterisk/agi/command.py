r"""Commands as one safe line.

Asterisk (``res_agi.c``) reads a command with ``fgets`` into 2048 bytes, since 22.6 into 8192, and splits it at blanks,
with ``"`` and ``\`` as quotes. So a newline in an argument would start a second command, and so would the 2048th byte
of a long one in an older Asterisk; more than 127 words overrun its table. All three are refused here, before anything
is sent.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from veertien.asterisk.agi.events import LocalProtocolError

LONGEST_COMMAND_BYTES = 2047
"""With its newline; what every version takes whole."""
MOST_ARGUMENTS = 100

_VERB = re.compile(r"[A-Z]+(?: [A-Z]+)*")
MOST_TOGETHER = 90
MOST_TOGETHER_BYTES = 1900
"""What one command may set: Asterisk's ARRAY takes 100 variables, and the line is to be shorter than the longest."""

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9_.+-]*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\([A-Za-z0-9_,-]*\))?")


def render_command(verb: str, *arguments: str) -> bytes:
    r"""One command line, newline included: ``SET VARIABLE``, ``X``, ``a "b"`` become ``SET VARIABLE "X" "a \"b\""``.

    Raises LocalProtocolError for control characters, text that is not valid Unicode, and commands too long for
    Asterisk.
    """
    if _VERB.fullmatch(verb) is None:
        raise LocalProtocolError(f"{verb!r:.60} is no AGI command: capital letters and single spaces only")
    if len(arguments) > MOST_ARGUMENTS:
        raise LocalProtocolError(f"{verb} has {len(arguments)} arguments, Asterisk takes {MOST_ARGUMENTS}")
    line = " ".join((verb, *(_quoted(verb, argument) for argument in arguments)))
    try:
        rendered = line.encode() + b"\n"
    except UnicodeEncodeError as error:
        raise LocalProtocolError(f"{verb} has an argument that is not valid Unicode") from error
    if len(rendered) > LONGEST_COMMAND_BYTES:
        raise LocalProtocolError(f"{verb} takes {len(rendered)} bytes, Asterisk cuts at {LONGEST_COMMAND_BYTES}")
    return rendered


def variable_name(name: str) -> str:
    """Return ``name`` if it is a plain channel variable or a function with plain arguments, such as ``CALLERID(num)``.

    Raises LocalProtocolError otherwise: a name with ``${`` or nested brackets would be evaluated by Asterisk.
    """
    if _VARIABLE.fullmatch(name) is None:
        raise LocalProtocolError(f"{name!r:.60} is no channel variable name: letters, digits and _ only")
    return name


def assignments(variables: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Turn variables and their values into as few such pairs as set the same, in the same order.

    Plain values of plain variables are set together, by the dialplan function ARRAY, which parts names and values at
    commas and knows quotes and brackets. Anything else stays by itself.
    """
    together: list[tuple[str, str]] = []
    for name, value in variables:
        plain = _PLAIN_NAME.fullmatch(name) and _PLAIN_VALUE.fullmatch(value)
        used = sum(len(name) + len(value) + 2 for name, value in together)
        full = len(together) == MOST_TOGETHER or used + len(name) + len(value) > MOST_TOGETHER_BYTES
        if together and (not plain or full):
            yield _joined(together)
            together = []
        if plain:
            together.append((name, value))
        else:
            yield name, value
    if together:
        yield _joined(together)


def _joined(pairs: Sequence[tuple[str, str]]) -> tuple[str, str]:
    if len(pairs) == 1:
        return pairs[0]
    return f"ARRAY({','.join(name for name, _ in pairs)})", ",".join(value for _, value in pairs)


def _quoted(verb: str, argument: str) -> str:
    for character in argument:
        if unicodedata.category(character) == "Cc":
            raise LocalProtocolError(f"{verb} has an argument with the control character {character!r}")
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
