"""How full the disks are that hold what Veertien keeps."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from veertien.archive import SPOOL_FILE
from veertien.config import Settings


@dataclass(frozen=True, slots=True)
class Disk:
    """One file system."""

    folders: tuple[Path, ...]
    """What of Veertien's is on it."""
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class OnDisk:
    """What Veertien keeps on disks, in bytes."""

    disks: Sequence[Disk]
    database: int | None
    """The files of the SQLite database; None where there are none."""
    spool: int | None
    """What waits for the database; None where no records are kept."""


def kept_on_disk(settings: Settings) -> OnDisk:
    """Look. Folders that are not there, or that may not be looked at, are left out."""
    records, memory, captures = settings.records, settings.memory, settings.capture
    folders = [settings.prompts.cache]
    folders += [records.folder] if records else []
    folders += [memory.database.parent] if memory else []
    folders += [captures.folder] if captures else []
    if records is None:
        return OnDisk(_disks(folders), None, None)
    files = [size for file in records.folder.glob("records.sqlite*") if (size := _size(file)) is not None]
    return OnDisk(_disks(folders), sum(files) if files else None, _size(records.folder / SPOOL_FILE) or 0)


def _disks(folders: Sequence[Path]) -> Sequence[Disk]:
    found: dict[int, Disk] = {}
    for folder in folders:
        try:
            device, usage = folder.stat().st_dev, shutil.disk_usage(folder)
        except OSError:
            continue
        others = found[device].folders if device in found else ()
        found[device] = Disk((*others, folder), usage.total, usage.free)
    return list(found.values())


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None
