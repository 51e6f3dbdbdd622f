"""The config folder as the daemon reads it, once at its start and again at each reload."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from veertien.gazetteer import Gazetteer
from veertien.routing import Settings, Tables, TablesFaulty
from veertien.routing.folder_files import SETTINGS_FILE, read_files, unread_files
from veertien.service.asking import Asking, load_folder

#: Times the files are read when they change meanwhile, before that is given up.
MOST_READINGS = 3

Stamp = frozenset[tuple[str, int, int, int, int]]
"""The state of some files: equal as long as none of them was written, replaced, added or removed."""


class ConfigUnstable(Exception):
    """The files changed each time they were read: somebody is still writing them."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one reading of a folder gave.

    `digest` names the tables: 12 hexadecimal digits of a hash over the names and contents of all files but
    veertien.yaml, so that two machines with the same tables show the same.
    """

    folder: Path
    settings: Settings
    tables: Tables
    asking: Asking
    digest: str


class ConfigFolder:
    """Reads one config folder; blocking, so to be called off the event loop where that matters.

    `last_read` is the state of the files that the last reading began with, whatever came of it.
    """

    def __init__(self, path: Path, gazetteer: Gazetteer) -> None:
        self.path = path
        self.last_read: Stamp = frozenset()
        self._gazetteer = gazetteer

    def stamp(self) -> Stamp:
        """Return the state of the files now. Raises OSError when the folder can't be listed."""
        # One that is not read is a fault, and taking it away mends that.
        return stamp_of((*read_files(self.path), *unread_files(self.path)))

    def load(self) -> Loaded:
        """Read settings and tables, all files from the same moment.

        Raises TablesFaulty with everything that is wrong, ConfigUnstable, and OSError when the folder can't be listed.
        """
        for _ in range(MOST_READINGS):
            self.last_read = self.stamp()
            try:
                loaded = self._read()
            except TablesFaulty:
                # What was half written a moment ago is no fault.
                if self.stamp() == self.last_read:
                    raise
                continue
            if self.stamp() == self.last_read:
                return loaded
        raise ConfigUnstable(f"the files in {self.path} changed while they were read; try again when they are saved")

    def _read(self) -> Loaded:
        settings, tables, asking = load_folder(self.path, self._gazetteer)
        return Loaded(self.path, settings, tables, asking, self._digest())

    def _digest(self) -> str:
        digest = hashlib.sha256()
        for file in read_files(self.path):
            # One that was taken away since is noticed by its stamp.
            if file.name != SETTINGS_FILE and file.is_file():
                content = file.read_bytes()
                digest.update(f"{file.relative_to(self.path)} {len(content)}\n".encode() + content)
        return digest.hexdigest()[:12]


def stamp_of(files: Iterable[Path]) -> Stamp:
    """Return the state of files; one that can't be looked at has a state too. Never raises."""
    return frozenset(_state(file) for file in files)


def _state(file: Path) -> tuple[str, int, int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return (str(file), 0, 0, 0, 0)
    # The inode tells a file that was put in the place of another; ctime one whose mtime was set back.
    return (str(file), found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
