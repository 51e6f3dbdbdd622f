"""What somebody should look at, though the tables can be used."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Self

from veertien.config.faults.problem import Problem, Section, Severity
from veertien.config.faults.text import bare, did_you_mean, shown
from veertien.wording import Wording, either

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
            f"er is geen gemeente aangesloten, dus {shown(national)} leidt naar de medewerker; haal `national` weg, of "
            "sluit er een aan",
            f"no municipality is connected, so {shown(national)} leads to the operator; take `national` out, or "
            "connect one",
        )


class NoCarrier(Problem, code="NO-CARRIER", section=WARNINGS):
    """`offer_unconnected` is `ask`, and municipalities are not connected, but there is no `carrier` to put their
    callers through. So none of them makes a question, and one that is read out leads to the operator. Name a trunk in
    `carrier`, or write `forward`. [Who is not connected](routing-tables.md#who-is-not-connected).
    """

    @classmethod
    def for_unconnected(cls, names: Wording, offered: str) -> Self:
        return cls(
            f"zonder `carrier` is er geen weg naar wie niet is aangesloten ({names.dutch}), dus {shown(offered)} leest "
            "alleen namen voor die naar de medewerker leiden; voeg `carrier` toe, of schrijf forward",
            f"callers can't be put through to who is not connected ({names.english}) without a `carrier`, so "
            f"{shown(offered)} only reads out names that lead to the operator; add `carrier`, or write forward",
        )


class MaintenanceOver(Problem, code="MAINTENANCE-OVER", section=WARNINGS):
    """The `until` of a `maintenance` lies in the past, so it does nothing. Take it out, or correct the time if it
    should go on.
    """

    @classmethod
    def since(cls, until: str) -> Self:
        return cls(
            f"dit onderhoud is voorbij sinds {bare(until)} en doet dus niets; haal het weg, of verbeter `until`",
            f"this maintenance is over since {bare(until)}, so it does nothing; take it out, or correct `until`",
        )


class ZeroMissing(Problem, code="ZERO-MISSING", section=WARNINGS):
    """A number to dial has nine digits and no zero in front, such as `229123456`: spreadsheets leave numbers like that.
    Write `0229123456` or `+31229123456`. Where a carrier does want nine digits, leave it. In `callers.yaml` such a
    number is read as `+31229123456`; write that, or the number of the other country that it is.
    """

    @classmethod
    def to_dial(cls, number: str) -> Self:
        return cls(
            f"{shown(number)} heeft negen cijfers; is 0{bare(number)} of +31{bare(number)} bedoeld?",
            f"{shown(number)} has nine digits; did you mean 0{bare(number)} or +31{bare(number)}?",
        )

    @classmethod
    def of_caller(cls, number: str) -> Self:
        return cls(
            f"{shown(number)} heeft negen cijfers en geldt als +31{bare(number)}; schrijf dat, als het bedoeld is",
            f"{shown(number)} has nine digits and is read as +31{bare(number)}; write that, if it is meant",
        )


class FewLines(Problem, code="FEW-LINES", section=WARNINGS):
    """A trunk has fewer lines than there are `nodes` in veertien.yaml, so some have none: calls that come in there go
    to the next destination, or to the operator. Take a line of it for each node, or put another trunk behind it.
    [Several nodes](cluster-state.md#lines-of-a-trunk).
    """

    @classmethod
    def of_nodes(cls, trunk: str, without: Sequence[str]) -> Self:
        return cls(
            f"trunk {shown(trunk)} heeft geen lijn voor {bare(either(without).dutch)}: oproepen die daar binnenkomen "
            "gaan naar de volgende bestemming; zet er een trunk achter, of neem meer lijnen",
            f"trunk {shown(trunk)} has no line for {bare(either(without).english)}: calls that come in there go to the "
            "next destination; put another trunk behind it, or take more lines",
        )


class UnusedTrunk(Problem, code="UNUSED-TRUNK", section=WARNINGS):
    """No destination of a municipality, a schedule or the operator is on this trunk, and it is not the `carrier`: no
    call goes over it. Give it a destination, or take it out. Often a destination names another trunk than was meant.
    """

    @classmethod
    def nowhere(cls, key: str) -> Self:
        return cls(
            f"geen bestemming gebruikt de trunk {shown(key)}; geef er een die trunk, of haal de trunk weg",
            f"no destination is on the trunk {shown(key)}; give it one, or take the trunk out",
        )


class PeriodOver(Problem, code="PERIOD-OVER", section=WARNINGS):
    """The `until` of a municipality's entry or of a destination lies in the past, so it no longer counts: by this entry
    no number leads to the municipality. Take it out, or correct the date if it should go on.
    """

    @classmethod
    def since(cls, until: date) -> Self:
        return cls(
            f"dit telt sinds {until} niet meer, dus hierdoor komt er geen oproep; haal het weg, of verbeter `until`",
            f"this no longer counts since {until}, so no call gets there by it; take it out, or correct `until`",
        )


class HoursSwapped(Problem, code="HOURS-SWAPPED", section=WARNINGS):
    """Hours end before they begin, such as `17:00-08:30`, and so go on to the next day, for more than twelve hours.
    Mostly the two times are swapped: write `08:30-17:00`. Hours through a shorter night, such as `22:00-06:00`, are not
    warned of.
    """

    @classmethod
    def through_the_night(cls, start: str, end: str) -> Self:
        return cls(
            f"{start}-{end} gaat door tot {end} op de volgende dag; is {end}-{start} bedoeld?",
            f"{start}-{end} goes on until {end} of the next day; did you mean {end}-{start}?",
        )


class NameUnsaid(Problem, code="NAME-UNSAID", section=WARNINGS):
    """One of the `other_names` is written as nobody says it: with "gemeente" in front, which is understood with every
    name, with brackets or other signs, or shortened (`St.`, `HWL`). Veertien listens for it as it is written. Write
    what callers say, in full.
    """

    @classmethod
    def with_prefix(cls, name: str, short: str) -> Self:
        return cls(
            f'{shown(name)}: "gemeente" wordt bij elke naam verstaan; schrijf {shown(short)}',
            f'{shown(name)}: "gemeente" is understood with every name; write {shown(short)}',
        )

    @classmethod
    def with_signs(cls, name: str, signs: str) -> Self:
        return cls(
            f"niemand zegt de {bare(signs)} van {shown(name)}; schrijf de naam zoals die klinkt",
            f"nobody says the {bare(signs)} of {shown(name)}; write it as it is said",
        )

    @classmethod
    def shortened(cls, name: str, word: str) -> Self:
        return cls(
            f"naar {shown(word)} van {shown(name)} wordt geluisterd zoals het er staat; schrijf het voluit, zoals het "
            "klinkt",
            f"{shown(word)} of {shown(name)} is listened for as it is written; write it in full, as it is said",
        )


class SharedNumber(Problem, code="SHARED-NUMBER", section=WARNINGS):
    """Two municipalities have the same trunk and number as their first destination, at one time. Often a copied line:
    the callers of one get the other. Correct one. Leave it where the same people answer for both.
    """

    @classmethod
    def of_two(cls, name: str, other: str, where: str, more: int) -> Self:
        also = Wording(f", en nog {more}", f", as have {more} more") if more else Wording("", "")
        return cls(
            f"{bare(name)} heeft dezelfde trunk en hetzelfde nummer als {bare(other)} ({where}){also.dutch}; verbeter "
            "dat, of laat het zo als dezelfde mensen voor beide opnemen",
            f"{bare(name)} has the same trunk and number as {bare(other)} ({where}){also.english}; correct it, or "
            "leave it where the same people answer for both",
        )


class AreaCodeElsewhere(Problem, code="AREA-CODE-ELSEWHERE", section=WARNINGS):
    """The `area_codes` of a municipality have one in which it doesn't lie by the national data. Often a slip: callers
    of its own area codes don't reach it, and those of the other are led to it. Correct it, or take `area_codes` out.
    Leave it where callers of that area code are to reach it.
    """

    @classmethod
    def of_municipality(cls, name: str, written: Sequence[str], national: Sequence[str]) -> Self:
        there, own, numbers = ", ".join(written), ", ".join(national), either(f"14 {code}" for code in written)
        return cls(
            f"{bare(name)} ligt volgens de landelijke gegevens niet in {there}, wel in {own}; verbeter dat, of laat "
            f"het zo als wie {numbers.dutch} belt daar moet kunnen uitkomen",
            f"{bare(name)} doesn't lie in {there} by the national data, but in {own}; correct it, or leave it where "
            f"callers of {numbers.english} are to reach it",
        )


class UnusedPronunciation(Problem, code="UNUSED-PRONUNCIATION", section=WARNINGS):
    """No name of the country, and none of the tables' `other_names`, is or has the name in `pronunciations.yaml`, so
    nothing will sound like it. Correct the name, or add it to a municipality's `other_names`.
    """

    @classmethod
    def of_name(cls, name: str, known: Iterable[str]) -> Self:
        correct = Wording(
            "verbeter het, of voeg het toe aan other_names van een gemeente",
            "correct it, or add it to a municipality's other_names",
        )
        cure = did_you_mean(name, known) or correct
        return cls(
            f"geen naam die bellers kunnen zeggen bevat {shown(name)}; {cure.dutch}",
            f"no name that callers can say has {shown(name)} in it; {cure.english}",
        )


class DataAge(Problem, code="DATA-AGE", section=WARNINGS):
    """[The edition of the national data](country-data.md#a-new-edition) that `data` names is more than a year old, or
    of a day that has not come: it counts all the same. Put a newer one in, or take `data` out until that day.
    """

    @classmethod
    def aged(cls, day: date) -> Self:
        return cls(
            f"deze landelijke gegevens zijn van {day}, meer dan een jaar geleden; neem een nieuwere editie, of haal "
            "`data` weg als Veertien zelf een nieuwere heeft",
            f"these national data are of {day}, more than a year ago; take a newer edition, or take `data` out if "
            "Veertien itself has a newer one",
        )

    @classmethod
    def early(cls, day: date) -> Self:
        return cls(
            f"deze landelijke gegevens zijn van {day}, die dag is nog niet gekomen, en ze gelden al; haal `data` tot "
            "dan weg",
            f"these national data are of {day}, which has not come, and count already; take `data` out until then",
        )


class SoundsAlike(Problem, code="SOUNDS-ALIKE", section=WARNINGS):
    """Two municipalities of one area code have names that sound alike, so that at least 5 of 100 callers who say one of
    them will be asked to confirm it or be misheard who otherwise wouldn't. [What can be
    done](pronunciation.md#names-that-sound-alike).
    """

    @classmethod
    def same(cls, name: tuple[str, str], other: tuple[str, str], area_codes: Sequence[str]) -> Self:
        one, two, where = _of(name), _of(other), _where(area_codes)
        return cls(
            f"{one} klinkt hetzelfde als {two} {where.dutch}; wie het zegt, hoort altijd de vraag welke het is; "
            "meestal is er niets te doen",
            f"{one} sounds the same as {two} {where.english}; everybody who says it is asked which is "
            "meant; mostly nothing need be done",
        )

    @classmethod
    def like(cls, name: tuple[str, str], other: tuple[str, str], area_codes: Sequence[str], percent: int) -> Self:
        one, two, where = _of(name), _of(other), _where(area_codes)
        return cls(
            f"{one} klinkt als {two} {where.dutch}; van 100 bellers kost dat er ongeveer {percent} een vraag of "
            "misverstand; meestal is er niets te doen",
            f"{one} sounds like {two} {where.english}; of 100 who say either, about {percent} more are asked or "
            "misheard; mostly nothing need be done",
        )


def _of(name: tuple[str, str]) -> str:
    """Return a name and whose it is."""
    return f"{shown(name[0])} ({bare(name[1])})"


def _where(area_codes: Sequence[str]) -> Wording:
    return Wording(f"in netnummer {' en '.join(area_codes)}", f"in area code {' and '.join(area_codes)}")
