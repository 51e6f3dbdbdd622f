"""A Prometheus, fetched into the build folder: for the tests of the alarms and the dashboard."""

from __future__ import annotations

from pathlib import Path

from demo.fetch import Wanted, fetch_once

_PROMETHEUS = Wanted(suite="bookworm", packages=("prometheus",), programs=("usr/bin/prometheus", "usr/bin/promtool"))


def find_or_fetch_prometheus(build: Path) -> Path:
    """Return the folder of `prometheus` and `promtool`, in `build/prometheus`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    return fetch_once(_PROMETHEUS, build, "prometheus") / "bin"
