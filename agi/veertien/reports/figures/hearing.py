"""The figures of how well callers are understood, from their own yes and no: names, meaning, how they are counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from veertien.conversation import NO, YES
from veertien.gazetteer import NameKind
from veertien.reports.counting import BINS, Counts
from veertien.reports.figures.shares import WilsonShare
from veertien.reports.figures.small_cells import FEWEST, put_together
from veertien.reports.figures.tables import CALLS_HEADING, REST, REST_RULE, listed, most_first
from veertien.reports.figures.values import Breakdown, Heading, Kept, Picture, Tabled, TableLine, Withheld
from veertien.reports.wording import Unit
from veertien.wording import Wording, unworded

_NEAREST = 20
"""Confirmations, the surest ones, from which it is told how often a name is wrong that was taken unasked."""

KINDS_OF_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        NameKind.MUNICIPALITY: Wording("de gemeente zelf", "the municipality itself"),
        NameKind.PLACE: Wording("een dorp of plaats", "a village or place"),
        NameKind.FORMER: Wording("een vroegere gemeente", "a former municipality"),
        NameKind.OTHER: Wording("een andere naam", "another name"),
    }
)
"""What kinds of names callers say are called."""
_LOW = Heading("low", Wording("van", "from"), Unit.SHARE)
_HIGH = Heading("high", Wording("tot", "to"), Unit.SHARE)


@dataclass(frozen=True, slots=True)
class _Band:
    """Names heard with a confidence from `first` on and below `end`, in bins."""

    first: int
    end: int
    yes: int
    no: int
    taken: int

    @property
    def asked(self) -> int:
        return self.yes + self.no

    def __add__(self, above: "_Band") -> "_Band":
        return _Band(self.first, above.end, self.yes + above.yes, self.no + above.no, self.taken + above.taken)

    @property
    def few(self) -> bool:
        return 0 < self.asked < FEWEST or 0 < self.taken < FEWEST

    @property
    def name(self) -> str:
        return f"{self.first / BINS:.2f}-{self.end / BINS:.2f}"


def _bands(counts: Counts) -> tuple[_Band, ...]:
    """Return the bands, the least sure first, so wide that none tells of fewer than FEWEST calls."""
    said: dict[str, Counter[int]] = {YES: Counter(), NO: Counter()}
    for each, count in counts.confirmations.items():
        if each.in_doubt:
            said[each.said][each.sure] += count
    taken = counts.taken_unasked
    found: list[_Band] = []
    # From the surest down: these tell most of what another threshold would do.
    for first in reversed(range(BINS)):
        sure = (first, first + 1) if first == BINS - 1 else (first,)
        band = _Band(first, first + 1, *(sum(each[one] for one in sure) for each in (said[YES], said[NO], taken)))
        if found and found[-1].few:
            found[-1] = band + found[-1]
        elif band.asked or band.taken:
            found.append(band)
    if len(found) > 1 and found[-1].few:
        last = found.pop()
        found[-1] = last + found[-1]
    return tuple(reversed(found))


def _reliability(counts: Counts) -> Tabled:
    lines = []
    for band in _bands(counts):
        if band.asked >= FEWEST:
            share = WilsonShare(band.yes, band.asked)
            lines.append(TableLine(band.name, unworded(band.name), (share.value, share.low, share.high, band.asked)))
    headings = (
        Heading("yes", Wording("ja", "yes"), Unit.SHARE),
        _LOW,
        _HIGH,
        Heading("asked", Wording("bevestigingen", "confirmations")),
    )
    return Tabled(Wording("zekerheid", "confidence"), headings, tuple(lines))


def _accept(counts: Counts) -> Tabled:
    bands = _bands(counts)
    lines = []
    for place, band in enumerate(bands):
        above = sum(bands[place + 1 :], band)
        more = sum(each.taken for each in bands[:place])
        if above.few or 0 < more < FEWEST:
            continue
        wrong = WilsonShare(above.no, above.asked) if above.asked else None
        ends = (wrong.low * above.asked, wrong.high * above.asked) if wrong else (Fraction(0), Fraction(0))
        value = f"{band.first / BINS:.2f}"
        cells = (above.asked, above.no, round(ends[0]), round(ends[1]), more)
        lines.append(TableLine(value, unworded(value), cells))
    headings = (
        Heading("fewer", Wording("vragen minder", "questions fewer")),
        Heading("wrong", Wording("fout door", "wrong ones through")),
        Heading("wrong_low", Wording("van", "from")),
        Heading("wrong_high", Wording("tot", "to")),
        Heading("more", Wording("vragen meer", "questions more")),
    )
    return Tabled(unworded("accept"), headings, tuple(lines))


def _confirmed(counts: Counts) -> Tabled:
    heard: dict[str, Counter[str]] = {}
    for each, count in counts.confirmations.items():
        heard.setdefault(each.heard, Counter())[each.said] += count
    found = put_together({code: heard[code].total() for code in sorted(heard)})
    lines = [
        TableLine(code, unworded(counts.names.get(code, code)), (heard[code][YES], heard[code][NO]))
        for code in most_first(found.shown)
    ]
    if found.hidden:
        rest = sum((heard[code] for code in found.hidden), Counter[str]())
        lines.append(TableLine(*REST, (Withheld.TOO_FEW,) * 2 if found.too_few else (rest[YES], rest[NO])))
    headings = (Heading("yes", Wording("ja", "yes")), Heading("no", Wording("nee", "no")))
    return Tabled(Wording("verstaan", "heard"), headings, tuple(lines))


def _confusions(counts: Counts) -> Tabled:
    pairs: Counter[str] = Counter()
    names: dict[str, Wording] = {}
    for each, count in counts.confirmations.items():
        if each.said == NO and each.meant and each.meant != each.heard:
            key = f"{each.heard} {each.meant}"
            pairs[key] += count
            heard, meant = (counts.names.get(code, code) for code in (each.heard, each.meant))
            names[key] = Wording(f"{heard}, bedoeld {meant}", f"{heard}, meant {meant}")
    return listed(Wording("verstaan", "heard"), pairs, names)


def _said_as(counts: Counts) -> Tabled:
    return listed(
        Wording("naam", "name"),
        counts.said_as,
        {kind: KINDS_OF_NAMES.get(kind, unworded(kind)) for kind in counts.said_as},
    )


def _wrong(counts: Counts) -> Tabled:
    bands = _bands(counts)
    surest = _Band(BINS, BINS, 0, 0, 0)
    for band in reversed(bands):
        if surest.asked < _NEAREST:
            surest = band + surest
    asked, declined = sum(band.asked for band in bands), sum(band.no for band in bands)
    taken = sum(band.taken for band in bands)
    lines = [
        _share_line("declined", Wording("bevestigingen met nee", "confirmations declined"), declined, asked),
        _share_line("came_back", Wording("oproepen die terugkwamen", "calls that came back"), *counts.came_back),
        _share_line(
            "chose_other",
            Wording("binnen tien minuten een andere gekozen", "chose another within ten minutes"),
            *counts.chose_other,
        ),
    ]
    if min(surest.asked, taken) >= FEWEST:
        share = WilsonShare(surest.no, surest.asked)
        cells = (share.value, share.low, share.high, round(share.value * taken), taken)
        name = Wording("zonder bevestiging fout (schatting)", "wrong unasked (estimate)")
        lines.append(TableLine("unasked", name, cells))
    headings = (
        Heading("share", Wording("deel", "share"), Unit.SHARE),
        _LOW,
        _HIGH,
        CALLS_HEADING,
        Heading("of", Wording("van de", "of")),
    )
    return Tabled(Wording("aanwijzing", "sign"), headings, tuple(lines))


def _share_line(key: str, name: Wording, part: int, whole: int) -> TableLine:
    if whole < FEWEST:
        return TableLine(key, name, (Withheld.TOO_FEW if whole else None,) * 5)
    share = WilsonShare(part, whole)
    return TableLine(key, name, (share.value, share.low, share.high, part, whole))


def _asked(counts: Counts) -> int:
    return sum(counts.confirmations.values())


HEARING = (
    Breakdown(
        key="said_as",
        name=Wording("Met welke naam de gemeente is genoemd", "By which name the municipality was said"),
        definition=Wording(
            "Antwoorden waarin de gemeente verstaan werd waar de oproep heen ging, naar het soort naam. Welke naam het "
            f"was, wordt niet bewaard. {REST_RULE.dutch}",
            "Answers in which the municipality was heard that the call went to, by the kind of name. Which name it was "
            f"is not kept. {REST_RULE.english}",
        ),
        picture=Picture.BARS,
        of=_said_as,
        among=lambda counts: sum(counts.said_as.values()),
        kept=Kept.NOTHING,
    ),
    Breakdown(
        key="confirmations",
        name=Wording("Wat bellers op een bevestiging zeiden", "What callers said to a confirmation"),
        definition=Wording(
            "Hoe vaak gevraagd is of de verstane gemeente bedoeld was, en de beller daarop meteen ja of nee zei. "
            f"Toetsen en stilte tellen niet. {REST_RULE.dutch}",
            "How often callers were asked whether the municipality that was heard was meant, and said yes or no at "
            f"once. Keys and silence don't count. {REST_RULE.english}",
        ),
        picture=Picture.STACKED,
        of=_confirmed,
        among=_asked,
        kept=Kept.NOTHING,
    ),
    Breakdown(
        key="confusions",
        name=Wording("Welke gemeenten verward worden", "Which municipalities are confused"),
        definition=Wording(
            "Oproepen waarin een gemeente verstaan werd, de beller nee zei en daarna een andere koos. "
            f"{REST_RULE.dutch}",
            "Calls in which one municipality was heard, the caller said no and chose another then. "
            f"{REST_RULE.english}",
        ),
        picture=Picture.BARS,
        of=_confusions,
        among=_asked,
        kept=Kept.NOTHING,
    ),
    Breakdown(
        key="reliability",
        name=Wording("Hoe betrouwbaar de zekerheid is", "How reliable the confidence is"),
        definition=Wording(
            "Van de namen die met minder dan `accept` verstaan zijn en waarnaar gevraagd is: het deel ja, met het 95 "
            "%-interval (Wilson). Banden zijn zo breed dat ze over minstens "
            f"{FEWEST} oproepen gaan.",
            "Of the names that were heard with less than `accept` and asked about: the share of yes, with the 95% "
            f"interval (Wilson). Bands are as wide as it takes to be about at least {FEWEST} calls.",
        ),
        picture=Picture.BARS,
        of=_reliability,
        among=_asked,
        kept=Kept.NOTHING,
        platform=True,
    ),
    Breakdown(
        key="accept",
        name=Wording("Wat een andere `accept` had gekost", "What another `accept` would have cost"),
        definition=Wording(
            "Vragen minder: naar de naam is gevraagd, en hij was met minstens deze waarde verstaan. Fout door: daarvan "
            "zei de beller nee; van en tot: het 95 %-interval. Vragen meer: meteen aangenomen, met een lagere waarde. "
            "Namen uit een ander netnummer worden altijd gevraagd, ook boven `accept`.",
            "Questions fewer: the name was asked about, and had been heard with at least this value. Wrong ones "
            "through: of these callers said no; from and to: the 95% interval. Questions more: taken at once, with a "
            "lower value. Names of another area code are always asked about, above `accept` too.",
        ),
        picture=Picture.BARS,
        of=_accept,
        among=lambda counts: _asked(counts) + sum(counts.taken_unasked.values()),
        kept=Kept.NOTHING,
        platform=True,
    ),
    Breakdown(
        key="wrong",
        name=Wording("Verkeerd doorverbonden: een schatting", "Wrongly put through: an estimate"),
        definition=Wording(
            "Met 95 %-interval (Wilson). De schatting past het deel nee van de "
            f"{_NEAREST} of meer zekerste bevestigingen toe op namen die zonder bevestiging zijn aangenomen; die zijn "
            "zekerder, dus eerder vaker goed. Terugkomen: al doorverbonden, en van de gemeente weer op een 14-nummer "
            "uitgekomen. Binnen tien minuten een andere gekozen: dezelfde beller koos na hetzelfde nummer een andere "
            "gemeente, van de keuzes waarvan dat is vergeleken (`compare_choices`); niets waar dat uit staat. Niet "
            "te zien: wie verkeerd uitkomt en daar geholpen wordt, of opnieuw belt; wie ja zegt zonder te luisteren.",
            "With 95% intervals (Wilson). The estimate applies the share of no among the "
            f"{_NEAREST} or more surest confirmations to names that were taken without one; these are surer, so rather "
            "more often right. Came back: put through before, and come out at a 14-number again from the municipality. "
            "Chose another within ten minutes: the same caller chose another municipality under the same number, of "
            "the choices of which that was compared (`compare_choices`); nothing where that is off. Not seen: who "
            "comes out wrong and is helped there, or calls again; who says yes without listening.",
        ),
        picture=Picture.BARS,
        of=_wrong,
        among=lambda counts: counts.calls,
        kept=Kept.NOTHING,
        platform=True,
    ),
)
"""All of them, in the order in which they are shown."""
