"""Samples and the tables they are shown in."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Sample:
    """Measurements of one thing, all in one unit; at least one."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """The value that 95 in 100 stay below, interpolated; of fewer than 20 values that is nearly the largest."""
        if len(self.values) == 1:
            return self.values[0]
        return statistics.quantiles(self.values, n=20, method="inclusive")[-1]

    def cells(self, factor: float = 1.0, digits: int = 1) -> tuple[str, str, str]:
        """Give count, median and p95 as a table shows them, multiplied by `factor`."""
        return str(len(self.values)), f"{self.median * factor:.{digits}f}", f"{self.p95 * factor:.{digits}f}"


def table(title: str, measured: str, columns: Sequence[str]) -> Table:
    """Begin a table: what is measured stands below it, the first column names, the others hold figures."""
    begun = Table(title=title, caption=measured, title_justify="left", caption_justify="left")
    begun.add_column(columns[0])
    for column in columns[1:]:
        begun.add_column(column, justify="right")
    return begun


def ratio(value: float, peer: float) -> str:
    """Say how many times the peer's value it is."""
    return f"{value / peer:.2f}x"
