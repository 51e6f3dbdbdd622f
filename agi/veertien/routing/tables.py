"""The routing tables as frozen values: the rules, what counts for callers, and each municipality's entry."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from operator import attrgetter
from types import MappingProxyType

from veertien.gazetteer import Municipality, Name, NameKind, normalise
from veertien.gazetteer.pronunciations import Words
from veertien.numbering import Caller, CallerEntry, CallerList, NationalNumber
from veertien.routing.dates import Maintenance
from veertien.routing.destinations import Destination, Trunk
from veertien.routing.opening_hours import AMSTERDAM, Schedule


@dataclass(frozen=True, slots=True)
class WhenClosed:
    """Who gets calls outside opening hours, and what they hear."""

    announce: bool = True
    """Whether the caller hears of it."""
    destinations: tuple[Destination, ...] = ()
    """Tried in order; without those the call ends after the announcement."""


class OfferUnconnected(StrEnum):
    """How municipalities count that are listed but not connected.

    ASK: one that can be put through to its own number counts as a choice. FORWARD: none makes a question, but in a
    question that is asked anyway its name is understood. NEVER: its name isn't understood.
    """

    ASK = "ask"
    FORWARD = "forward"
    NEVER = "never"


class CallerArea(StrEnum):
    """What the area code that a caller calls from is used for, where it is another than the one dialled.

    PROPOSE: the one connected municipality that lies in both is asked about first. PREFER: municipalities in both are
    likelier to be meant, nothing more. IGNORE: nothing.
    """

    PROPOSE = "propose"
    PREFER = "prefer"
    IGNORE = "ignore"


class OtherAreaCodes(StrEnum):
    """What is done for callers who ask for a municipality of another area code than they dialled.

    OFFER: its name is understood where nothing here fits, and they are asked whether they want it, or
    get a person where they can't be put through. IGNORE: they are asked again.
    """

    OFFER = "offer"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True)
class Remember:
    """How callers' choices are remembered."""

    days: int
    """How long."""
    without_asking: bool = False
    """Whether a remembered choice routes the call without a question."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules for the whole platform."""

    offer_unconnected: OfferUnconnected = OfferUnconnected.FORWARD
    caller_area: CallerArea = CallerArea.PROPOSE
    remember: Remember | None = None
    """None: no choice is remembered or used."""
    other_area_codes: OtherAreaCodes = OtherAreaCodes.OFFER
    national: NationalNumber | None = None
    """The one number for the whole country; None for none."""
    carrier: Trunk | None = None
    """The trunk over which calls reach the ordinary numbers of who is not connected."""
    maintenance: Maintenance | None = None


class OverRate(StrEnum):
    """What is done with a call over the rate: refused as busy, or given to the operator."""

    BUSY = "busy"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Rate:
    """The most calls from one number in any stretch of time."""

    calls: int
    """At most so many."""
    seconds: int
    """The length of the stretch."""
    over: OverRate = OverRate.BUSY
    """What is done with calls over the rate."""


@dataclass(frozen=True, slots=True)
class Callers:
    """The rules about callers' numbers."""

    blocked: CallerList = field(default_factory=CallerList)
    exempt: CallerList = field(default_factory=CallerList)
    """Who is neither blocked nor counted."""
    rate: Rate | None = None

    def blocking(self, caller: Caller) -> CallerEntry | None:
        """Return the entry that blocks a caller; never one for a number that is withheld, missing or not understood."""
        entry = self.blocked.find(caller)
        return entry if entry and not self.exempt.find(caller) else None

    def counted(self, caller: Caller) -> str | None:
        """Return under which number a caller's calls are counted; None where they aren't."""
        return None if self.rate is None or self.exempt.find(caller) else caller.number_e164


