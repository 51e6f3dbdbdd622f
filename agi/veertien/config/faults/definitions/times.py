"""Faults of opening hours, dates and periods."""

from collections.abc import Iterable, Sequence, Set
from datetime import date, datetime
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import bare, did_you_mean, shown
from veertien.routing.dates import Period
from veertien.wording import Wording, either

TIMES = Section(
    "Opening hours and dates",
    "What they mean: [opening hours](opening-hours.md), [dates](routing-tables.md#dates).",
)

MOST_SHOWN = 6
"""Schedules in a message on one that is based on itself."""


class WrongWeekday(Problem, code="WEEKDAY", section=TIMES):
    """Not a day of the week, such as `monday`, or days in a row, such as `monday-friday`."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een dag als monday, of dagen als monday-friday",
            f"is {shown(text)}; write a day such as monday, or days such as monday-friday",
        )


class WrongHours(Problem, code="HOURS", section=TIMES):
    """Not hours such as `08:30-17:00`, or the word `closed` or `as-usual` beside others. Hours past midnight are
    written `22:00-06:00`; the whole day is `00:00-24:00`.
    """

    @classmethod
    def written(cls, text: str, words: Iterable[str]) -> Self:
        instead = either(words)
        return cls(
            f"is {shown(text)}; schrijf uren als 08:30-17:00, een lijst daarvan, of {instead.dutch}",
            f"is {shown(text)}; write hours such as 08:30-17:00, a list of those, or {instead.english}",
        )

    @classmethod
    def word_beside_others(cls, word: str) -> Self:
        return cls(
            f"heeft {word} naast andere uren; schrijf uren, of alleen {word}",
            f"has {word} beside others; write hours, or {word} alone",
        )


class UnknownHoliday(Problem, code="HOLIDAY", section=TIMES):
    """There is no such holiday; the message names them all. Local days stand under `exceptions`."""

    @classmethod
    def written(cls, text: str, holidays: Iterable[str]) -> Self:
        every = ", ".join(holidays)
        return cls(
            f"is {shown(text)}; schrijf een van de feestdagen: {every}",
            f"is {shown(text)}; write one of the holidays: {every}",
        )


class WrongDate(Problem, code="DATE", section=TIMES):
    """Not a date of this century, such as `2027-01-01`; under `exceptions` also one of every year, such as `12-24`."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een datum als 2027-01-01", f"is {shown(text)}; write a date such as 2027-01-01"
        )

    @classmethod
    def no_day(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een datum als 2026-12-24, of 12-24 voor die dag van elk jaar",
            f"is {shown(text)}; write a date such as 2026-12-24, or 12-24 for the day of every year",
        )


