"""How full the disks are that hold what Veertien keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from veertien.archive import SPOOL_FILE
from veertien.config import Settings
from veertien.disks import Disk, disks_of


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
    records, disks = settings.records, disks_of(settings.written_folders)
    if records is None:
        return OnDisk(disks, None, None)
    files = [size for file in records.folder.glob("records.sqlite*") if (size := _size(file)) is not None]
    return OnDisk(disks, sum(files) if files else None, _size(records.folder / SPOOL_FILE) or 0)


def _size(file: Path) -> int | None:
    try:
        return file.stat().st_size
    except OSError:
        return None
