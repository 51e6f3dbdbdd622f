"""The table files of a config folder, each read and fitted to its model once."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from veertien.config.faults import FaultLog, Mark
from veertien.config.faults.definitions.files import FileMissing
from veertien.config.folder_files import MUNICIPALITIES, check_amount, few_enough, municipality_files
from veertien.config.models.file_models import (
    CallersFile,
    FileModel,
    MaintenanceInFile,
    MunicipalitiesFile,
    MunicipalityInFile,
    OperatorFile,
    PronunciationsFile,
    RoutingFile,
    SchedulesFile,
    TrunksFile,
)
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.places import Fitted, Place
from veertien.config.yaml_files.tree import Document
from veertien.config.yaml_files.validation import fit

_Model = TypeVar("_Model", bound=FileModel)


@dataclass(frozen=True, slots=True)
class TableFiles:
    """What could be read in each file; None for one that isn't there, or of which nothing could be read.

    `any_schedule` says that schedules.yaml is there and can't be read, so that it may hold any.
    """

    trunks: Fitted[TrunksFile] | None
    operator: Fitted[OperatorFile] | None
    municipalities: tuple[Fitted[MunicipalitiesFile], ...]
    pronunciations: Fitted[PronunciationsFile] | None
    schedules: Fitted[SchedulesFile] | None
    rules: Fitted[RoutingFile] | None
    callers: Fitted[CallersFile] | None
    any_schedule: bool

    @property
    def rows(self) -> Iterator[tuple[Place, MunicipalityInFile]]:
        """Every entry that lists a municipality, with its place."""
        for file in self.municipalities:
            for index, row in enumerate(file.value.municipalities):
                yield file.at(MUNICIPALITIES, index), row

    @property
    def maintenances(self) -> Iterator[tuple[Place, MaintenanceInFile]]:
        """Every maintenance, of the platform or a municipality, with its place."""
        entries: list[tuple[Place, RoutingFile | MunicipalityInFile]] = [*self.rows]
        if self.rules:
            entries.insert(0, (self.rules.at(), self.rules.value))
        return ((place.at("maintenance"), row.maintenance) for place, row in entries if row.maintenance)


def read_table_files(documents: Documents, faults: FaultLog) -> TableFiles:
    """Return the table files of a folder, after noting what is wrong within each."""
    # The causes first: where there are too many faults, reading ends.
    trunks = _fitted(TrunksFile, documents.required("trunks.yaml", faults), faults)
    rules = _fitted(RoutingFile, documents.optional("routing.yaml", faults), faults)
    schedules = _fitted(SchedulesFile, documents.optional("schedules.yaml", faults), faults)
    operator = _fitted(OperatorFile, documents.required("operator.yaml", faults), faults)
    pronunciations = _fitted(PronunciationsFile, documents.optional("pronunciations.yaml", faults), faults)
    callers = _fitted(CallersFile, documents.optional("callers.yaml", faults), faults)
    listed = (documents.read(file, faults) for file in _municipality_files(documents.folder, faults))
    # Each is fitted before the next is read, which takes longer.
    municipalities = tuple(filter(None, (_fitted(MunicipalitiesFile, document, faults) for document in listed)))
    count = sum(len(file.value.municipalities) for file in municipalities)
    return TableFiles(
        trunks=trunks,
        operator=operator,
        municipalities=municipalities if few_enough(count, documents.folder, faults) else (),
        pronunciations=pronunciations,
        schedules=schedules,
        rules=rules,
        callers=callers,
        any_schedule=schedules is None and os.path.lexists(documents.folder / "schedules.yaml"),
    )


def _fitted(model: type[_Model], document: Document | None, faults: FaultLog) -> Fitted[_Model] | None:
    return fit(model, document, faults) if document else None


def _municipality_files(config_dir: Path, faults: FaultLog) -> list[Path]:
    folder = config_dir / MUNICIPALITIES
    try:
        files = municipality_files(config_dir)
    except OSError as error:
        faults.add(folder, Mark(), FileMissing.folder(error.strerror or type(error).__name__))
        return []
    if not files:
        faults.add(folder, Mark(), FileMissing.municipalities())
    return files if check_amount(files, folder, faults) else []
