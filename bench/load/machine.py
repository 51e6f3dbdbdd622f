"""What Asterisk, the daemon and its recognisers take of the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.processes import children, cpu_seconds, memory

PARTS = ("Asterisk", "daemon", "recognisers")


@dataclass(frozen=True, slots=True)
class Taken:
    """What one of the parts takes at a moment."""

    cpu_seconds: float
    """Since its start."""
    resident_mib: float
    descriptors: int
    threads: int


@dataclass(frozen=True, slots=True)
class Machine:
    """All parts at a moment."""

    parts: Mapping[str, Taken]

    def cpu_seconds_since(self, before: Machine, part: str) -> float:
        """Return the processor time that a part took since then."""
        return self.parts[part].cpu_seconds - before.parts[part].cpu_seconds


def machine(asterisk: int, daemon: int) -> Machine:
    """Look at the processes now."""
    return Machine(dict(zip(PARTS, map(_taken, ((asterisk,), (daemon,), children(daemon))), strict=True)))


def _taken(pids: tuple[int, ...]) -> Taken:
    return Taken(
        sum(map(cpu_seconds, pids)),
        sum(memory(pid).resident for pid in pids),
        sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids),
        sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in pids),
    )
