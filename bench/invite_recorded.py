"""INVITE in to INVITE out with call records on, beside the same without."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from bench.figures import Sample, table
from bench.invite import NUMBER, WARM_UP, ring, running

CALLS = 80
SETTINGS = "records: {dir: records}\n"


async def measure(folder: Path) -> tuple[Table, ...]:
    """Place calls by turns over a PBX whose daemon keeps records, and one whose daemon doesn't."""
    kept: list[float] = []
    unkept: list[float] = []
    async with running(folder / "kept", SETTINGS) as recorded, running(folder / "not") as plain:
        for turn in range(WARM_UP + CALLS):
            # Who goes first changes: what the first does is still going on when the second is called.
            pair = ((recorded, kept), (plain, unkept))
            for wire, times in pair if turn % 2 else reversed(pair):
                seconds = await ring(wire, wire.veertien, f"0203{turn:06}")
                if turn >= WARM_UP:
                    times.append(seconds)
    on, off = Sample(tuple(kept)), Sample(tuple(unkept))
    more = Sample(tuple(one - other for one, other in zip(kept, unkept, strict=True)))
    shown = table(
        "INVITE in to INVITE out with call records",
        f"{NUMBER} rung {CALLS} times each way, by turns, one call at a time, on two PBXs that differ in nothing else.",
        ("records", "calls", "median ms", "p95 ms"),
    )
    shown.add_row("SQLite", *on.cells(1000, 2))
    shown.add_row("none", *off.cells(1000, 2))
    shown.add_row("records add, turn by turn", *more.cells(1000, 2))
    return (shown,)
