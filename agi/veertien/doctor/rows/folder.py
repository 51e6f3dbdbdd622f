"""The config folder as `veertien check` sees it."""

from collections.abc import Iterator

from veertien.config import Fault
from veertien.doctor import kinds
from veertien.doctor.finding import DoctorFinding, FindingPlace
from veertien.wording import Wording


def of_folder(faults: tuple[Fault, ...]) -> Iterator[DoctorFinding]:
    """Tell that the folder has faults, and the first of them."""
    if faults:
        first = faults[0]
        place = FindingPlace(first.file, first.line)
        said = first.wording
        fault = Wording(f"{first.code} {said.dutch}", f"{first.code} {said.english}")
        yield kinds.TABLES_FAULTY.found(place, count=len(faults), fault=fault)
