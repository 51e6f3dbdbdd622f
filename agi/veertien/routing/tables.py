"""The routing tables as frozen values: trunks, municipalities, and where calls go that nobody else can take."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from veertien.gazetteer import Municipality, Name
from veertien.gazetteer.pronunciations import Words


class CallerId(StrEnum):
    """Whether the caller's number goes along to a trunk. A withheld number never does."""

    PASS = "pass"  # noqa: S105 - not a password
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Trunk:
    """A way out of the PBX.

    `endpoint` names the PJSIP endpoint, `capacity` is the number of calls it carries at once, `header` the SIP header
    in which the dialled 14-number goes along (None: in none), `diversion` whether it also goes along as Diversion.
    """

    key: str
    endpoint: str
    capacity: int
    caller_id: CallerId
    header: str | None
    diversion: bool


@dataclass(frozen=True, slots=True)
class Destination:
    """A number (digits, with or without + in front) to dial on a trunk."""

    trunk: Trunk
    number: str


@dataclass(frozen=True, slots=True)
class MunicipalityEntry:
    """What the tables say of one municipality.

    `area_codes` are those it answers in, `destinations` are tried in order, `other_names` are the tables' own names
    for it beside the gazetteer's.
    """

    municipality: Municipality
    connected: bool
    area_codes: tuple[str, ...]
    destinations: tuple[Destination, ...]
    other_names: tuple[str, ...]

    @property
    def code(self) -> str:
        """The CBS code, such as GM0420."""
        return self.municipality.code

    @property
    def name(self) -> str:
        """The unambiguous name, such as Bergen (NH.)."""
        return self.municipality.name


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything integrators wrote about routing.

    `municipalities` and `spoken_names` go by CBS code; `operator` is tried in order; `pronunciations` go by name or
    word, as it was written.
    """

    trunks: Mapping[str, Trunk]
    municipalities: Mapping[str, MunicipalityEntry]
    operator: tuple[Destination, ...]
    spoken_names: Mapping[str, tuple[Name, ...]]
    pronunciations: Mapping[str, tuple[Words, ...]]

    @property
    def overrides(self) -> tuple[tuple[str, tuple[Words, ...]], ...]:
        """The pronunciations as a value that can be sent to another process."""
        return tuple(self.pronunciations.items())

    def candidates(self, area_code: str) -> tuple[MunicipalityEntry, ...]:
        """Return the connected municipalities of an area code, most populous first."""
        return tuple(entry for entry in self.listed(area_code) if entry.connected)

    def listed(self, area_code: str) -> tuple[MunicipalityEntry, ...]:
        """Return the municipalities of an area code, connected or not, most populous first."""
        here = (entry for entry in self.municipalities.values() if area_code in entry.area_codes)
        return tuple(sorted(here, key=lambda entry: (-entry.municipality.population, entry.code)))

    def names(self, area_code: str) -> tuple[Name, ...]:
        """Return every way to say a listed municipality of an area code, in the order of listed()."""
        return tuple(name for entry in self.listed(area_code) for name in self.spoken_names[entry.code])
