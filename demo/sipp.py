"""A SIPp, fetched into the build folder: many calls at a time, for `make load` and the soak."""

from __future__ import annotations

from pathlib import Path

from demo.fetch import Wanted, fetch_once

_SIPP = Wanted(suite="bookworm", packages=("sip-tester",), programs=("usr/bin/sipp",))


def find_or_fetch_sipp(build: Path) -> Path:
    """Return the program, in `build/sipp`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    return fetch_once(_SIPP, build, "sipp") / "bin" / "sipp"
