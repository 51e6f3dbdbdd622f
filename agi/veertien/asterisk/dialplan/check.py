"""Finds text that came with a call where a dialplan has Asterisk evaluate it.

Asterisk puts the value of ${...} into the text around it and only then reads that text: an expression `$[ ]`, which may
call functions, or the arguments of an application. A quote, comma or bracket in a caller's number is then part of
the dialplan. FILTER with a fixed list of harmless characters is what makes such a text safe, so raw text may be read
inside FILTER (or a function that returns digits alone) and nowhere else.

The check reads texts and follows no flow: it does not know what a Gosub's argument or a variable of yours holds. So
reading raw text into a variable of your own unfiltered is a finding too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from veertien.asterisk.dialplan.lines import DialplanStep, assignments, dialplan_steps
from veertien.asterisk.dialplan.sources import is_raw

_MOST_NESTED = 40
"""Nobody nests deeper by hand."""
_LONGEST_SHOWN = 60


class UnsafeKind(StrEnum):
    """The stable names of the findings; docs/dialplan.md says what each means."""

    RAW_EXPRESSION = "RAW-EXPRESSION"
    RAW_ARGUMENT = "RAW-ARGUMENT"
    RAW_AGI = "RAW-AGI"
    RAW_CUT = "RAW-CUT"
    WIDE_FILTER = "WIDE-FILTER"
    AGI_CALLER = "AGI-CALLER"
    EVALUATED_TWICE = "EVALUATED-TWICE"
    NESTED_DEEP = "NESTED-DEEP"


@dataclass(frozen=True, slots=True, order=True)
class UnsafeUse:
    """One unsafe use, where, and its cure. As text: `file:line:column: CODE message`."""

    file: str
    line: int
    column: int
    code: UnsafeKind
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.message}"


_AGI = frozenset({"AGI", "DEADAGI", "EAGI"})
_HARMLESS_RESULTS = frozenset({"BASE64_ENCODE", "EXISTS", "ISNULL", "KEYPADHASH", "LEN", "MD5", "REGEX", "SHA1"})
"""These return nothing but digits, letters and marks of base64, whatever they are given."""
_PLAIN = frozenset({"CUT", "IF", "STRREPLACE", "TOLOWER", "TOUPPER", "TRIM", "URIDECODE", "URIENCODE"})
"""Inside FILTER these do no more with a text than change it."""
_EVALUATES = "EVAL"
_MEANS_SOMETHING = frozenset('"$\\`[]{}(),;&|^' + "".join(map(chr, (*range(32), 127))))
"""With these a text may end a quotation, begin an argument or a function, or stand for another text."""
_ESCAPES = re.compile(r"\\x([0-9A-Fa-f]{2})|\\0([0-7]{1,3})|\\(.)|(.)", re.DOTALL)
_NAMED = {"t": "\t", "n": "\n", "r": "\r"}
_IN_AGI_REQUEST = {
    "CALLERID(num)": re.compile(r"CALLERID\((num|all)\b", re.IGNORECASE),
    "CALLERID(name)": re.compile(r"CALLERID\((name|all)\b", re.IGNORECASE),
    "CALLERID(dnid)": re.compile(r"CALLERID\(dnid\b", re.IGNORECASE),
    "REDIRECTING(from-num)": re.compile(r"CALLERID\(rdnis\b|REDIRECTING\(from-(num|all)\b", re.IGNORECASE),
}
"""What Asterisk writes into each AGI request of the caller, and what a dialplan sets to make it harmless."""


def check_dialplan(text: str, file: str) -> tuple[UnsafeUse, ...]:
    """Return the findings in the text of an extensions.conf, in the order of their places. Never raises."""
    steps = tuple(dialplan_steps(text))
    found = {finding for step in steps for finding in _Reader(step, file).findings()}
    return tuple(sorted(found | set(_agi_callers(steps, file))))


@dataclass(frozen=True, slots=True)
class _Place:
    """What surrounds a text: whether FILTER or its like will clean it, and whether an expression reads it."""

    guarded: bool = False
    expression: bool = False


class _Reader:
    """Goes through the arguments of one step."""

    def __init__(self, step: DialplanStep, file: str) -> None:
        self._step = step
        self._file = file

    def findings(self) -> Iterator[UnsafeUse]:
        arguments = self._step.arguments
        if _depth(arguments) <= _MOST_NESTED:
            yield from self._read(arguments, 0, _Place())
        else:
            yield self._finding(0, UnsafeKind.NESTED_DEEP, f"more than {_MOST_NESTED} deep: write it in several steps")

    def _read(self, text: str, at: int, place: _Place) -> Iterator[UnsafeUse]:
        """Give the findings in a text that begins at character `at` of the arguments."""
        position = 0
        while (position := text.find("$", position)) >= 0:
            kind = text[position + 1 : position + 2]
            if kind not in ("{", "["):
                position += 1
                continue
            end = _closing(text, position + 1)
            inner = text[position + 2 : end]
            if kind == "[":
                yield from self._read(inner, at + position + 2, _Place(expression=True))
            else:
                yield from self._value(inner, at + position, place)
            position = end

    def _value(self, inner: str, at: int, place: _Place) -> Iterator[UnsafeUse]:
        """Yield the findings in what stands between ${ and }; `at` is where the $ stands."""
        name = inner.partition("(")[0] if "(" in inner else ""
        function = name.upper() if re.fullmatch(r"\w+", name) else ""
        if function == _EVALUATES and "${" in inner:
            yield self._finding(at, UnsafeKind.EVALUATED_TWICE, "EVAL reads the value again as dialplan: do without it")
        if not place.guarded and is_raw(inner, self._step.pattern):
            yield self._raw(inner, at, place)
            return
        within = _Place(guarded=False, expression=place.expression)
        if function == "FILTER" or function in _HARMLESS_RESULTS:
            within = _Place(guarded=True)
            yield from self._guard(function, inner, at)
        elif function in _PLAIN:
            within = place
        yield from self._read(inner, at + 2, within)

    def _guard(self, function: str, inner: str, at: int) -> Iterator[UnsafeUse]:
        """Yield what is wrong with a function that is there to make raw text harmless."""
        if not any(is_raw(value, self._step.pattern) for value in _values(inner)):
            return
        if function == "FILTER":
            allowed = inner.partition("(")[2].partition(",")[0]
            wide = _wide(allowed)
            if wide:
                yield self._finding(at, UnsafeKind.WIDE_FILTER, f"FILTER lets {wide} through: allow letters and digits")
        if re.search(r"\)\s*:-?\d+(:-?\d+)?\s*$", inner):
            message = "a ) in the text moves this cut: filter into a variable first, cut that one in a second step"
            yield self._finding(at, UnsafeKind.RAW_CUT, message)

    def _raw(self, inner: str, at: int, place: _Place) -> UnsafeUse:
        shown = _shown(inner)
        if place.expression:
            message = f"{shown} is read as part of the expression: filter it into a variable first, and use that"
            return self._finding(at, UnsafeKind.RAW_EXPRESSION, message)
        application = self._step.application
        if application.upper() in _AGI:
            message = f"{shown} goes into the AGI request as it came: filter it into a variable first, and use that"
            return self._finding(at, UnsafeKind.RAW_AGI, message)
        message = f"{shown} is read as part of {application}'s arguments: read it inside ${{FILTER(0-9a-zA-Z,...)}}"
        return self._finding(at, UnsafeKind.RAW_ARGUMENT, message)

    def _finding(self, at: int, code: UnsafeKind, message: str) -> UnsafeUse:
        return UnsafeUse(self._file, self._step.line, self._step.column + at, code, message)


def _agi_callers(steps: tuple[DialplanStep, ...], file: str) -> Iterator[UnsafeUse]:
    written = [assignment for step in steps for assignment in assignments(step)]
    missing = [name for name, sets in _IN_AGI_REQUEST.items() if not any(map(sets.match, written))]
    for step in steps:
        if step.application.upper() in _AGI and missing:
            message = f"Asterisk writes {', '.join(missing)} into the AGI request as it came: set it filtered before"
            yield UnsafeUse(file, step.line, step.column, UnsafeKind.AGI_CALLER, message)


def _depth(text: str) -> int:
    """Return how many brackets are open at once at most."""
    open_now = deepest = 0
    for character in text:
        open_now = max(open_now + (character in "{[") - (character in "}]"), 0)
        deepest = max(deepest, open_now)
    return deepest


def _values(text: str) -> Iterator[str]:
    """Yield what stands between ${ and }, at any depth."""
    position = -1
    while (position := text.find("${", position + 1)) >= 0:
        yield text[position + 2 : _closing(text, position + 1)]


def _closing(text: str, opening: int) -> int:
    """Return where the bracket at `opening` is closed, as Asterisk counts them; the end where it is not."""
    opens, closes = text[opening], "}" if text[opening] == "{" else "]"
    depth = 0
    for at in range(opening, len(text)):
        depth += (text[at] == opens) - (text[at] == closes)
        if depth == 0:
            return at
    return len(text)


def _wide(allowed: str) -> str:
    """Return, for a message, what of an allowed list of FILTER has a meaning to Asterisk; empty where nothing has."""
    if "$" in allowed:
        return "what a variable says"
    characters = [_character(match) for match in _ESCAPES.finditer(allowed)]
    letters: set[str] = set()
    at = 0
    while at < len(characters):
        if characters[at + 1 : at + 2] == ["-"] and at + 2 < len(characters):
            letters |= set(map(chr, range(ord(characters[at]), ord(characters[at + 2]) + 1)))
            at += 3
        else:
            letters.add(characters[at])
            at += 1
    return " ".join(sorted(ascii(letter)[1:-1] for letter in letters & _MEANS_SOMETHING))


def _character(match: re.Match[str]) -> str:
    hexadecimal, octal, escaped, plain = match.groups()
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    if octal:
        return chr(int(octal, 8))
    return _NAMED.get(escaped, escaped) if escaped else plain


def _shown(inner: str) -> str:
    cut = inner if len(inner) <= _LONGEST_SHOWN else inner[: _LONGEST_SHOWN - 1] + "…"
    return "${" + "".join(character if character.isprintable() else repr(character)[1:-1] for character in cut) + "}"
