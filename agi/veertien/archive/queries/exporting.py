"""Rows as CSV and as lines of JSON: the same bytes for the same rows, whichever database they come from."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from veertien.archive.schema import utc_text
from veertien.formulas import guarded


class _Line:
    """What csv writes to: keeps the line that it was given."""

    line = ""

    def write(self, text: str) -> None:
        """Take a line."""
        self.line = text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Give a line with the columns, then one for each row.

    Nothing is an empty field, yes and no are true and false. A text that a spreadsheet would take for a formula
    gets a "'" in front: a SIP Call-ID is the caller's.
    """
    out = _Line()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    yield out.line
    for row in rows:
        fields = map(field_text, row)
        writer.writerow([guarded(field) if isinstance(field, str) else field for field in fields])
        yield out.line


def json_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Give one object a line for each row."""
    for row in rows:
        values = (utc_text(value) if isinstance(value, datetime) else value for value in row)
        yield json.dumps(dict(zip(columns, values, strict=True)), ensure_ascii=False) + "\n"


def field_text(value: Any) -> Any:
    """Return a value as CSV has it."""
    if isinstance(value, datetime):
        return utc_text(value)
    return str(value).lower() if isinstance(value, bool) else value
