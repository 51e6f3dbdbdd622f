"""Reading the rows of a list, with what is wrong in each."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from veertien.gazetteer import (
    Confidence,
    Gazetteer,
    normalise,
)
from veertien.numbering import area_codes
from veertien.spreadsheets.columns import Column
from veertien.spreadsheets.listing import OPERATOR, Listing, OfficeDestination, OfficeEntry, OfficeTrunk, own_cells
from veertien.spreadsheets.sheet import Cells, Sheet
from veertien.spreadsheets.week import UnreadableWeekError, Week, week_in
from veertien.spreadsheets.written_names import UnreadableNameError, WrittenNames
from veertien.wording import Wording, either

_OPERATORS = frozenset({OPERATOR, "medewerker", "telefonist", "receptie"})
_YES, _NO = (
    frozenset({"", "ja", "j", "yes", "x", "waar", "true", "1"}),
    frozenset({"nee", "n", "no", "onwaar", "false", "0"}),
)
_NOT_THE_OPERATORS = (Column.AREA_CODES, Column.TELEPHONE, Column.HOURS, Column.OTHER_NAMES)
"""Columns that say nothing of the operator."""
_SEPARATED = re.compile(r"[,;/\n]")
_SPACING = re.compile(r"[\s.()\-–/]+")
_MOST_LINES, _MOST_WEIGHT, _RING = 10_000, 1000, (2, 120)


class RowOutcome(StrEnum):
    """What becomes of a row with a problem."""

    FAULT = "fault"
    """Nothing, until it is corrected."""
    MENDED = "mended"
    """It could be read all the same, and in one way only."""
    NOTE = "note"
    """It is read as it stands; part of it is left out, or is strange."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What a row of a list has wrong, or what became of it."""

    row: int
    """As a spreadsheet counts; 0 for what is about the whole list."""
    message: Wording
    outcome: RowOutcome = RowOutcome.FAULT

    @property
    def wording(self) -> Wording:
        """The message with its row."""
        if not self.row:
            return self.message
        return Wording(f"rij {self.row}: {self.message.dutch}", f"row {self.row}: {self.message.english}")


@dataclass(frozen=True, slots=True)
class Usual:
    """What counts where a list says nothing."""

    trunk: str | None = None
    lines: int | None = None


