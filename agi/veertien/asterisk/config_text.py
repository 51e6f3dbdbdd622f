"""Asterisk's files of configuration as text: which lines count, in which section, through every #include.

Facts: main/config.c of Asterisk 22. A `;--` begins a comment of several lines, `--;` ends it, and they nest. An
#include goes on in the section that it stands in, and the file goes on in that section behind it.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

ASTERISK_FOLDER = "/etc/asterisk"
"""Where Asterisk has its files, unless it says otherwise."""
_YES = frozenset({"yes", "true", "y", "t", "1", "on"})

_HEADER = re.compile(r"\[([^\]]*)\]\s*(?:\(([^)]*)\))?")
_INCLUDE = re.compile(r"#\s*(?:try)?include\s+(?:\"([^\"]*)\"|<([^>]*)>|(\S+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ConfigLine:
    """One line of a file, as far as it counts."""

    number: int
    """From 0."""
    header: str | None = None
    """The section that begins here."""
    modifiers: tuple[str, ...] = ()
    """What stands in brackets behind the section's name: templates, `!` and `+`."""
    include: str | None = None
    """The pattern of the files that are read here."""
    option: tuple[str, str] | None = None
    """Name and value."""


@dataclass(slots=True)
class ConfigSection:
    """A section, with the lines of every (+) that adds to it, and of its templates before its own."""

    name: str
    template: bool
    file: str
    """The file that it begins in."""
    options: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        """Return the last value of an option, None where it has none."""
        return next((value for key, value in reversed(self.options) if key.lower() == name), None)

    def values(self, name: str) -> list[str]:
        """Return each value of an option."""
        return [value for key, value in self.options if key.lower() == name]


def is_yes(value: str | None) -> bool:
    """Return whether Asterisk takes an option's value for yes (`ast_true` in main/utils.c)."""
    return (value or "").lower() in _YES


def included_by(said: str) -> str | None:
    """Return the pattern of the files that a line reads in its place; None where it reads none."""
    include = _INCLUDE.match(said)
    return (include[1] or include[2] or include[3]) if include else None


def config_lines(text: str) -> Iterator[ConfigLine]:
    """Yield the lines that say something; comments and empty lines are left out."""
    depth = 0
    for number, line in enumerate(text.split("\n")):
        said, depth = _without_comments(line, depth)
        said = said.strip()
        if not said:
            continue
        if header := _HEADER.match(said):
            modifiers = tuple(one.strip() for one in (header[2] or "").split(",") if one.strip())
            yield ConfigLine(number, header=header[1].strip(), modifiers=modifiers)
        elif include := included_by(said):
            yield ConfigLine(number, include=include)
        elif not said.startswith("#"):
            name, equals, value = said.partition("=")
            if equals:
                yield ConfigLine(number, option=(name.strip(), value.removeprefix(">").strip()))


def ends_in_comment(text: str) -> bool:
    """Tell whether a comment of several lines is open where the text ends: what is written behind it says nothing."""
    depth = 0
    for line in text.split("\n"):
        _, depth = _without_comments(line, depth)
    return depth > 0


def sections_of(files: Mapping[str, str], name: str) -> list[ConfigSection]:
    """Return the sections of a file in their order, those of the files that it includes in their places.

    `files` has each text by its path below Asterisk's folder, or by its whole path where it lies elsewhere. A section
    whose name occurs twice is there twice.
    """
    found: list[ConfigSection] = []
    _read(files, name, found, None, ())
    return found


def _read(
    files: Mapping[str, str],
    name: str,
    found: list[ConfigSection],
    section: ConfigSection | None,
    within: tuple[str, ...],
) -> None:
    # Files that include each other would have no end.
    if name in within:
        return
    for line in config_lines(files.get(name, "")):
        if line.header is not None:
            section = _begun(line.header, line.modifiers, name, found)
        elif line.include is not None:
            for path in _matching(files, line.include):
                _read(files, path, found, section, (*within, name))
        elif line.option is not None and section is not None:
            section.options.append(line.option)


def _begun(name: str, modifiers: tuple[str, ...], file: str, found: list[ConfigSection]) -> ConfigSection:
    if "+" in modifiers:
        there = next((one for one in found if one.name == name), None)
        if there is not None:
            return there
    begun = ConfigSection(name, "!" in modifiers, file)
    for base in modifiers:
        template = next((one for one in found if one.name == base), None)
        if template is not None:
            begun.options += template.options
    found.append(begun)
    return begun


def _matching(files: Mapping[str, str], pattern: str) -> list[str]:
    pattern = posixpath.normpath(pattern)
    return sorted(path for path in files if fnmatch.fnmatchcase(path, pattern))


def _without_comments(line: str, depth: int) -> tuple[str, int]:
    said, place, start = "", 0, 0
    while (mark := line.find(";", place)) >= 0:
        if depth == 0 and mark > 0 and line[mark - 1] == "\\":
            place = mark + 1
        elif depth and line[max(mark - 2, start) : mark] == "--":
            depth -= 1
            place = start = mark + 1
        elif re.match(r"--(?!-)", line[mark + 1 :]):
            if depth == 0:
                said += line[start:mark]
            depth += 1
            place = start = mark + 3
        elif depth:
            place = mark + 1
        else:
            return said + line[start:mark], depth
    return said + (line[start:] if depth == 0 else ""), depth
