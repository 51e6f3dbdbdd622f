"""Reads the files of an edition of the national data as far as they can be read, with all that is wrong in each row."""

import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from veertien.config.faults import FaultLog, Mark, Problem
from veertien.config.faults.definitions.data import DataFile, DataRows, DataSound, DataTwice, DataValue
from veertien.config.faults.definitions.files import FileUnreadable
from veertien.config.faults.text import did_you_mean
from veertien.config.national.layout import FILES, LAYOUTS, TableLayout
from veertien.gazetteer import PRONUNCIATIONS, UnknownSoundError, read_entry
from veertien.gazetteer.pronunciations import Words

LARGEST_FILE = 1024 * 1024
"""Bytes; the largest of 2026 has a tenth of that."""
LONGEST_ENTRY = 200
"""Characters of a line with a pronunciation; the longest of 2026 has 74."""
MOST_PRONUNCIATIONS = 20_000
"""Lines with pronunciations; those of 2026 are less than a tenth of that."""


@dataclass(frozen=True, slots=True)
class DataRow:
    """One row of a table, with as many fields as the table has columns."""

    file: Path
    line: int
    fields: tuple[str, ...]
    layout: TableLayout

    def __getitem__(self, column: str) -> str:
        return self.fields[self._at(column)]

    @property
    def key(self) -> tuple[str, ...]:
        """What no other row has."""
        return tuple(self[column] for column in self.layout.key)

    def mark(self, column: str) -> Mark:
        """Return where a field begins."""
        return Mark(self.line, 1 + sum(len(field) + 1 for field in self.fields[: self._at(column)]))

    def _at(self, column: str) -> int:
        return list(self.layout.columns).index(column)


@dataclass(frozen=True, slots=True)
class ReadEdition:
    """What could be read in a folder."""

    folder: Path
    files: Mapping[str, bytes]
    tables: Mapping[str, Sequence[DataRow]]
    """Without the tables that can't be read at all."""
    pronunciations: Sequence[tuple[str, Words]]


def read_edition(folder: Path, faults: FaultLog) -> ReadEdition:
    """Read the edition in a folder; what is wrong goes to `faults`. Raises TablesFaultyError as `FaultLog.add` does."""
    names = (*FILES, PRONUNCIATIONS)
    for file in _others(folder, names, faults):
        faults.add(file, Mark(), DataFile.unknown(did_you_mean(file.name, names)))
    files = contents_in(folder, faults)
    decoded = {name: _text(folder / name, content, faults) for name, content in files.items()}
    texts = {name: text for name, text in decoded.items() if text is not None}
    tables = {
        table: rows
        for name, table in FILES.items()
        if name in texts and (rows := _rows(folder / name, texts[name], LAYOUTS[table], faults)) is not None
    }
    said = _pronunciations(folder / PRONUNCIATIONS, texts.get(PRONUNCIATIONS, ""), faults)
    return ReadEdition(folder, files, tables, tuple(said))


def contents_in(folder: Path, faults: FaultLog) -> Mapping[str, bytes]:
    """Return the contents of an edition's files, by name, as far as they can be read; what can't goes to `faults`."""
    names = (*FILES, PRONUNCIATIONS)
    return {name: content for name in names if (content := _content(folder / name, faults)) is not None}


def _others(folder: Path, names: Sequence[str], faults: FaultLog) -> list[Path]:
    """Return the files that look as if they were read, and are not."""
    try:
        return sorted(file for file in folder.iterdir() if file.suffix == ".tsv" and file.name not in names)
    except OSError as error:
        faults.add(folder, Mark(), FileUnreadable.refused(error.strerror or type(error).__name__))
        return []


def _content(file: Path, faults: FaultLog) -> bytes | None:
    problem: Problem
    try:
        # A named pipe would block for ever, so only a regular file is opened.
        if stat.S_ISREG(file.stat().st_mode):
            with file.open("rb") as opened:
                content = opened.read(LARGEST_FILE + 1)
            if len(content) <= LARGEST_FILE:
                return content
            problem = DataFile.too_large(LARGEST_FILE)
        else:
            problem = FileUnreadable.kind()
    except FileNotFoundError:
        problem = DataFile.missing()
    except OSError as error:
        problem = FileUnreadable.refused(error.strerror or type(error).__name__)
    faults.add(file, Mark(), problem)
    return None


def _text(file: Path, content: bytes, faults: FaultLog) -> str | None:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        faults.add(file, Mark(line), DataFile.encoding(error.object[error.start]))
        return None


def _rows(file: Path, text: str, layout: TableLayout, faults: FaultLog) -> Sequence[DataRow] | None:
    """Return the rows that have as many fields as the table has columns; None where these are others."""
    header, *lines = text.removesuffix("\n").split("\n")
    if header.split("\t") != list(layout.columns):
        faults.add(file, Mark(), DataRows.header(tuple(layout.columns)))
        return None
    if len(lines) > layout.most_rows:
        faults.add(file, Mark(layout.most_rows + 2), DataRows.too_many(len(lines), layout.most_rows))
        return None
    rows: list[DataRow] = []
    taken: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines, 2):
        fields = tuple(line.split("\t"))
        if len(fields) != len(layout.columns):
            faults.add(file, Mark(number), DataRows.fields(len(fields), len(layout.columns)))
            continue
        row = DataRow(file, number, fields, layout)
        for column, kind in layout.columns.items():
            if not kind.fits(row[column]):
                faults.add(file, row.mark(column), DataValue.unlike(column, row[column], kind.words))
        if (first := taken.setdefault(row.key, number)) != number:
            faults.add(file, row.mark(layout.key[0]), DataTwice.on_line(" ".join(row.key), first))
        rows.append(row)
    return rows


def _pronunciations(file: Path, text: str, faults: FaultLog) -> Iterator[tuple[str, Words]]:
    lines = text.removesuffix("\n").split("\n")
    if len(lines) > MOST_PRONUNCIATIONS:
        faults.add(file, Mark(MOST_PRONUNCIATIONS + 1), DataRows.too_many(len(lines), MOST_PRONUNCIATIONS))
        return
    name_of = LAYOUTS["short_forms"].columns["name"]
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_ENTRY and not line.startswith("#"):
            faults.add(file, Mark(number), DataSound.too_long(LONGEST_ENTRY))
            continue
        try:
            entry = read_entry(line)
        except UnknownSoundError as error:
            faults.add(file, Mark(number), DataSound.unknown(error.wording))
            continue
        except ValueError:
            faults.add(file, Mark(number), DataSound.no_entry())
            continue
        if entry is None:
            if line and not line.startswith("#"):
                faults.add(file, Mark(number), DataSound.nothing())
            continue
        if not name_of.fits(entry[0]):
            faults.add(file, Mark(number), DataValue.unlike("name", entry[0], name_of.words))
        yield entry[:2]
