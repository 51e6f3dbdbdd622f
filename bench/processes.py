"""What the kernel knows about a process: CPU time and memory."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_MIB = 1024


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds a process has used, in steps of 10 ms."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_mib(pid: int) -> float:
    """Return the most MiB that a process has had resident."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def children(pid: int) -> tuple[int, ...]:
    """Return the processes that any thread of a process has started and that still run."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return tuple(int(child) for tasks in lists for child in tasks.read_text().split())


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB of a process: resident, and of that private, which is what one process more would cost."""

    resident: float
    private: float


def memory(pid: int) -> Memory:
    """Return the memory of a process of this user."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kib = {name: int(value.split()[0]) for name, value in (line.split(":") for line in lines)}
    return Memory(kib["Rss"] / _MIB, (kib["Private_Clean"] + kib["Private_Dirty"]) / _MIB)
