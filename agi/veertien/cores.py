"""How many cores this process may use: fewer than there are where it is bound to some, or given a share of time."""

import os
from contextlib import suppress
from pathlib import Path

_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUP = Path("/proc/self/cgroup")
_V2 = "0::"


def usable_cores(own: Path = _OWN_CGROUP, cgroups: Path = _CGROUPS) -> int:
    """Return how many, at least 1.

    Of a share of time (systemd's CPUQuota, a container's limit) it is the whole cores. Only cgroups of version 2 are
    looked at.
    """
    cores = len(os.sched_getaffinity(0))
    shares = [share for folder in _folders(own, cgroups) if (share := _share(folder / "cpu.max")) is not None]
    return max(1, min([cores, *map(int, shares)]))


def _folders(own: Path, cgroups: Path) -> tuple[Path, ...]:
    """Return the folder of this process's cgroup, and of those that it lies in."""
    try:
        names = [line.removeprefix(_V2) for line in own.read_text().splitlines() if line.startswith(_V2)]
    except OSError:
        return ()
    parts = [part for name in names[:1] for part in name.split("/") if part and part != ".."]
    return tuple(cgroups.joinpath(*parts[:count]) for count in range(len(parts) + 1))


def _share(file: Path) -> float | None:
    """Return how many cores' time a cgroup may use; None where that is not limited."""
    with suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = file.read_text().split()
        if quota != "max":
            return int(quota) / int(period)
    return None
