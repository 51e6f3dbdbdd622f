"""Which edition of the national data counts for a config folder: the one that veertien.yaml names, or the package's."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from veertien.config.faults import FaultLog, TablesFaultyError
from veertien.config.faults.definitions.service import FolderMissing
from veertien.config.folder_files import SETTINGS_FILE
from veertien.config.national.checks import check_edition
from veertien.config.national.reading import read_edition
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.tree import Scalar, Table
from veertien.gazetteer import Gazetteer, gazetteer_of, load, packaged_files

DATA_KEY = "data"
"""The key of veertien.yaml that names a folder with an edition."""


@dataclass(frozen=True, slots=True)
class NationalData:
    """An edition of the national data."""

    gazetteer: Gazetteer
    folder: Path | None
    """None for the edition in the package."""
    files: Mapping[str, bytes]
    """The contents of its files as they were read, by name; none of the package's."""
    digest: str
    """12 hexadecimal digits of a hash over all its files."""

    def as_json(self) -> dict[str, str | None]:
        """Return which edition it is, as values for JSON; its folder is None for the package's."""
        as_of = self.gazetteer.edition.as_of.isoformat()
        return {"as_of": as_of, "digest": self.digest, "folder": None if self.folder is None else str(self.folder)}


@cache
def packaged_data() -> NationalData:
    """Return the edition that came with the package."""
    return NationalData(load(), None, MappingProxyType({}), _digest(packaged_files()))


def data_in(folder: Path) -> NationalData:
    """Return the edition in a folder. Raises TablesFaultyError with everything that is wrong in all its files."""
    faults = FaultLog()
    found = read_edition(folder, faults)
    check_edition(found, faults)
    if len(faults):
        raise TablesFaultyError(tuple(faults))
    rows = {table: [row.fields for row in rows] for table, rows in found.tables.items()}
    gazetteer = gazetteer_of(rows, found.pronunciations)
    return NationalData(gazetteer, folder, MappingProxyType(dict(found.files)), _digest(found.files))


def national_data(config: Path) -> NationalData:
    """Return the edition that counts for a config folder. Raises TablesFaultyError with all that is wrong in it."""
    return data_of(Documents(config))


def data_for_names(config: Path) -> NationalData:
    """Return the same; the package's where that has faults. For what is only shown, which is needed then too."""
    try:
        return national_data(config)
    except TablesFaultyError:
        return packaged_data()


def data_of(documents: Documents, paths_from: Path | None = None) -> NationalData:
    """Return the edition that the veertien.yaml among these names, from its folder or `paths_from`; raises alike."""
    named = named_data(documents)
    if named is None:
        return packaged_data()
    folder = (paths_from or documents.folder) / named.text
    if not folder.is_dir():
        faults = FaultLog()
        faults.add(documents.folder / SETTINGS_FILE, named.mark, FolderMissing.named(folder))
        raise TablesFaultyError(tuple(faults))
    return data_in(folder)


def data_folder(documents: Documents) -> Path | None:
    """Return the folder of the edition that the veertien.yaml among these names, there or not; None for none."""
    named = named_data(documents)
    return None if named is None else documents.folder / named.text


def named_data(documents: Documents) -> Scalar | None:
    """Return what stands at `data`, None for nothing; what is wrong in the file is told by who reads its settings."""
    document = documents.optional(SETTINGS_FILE, FaultLog())
    entry = document.root.entry(DATA_KEY) if document and isinstance(document.root, Table) else None
    return entry[1] if entry and isinstance(entry[1], Scalar) and entry[1].text else None


def _digest(files: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name} {len(files[name])}\n".encode() + files[name])
    return digest.hexdigest()[:12]