@dataclass(frozen=True, slots=True)
class MunicipalityEntry:
    """What the tables say of one municipality."""

    municipality: Municipality
    connected: bool
    area_codes: tuple[str, ...]
    """Those it answers in."""
    national_area_codes: tuple[str, ...]
    """Those it lies in by the national data; it answers in them where the tables write none."""
    destinations: tuple[Destination, ...]
    """Tried in order."""
    other_names: tuple[str, ...]
    """The tables' own names for it, beside the gazetteer's."""
    names: tuple[Name, ...]
    """All ways to say it."""
    telephone: str | None = None
    """Its ordinary number; None when neither the tables nor the gazetteer know one."""
    schedule: Schedule | None = None
    """None: it is always open."""
    when_closed: WhenClosed = WhenClosed()
    maintenance: Maintenance | None = None
    replaced: frozenset[Municipality] = frozenset()
    """Municipalities that are no more, and of which it has the names, places and area codes."""

    @property
    def code(self) -> str:
        """The CBS code, such as GM0420."""
        return self.municipality.code

    @property
    def lies_in(self) -> frozenset[str]:
        """The area codes it answers in, and those it lies in by the national data."""
        return frozenset((*self.area_codes, *self.national_area_codes))

    @property
    def name(self) -> str:
        """The unambiguous name, such as Bergen (NH.)."""
        return self.municipality.name

    @property
    def own_names(self) -> tuple[Name, ...]:
        """Its own names, those that the tables give it, and by what it replaced was called till then.

        Without its places and the municipalities that were former ones before.
        """
        given = {*self.other_names, *(each.spoken_name for each in self.replaced)}
        return tuple(name for name in self.names if name.kind is NameKind.MUNICIPALITY or name.text in given)


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything integrators wrote about routing, as it counts at one time.

    An area code of None stands for the whole country, which has a number of its own (`Rules.national`).
    """

    trunks: Mapping[str, Trunk]
    municipalities: Mapping[str, MunicipalityEntry]
    """By CBS code."""
    operator: tuple[Destination, ...]
    """Tried in order."""
    pronunciations: Mapping[str, tuple[Words, ...]]
    """By name or word, as it was written."""
    reviewed: tuple[tuple[str, tuple[Words, ...]], ...] = ()
    """Pronunciations of an edition of the national data that is newer than the package, of other names than those."""
    ended: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """Who has what municipalities were that the national data have no more, by their codes."""
    rules: Rules = Rules()
    callers: Callers = field(default_factory=Callers)
    """The rules about callers' numbers."""
    unlisted: Mapping[str, MunicipalityEntry] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """The others of the country, by CBS code: the tables say nothing of them, and none is connected."""
    later: tuple[tuple[date, "Tables"], ...] = field(default=(), repr=False)
    """The tables that take the place of these, each with its first day, in order; see at()."""
    _listed: Mapping[str | None, tuple[MunicipalityEntry, ...]] = field(init=False, repr=False, compare=False)
    _candidates: Mapping[str | None, tuple[MunicipalityEntry, ...]] = field(init=False, repr=False, compare=False)
    _heirs: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _first: "Tables | None" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put in order, once, what every call asks for."""
        listed = _by_area_code(self.municipalities.values(), self.unlisted.values())
        connected = {code: tuple(entry for entry in entries if entry.connected) for code, entries in listed.items()}
        object.__setattr__(self, "_listed", listed)
        object.__setattr__(self, "_candidates", MappingProxyType(connected))
        everybody = (*self.municipalities.values(), *self.unlisted.values())
        heirs = {each.code: entry.code for entry in everybody for each in entry.replaced}
        heirs |= {code: heirs.get(heir, heir) for code, heir in self.ended.items()}
        object.__setattr__(self, "_heirs", MappingProxyType(heirs))
        object.__setattr__(self, "_first", replace(self, later=()) if self.later else None)

    def at(self, now: datetime) -> "Tables":
        """Return which of `stages` counts at this moment, which must know its time zone, else ValueError.

        What is returned stays as it is: a call is decided by the tables under which it came in, also past midnight.
        """
        stage = self.stage_at(now)
        return self.stages[stage] if self.later else self

    def stage_at(self, now: datetime) -> int:
        """Return the place among `stages` of the one that counts at this moment. Raises ValueError as at() does."""
        if now.tzinfo is None:
            raise ValueError("the time must know its time zone")
        if not self.later:
            return 0
        today = now.astimezone(AMSTERDAM).date()
        return sum(first <= today for first, _ in self.later)

    @property
    def stages(self) -> tuple["Tables", ...]:
        """The tables that count one after the other, none of which knows of another: the same ones each time."""
        return (self._first or self, *(tables for _, tables in self.later))

    @property
    def overrides(self) -> tuple[tuple[str, tuple[Words, ...]], ...]:
        """What goes before the package's pronunciations, as a value that can be sent to another process."""
        return (*self.pronunciations.items(), *self.reviewed)

    def entry(self, code: str) -> MunicipalityEntry:
        """Return what is known of a municipality, in these tables or else in the national data.

        Raises KeyError for a code that none has.
        """
        return self.municipalities.get(code) or self.unlisted[code]

    def heir_of(self, code: str) -> str:
        """Return the code of who has what a municipality was; its own where nobody took its place."""
        return self._heirs.get(code, code)

    def candidates(self, area_code: str | None) -> tuple[MunicipalityEntry, ...]:
        """Return the connected municipalities of an area code, most populous first."""
        return self._candidates.get(area_code, ())

    def listed(self, area_code: str | None) -> tuple[MunicipalityEntry, ...]:
        """Return the municipalities of an area code, connected or not, most populous first.

        For the whole country those are all there are, for its number every one of them may be asked for.
        """
        return self._listed.get(area_code, ())

    def elsewhere(self, area_code: str | None) -> tuple[MunicipalityEntry, ...]:
        """Return the municipalities that are understood in an area code and don't answer there, most populous first.

        Those of other area codes, and those that lie there too, but that the tables leave out (`lies_in`).
        """
        if area_code is None or self.rules.other_area_codes is OtherAreaCodes.IGNORE:
            return ()
        here = {entry.municipality.code for entry in self.listed(area_code)}
        return tuple(entry for entry in self.offered(None) if entry.municipality.code not in here)

    def offered(self, area_code: str | None) -> tuple[MunicipalityEntry, ...]:
        """Return the municipalities of an area code whose names are understood, most populous first."""
        if self.rules.offer_unconnected is OfferUnconnected.NEVER:
            return self.candidates(area_code)
        return self.listed(area_code)

    def can_put_through(self, entry: MunicipalityEntry) -> bool:
        """Whether calls can be put through to a municipality: to its destinations, or to its number over the carrier.

        Whether it is closed, or something is down, makes no difference.
        """
        return entry.connected or (self.rules.carrier is not None and entry.telephone is not None)

    def may_be_asked(self, area_code: str | None) -> bool:
        """Whether callers of an area code may at some time be asked which municipality they mean."""
        if self.rules.offer_unconnected is OfferUnconnected.ASK:
            return len(self.listed(area_code)) > 1
        return len(self.candidates(area_code)) > 1

    @property
    def asked_area_codes(self) -> tuple[str, ...]:
        """The area codes in which callers may at some time be asked, in rising order."""
        return tuple(sorted(code for code in self._listed if code is not None and self.may_be_asked(code)))

    @property
    def asks_nationally(self) -> bool:
        """Whether callers of a national number may at some time be asked which municipality they mean."""
        return self.rules.national is not None and self.may_be_asked(None)

    def kind_of_name(self, code: str, text: str) -> NameKind | None:
        """Return which kind of a municipality's names a text is; None where it is none. Raises KeyError as `entry`."""
        return next((name.kind for name in self.entry(code).names if name.text == text), None)

    def names(self, area_code: str | None) -> tuple[Name, ...]:
        """Return every way to say a municipality of an area code that is understood, in the order of offered()."""
        return tuple(name for entry in self.offered(area_code) for name in entry.names)

    def left_out_names(self, area_code: str | None) -> tuple[Name, ...]:
        """Return the names of villages in an area code whose municipality the tables leave out there.

        Of who is understood all the same, as `elsewhere` says, without what a municipality itself is called. What is
        named like somebody who answers there, or like a municipality of the country, is that one.
        """
        others = [entry for entry in self.elsewhere(area_code) if area_code in entry.lies_in]
        if not others:
            return ()
        taken = {normalise(name.text) for name in self.names(area_code)}
        taken |= {normalise(name.text) for entry in self.offered(None) for name in entry.own_names}
        names = (name for entry in others for name in entry.names)
        return tuple(name for name in names if area_code in name.area_codes and normalise(name.text) not in taken)


def _by_area_code(
    listed: Collection[MunicipalityEntry], unlisted: Collection[MunicipalityEntry]
) -> Mapping[str | None, tuple[MunicipalityEntry, ...]]:
    """Return the listed municipalities of each area code, and by None all there are, most populous first."""
    here: dict[str, list[MunicipalityEntry]] = {}
    for entry in _by_population(listed):
        for area_code in entry.area_codes:
            here.setdefault(area_code, []).append(entry)
    country = _by_population((*listed, *unlisted))
    return MappingProxyType({None: country, **{code: tuple(entries) for code, entries in here.items()}})


def _by_population(entries: Iterable[MunicipalityEntry]) -> tuple[MunicipalityEntry, ...]:
    by_code = sorted(entries, key=attrgetter("municipality.code"))
    return tuple(sorted(by_code, key=attrgetter("municipality.population"), reverse=True))
