"""Which processes a daemon has that recognise or speak, as the kernel has it."""

import contextlib
from pathlib import Path

from bench.processes import children


def recognisers(daemon: int) -> set[int]:
    """Return the recognisers that a process has started; one that ended may be among them for a moment more."""
    return _running(daemon, b"veertien.speech.processes")


def second_ears(daemon: int) -> set[int]:
    """Return those of them that are second ears: they have another library in their memory."""
    return {pid for pid in recognisers(daemon) if "ctranslate2" in Path(f"/proc/{pid}/maps").read_text()}


def speaking(daemon: int) -> set[int]:
    """Return the Piper processes that a process has started."""
    return _running(daemon, b"prompts/piper/__main__.py")


def _running(daemon: int, program: bytes) -> set[int]:
    found = set()
    for pid in children(daemon):
        with contextlib.suppress(OSError):
            if program in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.add(pid)
    return found
