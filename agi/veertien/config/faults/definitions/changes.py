"""Warnings of municipalities that go into others: what the tables then do, and what to write."""

from collections.abc import Sequence
from datetime import date
from enum import Enum, auto
from typing import Self

from veertien.config.faults.definitions.warnings import WARNINGS
from veertien.config.faults.problem import Problem
from veertien.config.faults.text import bare, shown
from veertien.wording import Wording, either


class _Merger(Enum):
    """How a change of municipalities is said: in Dutch around the name of the one that ends, in English behind it."""

    GOES = ("gaat", "op in", "goes into")
    WENT = ("ging", "op in", "went into")
    IS_TO_GO = ("zou", "opgaan in", "is to go into")
    WAS_TO_GO = ("zou", "zijn opgegaan in", "was to go into")

    def of(self, ends: str, heir: str, first: date) -> Wording:
        """Return it of these two and this day."""
        verb, rest, english = self.value
        return Wording(
            f"op {first} {verb} {bare(ends)} {rest} {bare(heir)}", f"{bare(ends)} {english} {bare(heir)} on {first}"
        )


_ONCE_CERTAIN = Wording("zodra het zeker is", "once it is certain")
_IF_IT_TOOK_PLACE = Wording("als het zo is gegaan", "if it took place")


class HeirHas(Enum):
    """What the tables have for the municipality that another goes into."""

    DESTINATIONS = auto()
    ENTRY = auto()
    """One that is not connected."""
    NO_ENTRY = auto()


class MunicipalityEnded(Problem, code="MUNICIPALITY-ENDED", section=WARNINGS):
    """An entry, or `replaces`, names a municipality that is no more by [the national data](country-data.md) in force.
    Its entry counts no more, and its callers get its heir; as heir it is known without `replaces`. Take it out. Where
    the heir has no entry, its callers are told that it is not connected: give it one.
    """

    @classmethod
    def entry(cls, name: str, heir: str, day: date) -> Self:
        into, ended = bare(heir), _ended(name, heir, day)
        return cls(
            f"{ended.dutch}: dit deel telt niet meer, de bellers krijgen {into}; haal het weg",
            f"{ended.english}: this entry counts no more, its callers get {into}; take it out",
        )

    @classmethod
    def entry_without_heir(cls, name: str, heir: str, day: date) -> Self:
        into, ended = bare(heir), _ended(name, heir, day)
        return cls(
            f"{ended.dutch}: dit deel telt niet meer, en {into} is niet aangesloten; maak er een deel voor {into} van",
            f"{ended.english}: this entry counts no more, and {into} is not connected; make it an entry of {into}",
        )

    @classmethod
    def replaced(cls, name: str, heir: str, day: date) -> Self:
        ended = _ended(name, heir, day)
        return cls(
            f"{ended.dutch}, wat ook zonder dit bekend is; haal het weg",
            f"{ended.english}, which is known without this; take it out",
        )


def _ended(name: str, heir: str, day: date) -> Wording:
    return Wording(
        f"{shown(name)} hield op {day} op en ging op in {bare(heir)}",
        f"{shown(name)} ended on {day} and went into {bare(heir)}",
    )


class ChangeDone(Problem, code="CHANGE-DONE", section=WARNINGS):
    """`certain_changes` names a municipality that the national data already know as a former one, so the line does
    nothing. Take it out.
    """

    @classmethod
    def of_name(cls, name: str) -> Self:
        return cls(
            f"{shown(name)} is in de landelijke gegevens al een vroegere gemeente; haal het weg",
            f"{shown(name)} is a former municipality in the national data already; take it out",
        )


