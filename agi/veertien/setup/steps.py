"""The steps of a plan. Each says why it is taken; each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

BEGIN_MARK, END_MARK = "veertien setup: begin", "veertien setup: end"
"""What stands in comments around each change of a file."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Whose a file or a folder is, by name, and its mode."""

    user: str = "root"
    group: str = "root"
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class MakeFolder:
    """Make a folder that is not there."""

    path: str
    owner: Ownership
    why: str


@dataclass(frozen=True, slots=True)
class WriteFile:
    """Write a file, new or in place of another text."""

    path: str
    text: str
    before: str | None
    """What is there; None for a new file."""
    owner: Ownership | None
    """None: as the file that is there."""
    why: str
    secret: bool = False
    """Its text is never shown."""


@dataclass(frozen=True, slots=True)
class MakeLink:
    """Make a symbolic link, or let one lead elsewhere."""

    path: str
    target: str
    before: str | None
    """Where it leads now; None where there is none."""
    why: str


@dataclass(frozen=True, slots=True)
class Run:
    """Run a command."""

    command: tuple[str, ...]
    undo: tuple[str, ...]
    """What takes it back; empty where nothing has to."""
    why: str
    seconds: float = 60.0
    """How long it may take, and what takes it back."""


@dataclass(frozen=True, slots=True)
class BeginUpgrade:
    """Note that another version comes into force from here on."""

    version: str
    before: str
    """The version in force until now."""


@dataclass(frozen=True, slots=True)
class CopyDatabase:
    """Copy a SQLite database as it is at one moment, whoever writes meanwhile."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Yours:
    """What is left to whoever administers the PBX."""

    what: str


SetupStep = MakeFolder | WriteFile | MakeLink | Run | BeginUpgrade | CopyDatabase


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in order."""

    steps: tuple[SetupStep, ...] = ()
    left: tuple[Yours, ...] = ()
    refusals: tuple[str, ...] = ()
    """What has to be mended first: with any, nothing may be done. Each names the cure."""


def block(lines: list[str], comment: str) -> str:
    """Return lines between the two marks, as text that ends with a line break."""
    return "".join(f"{line}\n" for line in (f"{comment} {BEGIN_MARK}", *lines, f"{comment} {END_MARK}"))


def without_block(text: str) -> str:
    """Return a text without what stands between the marks, and without the marks."""
    before, found, behind = _parted(text)
    return before + behind if found else text


def with_block(text: str, new: str, at: int | None = None) -> str:
    """Return a text with this block: in place of the one that it has, or else before line `at`, at the end if None."""
    before, found, behind = _parted(text)
    if found:
        return before + new + behind
    lines = text.splitlines(keepends=True)
    place = len(lines) if at is None else at
    above = "".join(lines[:place])
    if above and not above.endswith("\n"):
        above += "\n"
    return above + new + "".join(lines[place:])


def _parted(text: str) -> tuple[str, str, str]:
    lines = text.splitlines(keepends=True)
    begin = next((place for place, line in enumerate(lines) if BEGIN_MARK in line), None)
    if begin is None:
        return text, "", ""
    end = next((place for place in range(begin, len(lines)) if END_MARK in lines[place]), None)
    if end is None:
        return text, "", ""
    return "".join(lines[:begin]), "".join(lines[begin : end + 1]), "".join(lines[end + 1 :])
