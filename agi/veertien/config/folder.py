"""The config folder as the daemon reads it, once at its start and again at each reload."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from veertien.config import Settings, TablesFaultyError
from veertien.config.asking import Asking, country_data, folder_in
from veertien.config.faults import FaultLog
from veertien.config.folder_files import SETTINGS_FILE, read_files, unread_files
from veertien.config.national.edition import NationalData, data_folder, data_in, packaged_data
from veertien.config.national.reading import contents_in
from veertien.config.yaml_files.documents import Documents
from veertien.routing import Tables

MOST_READINGS = 3
"""Times the files are read when they change meanwhile, before that is given up."""

Stamp = frozenset[tuple[str, int, int, int, int]]
"""The state of some files: equal as long as none of them was written, replaced, added or removed."""


class ConfigUnstableError(Exception):
    """The files changed each time they were read: somebody is still writing them."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What one reading of a folder gave."""

    folder: Path
    settings: Settings
    tables: Tables
    asking: Asking
    data: NationalData
    """The edition of the national data that these were read with."""
    files: Mapping[str, bytes]
    """The contents of the files as they were read, by their paths within the folder; without those of `data`."""
    endpoint_lines: Mapping[str, int]
    """The line of trunks.yaml in which each trunk's endpoint stands, by the trunk's key."""
    digest: str
    """Names the tables: 12 hexadecimal digits of a hash over the names and contents of all files but veertien.yaml, and
    of those of an edition of the national data that it names. Two machines with the same tables show the same."""
    kept: bool
    """Whether the folder is the copy kept of the one asked for."""


class ConfigFolder:
    """Reads one config folder; blocking, so to be called off the event loop where that matters.

    `last_read` is the state of the files that the last reading began with, whatever came of it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last_read: Stamp = frozenset()
        self._data: Path | None = None

    def stamp(self) -> Stamp:
        """Return the state of the files now, with those of the national data that the last reading found named.

        Raises OSError when the folder can't be listed.
        """
        # One that is not read is a fault, and taking it away mends that.
        return stamp_of((*read_files(self.path), *unread_files(self.path), *_listed(self._data)))

    def load(self) -> Loaded:
        """Read settings and tables, all files from the same moment.

        Raises TablesFaultyError with everything that is wrong, ConfigUnstableError, and OSError when the folder can't
        be listed.
        """
        for _ in range(MOST_READINGS):
            # Which data they name is read, too, from the files as this stamp has them.
            self._data = None
            before = self.stamp()
            documents = Documents(self.path)
            self._data = data_folder(documents)
            self.last_read = before | stamp_of(_listed(self._data))
            try:
                loaded = self._read(documents)
            except TablesFaultyError:
                # What was half written a moment ago is no fault.
                if self.stamp() == self.last_read:
                    raise
                continue
            if self.stamp() == self.last_read:
                return loaded
        raise ConfigUnstableError(
            f"the files in {self.path} changed while they were read; try again when they are saved"
        )

    def _read(self, documents: Documents) -> Loaded:
        return _loaded(documents, country_data(documents, to_serve=True))


def read_kept_folder(folder: Path, data: Path, settings: Settings) -> Loaded:
    """Read the copy of a folder, with these settings, and the copy of its national data where there is one.

    Raises TablesFaultyError, and OSError.
    """
    return _loaded(Documents(folder), data_in(data) if data.is_dir() else packaged_data(), settings)


def _loaded(documents: Documents, data: NationalData, given: Settings | None = None) -> Loaded:
    config, asking = folder_in(documents, data.gazetteer, given, to_serve=True)
    files = contents_of(documents.folder)
    trunks = config.files.trunks
    return Loaded(
        documents.folder,
        config.settings,
        config.tables,
        asking,
        data,
        files,
        MappingProxyType({key: trunks.at("trunks", key, "endpoint").mark.line for key in config.tables.trunks}),
        _digest(files, data.files),
        kept=given is not None,
    )


def tables_digest(folder: Path) -> str:
    """Return the digest that `Loaded` has of a folder's tables, faults or not. Raises OSError."""
    named = data_folder(Documents(folder))
    return _digest(contents_of(folder), contents_in(named, FaultLog()) if named else {})


def contents_of(folder: Path) -> Mapping[str, bytes]:
    """Return the contents of the files that are read, by their paths within the folder. Raises OSError."""
    # One that was taken away since is noticed by its stamp.
    found = (file for file in read_files(folder) if file.is_file())
    return MappingProxyType({str(file.relative_to(folder)): file.read_bytes() for file in found})


def _digest(files: Mapping[str, bytes], data: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in (*files.items(), *sorted(data.items())):
        if name != SETTINGS_FILE:
            digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


def _listed(folder: Path | None) -> Iterable[Path]:
    try:
        return () if folder is None else sorted(folder.iterdir())
    except OSError:
        # A fault that the reading reports.
        return ()


def stamp_of(files: Iterable[Path]) -> Stamp:
    """Return the state of files; one that can't be looked at has a state too. Never raises."""
    return frozenset(_state(file) for file in files)


def _state(file: Path) -> tuple[str, int, int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return (str(file), 0, 0, 0, 0)
    # The inode gives away a file that was put in the place of another; ctime one whose mtime was set back.
    return (str(file), found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
