"""The table files of a config folder, each read and fitted to its model once."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from veertien.config.faults import FaultLog, Mark
from veertien.config.faults.definitions.files import FileMissing
from veertien.config.folder_files import MUNICIPALITIES, TRUNKS_FILE, check_amount, few_enough, municipality_files
from veertien.config.models.file_models import (
    CallersFile,
    DestinationInFile,
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
from veertien.config.yaml_files.places import Fitted, Place, nothing
from veertien.config.yaml_files.validation import fit

_Model = TypeVar("_Model", bound=FileModel)


@dataclass(frozen=True, slots=True)
class TableFiles:
    """What could be read in each file, which is nothing in one that isn't there."""

    trunks: Fitted[TrunksFile]
    operator: Fitted[OperatorFile]
    municipalities: tuple[Fitted[MunicipalitiesFile], ...]
    pronunciations: Fitted[PronunciationsFile]
    schedules: Fitted[SchedulesFile]
    rules: Fitted[RoutingFile]
    callers: Fitted[CallersFile]

    @property
    def rows(self) -> Iterator[tuple[Place, MunicipalityInFile]]:
        """Every entry that lists a municipality, with its place."""
        for file in self.municipalities:
            for index, row in enumerate(file.value.municipalities):
                yield file.at(MUNICIPALITIES, index), row

    @property
    def destinations(self) -> Iterator[tuple[Place, DestinationInFile]]:
        """Every destination, in whichever file it stands, with its place."""
        lists = [(self.operator.at("destinations"), self.operator.value.destinations)]
        for key, schedule in self.schedules.value.schedules.items():
            if schedule.when_closed:
                place = self.schedules.at("schedules", key, "when_closed", "destinations")
                lists.append((place, schedule.when_closed.destinations))
        for place, row in self.rows:
            lists.append((place.at("destinations"), row.destinations))
            if row.when_closed:
                lists.append((place.at("when_closed", "destinations"), row.when_closed.destinations))
        return ((place.at(index), row) for place, rows in lists for index, row in enumerate(rows))

    @property
    def maintenances(self) -> Iterator[tuple[Place, MaintenanceInFile]]:
        """Every maintenance, of the platform or a municipality, with its place."""
        entries = [(self.rules.at(), self.rules.value.maintenance)]
        entries += [(place, row.maintenance) for place, row in self.rows]
        return ((place.at("maintenance"), maintenance) for place, maintenance in entries if maintenance)


def read_table_files(documents: Documents, faults: FaultLog) -> TableFiles:
    """Return the table files of a folder, after noting what is wrong within each."""
    # The causes first: where there are too many faults, reading ends.
    trunks = _fitted(TrunksFile, TRUNKS_FILE, documents, faults, needed=True)
    rules = _fitted(RoutingFile, "routing.yaml", documents, faults)
    schedules = _fitted(SchedulesFile, "schedules.yaml", documents, faults)
    operator = _fitted(OperatorFile, "operator.yaml", documents, faults, needed=True)
    pronunciations = _fitted(PronunciationsFile, "pronunciations.yaml", documents, faults)
    callers = _fitted(CallersFile, "callers.yaml", documents, faults)
    # Each is fitted before the next is read, which takes longer.
    listed = (documents.read(file, faults) for file in _municipality_files(documents.folder, faults))
    municipalities = tuple(fit(MunicipalitiesFile, document, faults) for document in listed if document)
    count = sum(len(file.value.municipalities) for file in municipalities)
    few = few_enough(count, documents.folder, faults)
    return TableFiles(trunks, operator, municipalities if few else (), pronunciations, schedules, rules, callers)


def _fitted(
    model: type[_Model], name: str, documents: Documents, faults: FaultLog, *, needed: bool = False
) -> Fitted[_Model]:
    file = documents.folder / name
    wanted = needed or os.path.lexists(file)
    document = documents.read(file, faults) if wanted else None
    return fit(model, document, faults) if document else nothing(model, file, whole=not wanted)


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