class ChangeAnnounced(Problem, code="CHANGE-ANNOUNCED", section=WARNINGS):
    """A municipality of the tables is to go into another, or another into it, and the tables don't say so themselves
    with `replaces`. The message tells what they will do on that day, and what to write. [Announced
    changes](country-data.md#announced-changes).
    """

    @classmethod
    def certain_for_ending(cls, ends: str, heir: str, first: date, has: HeirHas, *, over: bool) -> Self:
        merger = (_Merger.WENT if over else _Merger.GOES).of(ends, heir, first)
        connect = _connect(heir, first, has, over=over)
        counts = Wording("dit telt niet meer", "this entry counts no more")
        after = Wording("", "")
        if not over:
            counts = Wording("vanaf dan telt dit niet meer", "this entry counts no more from then on")
            after = Wording(" na die dag", " after that day")
        told = Wording(
            f"bellers horen dat {bare(heir)} niet is aangesloten; {connect.dutch}",
            f"its callers are told that {bare(heir)} is not connected; {connect.english}",
        )
        if has is HeirHas.DESTINATIONS:
            told = Wording(
                f"bellers krijgen {bare(heir)}; haal het{after.dutch} weg",
                f"its callers get {bare(heir)}; take it out{after.english}",
            )
        return cls(
            f"{merger.dutch}: {counts.dutch}; {told.dutch}", f"{merger.english}: {counts.english}; {told.english}"
        )

    @classmethod
    def certain_for_heir(cls, ends: str, heir: str, first: date, area_codes: Sequence[str]) -> Self:
        merger, numbers = _Merger.GOES.of(ends, heir, first), either(f"14 {code}" for code in area_codes)
        return cls(
            f"{merger.dutch}: vanaf dan komt ook hier wie {bare(ends)} of een van de dorpen daar zegt, of "
            f"{numbers.dutch} belt; er hoeft niets te veranderen",
            f"{merger.english}: from then on callers who say {bare(ends)} or one of its villages, or dial "
            f"{numbers.english}, are led here too; nothing needs to change",
        )

    @classmethod
    def lacking(cls, ends: str, heir: str, first: date, area_codes: Sequence[str], *, over: bool) -> Self:
        write = Wording(
            f"schrijf een tweede vermelding die dat ook heeft, `from: {first}`",
            f"write a second entry that has it, `from: {first}`",
        )
        if over:
            write = Wording("voeg het hier toe", "add it here")
        merger = (_Merger.WENT if over else _Merger.GOES).of(ends, heir, first)
        return cls(
            f"{merger.dutch}, dat dan ook in {' en '.join(area_codes)} ligt; {write.dutch}",
            f"{merger.english}, which lies in {' and '.join(area_codes)} too from then on; {write.english}",
        )

    @classmethod
    def uncertain(cls, ends: str, heir: str, first: date, has: HeirHas, *, lasting: bool, over: bool) -> Self:
        does = Wording(f"blijven naar {bare(ends)} leiden", f"go on leading to {bare(ends)}")
        if over:
            does = Wording(f"leiden nog naar {bare(ends)}", f"still lead to {bare(ends)}")
        if not lasting:
            does = Wording(
                f"leiden niemand die {bare(ends)} zegt naar {bare(heir)}",
                f"lead nobody who says {bare(ends)} to {bare(heir)}",
            )
        also = Wording("", "")
        if has is not HeirHas.DESTINATIONS:
            connect = _connect(heir, first, has, over=over)
            also = Wording(f", en {connect.dutch}", f", and {connect.english}")
        merger = (_Merger.WAS_TO_GO if over else _Merger.IS_TO_GO).of(ends, heir, first)
        when = _IF_IT_TOOK_PLACE if over else _ONCE_CERTAIN
        line = f"`certain_changes: [{bare(ends)}]`"
        return cls(
            f"{merger.dutch}; dat is aangekondigd en niet zeker; deze tabellen {does.dutch}; schrijf {when.dutch} "
            f"{line} in routing.yaml{also.dutch}",
            f"{merger.english}, which is announced and not certain; these tables {does.english}; {when.english}, write "
            f"{line} in routing.yaml{also.english}",
        )


def _connect(heir: str, first: date, has: HeirHas, *, over: bool) -> Wording:
    since = "" if over else f", `from: {first}`"
    if has is HeirHas.NO_ENTRY:
        return Wording(f"schrijf een vermelding voor {bare(heir)}{since}", f"write an entry for {bare(heir)}{since}")
    return Wording(f"sluit {bare(heir)} aan{since}", f"connect {bare(heir)}{since}")
