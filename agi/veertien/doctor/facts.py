"""What was found out of an installation, to be judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Literal

from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.config import Fault, Settings
from veertien.disks import Disk
from veertien.routing import Tables
from veertien.wording import Wording


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
class RunningDaemon:
    """What the daemon says of itself."""

    release: str
    """Its version and the digest of its code."""
    recognisers: int
    """Those that are ready."""
    troubles: Mapping[str, Wording]
    """Its `degraded` words, and why."""


@dataclass(frozen=True, slots=True)
class SilentDaemon:
    """No daemon answers at the address `web`."""

    why: str
    taken: tuple[tuple[str, int], ...]
    """Settings of services whose ports somebody has, with the ports."""


@dataclass(frozen=True, slots=True)
class MissingSpeech:
    """A voice or a model that can't be used."""

    what: Literal["voice", "model"]
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What this machine is like."""

    disks: Sequence[Disk]
    unwritable: tuple[Path, ...]
    """Folders in which the daemon's user may not write."""
    unreadable: tuple[Path, ...]
    """Of the config folder and that of the national data, those in which the daemon's user may not read all."""
    user: str
    """The daemon's user."""
    open_secrets: tuple[Path, ...]
    """Files with a secret in them that any user of this machine may read."""
    processors: int
    free_memory: int | None
    """Bytes that may be had; None where the kernel doesn't say."""
    seconds_behind: float
    """By how much the youngest file of the tables and of this program is younger than now."""
    synchronised: bool | None
    """Whether systemd-timesyncd has set the clock; None where it doesn't run."""
    daemons: int
    """How many daemons serve this folder."""


@dataclass(frozen=True, slots=True)
class EditionDays:
    """Of which day the edition of the national data is that veertien.yaml names, and the one in the package."""

    named: date
    packaged: date


@dataclass(frozen=True, slots=True)
class InstallationFacts:
    """All that the rows judge."""

    folder: str
    """The config folder."""
    now: datetime
    settings: Settings
    tables: Tables
    """As they count now; without an entry where the folder has faults."""
    faults: tuple[Fault, ...]
    """What keeps the folder from being used."""
    pbx: ExaminedPbx | UnseenPbx
    host: HostFacts
    daemon: RunningDaemon | SilentDaemon | None
    """None where the daemon itself looks."""
    release: str
    """The version and the digest of who looks."""
    missing_speech: tuple[MissingSpeech, ...] = ()
    """Not looked for where the daemon itself looks: it has them loaded."""
    data: EditionDays | None = None
    """None where veertien.yaml names no edition of the national data, or one with faults."""