class WrongMoment(Problem, code="MOMENT", section=TIMES):
    """Not a time such as `2026-11-23T18:00`."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een tijd als 2026-11-23T18:00",
            f"is {shown(text)}; write a time such as 2026-11-23T18:00",
        )


class UnknownSchedule(Problem, code="UNKNOWN-SCHEDULE", section=TIMES):
    """There is no schedule of this name in `schedules.yaml`. Correct the name, or add the schedule."""

    @classmethod
    def name(cls, name: str, known: Set[str]) -> Self:
        add = Wording("voeg het toe aan schedules.yaml", "add it to schedules.yaml")
        cure = did_you_mean(name, sorted(known)) or add
        return cls(
            f"er is geen rooster {shown(name)} in schedules.yaml; {cure.dutch}",
            f"there is no schedule {shown(name)} in schedules.yaml; {cure.english}",
        )


class ScheduleLoop(Problem, code="SCHEDULE-LOOP", section=TIMES):
    """A schedule is based on itself, perhaps by way of others; the message names the way round. Take one `based_on`
    out.
    """

    @classmethod
    def round(cls, way: Sequence[str]) -> Self:
        names = list(map(shown, way))
        if len(names) > MOST_SHOWN:
            names[MOST_SHOWN - 1 : -1] = ["…"]
        way_round = " → ".join(names)
        return cls(
            f"is op zichzelf gebaseerd ({way_round}); haal één `based_on` weg",
            f"is based on itself ({way_round}); take one `based_on` out",
        )


class ScheduleOverlap(Problem, code="SCHEDULE-OVERLAP", section=TIMES):
    """Hours overlap, on one day or past midnight into the next, or a day of the week stands in two lines. Join or
    shorten them.
    """

    @classmethod
    def weekday(cls, day: str, other_line: str) -> Self:
        return cls(
            f"{day} staat al in {shown(other_line)}; laat die in een van beide staan",
            f"{day} already stands in {shown(other_line)}; keep it in one of the two",
        )

    @classmethod
    def within(cls, day: str, start: str, other_start: str) -> Self:
        return cls(
            f"bij {day} overlappen de uren die om {start} en {other_start} beginnen; voeg ze samen of scheid ze",
            f"on {day} the hours that start at {start} and {other_start} overlap; join or part them",
        )

    @classmethod
    def into_next(cls, day: str, end: str, opening: str) -> Self:
        return cls(
            f"bij {day} lopen de uren door tot {end} op de volgende dag, die om {opening} begint; kort ze in",
            f"on {day} the hours run until {end} on the next day, which opens at {opening}; shorten them",
        )

    @classmethod
    def from_before(cls, day: str) -> Self:
        return cls(
            f"bij {day} lopen uren van de dag ervoor door in die van deze dag; kort ze in",
            f"on {day} hours of the day before run into this day's; shorten them",
        )


class ScheduleNeverOpen(Problem, code="SCHEDULE-NEVER-OPEN", section=TIMES):
    """A schedule has no hours on any day. Write its `hours`; for a municipality that is never open, `connected: no` is
    meant.
    """

    @classmethod
    def never(cls, name: str) -> Self:
        return cls(
            f"rooster {shown(name)} is nooit open; schrijf zijn `hours`",
            f"schedule {shown(name)} never opens; write its `hours`",
        )


class PeriodNeverCounts(Problem, code="PERIOD", section=TIMES):
    """`until` is not after `from`, so this never counts. Correct one of them."""

    @classmethod
    def over_before(cls, first: date | datetime, until: date | datetime) -> Self:
        return cls(
            f"`until` ({until}) komt niet na `from` ({first}), dus dit telt nooit; verbeter een van beide",
            f"`until` ({until}) is not after `from` ({first}), so this never counts; correct one of them",
        )


class PeriodOverlap(Problem, code="PERIOD-OVERLAP", section=TIMES):
    """A municipality counts twice at one time: two of its entries overlap, or it goes on beside the one that `replaces`
    it. Let one end (`until`) on the day on which the other begins (`from`).
    """

    @classmethod
    def of_entries(cls, name: str, period: Period, other_period: Period, where: str) -> Self:
        here, there = period.wording, other_period.wording
        return cls(
            f"{bare(name)} telt hier {here.dutch} en in {where} {there.dutch}; laat de ene eindigen op de dag waarop "
            "de andere begint",
            f"{bare(name)} counts {here.english} here and {there.english} at {where}; let one end on the day on which "
            "the other begins",
        )

    @classmethod
    def beside_heir(cls, name: str, period: Period, heir: str, heir_period: Period, where: str) -> Self:
        counts, replaces = period.wording, heir_period.wording
        return cls(
            f"{bare(name)} telt {counts.dutch}, terwijl {bare(heir)} haar {replaces.dutch} vervangt in {where}; "
            f"schrijf hier `until: {heir_period.first or 'DATUM'}`",
            f"{bare(name)} counts {counts.english}, while {bare(heir)} replaces it {replaces.english} at {where}; "
            f"write `until: {heir_period.first or 'DATE'}` here",
        )


class PeriodGap(Problem, code="PERIOD-GAP", section=TIMES):
    """Between two entries of a municipality, or before the one that `replaces` it, lies time in which neither counts;
    or on some day a list has no destination. `until` is the first day on which something no longer counts: write the
    same date in both.
    """

    @classmethod
    def of_entries(cls, name: str, begins: date, ends: date, where: str) -> Self:
        return cls(
            f"{bare(name)} begint op {begins}, maar eindigt op {ends} in {where}: `until` is de eerste dag die niet "
            "meer telt, dus schrijf in beide dezelfde datum",
            f"{bare(name)} begins on {begins}, but ends on {ends} at {where}: `until` is the first day on which an "
            "entry no longer counts, so write the same date in both",
        )

    @classmethod
    def before_heir(cls, name: str, ends: date, heir: str, where: str, begins: date) -> Self:
        return cls(
            f"{bare(name)} eindigt op {ends}, maar {bare(heir)} in {where} vervangt haar vanaf {begins}: `until` is de "
            "eerste dag die niet meer telt, dus schrijf in beide dezelfde datum",
            f"{bare(name)} ends on {ends}, but {bare(heir)} at {where} replaces it from {begins}: `until` is the first "
            "day on which an entry no longer counts, so write the same date in both",
        )

    @classmethod
    def of_destinations(cls, day: date) -> Self:
        since = Wording("aan het begin", "at first")
        if day > date.min:
            since = Wording(f"vanaf {day}", f"from {day} on")
        return cls(
            f"{since.dutch} telt geen van deze bestemmingen; laat ze op elkaar aansluiten: `until` is de eerste dag "
            "waarop er een niet meer telt",
            f"{since.english} none of these destinations counts; let them follow each other, `until` being the first "
            "day on which one no longer counts",
        )
