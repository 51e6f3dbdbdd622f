"""Where calls go: simulated callers, synthetic and human, talk to the conversation with its shipped policy."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import table
from bench.speech.caller import Call, Course, Ending, First, hold
from bench.speech.callers import JUDGES, speak
from bench.speech.clips import Clip, ClipSet
from bench.speech.groups import Group, area_groups
from bench.speech.line import over_the_line, sent
from bench.speech.questions import SEED
from bench.speech.report import Bench, Section, percent, shown
from veertien.conversation import Choice
from veertien.speech import Phrase, specs_of

SAID = ("{}", "{}", "{}", "gemeente {}", "{} alstublieft", "ik wil graag naar {}")
"""How synthetic callers say a name, by turns."""
YES = ("ja", "ja hoor", "ja, dat klopt", "klopt")
NO = ("nee", "nee, {}", "nee, ik bedoel {}")
OTHER_NAMES_EVERY = 4
"""Of the names of places, each which one is called for; municipalities' own names are all."""
SLOWER = 1.06
QUICK_CALLS = 15


@dataclass(frozen=True, slots=True)
class _Voice:
    """One caller's voice; says a name in a frame, or what has no name in it."""

    bench: Bench
    number: int

    def names(self, name: str, frame: str = "{}") -> bytes:
        return sent(over_the_line(self.bench.callers.speak(name, self.number, frame)))

    def says(self, text: str) -> bytes:
        return sent(over_the_line(speak(self.bench.espeak, text, self.number)))


def calls(bench: Bench) -> Section:
    """Hold all calls, and count where they go."""
    groups = area_groups()
    if bench.quick:
        # Codes from all over the country, however few calls.
        groups = tuple(random.Random(SEED).sample(groups, len(groups)))  # noqa: S311 - a draw that can be repeated
    found = table(
        "Calls",
        "Percent of calls by what became of the first answer, and by where they ended; keys are offered when speech "
        "has failed.\nSynthetic: names in the shared area codes, every municipality connected. People: the texts of a "
        "set as names, in groups of as many as area codes have municipalities; yes and no by synthetic voices.",
        ("callers", "engine", "calls", *First, "wrong of accepted", *Ending),
    )
    figures: dict[str, dict[str, Any]] = {}
    sets = {"synthetic, own names": _synthetic(bench, groups, own=True)}
    sets["synthetic, other names"] = _synthetic(bench, groups, own=False)
    sizes = [len(group.choices) for group in groups]
    for clips in bench.human:
        sets[f"people, {clips.name}"] = _people(bench, clips, sizes)
    for what, made in sets.items():
        held = list(itertools.islice(made, QUICK_CALLS) if bench.quick else made)
        for engine in bench.engines:
            shares = _shares(list(bench.each(engine, hold, held, f"calls, {what}")))
            found.add_row(what, engine.name, str(len(held)), *map(shown, shares.values()))
            figures.setdefault(engine.name, {})[what] = {"calls": len(held), **shares}
    return Section((found,), figures)


def _shares(courses: Sequence[Course]) -> dict[str, float]:
    firsts = Counter(course.first for course in courses)
    endings = Counter(course.ending for course in courses)
    wrong = sum(course.first is First.ACCEPTED and not course.first_right for course in courses)
    return {
        **{str(first): percent(firsts[first], len(courses)) for first in First},
        "wrong of accepted": percent(wrong, firsts[First.ACCEPTED]),
        **{str(ending): percent(endings[ending], len(courses)) for ending in Ending},
    }


def _synthetic(bench: Bench, groups: Sequence[Group], *, own: bool) -> Iterator[Call]:
    turn = itertools.count()
    for group in groups:
        specs = group.specs()
        for phrase in group.own if own else group.other[::OTHER_NAMES_EVERY]:
            number = next(turn)
            voice = _Voice(bench, number)
            yield Call(
                group.choices,
                specs,
                phrase.key,
                voice.names(phrase.text, SAID[number % len(SAID)]),
                # Another turn of the same voice is another rate.
                _Voice(bench, number + len(JUDGES)).names(phrase.text),
                voice.says(YES[number % len(YES)]),
                voice.names(phrase.text, NO[number % len(NO)]),
            )


def _people(bench: Bench, clips: ClipSet, sizes: Sequence[int]) -> Iterator[Call]:
    draw = random.Random(SEED)  # noqa: S311 - a draw that can be repeated
    texts = clips.texts()
    for number, clip in enumerate(clips.clips):
        others = sorted(texts.keys() - {clip.key})
        keys = draw.sample(others, min(draw.choice(sizes) - 1, len(others)))
        chosen = draw.sample([*keys, clip.key], len(keys) + 1)
        phrases = tuple(Phrase(texts[key], key) for key in chosen)
        voice = _Voice(bench, number)
        yield Call(
            tuple(Choice(key, texts[key]) for key in chosen),
            specs_of("people", phrases),
            clip.key,
            sent(over_the_line(clip)),
            sent(over_the_line(_again(clip))),
            voice.says(YES[number % len(YES)]),
            voice.says(NO[0]),
        )


def _again(clip: Clip) -> Clip:
    """Return the clip said once more, a little slower and lower: nobody says a thing twice in the same way."""
    return Clip(clip.text, clip.samples, round(clip.hertz / SLOWER), clip.speaker)
