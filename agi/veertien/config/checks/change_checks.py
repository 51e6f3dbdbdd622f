"""Checks of what announced changes of municipalities will do to the tables, and what is to be written for them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from veertien.config.faults.definitions.changes import ChangeAnnounced, HeirHas, MunicipalityEnded
from veertien.config.tables.listed import Listed
from veertien.config.tables.table_files import TableFiles
from veertien.config.yaml_files.places import Finding
from veertien.gazetteer import AnnouncedChange, Gazetteer
from veertien.routing import AMSTERDAM
from veertien.routing.dates import Period


def warn_of_changes(
    listed: Sequence[Listed], certain: Sequence[AnnouncedChange], gazetteer: Gazetteer, now: datetime
) -> Iterator[Finding]:
    """Find whom an announced change concerns; `certain` are those that count, `now` must know its time zone."""
    today = now.astimezone(AMSTERDAM).date()
    for change in gazetteer.edition.changes:
        after = [one for one in listed if one.period.overlaps(Period(change.first))]
        if any(change.municipality in one.replaced for one in after):
            continue
        ending, lasting, heirs = (
            tuple(one for one in entries if one.municipality.code == code)
            for entries, code in ((listed, change.municipality), (after, change.municipality), (after, change.heir))
        )
        if ending or heirs:
            concerned = _Concerned(change, gazetteer, ending, lasting, heirs, over=change.first <= today)
            yield from concerned.certainly() if change in certain else concerned.perhaps()


def warn_of_ended(files: TableFiles, listed: Sequence[Listed], gazetteer: Gazetteer) -> Iterator[Finding]:
    """Find municipalities that are no more, in entries and in what these replace."""
    connected = {one.municipality.code for one in listed if one.row.connected}
    names = gazetteer.municipality_names
    for place, row in files.rows:
        if ended := gazetteer.ended_named(row.name):
            about = ended.name, names[ended.heir], ended.day
            said = MunicipalityEnded.entry if ended.heir in connected else MunicipalityEnded.entry_without_heir
            yield Finding(place.at("name"), said(*about))
        for index, name in enumerate(row.replaces):
            if ended := gazetteer.ended_named(name):
                about = ended.name, names[ended.heir], ended.day
                yield Finding(place.at("replaces", index), MunicipalityEnded.replaced(*about))


@dataclass(frozen=True, slots=True)
class _Concerned:
    """Tables that a change concerns, and that don't say themselves who replaces the municipality that ends."""

    change: AnnouncedChange
    gazetteer: Gazetteer
    ending: tuple[Listed, ...]
    """The entries of the municipality that ends."""
    lasting: tuple[Listed, ...]
    """Those of them that, by what is written, would count on the day or later."""
    heirs: tuple[Listed, ...]
    """The entries of its heir that count on the day or later."""
    over: bool
    """Whether the day has come."""

    def certainly(self) -> Iterator[Finding]:
        """Tell how the tables change by themselves on the day, and what they lack then."""
        merger, area_codes = self._merger, self.gazetteer.area_codes_of(self.change.municipality)
        if self.lasting or (self.ending and not self.heirs):
            place = (self.lasting or self.ending)[-1].name
            yield Finding(place, ChangeAnnounced.certain_for_ending(*merger, self._heir_has, over=self.over))
        elif not self.over:
            yield Finding(self.heirs[-1].name, ChangeAnnounced.certain_for_heir(*merger, area_codes))
        for heir in self.heirs:
            written = heir.row.area_codes
            lacking = [code for code in area_codes if written is not None and code not in written]
            if lacking:
                problem = ChangeAnnounced.lacking(*merger, lacking, over=self.over)
                yield Finding(heir.place.at("area_codes"), problem)

    def perhaps(self) -> Iterator[Finding]:
        """Tell what the tables do as long as nobody says that it is certain, and how that is said."""
        place = (self.ending or self.heirs)[-1].name
        lasting = bool(self.lasting)
        problem = ChangeAnnounced.uncertain(*self._merger, self._heir_has, lasting=lasting, over=self.over)
        yield Finding(place, problem)

    @property
    def _merger(self) -> tuple[str, str, date]:
        names = self.gazetteer.municipality_names
        return names[self.change.municipality], names[self.change.heir], self.change.first

    @property
    def _heir_has(self) -> HeirHas:
        if any(one.row.connected for one in self.heirs):
            return HeirHas.DESTINATIONS
        return HeirHas.ENTRY if self.heirs else HeirHas.NO_ENTRY
