"""The config folder as `veertien check` sees it."""

from collections.abc import Iterator

from veertien.config import Fault
from veertien.doctor.facts import EditionDays
from veertien.doctor.finding import DoctorFinding, FindingPlace, in_settings
from veertien.doctor.kinds import folder_kinds
from veertien.wording import Wording


def of_folder(faults: tuple[Fault, ...]) -> Iterator[DoctorFinding]:
    """Tell that the folder has faults, and the first of them."""
    if faults:
        first = faults[0]
        place = FindingPlace(first.file, first.line)
        said = first.wording
        fault = Wording(f"{first.code} {said.dutch}", f"{first.code} {said.english}")
        yield folder_kinds.TABLES_FAULTY.found(place, count=len(faults), fault=fault)


def of_data(days: EditionDays | None) -> Iterator[DoctorFinding]:
    """Tell that an update brought newer national data than those that were put in."""
    if days and days.named < days.packaged:
        yield folder_kinds.DATA_OLDER.found(in_settings("data:"), named=days.named, packaged=days.packaged)
