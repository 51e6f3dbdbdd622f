"""Compares tables with Asterisk as they come into force, for who has just put them there."""

from veertien.asterisk.manager.connection import AmiError
from veertien.asterisk.manager.link import ManagerLink
from veertien.config import TRUNKS_FILE
from veertien.config.folder import Loaded
from veertien.doctor.finding import DoctorFinding, FindingPlace
from veertien.doctor.rows.misfits import endpoint_misfits


async def unknown_endpoints(manager: ManagerLink, loaded: Loaded) -> tuple[DoctorFinding, ...] | None:
    """Return a finding for each trunk whose endpoint Asterisk lacks; None where it can't be asked.

    Asterisk is asked anew: an endpoint that was added a moment ago counts.
    """
    try:
        endpoints = await manager.endpoints()
    except AmiError:
        return None
    file = str(loaded.folder / TRUNKS_FILE)
    places = {key: FindingPlace(file, line) for key, line in loaded.endpoint_lines.items()}
    return endpoint_misfits(endpoints, loaded.tables, places)