class RowReader:
    """Reads rows, one after the other; collects what they say and what is wrong with them."""

    def __init__(self, gazetteer: Gazetteer, usual: Usual) -> None:
        self._gazetteer = gazetteer
        self._names = WrittenNames(gazetteer)
        self._usual = usual
        self._entries: dict[str, OfficeEntry] = {}
        self._trunks: dict[str, tuple[int, OfficeTrunk]] = {}
        self._has_operator = False
        self._row = 0
        self.problems: list[RowProblem] = []

    def read(self, sheet: Sheet) -> Listing:
        """Return what can be read of a list."""
        for heading in sheet.unknown:
            self._note(
                f"de kolom {heading!r:.40} betekent hier niets en wordt overgeslagen",
                f"the column {heading!r:.40} means nothing here and is left out",
                row=1,
            )
        for self._row, cells in sheet.rows:
            self._take(cells)
        if not self._has_operator:
            self._row = 0
            self._fault(
                f"geen rij heet {OPERATOR}: voeg er een toe met waar oproepen heen gaan die niemand anders kan "
                "aannemen",
                f"no row is called {OPERATOR}: add one with where calls go that nobody else can take",
            )
        return Listing(tuple(self._entries.values()), tuple(trunk for _, trunk in self._trunks.values()))

    def _take(self, cells: Cells) -> None:
        before = len(self._faults)
        name = self._name(cells.get(Column.NAME, ""))
        if name == OPERATOR:
            self._has_operator = True
            cells = self._of_operator(cells)
        entry = self._entry(name or "", cells)
        destination = None
        if entry.connected:
            destination = self._destination(cells)
        else:
            self._leave_out_number(cells, entry.telephone)
        if name is None or len(self._faults) > before:
            return
        earlier = self._entries.get(name)
        found = (destination,) if destination else ()
        if earlier is None:
            self._entries[name] = replace(entry, destinations=found)
            return
        there, here = f"{name} staat al in rij {earlier.row}", f"{name} stands in row {earlier.row} already"
        if not destination:
            self._fault(f"{there}; haal er een weg", f"{here}; take one out")
        elif any((one.trunk, one.number) == (destination.trunk, destination.number) for one in earlier.destinations):
            self._fault(
                f"{there}, met dezelfde trunk en hetzelfde nummer; haal er een weg",
                f"{here}, with the same trunk and number; take one out",
            )
        elif not earlier.connected or not entry.connected:
            self._fault(
                f"{there}, en maar een van de rijen zegt dat zij niet is aangesloten; verbeter {Column.CONNECTED}",
                f"{here}, and only one of the rows says that it is not connected; correct {Column.CONNECTED}",
            )
        elif (other := own_cells(entry)) and any(other[key] != own_cells(earlier).get(key) for key in other):
            columns = ", ".join(other)
            self._fault(
                f"{there}, met andere {columns}; schrijf die alleen in de eerste rij",
                f"{here}, with other {columns}; write these in its first row alone",
            )
        else:
            self._entries[name] = replace(earlier, destinations=(*earlier.destinations, destination))

    def _of_operator(self, cells: Cells) -> Cells:
        """Return the cells that count in the row of the operator, who takes every call at every hour."""
        strange = [column for column in _NOT_THE_OPERATORS if cells.get(column)]
        if cells.get(Column.CONNECTED, "").lower() not in _YES:
            strange.append(Column.CONNECTED)
        if strange:
            columns = ", ".join(strange)
            self._note(
                f"weggelaten van {OPERATOR}: {columns}; elke oproep die niemand anders aanneemt gaat daarheen, op elk "
                "uur",
                f"left out of {OPERATOR}: {columns}; every call that nobody else takes goes there, at all hours",
            )
        return {column: text for column, text in cells.items() if column not in strange}

    def _entry(self, name: str, cells: Cells) -> OfficeEntry:
        """Return what a row says of a municipality, beside its destination."""
        connected = self._yes_no(cells.get(Column.CONNECTED, ""))
        codes = self._area_codes(cells.get(Column.AREA_CODES, ""), name)
        telephone = self._number(cells.get(Column.TELEPHONE, ""), Column.TELEPHONE) or None
        names = tuple(part.strip() for part in _SEPARATED.split(cells.get(Column.OTHER_NAMES, "")) if part.strip())
        hours = self._hours(cells.get(Column.HOURS, ""))
        return OfficeEntry(self._row, name, (), connected, codes, telephone, hours, tuple(dict.fromkeys(names)))

    def _name(self, text: str) -> str | None:
        if not text:
            self._fault(
                f"er is geen {Column.NAME}; vul die in, of haal de rij weg",
                f"it has no {Column.NAME}; fill it in, or take the row out",
            )
            return None
        if normalise(text) in _OPERATORS:
            return OPERATOR
        try:
            found, as_written = self._names.read(text)
        except UnreadableNameError as error:
            self._fault(error.why.dutch, error.why.english)
            return None
        if not as_written:
            self._mended(f"{text!r:.60} geldt als {found.name}", f"{text!r:.60} is read as {found.name}")
        return found.name

    def _leave_out_number(self, cells: Cells, telephone: str | None) -> None:
        """Tell that the number of a municipality that isn't connected is no destination."""
        number = self._number(cells.get(Column.NUMBER, ""), Column.NUMBER)
        if number and number != telephone:
            self._note(
                f"{Column.NUMBER} {number} wordt weggelaten, want de gemeente is niet aangesloten; is het haar gewone "
                f"nummer, schrijf het dan onder {Column.TELEPHONE}",
                f"{Column.NUMBER} {number} is left out, for the municipality is not connected; if it is its ordinary "
                f"number, write it under {Column.TELEPHONE}",
            )

    def _destination(self, cells: Cells) -> OfficeDestination | None:
        number = self._number(cells.get(Column.NUMBER, ""), Column.NUMBER)
        if not cells.get(Column.NUMBER, ""):
            self._fault(
                f"er is geen {Column.NUMBER}; vul het in, of schrijf nee onder {Column.CONNECTED}",
                f"it has no {Column.NUMBER}; fill it in, or write nee under {Column.CONNECTED}",
            )
        trunk = self._trunk(cells)
        weight = self._whole(cells.get(Column.WEIGHT, ""), Column.WEIGHT, 1, _MOST_WEIGHT)
        ring = self._whole(cells.get(Column.RING_SECONDS, ""), Column.RING_SECONDS, *_RING)
        return OfficeDestination(trunk, number, weight, ring) if number and trunk else None

    def _trunk(self, cells: Cells) -> str | None:
        written = cells.get(Column.TRUNK, "") or self._usual.trunk or ""
        if not written:
            self._fault(
                f"er is geen {Column.TRUNK}; vul die in, of geef --trunk",
                f"it has no {Column.TRUNK}; fill it in, or give --trunk",
            )
            return None
        key = re.sub("[^a-z0-9_-]+", "-", written.lower()).strip("-_")[:32]
        endpoint = cells.get(Column.ENDPOINT, "") or written
        if not key or not re.fullmatch("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", endpoint):
            self._fault(
                f"{endpoint!r:.60} is geen PJSIP-endpoint; schrijf de naam in pjsip.conf onder {Column.ENDPOINT}",
                f"{endpoint!r:.60} is no PJSIP endpoint; write its name in pjsip.conf under {Column.ENDPOINT}",
            )
            return None
        lines = self._whole(cells.get(Column.LINES, ""), Column.LINES, 1, _MOST_LINES)
        at, known = self._trunks.get(key, (0, None))
        if known is None:
            lines = lines or self._usual.lines
            if lines is None:
                self._fault(
                    f"de trunk {written!r:.40} heeft geen {Column.LINES}: hoeveel oproepen hij draagt; of geef --lines",
                    f"the trunk {written!r:.40} has no {Column.LINES}: how many calls it carries; or give --lines",
                )
                return None
            self._trunks[key] = (self._row, OfficeTrunk(key, endpoint, lines))
        elif cells.get(Column.ENDPOINT) not in (None, "", known.endpoint) or lines not in (None, known.lines):
            here = OfficeTrunk(key, cells.get(Column.ENDPOINT) or known.endpoint, lines or known.lines)
            self._unlike(at, written, here, known)
        elif not cells.get(Column.ENDPOINT) and written not in (known.endpoint, known.key):
            self._fault(
                f"de trunks {written!r:.40} en {known.endpoint} (rij {at}) zouden één sleutel hebben; hernoem er een",
                f"the trunks {written!r:.40} and {known.endpoint} (row {at}) would have one key; rename one",
            )
        return key

    def _unlike(self, row: int, name: str, here: OfficeTrunk, there: OfficeTrunk) -> None:
        """Tell in what a trunk differs from what an earlier row says of it."""
        values = {Column.ENDPOINT: (here.endpoint, there.endpoint), Column.LINES: (here.lines, there.lines)}
        for column, (now, before) in values.items():
            if now != before:
                self._fault(
                    f"de trunk {name!r:.40} heeft {now} onder {column}, en {before} in rij {row}; maak ze gelijk",
                    f"the trunk {name!r:.40} has {now} under {column}, and {before} in row {row}; make them the same",
                )

    def _number(self, text: str, column: Column) -> str:
        """Return a number's digits; empty where there are none, or what stands there is none."""
        if not text:
            return ""
        if re.fullmatch(r"[\d,.]+E\+?\d+", text, re.IGNORECASE):
            self._fault(
                f"{column} {text} is door het rekenblad afgerond: maak van de kolom tekst, en schrijf het opnieuw",
                f"{column} {text} is rounded by the spreadsheet: make the column a text, and write it anew",
            )
            return ""
        digits = _SPACING.sub("", text.replace("(0)", ""))
        if not re.fullmatch(r"\+?[0-9]{2,17}", digits):
            self._fault(
                f"{column} {text!r:.40} is geen telefoonnummer; schrijf de cijfers",
                f"{column} {text!r:.40} is no telephone number; write its digits",
            )
            return ""
        if re.fullmatch("[1-9][0-9]{8}", digits):
            self._mended(
                f"{column} {text} is de nul kwijt en geldt als 0{digits}",
                f"{column} {text} has lost its zero and is read as 0{digits}",
            )
            return f"0{digits}"
        if re.fullmatch("31[1-9][0-9]{8}", digits):
            self._mended(
                f"{column} {text} is de plus kwijt en geldt als +{digits}",
                f"{column} {text} has lost its plus and is read as +{digits}",
            )
            return f"+{digits}"
        return digits

    def _area_codes(self, text: str, name: str) -> tuple[str, ...] | None:
        found: list[str] = []
        for part in filter(None, (re.sub(r"^14[\s-]+|\s+", "", part.strip()) for part in _SEPARATED.split(text))):
            code = part if part in area_codes() else f"0{part}"
            if code not in area_codes():
                near = [one for one in area_codes() if one.startswith(part[:3])][:3]
                cure = Wording("verbeter het", "correct it")
                if near:
                    codes = either(near)
                    cure = Wording(f"is {codes.dutch} bedoeld?", f"did you mean {codes.english}?")
                self._fault(
                    f"er is geen netnummer {part!r:.20}; {cure.dutch}",
                    f"there is no area code {part!r:.20}; {cure.english}",
                )
            elif code in found:
                self._fault(
                    f"netnummer {code} staat er tweemaal; haal er een weg",
                    f"area code {code} stands there twice; take one out",
                )
            else:
                if code != part:
                    self._mended(
                        f"netnummer {part} is de nul kwijt en geldt als {code}",
                        f"area code {part} has lost its zero and is read as {code}",
                    )
                found.append(code)
        if not found or name in ("", OPERATOR):
            return None
        municipality = self._gazetteer.by_name_or_code(name).code
        if set(found) == set(self._gazetteer.area_codes_of(municipality)):
            return None
        if strange := set(found) - set(self._gazetteer.area_codes_of(municipality, Confidence.LOW)):
            codes_there = ", ".join(sorted(strange))
            self._note(
                f"{name} ligt volgens de landelijke gegevens niet in {codes_there}; het blijft zoals het is",
                f"{name} doesn't lie in {codes_there} by the national data; kept as it is",
            )
        return tuple(found)

    def _hours(self, text: str) -> Week | None:
        if not text:
            return None
        try:
            week = week_in(text)
        except UnreadableWeekError as error:
            text, problem = error.text, error.problem
            self._fault(
                f"{Column.HOURS}: {text!r:.40} {problem.dutch}", f"{Column.HOURS}: {text!r:.40} {problem.english}"
            )
            return None
        if not any(week):
            self._fault(
                f"{Column.HOURS} {text!r:.40} is nooit open; laat het leeg, of schrijf nee onder {Column.CONNECTED}",
                f"{Column.HOURS} {text!r:.40} never opens; leave it empty, or write nee under {Column.CONNECTED}",
            )
            return None
        return week

    def _yes_no(self, text: str) -> bool:
        if text.lower() in _YES | _NO:
            return text.lower() in _YES
        self._fault(
            f"{Column.CONNECTED} is {text!r:.40}; schrijf ja of nee",
            f"{Column.CONNECTED} is {text!r:.40}; write ja or nee",
        )
        return True

    def _whole(self, text: str, column: Column, lowest: int, highest: int) -> int | None:
        if not text:
            return None
        if re.fullmatch("[0-9]{1,9}", text) and lowest <= int(text) <= highest:
            return int(text)
        self._fault(
            f"{column} is {text!r:.40}; schrijf een heel getal van {lowest} tot en met {highest}",
            f"{column} is {text!r:.40}; write a whole number from {lowest} to {highest}",
        )
        return None

    @property
    def _faults(self) -> list[RowProblem]:
        return [problem for problem in self.problems if problem.outcome is RowOutcome.FAULT]

    def _fault(self, dutch: str, english: str) -> None:
        self.problems.append(RowProblem(self._row, Wording(dutch, english)))

    def _mended(self, dutch: str, english: str) -> None:
        self.problems.append(RowProblem(self._row, Wording(dutch, english), RowOutcome.MENDED))

    def _note(self, dutch: str, english: str, row: int | None = None) -> None:
        self.problems.append(RowProblem(self._row if row is None else row, Wording(dutch, english), RowOutcome.NOTE))
