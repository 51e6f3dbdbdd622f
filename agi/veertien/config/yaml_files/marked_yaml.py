"""Reads YAML as an integrator means it: every scalar a text, every key and value with its place in the file.

PyYAML's own constructors turn 020 into 16 and `no` into False, and of two equal keys drop the first. This reader takes
PyYAML's events, so it never expands an alias nor recurses, and it refuses what a table has no use for: anchors and
aliases, tags, a second document, keys that aren't texts. It goes on after each of those, so one run names them all;
only a fault in the syntax itself ends the reading of that file.
"""

import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import yaml

from veertien.config.faults import FaultLog, Mark, Problem
from veertien.config.faults.definitions.files import FileEmpty, FileEncoding, FileMissing, FileTooLarge, FileUnreadable
from veertien.config.faults.definitions.syntax import (
    DuplicateKey,
    YamlAnchor,
    YamlCharacter,
    YamlDepth,
    YamlDocuments,
    YamlKey,
    YamlSyntax,
    YamlTab,
    YamlTag,
)
from veertien.config.yaml_files.tree import Document, Items, Node, Scalar, Table

LARGEST_FILE = 256 * 1024
DEEPEST = 12


def read_yaml(file: Path, faults: FaultLog) -> Document | None:
    """Return the content of one file, or None when it can't be read at all.

    What is wrong goes to `faults`; a document may be returned beside faults, without the parts that were refused.
    """
    text = _read_text(file, faults)
    if text is None:
        return None
    root = _Builder(file, text, faults).build()
    if root is None:
        return None
    return Document(file, root)


def _read_text(file: Path, faults: FaultLog) -> str | None:
    start = Mark()
    try:
        # A named pipe would block for ever, so only a regular file is opened.
        if not stat.S_ISREG(file.stat().st_mode):
            faults.add(file, start, FileUnreadable.kind())
            return None
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        faults.add(file, start, FileMissing.file())
        return None
    except OSError as error:
        faults.add(file, start, FileUnreadable.refused(error.strerror or type(error).__name__))
        return None
    if len(content) > LARGEST_FILE:
        faults.add(file, start, FileTooLarge.one(LARGEST_FILE))
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig", "replace")
        faults.add(file, _mark_after(before), FileEncoding.at(error.object[error.start]))
        return None


def _mark_after(text: str) -> Mark:
    return Mark(text.count("\n") + 1, len(text) - text.rfind("\n"))


class _Position(Protocol):
    """A mark of PyYAML's, which counts from 0."""

    line: int
    column: int


def _mark_of(position: _Position | None) -> Mark:
    return Mark(position.line + 1, position.column + 1) if position else Mark()


@dataclass(slots=True)
class _Open:
    """A list or table whose end has not been seen yet."""

    mark: Mark
    is_table: bool
    nodes: list[Node] = field(default_factory=list)


class _UnreadableError(Exception):
    """Ends the reading of one file, after its fault has been noted."""


