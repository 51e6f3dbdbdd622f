"""Rows that the database could not take when they came: kept in a file of bounded size until it can.

Each row is a line of JSON. The file is emptied when all of it has been written to the database; who is killed before
that finds it whole, and writes rows again that are there already, which changes nothing.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from pydantic import TypeAdapter, ValidationError

from veertien.archive.rows import AnswerRow, CallRow, ChangeRow, KeptRow
from veertien.archive.schema import TABLE_OF, utc_text

SPOOL_FILE = "records.spool"
"""Its name in the folder of the records."""
SPOOL_BYTES = 64 * 1024 * 1024
"""Some 40,000 calls: hours of a busy platform."""

_KINDS: Mapping[str, TypeAdapter[Any]] = MappingProxyType(
    {TABLE_OF[kind].name: TypeAdapter(kind) for kind in (CallRow, AnswerRow, ChangeRow)}
)


class Spool:
    """One file of rows. For one thread at a time.

    `lost` counts the rows that it had no room for, or that can't be read again.
    """

    def __init__(self, file: Path, most_bytes: int = SPOOL_BYTES) -> None:
        """Keep rows in `file`, which is made when there are any."""
        self.lost = 0
        self._file = file
        self._most_bytes = most_bytes
        self._read = 0
        # Of what has been read.
        self._unreadable = 0

    @property
    def size(self) -> int:
        """How many bytes wait in it."""
        try:
            return self._file.stat().st_size
        except OSError:
            return 0

    def add(self, rows: Sequence[KeptRow]) -> None:
        """Keep rows as far as there is room; what there is none for is lost. Never raises."""
        kept = 0
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(self._file, "ab+", buffering=0, opener=_private) as opened:
                # Another daemon, whose place this one takes or that takes its, has the same spool for a while.
                fcntl.flock(opened, fcntl.LOCK_EX)
                _end_line(opened)
                for row in rows:
                    if not self._append(opened.fileno(), _line(row)):
                        break
                    kept += 1
        self.lost += len(rows) - kept

    def next(self, most: int) -> list[KeptRow]:
        """Return the next rows that were not read yet; none at the end."""
        found: list[KeptRow] = []
        while not found and self.size > self._read:
            with self._file.open("rb") as opened:
                opened.seek(self._read)
                for line in islice(opened, most):
                    self._read += len(line)
                    row = _row(line)
                    if row is None:
                        self._unreadable += 1
                    else:
                        found.append(row)
        return found

    def begin_anew(self) -> None:
        """Read from the beginning again: what was read could not be written."""
        self._read = self._unreadable = 0

    def empty(self) -> None:
        """Drop what has been read; nothing where more has come since. Raises OSError."""
        with self._file.open("rb+") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            if os.fstat(opened.fileno()).st_size > self._read:
                return
            opened.truncate(0)
        self.lost += self._unreadable
        self._read = self._unreadable = 0

    def _append(self, descriptor: int, line: bytes) -> bool:
        before = os.fstat(descriptor).st_size
        if before + len(line) > self._most_bytes:
            return False
        if os.write(descriptor, line) < len(line):
            # The disk is full: half a line would take the next one with it.
            os.ftruncate(descriptor, before)
            return False
        return True


def _end_line(opened: IO[bytes]) -> None:
    """End a line that a kill has cut off, which would take the next one with it."""
    if opened.seek(0, os.SEEK_END):
        opened.seek(-1, os.SEEK_END)
        if opened.read(1) != b"\n":
            opened.write(b"\n")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _line(row: KeptRow) -> bytes:
    values = {name: utc_text(value) if isinstance(value, datetime) else value for name, value in asdict(row).items()}
    return json.dumps([TABLE_OF[type(row)].name, values], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _row(line: bytes) -> KeptRow | None:
    try:
        kind, values = json.loads(line)
        row: KeptRow = _KINDS[kind].validate_python(values)
    except (ValueError, KeyError, TypeError, ValidationError):
        return None
    return row
