r"""Asterisk's extensions.conf without I/O: which applications a text runs, in which extension, and where they stand.

Of the syntax this knows what decides that: contexts, `exten` and `same`, comments after `;`, block comments between
`;--` and `--;`, and `\;` for a semicolon that is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SECTION = re.compile(r"\s*\[(?P<name>[^\]]*)\]")
_ENTRY = re.compile(r"\s*(?P<key>exten|same)\s*=>?\s*(?P<value>.*?)\s*$", re.IGNORECASE)
_APPLICATION = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*(?:\((?P<arguments>.*)\)?)?", re.DOTALL)
_NO_CONTEXTS = ("general", "globals")
"""Their lines are settings, not extensions."""


@dataclass(frozen=True, slots=True)
class DialplanStep:
    """One application that an extension runs."""

    line: int
    """From 1."""
    column: int
    """From 1: where the arguments begin in the line."""
    context: str
    pattern: str
    """The extension as it is written, with its leading underscore where it has one."""
    application: str
    arguments: str


def dialplan_steps(text: str) -> Iterator[DialplanStep]:
    """Yield every application in the text of an extensions.conf, from top to bottom; anything else is passed over."""
    context, pattern = "", ""
    for number, line in enumerate(_without_comments(text), 1):
        section = _SECTION.match(line)
        if section:
            context, pattern = section["name"], ""
            continue
        entry = _ENTRY.match(line)
        if entry is None or context.lower() in _NO_CONTEXTS:
            continue
        parts, column = entry["value"], entry.start("value")
        if entry["key"].lower() == "exten":
            pattern, _, rest = parts.partition(",")
            column += len(parts) - len(rest)
            parts = rest
        priority, _, rest = parts.partition(",")
        column += len(parts) - len(rest)
        # A priority's label may stand behind spaces, the application too.
        found = _APPLICATION.match(rest.lstrip())
        if found is None or priority.strip().lower() == "hint":
            continue
        column += len(rest) - len(rest.lstrip())
        at = found.start("arguments") if found["arguments"] is not None else found.end()
        arguments = (found["arguments"] or "").rstrip().removesuffix(")")
        yield DialplanStep(number, column + at + 1, context, pattern.strip(), found["name"], arguments)


def assignments(step: DialplanStep) -> Iterator[str]:
    """Yield what a step sets, such as `CALLERID(num)=${OWN}`: nothing unless it is Set or MSet."""
    match step.application.upper():
        case "SET":
            yield step.arguments.strip()
        case "MSET":
            depth = begin = 0
            for at, character in enumerate(step.arguments):
                depth += (character in "([{") - (character in ")]}")
                if character == "," and depth <= 0:
                    yield step.arguments[begin:at].strip()
                    begin = at + 1
            yield step.arguments[begin:].strip()


def _without_comments(text: str) -> Iterator[str]:
    """Yield the lines without their comments, which are blanked where more follows, so that columns stay."""
    inside = False
    for line in text.split("\n"):
        kept: list[str] = []
        at = 0
        while at < len(line):
            if inside:
                end = line.find("--;", at)
                inside = end < 0
                stop = len(line) if inside else end + 3
                kept.append(" " * (stop - at))
                at = stop
            elif line[at] == "\\" and line[at + 1 : at + 2] == ";":
                kept.append("\\;")
                at += 2
            elif line.startswith(";--", at) and line[at + 3 : at + 4] != "-":
                inside = True
            elif line[at] == ";":
                break
            else:
                kept.append(line[at])
                at += 1
        yield "".join(kept)
