"""Every number to dial that the tables hold, with its place."""

from collections.abc import Iterator, Sequence

from veertien.config.models.file_models import DestinationInFile, WhenClosedInFile
from veertien.config.table_files import TableFiles
from veertien.config.yaml_files.places import Place


def dialled_in(files: TableFiles) -> Iterator[tuple[Place, str]]:
    """Yield every number to dial, in whichever file it stands; without those that can't be read."""
    if files.operator:
        yield from _destinations(files.operator.value.destinations, files.operator.at("destinations"))
    if schedules := files.schedules:
        for key, schedule in schedules.value.schedules.items():
            yield from _when_closed(schedule.when_closed, schedules.at("schedules", key, "when_closed"))
    for place, row in files.rows:
        yield from _destinations(row.destinations, place.at("destinations"))
        yield from _when_closed(row.when_closed, place.at("when_closed"))
        if row.telephone:
            yield place.at("telephone"), row.telephone


def _when_closed(row: WhenClosedInFile | None, place: Place) -> Iterator[tuple[Place, str]]:
    return _destinations(row.destinations if row else (), place.at("destinations"))


def _destinations(rows: Sequence[DestinationInFile], place: Place) -> Iterator[tuple[Place, str]]:
    return ((place.at(index, "number"), row.number) for index, row in enumerate(rows) if row.number)
