"""Simulated months of callers whom the shipped model mishears, and what `veertien model learn` makes of their captures.

`python -m bench.captures [CALLS]`. Three groups call on 60 days, each caller once or twice, over ordinary lines:

- the others: Dutch voices of espeak-ng that no model was trained on;
- accents: five of its voices of other languages, which read Dutch names as they would their own;
- three names as nobody wrote them down, said by the first group's voices.

What becomes of their answers follows from how the shipped model hears them: taken, confirmed, or declined and keyed.
Some who were sent to the wrong place call again, others don't, and are in the captures with a wrong label.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from rich.console import Console
from rich.table import Table

from veertien import gazetteer
from veertien.captures import About, AskedWhen, Became, Capture, CapturedGuess
from veertien.conversation import Expect, Guess, Policy
from veertien.frames import HERTZ
from veertien.gazetteer import NameKind, write_ipa
from veertien.speech import COMMANDS, Espeak, EspeakOnDemand, GrammarSpec, phrases_of
from veertien.speech.grammar.spec import specs_of
from veertien.speech.line.resample import resample
from veertien.speech.processes.recogniser_work import make_recogniser
from veertien.training.learning.judging import Listener, heard
from veertien.training.learning.learn import HeardNow, LearningReport, learned
from veertien.training.learning.material import LabelledAnswer, Parted, parted, utterances_of
from veertien.training.progress import Unseen
from veertien.training.recordings.corpus import WIDEBAND_HERTZ
from veertien.training.sounds.line import add_noise
from veertien.training.sounds.telephone import CLEAN_COPY, as_telephone
from veertien.training.sounds.voices import change_speed

SEED = 14
CALLS = 1500
AREAS = ("0229", "0344", "0478", "0597")
DUTCH = tuple(f"nl+{voice}" for voice in ("Hugo", "aunty", "Denis", "grandma", "Gene", "antonio", "Alex", "paul"))
ACCENTS = ("de", "af", "en", "tr", "pl")
OWN_WAYS = {"Medemblik": "Memelik", "Hoorn": "Hurren", "Opmeer": "Op de Mier"}
_GROUPS = ("others", "accents", "three names")
_SHARES = (0.5, 0.35, 0.15)
_DAYS = 60
_PLACES = 0.2
"""The share of callers who say a village; the others say the municipality."""
_START = datetime(2026, 9, 1, 12, tzinfo=UTC)
_CALLS_AGAIN = 0.7


@dataclass(frozen=True, slots=True)
class SimulatedCall:
    """A call whose caller says a name."""

    group: str
    voice: str
    area_code: str
    key: str
    text: str
    spoken: str


def grammars() -> Mapping[str | None, GrammarSpec]:
    """Return what is listened for in each area code."""
    country = gazetteer.load()
    found: dict[str | None, GrammarSpec] = {}
    for code in AREAS:
        names = [name for one in country.in_area(code) for name in country.names_of(one.code)]
        found[code] = specs_of(code, (*phrases_of(names), *COMMANDS))[Expect.CHOICE]
    return found


def calls(count: int, rng: np.random.Generator) -> Iterator[SimulatedCall]:
    """Draw calls: who says what."""
    country = gazetteer.load()
    names = {
        (code, kind): [
            (one.code, name.text)
            for one in country.in_area(code)
            for name in country.names_of(one.code)
            if name.kind is kind
        ]
        for code in AREAS
        for kind in (NameKind.MUNICIPALITY, NameKind.PLACE)
    }
    for _ in range(count):
        group = _GROUPS[int(rng.choice(len(_GROUPS), p=_SHARES))]
        voice = str(rng.choice(ACCENTS if group == "accents" else DUTCH))
        if group == "three names":
            text = str(rng.choice(sorted(OWN_WAYS)))
            key = next(key for key, name in names["0229", NameKind.MUNICIPALITY] if name == text)
            yield SimulatedCall(group, voice, "0229", key, text, OWN_WAYS[text])
            continue
        code = str(rng.choice(AREAS))
        said = names[code, NameKind.PLACE if rng.random() < _PLACES else NameKind.MUNICIPALITY]
        key, text = said[int(rng.integers(len(said)))]
        yield SimulatedCall(group, voice, code, key, text, text)


def over_the_line(espeak: Espeak, call: SimulatedCall, rng: np.random.Generator) -> bytes:
    """Return what a caller says as it arrives: pitch, rate and noise of their own."""
    espeak.seed(int(rng.integers(2**31)))
    pcm, hertz = espeak.synthesise(call.spoken, call.voice, int(rng.integers(130, 185)))
    wide = change_speed(resample(pcm, hertz, WIDEBAND_HERTZ).astype(np.float64), float(rng.uniform(0.93, 1.08)))
    line = as_telephone(wide, rng, CLEAN_COPY).line.astype(np.float64)
    quiet = np.zeros(HERTZ // 5)
    said = np.concatenate((quiet, line, quiet))
    noise = rng.standard_normal(len(said))
    noisy = add_noise(said, noise, float(rng.uniform(20, 35)), slice(len(quiet), len(said) - len(quiet)))
    return noisy.astype("<i2").tobytes()


def became(guesses: Sequence[Guess], key: str, policy: Policy, rng: np.random.Generator) -> tuple[Became, str | None]:
    """Return the outcome of an answer that meant `key`, and what the caller chooses in the end."""
    best = guesses[0] if guesses else None
    if best is None or best.confidence < policy.confirm:
        return Became.KEYED, key
    if best.confidence >= policy.accept:
        wrong = best.key != key
        return (Became.CALLED_AGAIN if wrong and rng.random() < _CALLS_AGAIN else Became.TAKEN), best.key
    return (Became.CONFIRMED if best.key == key else Became.KEYED), key


@dataclass(frozen=True, slots=True)
class Months:
    """What was captured in the simulated months, and what was really said."""

    captures: tuple[Capture, ...]
    calls: Mapping[str, SimulatedCall]
    """By the ids of the captures."""


def simulated(count: int) -> Months:
    """Let so many calls happen to the shipped model."""
    rng, policy, specs = np.random.default_rng(SEED), Policy(), grammars()
    captures, by_id = [], {}
    with Espeak() as espeak:
        recogniser = make_recogniser(EspeakOnDemand())
        for number, call in enumerate(calls(count, rng)):
            pcm = over_the_line(espeak, call, rng)
            guesses = recogniser.recognise(pcm, HERTZ, specs[call.area_code]).guesses
            outcome, chosen = became(guesses, call.key, policy, rng)
            day = _START + timedelta(int(rng.integers(_DAYS)))
            capture_id = f"{day:%Y%m%d%H}-{number:012x}"
            about = About(
                call.area_code,
                f"caller {int(rng.integers(count))}",
                "bench",
                "shipped",
                AskedWhen.FIRST,
                tuple(CapturedGuess(guess.key, guess.confidence, guess.text) for guess in guesses),
                outcome,
                chosen,
            )
            captures.append(Capture(capture_id, about, pcm))
            by_id[capture_id] = call
    return Months(tuple(captures), by_id)


@dataclass(frozen=True, slots=True)
class GroupResult:
    """How a group's held-out calls were heard before and after, judged by what was really said."""

    calls: int
    errors_before: int
    errors_after: int

    @property
    def learned(self) -> float:
        """The share of the errors that are gone."""
        return 1 - self.errors_after / self.errors_before if self.errors_before else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """What came of the months."""

    report: LearningReport
    groups: Mapping[str, GroupResult]
    seconds: float


