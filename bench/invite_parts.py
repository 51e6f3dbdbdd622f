"""Where the time between the two INVITEs goes: a dialplan that notes when it comes to each of its blocks.

The notes are Asterisk's own clock in microseconds, kept in global variables, and written to its log at the end of the
call: nothing waits for them. One note costs some 10 microseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

SENT, ARRIVED = "SENT", "ARRIVED"
"""The two ends, which who calls and who is called note themselves."""
BEGINS = {
    "veertien-route": "ROUTE",
    "veertien-decide": "DECIDE",
    "veertien-connect": "CONNECT",
    "veertien-way": "WAY",
}
"""The note at the beginning of a context."""
AGI, AFTER_AGI, DIAL, DIRECT = "AGI", "AFTER_AGI", "DIAL", "DIRECT"
PARTS: Mapping[tuple[str, str], str] = {
    (SENT, "ROUTE"): "Asterisk, until the dialplan begins",
    ("ROUTE", "DECIDE"): "what came with the call, filtered (veertien-route)",
    ("DECIDE", AGI): "veertien-decide, before AGI()",
    (AGI, AFTER_AGI): "AGI(): connection, decision, variables",
    (AFTER_AGI, "CONNECT"): "veertien-decide, behind AGI()",
    ("CONNECT", "WAY"): "the destination (veertien-connect)",
    ("WAY", DIAL): "what Dial() gets and the trunk is told (veertien-way)",
    (DIAL, ARRIVED): "Dial(), until the trunk's INVITE",
}
"""What lies between two notes, in the order of a call."""
DIRECT_PARTS: Mapping[tuple[str, str], str] = {
    (SENT, DIRECT): "Asterisk, until the dialplan begins",
    (DIRECT, ARRIVED): "Dial(), until the trunk's INVITE",
}
_NAMES = tuple(dict.fromkeys(name for pair in PARTS for name in pair if name not in (SENT, ARRIVED)))
_FIRST = re.compile(r"(exten => [^,]+),1,(.*)")


def note(name: str) -> str:
    """Return the step that notes a moment."""
    return f"Set(GLOBAL(BENCH_{name})=${{STRFTIME(,,%s%6q)}})"


def told(names: Iterable[str]) -> str:
    """Return the step that writes the notes to the log."""
    return f"Log(NOTICE,noted {' '.join(f'{name}=${{BENCH_{name}}}' for name in names)})"


def noting(dialplan: str) -> str:
    """Return Veertien's extensions.conf with notes in it.

    Raises ValueError where it has no place for one of them.
    """
    context, made = "", []
    for line in dialplan.splitlines():
        if line.startswith("["):
            context = line.strip("[]")
        first = _FIRST.fullmatch(line)
        if first and context in BEGINS and not first[1].endswith(("T", "e")):
            made += [f"{first[1]},1,{note(BEGINS[context])}", f" same => n,{first[2]}"]
        elif line.startswith(" same => n,AGI("):
            made += [f" same => n,{note(AGI)}", line, f" same => n,{note(AFTER_AGI)}"]
        elif line.startswith(" same => n,Dial(") and context == "veertien-connect":
            made += [f" same => n,{note(DIAL)}", line]
        elif line == " same => n,Return()" and context == "veertien-hangup":
            made += [f" same => n,{told(_NAMES)}", line]
        else:
            made.append(line)
    text = "\n".join(made) + "\n"
    missing = [name for name in _NAMES if text.count(note(name)) != 1]
    if missing or told(_NAMES) not in text:
        raise ValueError(f"the dialplan has no place for the notes {missing or 'at the end of a call'}")
    return text


def noted(log: str) -> list[dict[str, float]]:
    """Return the notes of each call in Asterisk's log, in seconds since 1970."""
    lines = re.findall(r"^(?!.*Executing).*: noted (.*)$", log, re.MULTILINE)
    return [{name: int(at) / 1e6 for name, at in re.findall(r"(\w+)=(\d+)", line)} for line in lines]


def between(calls: Sequence[Mapping[str, float]], parts: Iterable[tuple[str, str]]) -> list[tuple[float, ...]]:
    """Return, for each part, how many seconds each call took for it."""
    return [tuple(call[end] - call[begin] for call in calls) for begin, end in parts]
