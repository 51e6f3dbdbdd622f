"""What the kernel knows about a process: CPU time and memory."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

_SCHEDULED = 2
"""Linux's number for the CPU time that a process was given (CPUCLOCK_SCHED)."""
_MIB = 1024


def cpu_seconds(pid: int) -> float:
    """Return the CPU seconds that all threads of a process have used, as exactly as the kernel counts them."""
    # The clock that clock_getcpuclockid(3) names. What /proc says of it goes by steps of 10 ms.
    return time.clock_gettime(~pid << 3 | _SCHEDULED)


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
