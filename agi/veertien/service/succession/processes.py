"""Daemons in the list of processes: what one is called that is not in charge, and whether one is still there."""

import contextlib
from pathlib import Path

BEGINS, SERVES, LEAVES = "veertien-begins", "veertien", "veertien-leaves"
"""One that makes itself ready to take another's place, one in charge, and one that has left; 15 letters at most."""
_OVER = frozenset("ZX")
"""States of a process that has ended; its parent may not have noticed yet."""


def name_process(name: str) -> None:
    """Have this process called so."""
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text(name)


def is_there(pid: int) -> bool:
    """Return whether a process has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][:1]
    except OSError:
        return False
    return state not in _OVER
