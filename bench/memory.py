"""Memory of every process a call needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from bench.figures import ratio, table
from bench.processes import Memory, children, memory
from demo.stage import Stage


@dataclass(frozen=True, slots=True)
class Footprint:
    """One process and its memory at one moment."""

    process: str
    memory: Memory


def footprints(stage: Stage) -> tuple[Footprint, ...]:
    """Look at the PBX, the daemon, and what the daemon has started."""
    return (
        Footprint("Asterisk", memory(stage.pbx.pid)),
        Footprint("daemon", memory(stage.daemon.pid)),
        *(Footprint("recogniser", memory(pid)) for pid in children(stage.daemon.pid)),
    )


def memory_table(before: Sequence[Footprint], after: Sequence[Footprint], when: str) -> Table:
    """Show both looks beside Asterisk's own memory."""
    shown = table(
        "Memory",
        f"MiB by /proc, at rest after the start and {when}. Private is what no other process shares.",
        ("process", "resident at start", "resident after", "private after", "beside Asterisk"),
    )
    asterisk = after[0].memory.resident
    for at_start, later in zip(before, after, strict=True):
        resident = later.memory.resident
        shown.add_row(
            later.process,
            f"{at_start.memory.resident:.0f}",
            f"{resident:.0f}",
            f"{later.memory.private:.0f}",
            ratio(resident, asterisk),
        )
    return shown
