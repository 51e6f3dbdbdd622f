"""How full the disks are on which some folders lie."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Disk:
    """One file system, its sizes in bytes."""

    folders: tuple[Path, ...]
    """What of Veertien's is on it."""
    total: int
    free: int


def disks_of(folders: Iterable[Path]) -> Sequence[Disk]:
    """Look. Folders that are not there, or that may not be looked at, are left out."""
    found: dict[int, Disk] = {}
    for folder in folders:
        try:
            device, usage = folder.stat().st_dev, shutil.disk_usage(folder)
        except OSError:
            continue
        others = found[device].folders if device in found else ()
        found[device] = Disk((*others, folder), usage.total, usage.free)
    return list(found.values())
