"""Which recogniser processes there are, as the kernel has it."""

import contextlib
from pathlib import Path

from bench.processes import children


def recognisers(daemon: int) -> set[int]:
    """Return those that a process has started; one that has ended may be among them for a moment more."""
    found = set()
    for pid in children(daemon):
        with contextlib.suppress(OSError):
            if b"veertien.speech.processes" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(pid)
    return found
