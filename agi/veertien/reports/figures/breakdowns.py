"""The figures of a report that are tables, each defined once: its names, what it means, how it is counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType

from veertien.reports.counting import Counts
from veertien.reports.figures.bins import TENTHS, shorter_than
from veertien.reports.figures.hearing import HEARING
from veertien.reports.figures.small_cells import FEWEST, put_together
from veertien.reports.figures.tables import REST, REST_RULE, listed, most_first
from veertien.reports.figures.values import (
    Breakdown,
    Cell,
    Heading,
    Kept,
    Picture,
    Tabled,
    TableLine,
    Withheld,
)
from veertien.reports.figures.ways import CallWay, ways_of
from veertien.reports.periods import WEEKDAY_NAMES, ReportPeriod
from veertien.reports.wording import Unit
from veertien.wording import Wording, unworded

_LONGEST_SHOWN = 60
"""Seconds from which on questions share one row."""

_PARTS: Mapping[str, Wording] = MappingProxyType(
    {
        "connecting": Wording("verbinden", "connecting"),
        "prompt": Wording("vraag horen", "prompt"),
        "thinking": Wording("nadenken", "thinking"),
        "speaking": Wording("spreken", "speaking"),
        "silence": Wording("stilte na het antwoord", "silence"),
        "recognising": Wording("herkennen", "recognising"),
        "confirming": Wording("bevestigen", "confirming"),
    }
)
_LANGUAGES: Mapping[str, Wording] = MappingProxyType(
    {"nl": Wording("Nederlands", "Dutch"), "fy": Wording("Fries", "Frisian"), "en": Wording("Engels", "English")}
)
_TRIES: Mapping[str, Wording] = MappingProxyType(
    {
        "taken": Wording("opgenomen", "taken"),
        "busy": Wording("bezet", "busy"),
        "no_answer": Wording("geen gehoor", "no answer"),
        "given_up": Wording("opgehangen", "hung up"),
    }
)
_OTHER_TRIES = Heading("other", Wording("niet bereikt", "not reached"))


def _by_month(counts: Counts) -> Tabled:
    periods = ReportPeriod(counts.period.before().first, counts.period.last).months()
    return Tabled(
        Wording("maand", "month"),
        tuple(Heading(way.key, way.value) for way in CallWay),
        tuple(_month(counts.over(period)) for period in periods),
    )


def _month(counts: Counts) -> TableLine:
    ways = ways_of(counts.courses)
    few = 0 < counts.calls < FEWEST
    cells: tuple[Cell, ...] = tuple(Withheld.TOO_FEW if few else ways[way] for way in CallWay)
    return TableLine(counts.period.key, counts.period.name, cells)


def _histogram(counts: Counts) -> Tabled:
    bins = counts.question_bins
    whole: Counter[int] = Counter()
    for tenths, count in bins.items():
        whole[min(tenths // TENTHS, _LONGEST_SHOWN)] += count
    lines = []
    for second in _seconds(bins):
        last = Wording(f"{second} en meer", f"{second} and more")
        name = last if second == _LONGEST_SHOWN else unworded(f"{second}-{second + 1}")
        lines.append(TableLine(str(second), name, (whole[second],)))
    return Tabled(Wording("seconden", "seconds"), (Heading("questions", Wording("vragen", "questions")),), tuple(lines))


def _curve(counts: Counts) -> Tabled:
    bins = counts.question_bins
    ends = [second + 1 for second in _seconds(bins) if second < _LONGEST_SHOWN]
    return Tabled(
        Wording("korter dan (seconden)", "shorter than (seconds)"),
        (Heading("share", Wording("deel van de vragen", "share of the questions"), Unit.SHARE),),
        tuple(TableLine(str(end), unworded(str(end)), (shorter_than(bins, end),)) for end in ends),
    )


def _seconds(bins: Mapping[int, int]) -> range:
    return range(min(max(bins, default=-1) // TENTHS, _LONGEST_SHOWN) + 1)


def _where_time_goes(counts: Counts) -> Tabled:
    time = counts.question_time
    spent = dict(time.parts)
    names = dict(_PARTS)
    if rest := time.whole - sum(spent.values()):
        spent["unknown"], names["unknown"] = rest, Wording("onbekend", "unknown")
    lines = [
        TableLine(part, name, (Fraction(spent[part], 1000 * time.questions), Fraction(spent[part], time.whole or 1)))
        for part, name in names.items()
        if time.questions
    ]
    headings = (
        Heading("mean", Wording("gemiddeld per vraag", "mean per question"), Unit.SECONDS),
        Heading("share", Wording("deel", "share"), Unit.SHARE),
    )
    return Tabled(Wording("onderdeel", "part"), headings, tuple(lines))


def _until_taken(counts: Counts) -> Tabled:
    whole, asked = counts.until_taken
    spent = (
        ("question", Wording("de vraag", "the question"), asked),
        ("ringing", Wording("beslissen en overgaan", "deciding and ringing"), whole - asked),
        ("together", Wording("samen", "together"), whole),
    )
    lines = (TableLine(key, name, (Fraction(time, 1000 * counts.taken),)) for key, name, time in spent if counts.taken)
    mean = Heading("mean", Wording("gemiddeld", "mean"), Unit.SECONDS)
    return Tabled(Wording("onderdeel", "part"), (mean,), tuple(lines))


def _weekly(counts: Counts) -> Tabled:
    cells: Counter[tuple[int, int]] = Counter(dict.fromkeys(((h, day) for h in range(24) for day in range(7)), 0))
    cells.update(counts.weekly)
    found = put_together(cells)
    lines = (
        TableLine(
            str(hour),
            unworded(f"{hour}-{hour + 1}"),
            tuple(found.shown.get((hour, day), Withheld.TOO_FEW) for day in range(7)),
        )
        for hour in range(24)
    )
    headings = tuple(Heading(name.english.lower(), name) for name in WEEKDAY_NAMES)
    return Tabled(Wording("uur", "hour"), headings, tuple(lines), Withheld.TOO_FEW if found.too_few else found.together)


def _destinations(counts: Counts) -> Tabled:
    by_end: dict[str, Counter[str]] = {}
    for (endpoint, end), count in counts.tries.items():
        by_end.setdefault(endpoint, Counter())[end if end in _TRIES else _OTHER_TRIES.key] += count
    headings = (*(Heading(key, name) for key, name in _TRIES.items()), _OTHER_TRIES)
    found = put_together({endpoint: by_end[endpoint].total() for endpoint in sorted(by_end)})
    lines = [_tries(endpoint, unworded(endpoint), by_end[endpoint], headings) for endpoint in most_first(found.shown)]
    if found.too_few:
        lines.append(TableLine(*REST, (Withheld.TOO_FEW,) * len(headings)))
    elif found.hidden:
        rest = sum((by_end[endpoint] for endpoint in found.hidden), Counter[str]())
        lines.append(_tries(*REST, rest, headings))
    return Tabled(Wording("bestemming", "destination"), headings, tuple(lines))


def _tries(key: str, name: Wording, ends: Mapping[str, int], headings: Iterable[Heading]) -> TableLine:
    return TableLine(key, name, tuple(ends.get(heading.key, 0) for heading in headings))


def _unconnected(counts: Counts) -> Tabled:
    names = {code: unworded(counts.names.get(code, code)) for code in counts.not_connected}
    return listed(Wording("gemeente", "municipality"), counts.not_connected, names)


def _spoken(counts: Counts) -> Tabled:
    names = {language: _LANGUAGES.get(language, unworded(language)) for language in counts.languages}
    return listed(Wording("taal", "language"), counts.languages, names)


BREAKDOWNS = (
    Breakdown(
        key="ways",
        name=Wording("Hoe oproepen door de vraag gingen", "How calls went through the question"),
        definition=Wording(
            "Elke oproep telt eenmaal. Zonder vraag: er was niets te vragen. Overgeslagen: bekend van de beller. "
            "Verstaan: meteen gekozen. Voorgesteld: ja op het eerste voorstel. Bevestigd: ja na het antwoord. Toetsen: "
            "gekozen met toetsen. Medewerker: gevraagd, maar niet gekozen. Opgehangen: voor bekend was waar de oproep "
            "heen ging. Vangnet: Veertien kon niet beslissen, de centrale verbond zelf door.",
            "Each call counts once. No question: there was nothing to ask. Skipped: known of the caller. Understood: "
            "chosen at once. Proposed: yes to the first proposal. Confirmed: yes after the answer. Keys: chosen by "
            "keys. Person: asked, but nothing was chosen. Hung up: before it was known where the call goes. Fallback: "
            "Veertien could not decide, and the dialplan put the call through by itself.",
        ),
        picture=Picture.STACKED,
        of=_by_month,
        among=lambda counts: counts.calls,
    ),
    Breakdown(
        key="question_histogram",
        name=Wording("Hoe lang de vraag duurde", "How long the question lasted"),
        definition=Wording(
            "Het aantal vragen per seconde duur.", "The number of questions for each second of duration."
        ),
        picture=Picture.COLUMNS,
        of=_histogram,
        among=lambda counts: counts.questions,
    ),
    Breakdown(
        key="question_curve",
        name=Wording("Welk deel van de vragen korter was", "What share of the questions was shorter"),
        definition=Wording(
            "Het deel van de vragen dat korter duurde dan zoveel seconden.",
            "The share of the questions that lasted less than so many seconds.",
        ),
        picture=Picture.CURVE,
        of=_curve,
        among=lambda counts: counts.questions,
    ),
    Breakdown(
        key="question_parts",
        name=Wording("Waar de tijd van de vraag heen gaat", "Where the question's time goes"),
        definition=Wording(
            "De duur van de vraag in delen, die samen het geheel zijn. Bevestigen is de hele vraag of het antwoord "
            "goed verstaan is.",
            "The question's duration in parts, which add up to the whole. Confirming is all of the question whether "
            "the answer was understood rightly.",
        ),
        picture=Picture.BARS,
        of=_where_time_goes,
        among=lambda counts: counts.questions,
    ),
    Breakdown(
        key="until_taken",
        name=Wording("Van binnenkomst tot opnemen", "From coming in to being taken"),
        definition=Wording(
            "Van de opgenomen oproepen: hoe lang de vraag gemiddeld duurde, nul voor wie niets gevraagd werd, en hoe "
            "lang de rest tot een bestemming opnam.",
            "Of the calls that were taken: how long the question took in the mean, nothing for who wasn't asked, and "
            "how long the rest until a destination took the call.",
        ),
        picture=Picture.BARS,
        of=_until_taken,
        among=lambda counts: counts.taken,
        kept=Kept.LATELY,
    ),
    Breakdown(
        key="weekly",
        name=Wording("Wanneer er wordt gebeld", "When people call"),
        definition=Wording(
            "Het aantal oproepen per uur en dag van de week, in Nederlandse tijd. Een * staat voor minder dan "
            f"{FEWEST} oproepen, of voor een getal waaruit dat zou volgen.",
            f"The number of calls by hour and day of the week, in Dutch time. An * stands for fewer than {FEWEST} "
            "calls, or for a number from which these would follow.",
        ),
        picture=Picture.GRID,
        of=_weekly,
        among=lambda counts: counts.calls,
    ),
    Breakdown(
        key="destinations",
        name=Wording("Wat er bij de bestemmingen gebeurde", "What became of it at the destinations"),
        definition=Wording(
            "Hoe vaak elke bestemming is geprobeerd, en wat daarvan kwam; een oproep kan er meer dan een proberen. "
            f"Niet bereikt: vol, gestoord of geweigerd. {REST_RULE.dutch}",
            "How often each destination was tried, and what came of it; a call may try more than one. Not reached: "
            f"full, out of order, or rejected. {REST_RULE.english}",
        ),
        picture=Picture.STACKED,
        of=_destinations,
        among=lambda counts: counts.calls,
        kept=Kept.LATELY,
    ),
    Breakdown(
        key="not_connected",
        name=Wording(
            "Gevraagde gemeenten die niet zijn aangesloten", "Municipalities asked for that are not connected"
        ),
        definition=Wording(
            f"Oproepen voor een gemeente die hier niet is aangesloten. {REST_RULE.dutch}",
            f"Calls for a municipality that is not connected here. {REST_RULE.english}",
        ),
        picture=Picture.BARS,
        of=_unconnected,
        among=lambda counts: counts.calls,
        platform=True,
    ),
    Breakdown(
        key="languages",
        name=Wording("Talen", "Languages"),
        definition=Wording(
            f"De taal waarin de vraag eindigde. {REST_RULE.dutch}",
            f"The language in which the question ended. {REST_RULE.english}",
        ),
        picture=Picture.BARS,
        of=_spoken,
        among=lambda counts: counts.calls,
        kept=Kept.LATELY,
    ),
    *HEARING,
)
"""All of them, in the order in which they are shown."""
