"""What somebody should look at, though the tables can be used."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum, auto
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
