"""Builds the tables' frozen values from files without faults, anew for each day on which something in them changes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import groupby
from types import MappingProxyType

from veertien.config.models.file_models import (
    CallerInFile,
    CallersFile,
    DestinationInFile,
    MaintenanceInFile,
    MunicipalityInFile,
    PronunciationsFile,
    RememberInFile,
    TrunkInFile,
    WhenClosedInFile,
    period_of,
)
from veertien.config.tables.changes import Heirs, certain_changes
from veertien.config.tables.listed import Listed
from veertien.config.tables.mergers import Identity, grown, identity_of
from veertien.config.tables.schedules import build_schedules, when_closed_of
from veertien.config.tables.table_files import TableFiles
from veertien.gazetteer import Confidence, Gazetteer, Municipality, Name, NameKind
from veertien.gazetteer.pronunciations import Words, spoken_key
from veertien.numbering import CallerEntry, CallerList
from veertien.routing.dates import Maintenance
from veertien.routing.destinations import Destination, End, Share, Trunk
from veertien.routing.node_shares import NodeShares
from veertien.routing.tables import Callers, MunicipalityEntry, Rate, Remember, Rules, Tables, WhenClosed


def build_tables(
    files: TableFiles, listed: Sequence[Listed], gazetteer: Gazetteer, shares: NodeShares | None = None
) -> Tables:
    """Return the tables that count first, with those that take their place later; `listed` are all entries.

    `shares` says which lines of the trunks are this node's; without, all of them.
    """
    builder = _Builder(files, listed, gazetteer, shares)
    days = builder.days_of_change()
    later = tuple((day, builder.tables_on(day)) for day in days)
    return replace(builder.tables_on(date.min), later=later)


class _Builder:
    """What the tables of every stretch of time have in common."""

    def __init__(
        self, files: TableFiles, listed: Sequence[Listed], gazetteer: Gazetteer, shares: NodeShares | None
    ) -> None:
        rules = files.rules.value
        self._gazetteer = gazetteer
        self._changes = certain_changes(rules, gazetteer)
        self._schedules_file = files.schedules.value
        self._schedules = build_schedules(self._schedules_file)
        self._trunks = {key: _trunk(key, trunk, shares) for key, trunk in files.trunks.value.trunks.items()}
        self._rules = Rules(
            offer_unconnected=rules.offer_unconnected,
            caller_area=rules.caller_area,
            remember=_remember(rules.remember),
            other_area_codes=rules.other_area_codes,
            national=rules.national,
            carrier=self._trunks[rules.carrier] if rules.carrier else None,
            maintenance=_maintenance(rules.maintenance),
        )
        self._callers = _callers(files.callers.value)
        self._operator = files.operator.value.destinations
        self._pronunciations = _pronunciations(files.pronunciations.value)
        own = {spoken_key(name) for name in self._pronunciations}
        self._reviewed = tuple(one for one in gazetteer.pronunciations if spoken_key(one[0]) not in own)
        self._ended = MappingProxyType({one.code: one.heir for one in gazetteer.edition.ended})
        self._listed = [(one, self._when_closed(one.row)) for one in listed]

    @cached_property
    def _country(self) -> Mapping[str, MunicipalityEntry]:
        """Every municipality of the national data as one of which the tables say nothing."""
        found = self._gazetteer.municipalities.values()
        return {one.code: _unlisted(identity_of(one, (), self._gazetteer)) for one in found}

    def days_of_change(self) -> list[date]:
        """Return the days on which something begins or ends to count, in order."""
        dated: list[DestinationInFile | MunicipalityInFile] = [*self._operator]
        for one, closed in self._listed:
            dated += [one.row, *one.row.destinations, *closed.destinations]
        periods = map(period_of, dated)
        written = {day for period in periods for day in (period.first, period.until) if day}
        return sorted(written.union(change.first for change in self._changes))

    def tables_on(self, day: date) -> Tables:
        """Return the tables as they count on a day."""
        heirs = Heirs(self._changes, day, self._gazetteer)
        covering = [(one, closed) for one, closed in self._listed if one.period.covers(day)]
        counting = [(one, closed) for one, closed in covering if one.municipality.code not in heirs.ended]
        # What the tables themselves say of who replaces whom goes before what is announced.
        replaced = frozenset[str]().union(*(one.replaced for one, _ in counting))
        entries = [self._entry(one, closed, day, heirs, replaced) for one, closed in counting]
        listed = replaced.union(heirs.ended, (entry.code for entry in entries))
        return Tables(
            trunks=MappingProxyType(self._trunks),
            municipalities=MappingProxyType({entry.code: entry for entry in entries}),
            operator=self._destinations(self._operator, day),
            pronunciations=self._pronunciations,
            reviewed=self._reviewed,
            ended=self._ended,
            rules=self._rules,
            callers=self._callers,
            unlisted=MappingProxyType(
                {
                    code: self._grown(entry, heirs, replaced)
                    for code, entry in self._country.items()
                    if code not in listed
                }
            ),
        )

    def _grown(self, entry: MunicipalityEntry, heirs: Heirs, replaced: frozenset[str]) -> MunicipalityEntry:
        """Return a municipality of which the tables say nothing, with those that went into it."""
        gone = heirs.gone_into({entry.code}, replaced)
        if not gone:
            return entry
        identity = identity_of(entry.municipality, gone, self._gazetteer)
        return _unlisted(identity, frozenset(gone))

    def _entry(
        self, one: Listed, closed: WhenClosedInFile, day: date, heirs: Heirs, replaced: frozenset[str]
    ) -> MunicipalityEntry:
        row = one.row
        gone = heirs.gone_into(one.replaced.union({one.municipality.code}), replaced)
        identity = grown(one.identity, gone, self._gazetteer)
        area_codes = tuple(row.area_codes or identity.area_codes)
        code = identity.municipality.code
        known = self._gazetteer.municipalities
        own = (Name(text, NameKind.OTHER, code, area_codes, "nl", Confidence.HIGH) for text in row.other_names)
        return MunicipalityEntry(
            municipality=identity.municipality,
            connected=row.connected,
            area_codes=area_codes,
            national_area_codes=identity.area_codes,
            destinations=self._destinations(row.destinations, day, row.overflow),
            other_names=tuple(row.other_names),
            names=(*identity.names, *own),
            telephone=row.telephone or _national(identity.municipality.ordinary_number),
            schedule=self._schedules[row.schedule] if row.schedule else None,
            when_closed=WhenClosed(closed.announce, self._destinations(closed.destinations, day, row.overflow)),
            maintenance=_maintenance(row.maintenance),
            replaced=frozenset((*(known[each] for each in one.replaced if each != code), *gone)),
        )

    def _when_closed(self, row: MunicipalityInFile) -> WhenClosedInFile:
        inherited = when_closed_of(self._schedules_file, row.schedule) if row.schedule else None
        return row.when_closed or inherited or WhenClosedInFile()

    def _destinations(
        self, rows: Sequence[DestinationInFile], day: date, overflow: Sequence[End] | None = None
    ) -> tuple[Destination, ...]:
        """Return what counts on a day; `overflow` is for those without one of their own, None: every end leads on."""
        found = []
        for weighted, neighbours in groupby(rows, key=lambda row: row.weight is not None):
            group = [row for row in neighbours if period_of(row).covers(day)]
            among = tuple((row.trunk, row.number) for row in group) if weighted else ()
            found += [self._destination(row, among, overflow) for row in group]
        return tuple(found)

    def _destination(
        self, row: DestinationInFile, among: tuple[tuple[str, str], ...], overflow: Sequence[End] | None
    ) -> Destination:
        leads_on = overflow if row.overflow is None else row.overflow
        return Destination(
            trunk=self._trunks[row.trunk],
            number=row.number,
            share=Share(row.weight, among) if row.weight else None,
            ring_seconds=row.ring_seconds,
            keeps=frozenset() if leads_on is None else frozenset(End) - frozenset(leads_on),
        )


def _trunk(key: str, row: TrunkInFile, shares: NodeShares | None) -> Trunk:
    lines = shares.lines(key, row.capacity) if shares else row.capacity
    bought = row.capacity if shares else None
    return Trunk(key, row.endpoint, lines, row.caller_id, row.header, row.diversion, bought)


def _unlisted(identity: Identity, replaced: frozenset[Municipality] = frozenset()) -> MunicipalityEntry:
    return MunicipalityEntry(
        municipality=identity.municipality,
        connected=False,
        area_codes=identity.area_codes,
        national_area_codes=identity.area_codes,
        destinations=(),
        other_names=(),
        names=identity.names,
        telephone=_national(identity.municipality.ordinary_number),
        replaced=replaced,
    )


def _maintenance(row: MaintenanceInFile | None) -> Maintenance | None:
    if row is None:
        return None
    return Maintenance(row.start, row.until, row.message)


def _remember(row: RememberInFile | None) -> Remember | None:
    return Remember(row.days, row.without_asking) if row else None


def _callers(file: CallersFile) -> Callers:
    rate = Rate(file.rate.calls, file.rate.seconds, file.rate.over) if file.rate else None
    return Callers(_caller_list(file.blocked), _caller_list(file.exempt), rate)


def _caller_list(rows: Iterable[CallerInFile]) -> CallerList:
    return CallerList.of(CallerEntry(row.number or row.prefix or "", row.number is None, row.comment) for row in rows)


def _pronunciations(file: PronunciationsFile) -> Mapping[str, tuple[Words, ...]]:
    return MappingProxyType({name: tuple(found) for name, found in file.pronunciations.items()})


def _national(e164: str | None) -> str | None:
    """Return a Dutch number as it is dialled in the country."""
    return f"0{e164.removeprefix('+31')}" if e164 else None
