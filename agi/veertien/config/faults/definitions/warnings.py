"""What somebody should look at, though the tables can be used."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum, auto
from typing import Self

from veertien.config.faults.problem import Problem, Section, Severity
from veertien.config.faults.text import bare, did_you_mean, shown

WARNINGS = Section(
    "Warnings",
    "Warnings don't keep the tables from being used: `veertien check` prints them with the word `warning` behind the\n"
    "code, and ends with status 0 if there is nothing else.",
    Severity.WARNING,
)


class NationalUseless(Problem, code="NATIONAL-USELESS", section=WARNINGS):
    """There is a `national` number, but no municipality is ever connected, so all its callers get the operator. Connect
    one, or take the number out.
    """

    @classmethod
    def nobody_connected(cls, national: str) -> Self:
        return cls(
            f"no municipality is connected, so {shown(national)} leads to the operator; take `national` out, or "
            "connect one"
        )


class NoCarrier(Problem, code="NO-CARRIER", section=WARNINGS):
    """`offer_unconnected` is `ask`, and municipalities are not connected, but there is no `carrier` to put their
    callers through. So none of them makes a question, and one that is read out leads to the operator. Name a trunk in
    `carrier`, or write `forward`. [Who is not connected](routing-tables.md#who-is-not-connected).
    """

    @classmethod
    def for_unconnected(cls, names: str, offered: str) -> Self:
        return cls(
            f"callers can't be put through to who is not connected ({names}) without a `carrier`, so {shown(offered)} "
            "only reads out names that lead to the operator; add `carrier`, or write forward"
        )


class HeirHas(Enum):
    """What the tables have for the municipality that another goes into."""

    DESTINATIONS = auto()
    ENTRY = auto()
    """One that is not connected."""
    NO_ENTRY = auto()


class ChangeDone(Problem, code="CHANGE-DONE", section=WARNINGS):
    """`certain_changes` names a municipality that the national data already know as a former one, so the line does
    nothing. Take it out.
    """

    @classmethod
    def of_name(cls, name: str) -> Self:
        return cls(f"{shown(name)} is a former municipality in the national data already; take it out")


class ChangeAnnounced(Problem, code="CHANGE-ANNOUNCED", section=WARNINGS):
    """A municipality of the tables is to go into another, or another into it, and the tables don't say so themselves
    with `replaces`. The message tells what they will do on that day, and what to write. [Announced
    changes](country-data.md#announced-changes).
    """

    @classmethod
    def certain_for_ending(cls, ends: str, heir: str, first: date, has: HeirHas, *, over: bool) -> Self:
        counts = "this entry counts no more" if over else "this entry counts no more from then on"
        if has is HeirHas.DESTINATIONS:
            write = f"its callers get {bare(heir)}; take it out{'' if over else ' after that day'}"
        else:
            write = f"its callers are told that {bare(heir)} is not connected; {_connect(heir, first, has, over=over)}"
        return cls(f"{_merger('went' if over else 'goes', ends, heir, first)}: {counts}; {write}")

    @classmethod
    def certain_for_heir(cls, ends: str, heir: str, first: date, area_codes: Sequence[str]) -> Self:
        numbers = " or ".join(f"14 {code}" for code in area_codes)
        return cls(
            f"{_merger('goes', ends, heir, first)}: from then on callers who say {bare(ends)} or one of its villages, "
            f"or dial {numbers}, are led here too; nothing needs to change"
        )

    @classmethod
    def lacking(cls, ends: str, heir: str, first: date, area_codes: Sequence[str], *, over: bool) -> Self:
        write = "add it here" if over else f"write a second entry that has it, `from: {first}`"
        merger = _merger("went" if over else "goes", ends, heir, first)
        return cls(f"{merger}, which lies in {' and '.join(area_codes)} too from then on; {write}")

    @classmethod
    def uncertain(cls, ends: str, heir: str, first: date, has: HeirHas, *, lasting: bool, over: bool) -> Self:
        does = f"{'still lead' if over else 'go on leading'} to {bare(ends)}"
        if not lasting:
            does = f"lead nobody who says {bare(ends)} to {bare(heir)}"
        also = "" if has is HeirHas.DESTINATIONS else f", and {_connect(heir, first, has, over=over)}"
        merger = _merger("was to go" if over else "is to go", ends, heir, first)
        when = "if it took place" if over else "once it is certain"
        return cls(
            f"{merger}, which is announced and not certain; these tables {does}; {when}, write `certain_changes: "
            f"[{bare(ends)}]` in routing.yaml{also}"
        )


def _merger(goes: str, ends: str, heir: str, first: date) -> str:
    return f"{bare(ends)} {goes} into {bare(heir)} on {first}"


def _connect(heir: str, first: date, has: HeirHas, *, over: bool) -> str:
    verb = "write an entry for" if has is HeirHas.NO_ENTRY else "connect"
    return f"{verb} {bare(heir)}{'' if over else f', `from: {first}`'}"


class MaintenanceOver(Problem, code="MAINTENANCE-OVER", section=WARNINGS):
    """The `until` of a `maintenance` lies in the past, so it does nothing. Take it out, or correct the time if it
    should go on.
    """

    @classmethod
    def since(cls, until: str) -> Self:
        return cls(f"this maintenance is over since {bare(until)}, so it does nothing; take it out, or correct `until`")


class ZeroMissing(Problem, code="ZERO-MISSING", section=WARNINGS):
    """A number to dial has nine digits and no zero in front, such as `229123456`: spreadsheets leave numbers like that.
    Write `0229123456` or `+31229123456`. Where a carrier does want nine digits, leave it. In `callers.yaml` such a
    number is read as `+31229123456`; write that, or the number of the other country that it is.
    """

    @classmethod
    def to_dial(cls, number: str) -> Self:
        return cls(f"{shown(number)} has nine digits; did you mean 0{bare(number)} or +31{bare(number)}?")

    @classmethod
    def of_caller(cls, number: str) -> Self:
        return cls(f"{shown(number)} has nine digits and is read as +31{bare(number)}; write that, if it is meant")


class UnusedTrunk(Problem, code="UNUSED-TRUNK", section=WARNINGS):
    """No destination of a municipality, a schedule or the operator is on this trunk, and it is not the `carrier`: no
    call goes over it. Give it a destination, or take it out. Often a destination names another trunk than was meant.
    """

    @classmethod
    def nowhere(cls, key: str) -> Self:
        return cls(f"no destination is on the trunk {shown(key)}; give it one, or take the trunk out")


class PeriodOver(Problem, code="PERIOD-OVER", section=WARNINGS):
    """The `until` of a municipality's entry or of a destination lies in the past, so it no longer counts: by this entry
    no number leads to the municipality. Take it out, or correct the date if it should go on.
    """

    @classmethod
    def since(cls, until: date) -> Self:
        return cls(f"this no longer counts since {until}, so no call gets there by it; take it out, or correct `until`")


class HoursSwapped(Problem, code="HOURS-SWAPPED", section=WARNINGS):
    """Hours end before they begin, such as `17:00-08:30`, and so go on to the next day, for more than twelve hours.
    Mostly the two times are swapped: write `08:30-17:00`. Hours through a shorter night, such as `22:00-06:00`, are not
    warned of.
    """

    @classmethod
    def through_the_night(cls, start: str, end: str) -> Self:
        return cls(f"{start}-{end} goes on until {end} of the next day; did you mean {end}-{start}?")


class NameUnsaid(Problem, code="NAME-UNSAID", section=WARNINGS):
    """One of the `other_names` is written as nobody says it: with "gemeente" in front, which is understood with every
    name, with brackets or other signs, or shortened (`St.`, `HWL`). Veertien listens for it as it is written. Write
    what callers say, in full.
    """

    @classmethod
    def with_prefix(cls, name: str, short: str) -> Self:
        return cls(f'{shown(name)}: "gemeente" is understood with every name; write {shown(short)}')

    @classmethod
    def with_signs(cls, name: str, signs: str) -> Self:
        return cls(f"nobody says the {bare(signs)} of {shown(name)}; write it as it is said")

    @classmethod
    def shortened(cls, name: str, word: str) -> Self:
        return cls(f"{shown(word)} of {shown(name)} is listened for as it is written; write it in full, as it is said")


class UnusedPronunciation(Problem, code="UNUSED-PRONUNCIATION", section=WARNINGS):
    """No name of the country, and none of the tables' `other_names`, is or has the name in `pronunciations.yaml`, so
    nothing will sound like it. Correct the name, or add it to a municipality's `other_names`.
    """

    @classmethod
    def of_name(cls, name: str, known: Iterable[str]) -> Self:
        cure = did_you_mean(name, known) or "correct it, or add it to a municipality's other_names"
        return cls(f"no name that callers can say has {shown(name)} in it; {cure}")


class SoundsAlike(Problem, code="SOUNDS-ALIKE", section=WARNINGS):
    """Two municipalities of one area code have names that sound alike, so that at least 5 of 100 callers who say one of
    them will be asked to confirm it or be misheard who otherwise wouldn't. [What can be
    done](pronunciation.md#names-that-sound-alike).
    """

    @classmethod
    def same(cls, name: tuple[str, str], other: tuple[str, str], area_codes: Sequence[str]) -> Self:
        return cls(
            f"{_of(name)} sounds the same as {_of(other)} {_where(area_codes)}; everybody who says it will be asked "
            "which of the two is meant"
        )

    @classmethod
    def like(cls, name: tuple[str, str], other: tuple[str, str], area_codes: Sequence[str], percent: int) -> Self:
        return cls(
            f"{_of(name)} sounds like {_of(other)} {_where(area_codes)}; of 100 callers who say either, about "
            f"{percent} more will be asked to confirm it or misheard"
        )


def _of(name: tuple[str, str]) -> str:
    """Return a name and whose it is."""
    return f"{shown(name[0])} ({bare(name[1])})"


def _where(area_codes: Sequence[str]) -> str:
    return f"in area code {' and '.join(area_codes)}"
