"""A report as one page of HTML that needs nothing beside it: pictures as SVG, a table beneath each."""

from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from veertien.conversation import Language
from veertien.reports.periods import ReportPeriod
from veertien.reports.report import BrokenDown, CallReport, Measured
from veertien.reports.shown.drawing import WIDTH, Drawing, drawn_table
from veertien.reports.shown.layout import (
    FIGURE_HEAD,
    HIDDEN,
    NOTHING,
    hidden_note,
    left_out_notes,
    measure_heads,
    measure_texts,
    notes,
    table_texts,
    title,
    why_empty,
)


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


class FigureLinks(Protocol):
    """Knows the addresses of the calls that numbers are about."""

    def of_measure(self, key: str, period: ReportPeriod, municipality: str | None) -> str | None:
        """Return that of a figure of one number on some days, of a municipality or of all; None for none."""
        ...

    def of_cell(self, key: str, line: str, heading: str) -> str | None:
        """Return that of a cell of the table `key`, by the keys of its row and column; None for none."""
        ...


class _NoLinks:
    """For a page that is read by itself."""

    def of_measure(self, key: str, period: ReportPeriod, municipality: str | None) -> None:
        """Return none."""

    def of_cell(self, key: str, line: str, heading: str) -> None:
        """Return none."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A cell."""

    text: str
    link: str | None


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    name: str
    definition: str
    note: str
    cells: tuple[_Shown, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    cells: tuple[_Shown, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    key: str
    name: str
    definition: str
    drawing: Drawing | None
    heads: tuple[str, ...]
    rows: tuple[_Line, ...]
    notes: tuple[str, ...]


def report_html(report: CallReport, language: Language) -> str:
    """Return the page of a report: the same text for the same report."""
    return (
        _templates()
        .get_template("report.html.j2")
        .render(language=language.value, title=title(report, language), **_figures(report, language, _NoLinks()))
    )


def figures_html(report: CallReport, language: Language, links: FigureLinks) -> Markup:
    """Return all but the title of it, as a part of another page: beneath a first heading, with `figures_style`."""
    return Markup(_templates().get_template("figures.html.j2").render(_figures(report, language, links)))  # noqa: S704


def figures_style() -> str:
    """Return how that is shown, as a stylesheet."""
    return _templates().get_template("figures.css").render()


def page_name(report: CallReport) -> str:
    """Return what the page's file is called, by the days and the municipality."""
    where = f"-{report.municipality[0]}" if report.municipality else ""
    return f"veertien-{report.period.key.replace('..', '-')}{where}.html"


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("veertien.reports.shown"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _figures(report: CallReport, language: Language, links: FigureLinks) -> dict[str, Any]:
    return {
        "empty": why_empty(report, language),
        "width": WIDTH,
        "hatches": _HATCHES,
        "hidden_note": hidden_note(language),
        "figure_head": FIGURE_HEAD.of(language),
        "heads": measure_heads(report, language),
        "measures": [_row(each, report, language, links) for each in report.measures],
        "tables": [_section(each, report, language, links) for each in report.tables],
    }


def _row(measured: Measured, report: CallReport, language: Language, links: FigureLinks) -> _Row:
    figure = measured.figure
    note = " ".join(left_out_notes(report, figure, language))
    name, definition = figure.name.of(language), figure.definition.of(language)
    municipality = report.municipality and report.municipality[0]
    about = ((report.period, municipality), (report.period.before(), municipality), (report.period, None))
    compared = about if report.beside_platform else about[:2]
    cells = tuple(
        _Shown(text, _reached(text, which and links.of_measure(figure.key, *which)))
        for text, which in zip_longest(measure_texts(measured, report, language), compared)
    )
    return _Row(figure.key, name, definition, note, cells)


def _section(broken: BrokenDown, report: CallReport, language: Language, links: FigureLinks) -> _Section:
    figure, table = broken.figure, broken.table
    heads, *texts = table_texts(broken, language)
    lines = (
        _Line(
            name,
            tuple(
                _Shown(text, _reached(text, links.of_cell(figure.key, line.key, heading.key)))
                for text, heading in zip(cells, table.headings, strict=True)
            ),
        )
        for (name, *cells), line in zip(texts, table.lines, strict=True)
    )
    return _Section(
        figure.key,
        figure.name.of(language),
        figure.definition.of(language),
        drawn_table(table, figure.picture, language),
        heads,
        tuple(lines),
        notes(report, broken, language),
    )


def _reached(text: str, link: str | None) -> str | None:
    """Return the link, unless there is no number to click."""
    return None if text in {HIDDEN, NOTHING} else link