def learn_from(months: Months) -> Result:
    """Learn from the captures, and judge each group's held-out calls by what was really said."""
    specs, policy, began = grammars(), Policy(), time.monotonic()
    parts: Parted = parted(utterances_of(months.captures, specs))
    truly = [_as_said(one, months) for one in parts.held_out]
    with learned(parts, HeardNow(None, (), specs, policy), SEED, Unseen()) as (folder, report):
        seconds = time.monotonic() - began
        before, after = (heard(Listener(model, ()), truly, specs, policy, Unseen(), "") for model in (None, folder))
    groups = {}
    for group in dict.fromkeys((*_GROUPS, *ACCENTS)):
        places = [n for n, one in enumerate(truly) if group in (months.calls[one.id].group, months.calls[one.id].voice)]
        errors = [sum(not found[place].understood for place in places) for found in (before, after)]
        groups[group] = GroupResult(len(places), *errors)
    return Result(report, groups, seconds)


def _as_said(one: LabelledAnswer, months: Months) -> LabelledAnswer:
    call = months.calls[one.id]
    return replace(one, key=call.key, texts=(call.text,))


def main(count: int) -> None:
    """Print what is learned from so many calls."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    result = learn_from(simulated(count))
    table = Table("group", "held-out calls", "errors before", "after", "learned", title="By what was really said")
    for name, group in result.groups.items():
        row = (name, group.calls, group.errors_before, group.errors_after, f"{group.learned:.0%}")
        table.add_row(*map(str, row))
    console.print(table)
    compared = result.report.comparison
    console.print(
        f"by the labels: {compared.before.share:.1%} of {compared.utterances} understood before, "
        f"{compared.after.share:.1%} after, gain {compared.gain.share:.1%} ({compared.gain.low:.1%} to "
        f"{compared.gain.high:.1%}); taken wrong {compared.wrong_before:.1%}, {compared.wrong_after:.1%}, of what "
        f"is none of the choices {compared.strange_before:.1%}, {compared.strange_after:.1%}; "
        f"{'installed' if compared.better else 'refused'}; {result.report.learned_from} captures learned from, "
        f"{result.seconds:.0f} s"
    )
    for name, ways in result.report.ways.items():
        for way in ways:
            console.print(f"  {name}  {' '.join(map(write_ipa, way.words))}  {way.why}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else CALLS)
