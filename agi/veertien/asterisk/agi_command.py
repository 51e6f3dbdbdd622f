r"""Commands as one safe line.

Asterisk (``res_agi.c``) reads a command with ``fgets`` into 2048 bytes and splits it at blanks, with ``"`` and ``\`` as
quotes. So a newline in an argument would start a second command, and so would the 2048th byte of a long one; more than
127 words overrun its table. All three are refused here, before anything is sent.
"""

import re
import unicodedata

from veertien.asterisk.agi_events import LocalProtocolError

LONGEST_COMMAND_BYTES = 2047
MOST_ARGUMENTS = 100

_VERB = re.compile(r"[A-Z]+(?: [A-Z]+)*")
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


def _quoted(verb: str, argument: str) -> str:
    for character in argument:
        if unicodedata.category(character) == "Cc":
            raise LocalProtocolError(f"{verb} has an argument with the control character {character!r}")
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
