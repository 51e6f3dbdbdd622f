"""What was found out of an installation, to be judged."""

from dataclasses import dataclass
from enum import Enum

from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.config import Fault, Settings
from veertien.routing import Tables


class AmiTrouble(Enum):
    """Why Asterisk could not be looked at."""

    NOT_CONFIGURED = "not configured"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NO_SYSTEM = "no right to ask"


@dataclass(frozen=True, slots=True)
class UnseenPbx:
    """An Asterisk that could not be looked at, and what it or the network said."""

    trouble: AmiTrouble
    why: str = ""


@dataclass(frozen=True, slots=True)
class InstallationFacts:
    """All that the rows judge."""

    settings: Settings
    tables: Tables
    """As they count now; without an entry where the folder has faults."""
    faults: tuple[Fault, ...]
    """What keeps the folder from being used."""
    pbx: ExaminedPbx | UnseenPbx
