"""What a section of the benchmark has found, and what sections have in common."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from rich.progress import track
from rich.table import Table

from bench.speech.callers import Callers
from bench.speech.clips import ClipSet
from bench.speech.crew import Crew
from bench.speech.engines import Engine, EngineSource
from veertien.speech import Espeak

Item = TypeVar("Item")
Result = TypeVar("Result")

Figures = Mapping[str, Any]
"""Figures by engine and set, as JSON has them."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What every section works with: engines at work, the engines to measure, synthetic callers, the recordings."""

    crew: Crew
    engines: tuple[EngineSource, ...]
    espeak: Espeak
    callers: Callers
    human: tuple[ClipSet, ...]
    quick: bool

    def each(
        self, engine: EngineSource, function: Callable[[Engine, Item], Result], items: Sequence[Item], what: str
    ) -> Iterator[Result]:
        """Carry a function out for each item, showing how far it is."""
        results = self.crew.each(engine, function, items)
        yield from track(results, f"{engine.name}: {what}", len(items), transient=True)


@dataclass(frozen=True, slots=True)
class Section:
    """Tables to print, and the same figures for machines."""

    tables: tuple[Table, ...]
    figures: Figures


def percent(part: float, whole: float) -> float:
    """Return a share in percent; not a number where there is nothing to share."""
    return 100 * part / whole if whole else math.nan


def shown(value: float, digits: int = 1) -> str:
    """Return a figure as tables show it; a dash for none."""
    return "-" if math.isnan(value) else f"{value:.{digits}f}"


def beside(value: float, baseline: float, digits: int = 2) -> str:
    """Say how many times the baseline's figure it is; a dash where that can't be said."""
    return f"{value / baseline:.{digits}f}x" if baseline and not math.isnan(value / baseline) else "-"


def write_json(file: Path, figures: Figures) -> None:
    """Write figures; what is no number becomes null."""
    file.write_text(json.dumps(_plain(figures), indent=2, ensure_ascii=False) + "\n", "utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 4)
    return value
