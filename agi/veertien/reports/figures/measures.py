"""The figures of a report that are one number, each defined once: its names, what it means, how it is counted."""

from fractions import Fraction

from veertien.reports.counting import Counts
from veertien.reports.figures.bins import mean_of_longest, quantile, shorter_than
from veertien.reports.figures.values import Kept, Measure, Norm, Number
from veertien.reports.figures.ways import CallWay, gave_up, was_asked, ways_of
from veertien.reports.wording import Unit
from veertien.wording import Wording

_HALF, _MOST, _TENTH = Fraction(1, 2), Fraction(95, 100), Fraction(1, 10)
_PERSON_SECONDS, _SOON_SECONDS = 25, 30


def _asked(counts: Counts) -> int:
    return sum(count for course, count in counts.courses.items() if was_asked(course))


def _skipped(counts: Counts) -> int:
    return ways_of(counts.courses)[CallWay.SKIPPED]


def _gave_up(counts: Counts) -> int:
    return sum(count for course, count in counts.courses.items() if gave_up(course))


def _part_of_calls(count: int, counts: Counts) -> Number | None:
    return Fraction(count, counts.calls) if counts.calls else None


def _mean_question(counts: Counts) -> Fraction | None:
    time = counts.question_time
    return Fraction(time.whole, 1000 * time.questions) if time.questions else None


def _saved(counts: Counts) -> Number | None:
    mean = _mean_question(counts)
    return None if mean is None else _skipped(counts) * mean


