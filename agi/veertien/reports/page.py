"""A report as one page of HTML that needs nothing beside it: pictures as SVG, a table beneath each."""

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from veertien.conversation import Language
from veertien.reports.drawing import WIDTH, Drawing, drawn_table
from veertien.reports.layout import (
    FIGURE_HEAD,
    hidden_note,
    measure_heads,
    measure_texts,
    notes,
    single_note,
    table_texts,
    title,
    why_empty,
)
from veertien.reports.report import BrokenDown, CallReport, Measured


@dataclass(frozen=True, slots=True)
class _Hatch:
    ground: str
    lines: str = ""
    ink: str = "#154273"


_HATCHES = (
    _Hatch("#154273"),
    _Hatch("#fff"),
    _Hatch("#fff", "M0 8L8 0M-2 2L2 -2M6 10L10 6"),
    _Hatch("#9bb3cc"),
    _Hatch("#fff", "M0 4H8"),
    _Hatch("#fff", "M4 0V8"),
    _Hatch("#154273", "M0 0L8 8M-2 6L2 10M6 -2L10 2", "#fff"),
    _Hatch("#fff", "M0 4H8M4 0V8"),
    _Hatch("#9bb3cc", "M0 4H8"),
)
"""As many as the most that a bar is made of."""


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    name: str
    definition: str
    note: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    key: str
    name: str
    definition: str
    drawing: Drawing | None
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def report_html(report: CallReport, language: Language) -> str:
    """Return the page of a report: the same text for the same report."""
    return _template().render(
        language=language.value,
        title=title(report, language),
        empty=why_empty(report, language),
        width=WIDTH,
        hatches=_HATCHES,
        hidden_note=hidden_note(language),
        figure_head=FIGURE_HEAD.of(language),
        heads=measure_heads(report, language),
        measures=[_row(each, report, language) for each in report.measures],
        tables=[_section(each, report, language) for each in report.tables],
    )


def page_name(report: CallReport) -> str:
    """Return what the page's file is called, by the days and the municipality."""
    where = f"-{report.municipality[0]}" if report.municipality else ""
    return f"veertien-{report.period.key.replace('..', '-')}{where}.html"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("veertien.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("report.html.j2")


def _row(measured: Measured, report: CallReport, language: Language) -> _Row:
    figure = measured.figure
    note = single_note(report, language) if figure.single and report.rolled_up else ""
    name, definition = figure.name.of(language), figure.definition.of(language)
    return _Row(figure.key, name, definition, note, measure_texts(measured, report, language))


def _section(broken: BrokenDown, report: CallReport, language: Language) -> _Section:
    figure = broken.figure
    heads, *rows = table_texts(broken, language)
    return _Section(
        figure.key,
        figure.name.of(language),
        figure.definition.of(language),
        drawn_table(broken.table, figure.picture, language),
        heads,
        tuple(rows),
        notes(report, broken, language),
    )
