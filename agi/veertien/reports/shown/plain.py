"""A report as text for a terminal, as JSON and as CSV."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from veertien.archive.queries.exporting import csv_lines
from veertien.conversation import Language
from veertien.reports.figures.values import Breakdown, Cell, Kept, Measure, Withheld
from veertien.reports.report import BrokenDown, CallReport, Measured
from veertien.reports.shown.layout import (
    FIGURE_HEAD,
    hidden_note,
    left_out_notes,
    measure_heads,
    measure_texts,
    notes,
    table_texts,
    title,
    why_empty,
)
from veertien.reports.wording import Unit, plain_number

_WIDTH = 100
_CSV = ("figure", "name", "row", "column", "value", "withheld", "unit", "definition")


def report_text(report: CallReport, language: Language) -> str:
    """Return a report as lines for a terminal."""
    lines = [title(report, language), ""]
    if empty := why_empty(report, language):
        return "\n".join((*lines, empty))
    heads = (FIGURE_HEAD.of(language), *measure_heads(report, language))
    rows = [(each.figure.name.of(language), *measure_texts(each, report, language)) for each in report.measures]
    lines += [*_columns(heads, *rows), "", hidden_note(language), ""]
    for measured in report.measures:
        lines += _wrapped(f"{measured.figure.name.of(language)}. {measured.figure.definition.of(language)}")
        lines += [line for note in left_out_notes(report, measured.figure, language) for line in _wrapped(note)]
    for broken in report.tables:
        lines += ["", broken.figure.name.of(language), *_wrapped(broken.figure.definition.of(language))]
        lines += ["", *_columns(*table_texts(broken, language))]
        lines += [line for note in notes(report, broken, language) for line in _wrapped(note)]
    return "\n".join(lines)


def report_json(report: CallReport, language: Language) -> str:
    """Return a report as one JSON object on several lines. What is withheld is null, and says so beside it."""
    found = {
        "municipality": report.municipality and dict(zip(("code", "name"), report.municipality, strict=True)),
        "from": str(report.period.first),
        "until": str(report.period.last),
        "calls": None if report.too_few else report.calls,
        "too_few": report.too_few,
        "expired": None if report.too_few else report.rolled_up,
        "figures": [_measure_json(each, report, language) for each in report.measures],
        "tables": [_table_json(each, report, language) for each in report.tables],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def report_csv(report: CallReport, language: Language) -> Iterator[str]:
    """Give the lines of a report as CSV: one for each number, with the definition at the first of each figure."""
    return csv_lines(_CSV, _csv_rows(report, language))


def _csv_rows(report: CallReport, language: Language) -> Iterator[Sequence[Any]]:
    for measured in report.measures:
        cells = {"now": measured.now, "before": measured.before}
        if report.beside_platform:
            cells["platform"] = measured.platform
        unit = measured.figure.unit
        yield from _of_figure(measured.figure, language, [("", key, cell, unit) for key, cell in cells.items()])
    for broken in report.tables:
        found = [
            (line.name.of(language), heading.name.of(language), cell, heading.unit)
            for line in broken.table.lines
            for heading, cell in zip(broken.table.headings, line.cells, strict=True)
        ]
        yield from _of_figure(broken.figure, language, found)


def _of_figure(
    figure: Measure | Breakdown, language: Language, cells: Sequence[tuple[str, str, Cell, Unit]]
) -> Iterator[Sequence[Any]]:
    name, definition = figure.name.of(language), figure.definition.of(language)
    for row, column, cell, unit in cells:
        yield figure.key, name, row, column, _plain(cell, unit), isinstance(cell, Withheld), _unit(unit), definition
        definition = ""


def _measure_json(measured: Measured, report: CallReport, language: Language) -> dict[str, Any]:
    figure, norm = measured.figure, measured.figure.norm
    cells = {"value": measured.now, "before": measured.before}
    if report.beside_platform:
        cells["platform"] = measured.platform
    found = {
        **_head_json(figure, report, language),
        "unit": _unit(figure.unit),
        **{name: _plain(cell, figure.unit) for name, cell in cells.items()},
        "withheld": [name for name, cell in cells.items() if isinstance(cell, Withheld)],
    }
    if norm:
        found["norm"] = {"value": plain_number(norm.value, figure.unit), "name": norm.name.of(language)}
    return found


def _table_json(broken: BrokenDown, report: CallReport, language: Language) -> dict[str, Any]:
    table = broken.table
    rows = [
        {
            "key": line.key,
            "name": line.name.of(language),
            "values": [_plain(cell, head.unit) for head, cell in zip(table.headings, line.cells, strict=True)],
            "withheld": any(isinstance(cell, Withheld) for cell in line.cells),
        }
        for line in table.lines
    ]
    columns = [{"key": each.key, "name": each.name.of(language), "unit": _unit(each.unit)} for each in table.headings]
    hidden = None if isinstance(table.hidden, Withheld) else table.hidden
    return {
        **_head_json(broken.figure, report, language),
        "columns": columns,
        "rows": rows,
        "withheld_together": hidden,
    }


def _head_json(figure: Measure | Breakdown, report: CallReport, language: Language) -> dict[str, Any]:
    return {
        "key": figure.key,
        "name": figure.name.of(language),
        "definition": figure.definition.of(language),
        "single_calls_only": figure.kept is Kept.NOTHING,
        "calls_left_out": report.left_out(figure),
    }


def _plain(cell: Cell, unit: Unit) -> int | float | None:
    return None if cell is None or isinstance(cell, Withheld) else plain_number(cell, unit)


def _unit(unit: Unit) -> str:
    return "seconds" if unit is Unit.SPENT else unit.value


def _columns(*rows: Sequence[str]) -> list[str]:
    """Return lines in which the first cells stand to the left, all others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join((row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:]))).rstrip() for row in rows]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, subsequent_indent="  ", break_on_hyphens=False)
