"""A SIPp, fetched into the build folder: many calls at a time, for `make load` and the soak."""

from __future__ import annotations

import fcntl
from pathlib import Path

from demo.fetch import Wanted, fetch, is_fetched

_SIPP = Wanted(suite="bookworm", packages=("sip-tester",), programs=("usr/bin/sipp",))


def find_or_fetch_sipp(build: Path) -> Path:
    """Return the program, in `build/sipp`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    folder = build.resolve() / "sipp"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_fetched(folder):
            fetch(_SIPP, folder)
    return folder / "bin" / "sipp"
