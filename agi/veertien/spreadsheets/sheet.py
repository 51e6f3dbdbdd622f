"""A list as a file: CSV as Excel writes and reads it here, or the first sheet of an XLSX workbook."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from veertien.formulas import guarded, unguarded
from veertien.spreadsheets.columns import Column, column_called
from veertien.wording import WordedError, Wording, unworded

LARGEST_LIST = 8 * 1024 * 1024
"""Bytes; the whole country takes 50 kB."""
LONGEST_LIST = 10_000
_DELIMITERS = ";\t,"

Cells = Mapping[Column, str]


class SheetError(WordedError):
    """A list that can't be read or written. Says why, and the cure."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands in a list."""

    rows: tuple[tuple[int, Cells], ...]
    """Each with its number, as a spreadsheet shows it; empty ones are left out."""
    unknown: tuple[str, ...]
    """The headings that mean nothing here."""


def read_sheet(file: Path) -> Sheet:
    """Read a list. Raises SheetError."""
    try:
        if file.stat().st_size > LARGEST_LIST:
            raise SheetError(
                Wording(
                    f"het bestand is groter dan {LARGEST_LIST // 1024**2} MiB; sla alleen de lijst op",
                    f"the file is larger than {LARGEST_LIST // 1024**2} MiB; save the list alone",
                )
            )
        lines = list(_xlsx_lines(file) if _is_xlsx(file) else _csv_lines(file.read_bytes()))
    except OSError as error:
        raise SheetError(unworded(error.strerror or type(error).__name__)) from None
    return _sheet(lines)


def write_sheet(rows: Iterable[Cells], file: Path) -> None:
    """Write a list, which may not be there yet. Raises SheetError and OSError."""
    rows = list(rows)
    used = [column for column in Column if any(column in row for row in rows)]
    lines = [[column.value for column in used], *([row.get(column, "") for column in used] for row in rows)]
    content = _xlsx_of(lines) if _is_xlsx(file) else _csv_of(lines)
    with file.open("xb") as opened:
        opened.write(content)


def _is_xlsx(file: Path) -> bool:
    return file.suffix.lower() in (".xlsx", ".xlsm")


def _sheet(lines: Sequence[tuple[int, Sequence[str]]]) -> Sheet:
    filled = [(number, cells) for number, cells in lines if any(cell.strip() for cell in cells)]
    if not filled:
        raise SheetError(Wording("er staat niets in", "there is nothing in it"))
    if len(filled) > LONGEST_LIST:
        raise SheetError(
            Wording(
                f"de lijst heeft meer dan {LONGEST_LIST} rijen; splits haar",
                f"it has more than {LONGEST_LIST} rows; split the list",
            )
        )
    (_, headings), body = filled[0], filled[1:]
    columns = [column_called(heading) for heading in headings]
    if Column.NAME not in columns:
        known = ", ".join(Column)
        raise SheetError(
            Wording(
                f"geen kolom heet {Column.NAME}; in de eerste rij moeten de koppen staan, en deze zijn bekend: {known}",
                f"no column is called {Column.NAME}; the first row must have the headings, of which these are known: "
                f"{known}",
            )
        )
    twice = next((one for index, one in enumerate(columns) if one and one in columns[:index]), None)
    if twice:
        raise SheetError(
            Wording(f"twee kolommen zijn {twice}; haal er een weg", f"two columns are the {twice}; take one out")
        )
    unknown = tuple(
        heading for heading, column in zip(headings, columns, strict=True) if not column and heading.strip()
    )
    rows = (
        (number, {column: unguarded(cell.strip()) for column, cell in zip(columns, cells, strict=False) if column})
        for number, cells in body
    )
    return Sheet(tuple(rows), unknown)


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(content)
    before = 0
    if told := re.match(r"sep=(.)\r?\n", text, re.IGNORECASE):
        # So Excel writes which sign separates.
        before, text, delimiter = 1, text[told.end() :], told[1]
    else:
        first = text.partition("\n")[0]
        delimiter = max(_DELIMITERS, key=first.count)
    # Rows are counted as a spreadsheet does: a text with a line end within it is one row.
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        yield from enumerate(reader, before + 1)
    except csv.Error as error:
        raise SheetError(Wording(f"het is geen CSV: {error}", f"it is no CSV: {error}")) from None


def _decoded(content: bytes) -> str:
    """Return the text; Excel writes UTF-8 with a mark, UTF-16 ("Unicode text"), or, as plain CSV, Windows-1252."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return content.decode("cp1252")
        except UnicodeDecodeError:
            raise SheetError(
                Wording(
                    "de tekencodering is niet bekend; sla het op als CSV UTF-8",
                    "its encoding is not known; save it as CSV UTF-8",
                )
            ) from None


def _csv_of(lines: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([guarded(cell) for cell in cells] for cells in lines)
    return text.getvalue().encode("utf-8-sig")


def _xlsx_lines(file: Path) -> Iterator[tuple[int, list[str]]]:
    openpyxl = _openpyxl()
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [_as_text(cell) for cell in cells]
    except OSError:
        raise
    # Of a file that is none it raises whatever zipfile and its XML parser do.
    except Exception as error:
        raise SheetError(Wording(f"het is geen werkmap: {error}", f"it is no workbook: {error}")) from None


def _xlsx_of(lines: Iterable[Sequence[str]]) -> bytes:
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    for row, cells in enumerate(lines, 1):
        for column, text in enumerate(cells, 1):
            cell = book.active.cell(row, column, text)
            # Text, also where it looks like a number, whose zeros would go, or like a formula.
            cell.data_type, cell.number_format = "s", "@"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, datetime | date) else str(cell)


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise SheetError(
            Wording(
                "XLSX heeft openpyxl nodig: pip install 'veertien[xlsx]', of sla de lijst op als CSV",
                "XLSX needs openpyxl: pip install 'veertien[xlsx]', or save the list as CSV",
            )
        ) from None
    return openpyxl
