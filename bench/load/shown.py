"""Tables and a plot of what became of crowds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rich.table import Table

from bench.figures import Sample, table
from bench.load.crowds import WAYS, Fate
from bench.load.machine import PARTS, Machine

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def asked_table(fates: Sequence[Fate]) -> Table:
    """Return what became of callers who were asked which municipality they want."""
    shown = table(
        "Callers in the question",
        "Right at once, by another question, or by a key; put through to a person, to the dialplan's fallback, to a "
        "wrong\nmunicipality, or to nobody. Wait: from the last sound of a name that was taken at once to the INVITE "
        "at the trunk.\nLate: frames of 20 ms that went to a caller late by their own length or more.",
        ("callers", "they come", "most asked", *WAYS, "wait ms, median", "p95", "late frames"),
    )
    for fate in fates:
        if fate.crowd.asked:
            shown.add_row(
                str(fate.crowd.callers),
                fate.crowd.name,
                str(fate.most_in_question),
                *(str(fate.counts[way]) for way in WAYS),
                *_waits(fate),
                str(fate.late_frames),
            )
    return shown


def unasked_table(fates: Sequence[Fate]) -> Table:
    """Return what became of callers to a number with one municipality."""
    shown = table(
        "Calls without a question",
        "From the caller's INVITE to the trunk's.",
        ("callers", "they come", "right", "operator", "fallback", "elsewhere", "lost", "ms, median", "p95"),
    )
    for fate in fates:
        if not fate.crowd.asked:
            counts = fate.counts
            ends = (counts[way] for way in ("at once", "operator", "fallback", "elsewhere", "lost"))
            shown.add_row(str(fate.crowd.callers), fate.crowd.name, *map(str, ends), *_waits(fate))
    return shown


def machine_table(fates: Sequence[Fate]) -> Table:
    """Return what each crowd took of the machine, without what SIPp took of it."""
    shown = table(
        "What it takes of the machine",
        "CPU time for each caller of the crowd, resident memory, and file descriptors, after each crowd.",
        ("callers", "", *(f"{part}: ms, MiB, files" for part in PARTS)),
    )
    for fate in fates[:1]:
        shown.add_row("", "before", *(_cell("", fate.before, part) for part in PARTS))
    for fate in fates:
        spent = {part: fate.after.cpu_seconds_since(fate.before, part) for part in PARTS}
        cells = [_cell(f"{1000 * spent[part] / fate.crowd.callers:.1f}", fate.after, part) for part in PARTS]
        shown.add_row(str(fate.crowd.callers), fate.crowd.name + ("" if fate.crowd.asked else ", not asked"), *cells)
    return shown


def plotted(fates: Sequence[Fate]) -> str:
    """Return an SVG: a bar for each crowd, divided by what became of it, with what they waited behind it."""
    return _TEMPLATES.get_template("plot.svg.j2").render(fates=fates, ways=WAYS, waits=_waits)


def _cell(spent: str, seen: Machine, part: str) -> str:
    taken = seen.parts[part]
    return f"{spent:>5} {taken.resident_mib:4.0f} {taken.descriptors:4}"


def _waits(fate: Fate) -> tuple[str, str]:
    if not fate.waits:
        return "", ""
    _, median, p95 = Sample(tuple(fate.waits)).cells(1000, 0 if fate.crowd.asked else 1)
    return median, p95