class _Builder:
    """Turns PyYAML's events of one file into nodes."""

    def __init__(self, file: Path, text: str, faults: FaultLog) -> None:
        self._file = file
        self._text = text
        self._faults = faults
        self._open: list[_Open] = []
        self._root: Node | None = None

    def build(self) -> Node | None:
        try:
            for event in self._events():
                self._take(event)
        except _UnreadableError:
            return None
        if self._root is None or (isinstance(self._root, Scalar) and not self._root.text):
            self._fault(Mark(), FileEmpty.whole(self._file.name))
            return None
        return self._root

    def _fault(self, mark: Mark, problem: Problem) -> None:
        self._faults.refuse(self._file, mark, problem)

    def _events(self) -> Iterator[yaml.Event]:
        loader: yaml.BaseLoader | None = None
        try:
            loader = yaml.BaseLoader(self._text)
            while loader.check_event():
                event: yaml.Event = loader.get_event()  # type: ignore[no-untyped-call]
                yield event
        except yaml.reader.ReaderError as error:
            mark = _mark_after(self._text[: error.position])
            self._fault(mark, YamlCharacter.in_file(self._text[error.position]))
            raise _UnreadableError from None
        except yaml.MarkedYAMLError as error:
            self._syntax_fault(error)
            raise _UnreadableError from None
        except (ValueError, OverflowError) as error:
            # PyYAML lets these out for an escape beyond Unicode and for an endless version number.
            mark = _mark_of(loader.get_mark() if loader else None)
            self._fault(mark, YamlSyntax.not_yaml(str(error)))
            raise _UnreadableError from None

    def _syntax_fault(self, error: yaml.MarkedYAMLError) -> None:
        at = error.problem_mark or error.context_mark
        mark = _mark_of(at)
        if at and self._character_at(mark) == "\t":
            self._fault(mark, YamlTab.here())
            return
        if error.context == "while scanning a quoted scalar" and error.context_mark:
            self._fault(_mark_of(error.context_mark), YamlSyntax.open_quote())
            return
        self._fault(mark, YamlSyntax.said_by_parser(error.problem or "is not YAML"))

    def _character_at(self, mark: Mark) -> str:
        lines = self._text.split("\n")
        line = lines[mark.line - 1] if mark.line <= len(lines) else ""
        return line[mark.column - 1 : mark.column]

    def _take(self, event: yaml.Event) -> None:
        mark = _mark_of(event.start_mark)
        match event:
            case yaml.DocumentStartEvent():
                if self._root is not None:
                    self._fault(mark, YamlDocuments.second())
                    raise _UnreadableError
            case yaml.AliasEvent():
                self._refuse_anchor(mark, f"*{event.anchor}")
                self._add(Scalar(mark, ""))
            case yaml.ScalarEvent():
                self._refuse_extras(event, mark)
                self._add(Scalar(mark, self._printable(event.value, mark)))
            case yaml.CollectionStartEvent():
                self._refuse_extras(event, mark)
                self._start(mark, is_table=isinstance(event, yaml.MappingStartEvent))
            case yaml.CollectionEndEvent():
                self._add(self._close(self._open.pop()))

    def _refuse_extras(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, mark: Mark) -> None:
        if event.anchor is not None:
            self._refuse_anchor(mark, f"&{event.anchor}")
        if event.tag is not None:
            self._fault(mark, YamlTag.refused(event.tag))

    def _refuse_anchor(self, mark: Mark, name: str) -> None:
        self._fault(mark, YamlAnchor.refused(name))

    def _printable(self, text: str, mark: Mark) -> str:
        """Refuse what only a quoted escape or a multi-line text can bring in: no setting needs it."""
        wrong = next((character for character in text if not character.isprintable()), None)
        if wrong is None:
            return text
        self._fault(mark, YamlCharacter.in_text(wrong))
        return "".join(character for character in text if character.isprintable())

    def _start(self, mark: Mark, *, is_table: bool) -> None:
        if len(self._open) == DEEPEST:
            self._fault(mark, YamlDepth.below(DEEPEST))
            raise _UnreadableError
        self._open.append(_Open(mark, is_table))

    def _add(self, node: Node) -> None:
        if self._open:
            self._open[-1].nodes.append(node)
        else:
            self._root = node

    def _close(self, ended: _Open) -> Node:
        if not ended.is_table:
            return Items(ended.mark, tuple(ended.nodes))
        first: dict[str, Mark] = {}
        entries: list[tuple[Scalar, Node]] = []
        for key, value in zip(ended.nodes[::2], ended.nodes[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._fault(key.mark, YamlKey.no_text())
            elif key.text in first:
                twice = DuplicateKey.in_group(key.text, first[key.text].line, key.mark.line)
                self._fault(key.mark, twice)
            else:
                first[key.text] = key.mark
                entries.append((key, value))
        return Table(ended.mark, tuple(entries))
