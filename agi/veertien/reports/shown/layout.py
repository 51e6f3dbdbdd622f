"""What text, CSV and the page say alike around the figures of a report."""

from veertien.conversation import Language
from veertien.reports.figures.small_cells import FEWEST
from veertien.reports.figures.values import Breakdown, Cell, Measure, Withheld
from veertien.reports.report import BrokenDown, CallReport, Measured
from veertien.reports.wording import Unit, number_text
from veertien.wording import Wording

NOTHING, HIDDEN = "-", "*"

FIGURE_HEAD = Wording("cijfer", "figure")
NORM_HEAD = Wording("norm", "norm")
PLATFORM_HEAD = Wording("alle gemeenten", "all municipalities")
_TITLE = Wording("Wat de vraag kost", "What the question costs")
_NONE = Wording("Geen oproepen.", "No calls.")
_OF_FEW = Wording(
    f"Minder dan {FEWEST} oproepen: over zo weinig wordt niets gezegd.",
    f"Fewer than {FEWEST} calls: nothing is said of so few.",
)
_FEW = Wording(f"minder dan {FEWEST}", f"fewer than {FEWEST}")


def title(report: CallReport, language: Language) -> str:
    """Return what a report is about, in one line."""
    where = PLATFORM_HEAD.of(language) if report.municipality is None else "{1} ({0})".format(*report.municipality)
    return f"{_TITLE.of(language)}: {where}, {report.period.name.of(language)}"


def cell_text(cell: Cell, unit: Unit, language: Language) -> str:
    """Return what stands in a cell."""
    if isinstance(cell, Withheld):
        return HIDDEN
    return NOTHING if cell is None else number_text(cell, unit, language)


def measure_texts(measured: Measured, report: CallReport, language: Language) -> tuple[str, ...]:
    """Return the cells of a number's row, in the order of `measure_heads`."""
    cells = (
        (measured.now, measured.before, measured.platform)
        if report.beside_platform
        else (measured.now, measured.before)
    )
    texts = tuple(cell_text(cell, measured.figure.unit, language) for cell in cells)
    norm = measured.figure.norm
    return (*texts, norm.name.of(language) if norm else "")


def measure_heads(report: CallReport, language: Language) -> tuple[str, ...]:
    """Return what stands above the numbers."""
    heads = [report.period.name, report.period.before().name]
    heads += [PLATFORM_HEAD] if report.beside_platform else []
    return tuple(head.of(language) for head in (*heads, NORM_HEAD))


def table_texts(broken: BrokenDown, language: Language) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table, its heads first; the first cell of each is its name."""
    table = broken.table
    units = [heading.unit for heading in table.headings]
    return (
        (table.about.of(language), *(heading.name.of(language) for heading in table.headings)),
        *(
            (line.name.of(language), *(cell_text(*pair, language) for pair in zip(line.cells, units, strict=True)))
            for line in table.lines
        ),
    )


def notes(report: CallReport, broken: BrokenDown, language: Language) -> tuple[str, ...]:
    """Return what is to be said beneath a table."""
    found = []
    hidden = broken.table.hidden
    if not broken.table.lines:
        found.append((_OF_FEW if hidden else _NONE).of(language))
    elif hidden:
        together = _FEW.of(language) if isinstance(hidden, Withheld) else number_text(hidden, Unit.CALLS, language)
        found.append(Wording(f"* samen: {together}.", f"* together: {together}.").of(language))
    return (*found, *left_out_notes(report, broken.figure, language))


def left_out_notes(report: CallReport, figure: Measure | Breakdown, language: Language) -> tuple[str, ...]:
    """Return that a figure lacks calls that have expired, where it does."""
    left_out = report.left_out(figure)
    if not left_out:
        return ()
    gone, calls = (number_text(count, Unit.CALLS, language) for count in (left_out, report.calls))
    note = Wording(
        f"Van {gone} van de {calls} oproepen zijn alleen nog tellingen bewaard; dit gaat over de andere.",
        f"Of {gone} of the {calls} calls only counts are kept; this is about the others.",
    )
    return (note.of(language),)


def hidden_note(language: Language) -> str:
    """Return what a * means."""
    return Wording(
        f"* Over minder dan {FEWEST} oproepen wordt niets gezegd; - is er niet.",
        f"* Nothing is said of fewer than {FEWEST} calls; - there is none.",
    ).of(language)


def why_empty(report: CallReport, language: Language) -> str | None:
    """Return why a report has no figures; None where it has."""
    if report.measures:
        return None
    return (_OF_FEW if report.too_few else _NONE).of(language)