MEASURES = (
    Measure(
        key="calls",
        name=Wording("Oproepen", "Calls"),
        definition=Wording(
            "Alle oproepen die in deze dagen begonnen, ook geweigerde. Testoproepen tellen nergens mee. Bij een "
            "gemeente horen de oproepen die voor haar beslist zijn; wie in de vraag ophangt of niet kiest, hoort bij "
            "geen gemeente.",
            "All calls that began on these days, refused ones too. Test calls count nowhere. A municipality's are "
            "those that were decided for it; who hangs up in the question, or doesn't choose, belongs to none.",
        ),
        unit=Unit.CALLS,
        of=lambda counts: counts.calls,
        among=lambda counts: counts.calls,
    ),
    Measure(
        key="asked",
        name=Wording("Gevraagd", "Asked"),
        definition=Wording(
            "Het deel van de oproepen waarin de beller gevraagd werd welke gemeente hij wil.",
            "The share of the calls whose caller was asked which municipality they want.",
        ),
        unit=Unit.SHARE,
        of=lambda counts: _part_of_calls(_asked(counts), counts),
        among=lambda counts: counts.calls,
    ),
    Measure(
        key="skipped",
        name=Wording("Vraag overgeslagen", "Question skipped"),
        definition=Wording(
            "Het deel van de oproepen waarin de vraag niet nodig was om wat van de beller bekend is: zijn eerdere "
            "keuze of zijn netnummer.",
            "The share of the calls in which the question was skipped for what is known of the caller: an earlier "
            "choice, or the area code.",
        ),
        unit=Unit.SHARE,
        of=lambda counts: _part_of_calls(_skipped(counts), counts),
        among=lambda counts: counts.calls,
    ),
    Measure(
        key="saved",
        name=Wording("Bespaard door niet te vragen", "Saved by not asking"),
        definition=Wording(
            "Schatting: het aantal overgeslagen vragen maal de gemiddelde duur van een gestelde vraag in dezelfde "
            "dagen.",
            "An estimate: the number of skipped questions times the mean duration of the questions of the same days.",
        ),
        unit=Unit.SPENT,
        of=_saved,
        among=lambda counts: counts.questions,
    ),
    Measure(
        key="question_mean",
        name=Wording("Vraag: gemiddeld", "Question: mean"),
        definition=Wording(
            "De gemiddelde duur van de vraag: van het aannemen van de oproep tot bekend is waar die heen gaat. Ook "
            "vragen waarin de beller ophing of bij een medewerker kwam.",
            "The mean duration of the question: from answering the call until it is known where it goes. Questions in "
            "which the caller hung up or came to a person count as well.",
        ),
        unit=Unit.SECONDS,
        of=_mean_question,
        among=lambda counts: counts.questions,
    ),
    Measure(
        key="question_median",
        name=Wording("Vraag: mediaan", "Question: median"),
        definition=Wording(
            "De helft van de vragen duurde niet langer dan dit. Tijden zijn naar beneden afgerond op tienden van "
            "seconden.",
            "Half of the questions lasted no longer than this. Times are rounded down to tenths of a second.",
        ),
        unit=Unit.SECONDS,
        of=lambda counts: quantile(counts.question_bins, _HALF),
        among=lambda counts: counts.questions,
    ),
    Measure(
        key="question_p95",
        name=Wording("Vraag: 95e percentiel", "Question: 95th percentile"),
        definition=Wording(
            "95 van de 100 vragen duurden niet langer dan dit. Tijden zijn naar beneden afgerond op tienden van "
            "seconden.",
            "95 of 100 questions lasted no longer than this. Times are rounded down to tenths of a second.",
        ),
        unit=Unit.SECONDS,
        of=lambda counts: quantile(counts.question_bins, _MOST),
        among=lambda counts: counts.questions,
    ),
    Measure(
        key="question_longest",
        name=Wording("Vraag: langste 10 %", "Question: longest 10%"),
        definition=Wording(
            "Het gemiddelde van de langste 10 % van de vragen. Tijden zijn naar beneden afgerond op tienden van "
            "seconden.",
            "The mean of the longest 10% of the questions. Times are rounded down to tenths of a second.",
        ),
        unit=Unit.SECONDS,
        of=lambda counts: mean_of_longest(counts.question_bins, _TENTH),
        among=lambda counts: counts.questions,
    ),
    Measure(
        key="person_median",
        name=Wording("Tot er wordt opgenomen: mediaan", "Until somebody answers: median"),
        definition=Wording(
            "Van het moment dat de oproep binnenkomt tot een bestemming opneemt: vraag en overgaan samen. De helft van "
            "de opgenomen oproepen duurde niet langer. Een keuzemenu of wachtrij bij de gemeente telt als opnemen.",
            "From the moment the call comes in until a destination takes it: question and ringing together. Half of "
            "the calls that were taken waited no longer. A menu or queue at the municipality counts as taking it.",
        ),
        unit=Unit.SECONDS,
        of=lambda counts: quantile(counts.person_bins, _HALF),
        among=lambda counts: counts.taken,
        norm=Norm(_PERSON_SECONDS, Wording("binnen 25 s", "within 25 s")),
        kept=Kept.LATELY,
    ),
    Measure(
        key="person_within_25",
        name=Wording("Opgenomen binnen 25 s", "Taken within 25 s"),
        definition=Wording(
            "Het deel van de opgenomen oproepen waarbij dat in minder dan 25 seconden na binnenkomst was.",
            "The share of the calls that were taken for which that was less than 25 seconds after they came in.",
        ),
        unit=Unit.SHARE,
        of=lambda counts: shorter_than(counts.person_bins, _PERSON_SECONDS),
        among=lambda counts: counts.taken,
        kept=Kept.LATELY,
    ),
    Measure(
        key="person_within_30",
        name=Wording("Opgenomen binnen 30 s", "Taken within 30 s"),
        definition=Wording(
            "Het deel van de opgenomen oproepen waarbij dat in minder dan 30 seconden na binnenkomst was.",
            "The share of the calls that were taken for which that was less than 30 seconds after they came in.",
        ),
        unit=Unit.SHARE,
        of=lambda counts: shorter_than(counts.person_bins, _SOON_SECONDS),
        among=lambda counts: counts.taken,
        norm=Norm(Fraction(70, 100), Wording("ten minste 70 %", "at least 70%")),
        kept=Kept.LATELY,
    ),
    Measure(
        key="given_up",
        name=Wording("Opgehangen voor er werd opgenomen", "Hung up before anybody answered"),
        definition=Wording(
            "Het deel van de oproepen waarin de beller ophing, in de vraag of terwijl het overging. Wie in de vraag "
            "ophangt, hoort bij geen gemeente en telt alleen bij alle samen.",
            "The share of the calls whose caller hung up, in the question or while it rang. Who hangs up in the "
            "question belongs to no municipality, and counts only among all of them together.",
        ),
        unit=Unit.SHARE,
        of=lambda counts: _part_of_calls(_gave_up(counts), counts),
        among=lambda counts: counts.calls,
        norm=Norm(Fraction(5, 100), Wording("ten hoogste 5 %", "at most 5%")),
    ),
)
"""All of them, in the order in which they are shown."""
