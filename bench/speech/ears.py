"""How much a second ear helps with people whom the acoustic model never heard, by how long their words are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from bench.figures import table
from bench.speech.clips import ClipSet
from bench.speech.engines import BASELINE, EngineSource
from bench.speech.line import FAULTS, over_the_line
from bench.speech.questions import Arrival, all_at_once, among, ask
from bench.speech.report import Bench, Section, percent, shown
from veertien.gazetteer.phones import VOWELS
from veertien.speech.sounds.pronunciation import DutchPronouncer, dutch_pronouncer

WAYS = 6
NOISE = "white noise, 10 dB"
LINES: dict[str, Arrival] = {"sound": over_the_line, NOISE: partial(over_the_line, fault=FAULTS[NOISE])}

_ONE, _MORE, _ALL = "one syllable", "more syllables", "all"


def ears(bench: Bench) -> Section:
    """Ask every engine about every set of people, on a sound line and on a noisy one."""
    found = table(
        "Two ears",
        f"Percent of the recordings taken for what is said, among all texts of the set (N-way) and among {WAYS} of "
        "them.\nA second ear is asked where the first is in doubt. Transcribed: what the second ear writes by itself, "
        "and the text nearest to it.",
        ("set", "line", "said", "clips", "engine", "N-way", f"{WAYS}-way"),
    )
    figures: dict[str, dict[str, Any]] = {}
    pronouncer = dutch_pronouncer(bench.espeak)
    for clips in bench.human:
        lengths = [_length(pronouncer, clip.text) for clip in clips.clips]
        counts = Counter([*lengths, *[_ALL] * len(lengths)])
        for line, arrival in LINES.items():
            for engine in bench.engines:
                if engine.name == BASELINE:
                    continue
                right = dict(_right(bench, engine, clips, line, arrival, lengths))
                for said in (_ONE, _MORE, _ALL):
                    if counts[said] and (said == _ALL or counts[said] < len(lengths)):
                        n_way, six_way = (percent(right[way][said], counts[said]) for way in ("N-way", "6-way"))
                        cells = (line, said, str(counts[said]), engine.name, shown(n_way), shown(six_way))
                        found.add_row(clips.name, *cells)
                        measured = figures.setdefault(engine.name, {}).setdefault(clips.name, {}).setdefault(line, {})
                        measured[said] = {"clips": counts[said], "n_way": n_way, "six_way": six_way}
    return Section((found,), figures)


def _right(
    bench: Bench, engine: EngineSource, clips: ClipSet, line: str, arrival: Arrival, lengths: list[str]
) -> Iterator[tuple[str, Counter[str]]]:
    """Give how many answers are right, by the words' length, for each number of choices."""
    asked = {"N-way": all_at_once(clips, arrival), "6-way": among(clips, WAYS, arrival)}
    for way, questions in asked.items():
        answers = bench.each(replace(engine, rated=False), ask, questions, f"{clips.name}, {line}, {way}")
        right: Counter[str] = Counter()
        for answer, length in zip(answers, lengths, strict=True):
            right.update({length: answer.right, _ALL: answer.right})
        yield way, right


def _length(pronouncer: DutchPronouncer, text: str) -> str:
    """Say whether a text has one syllable, which is a vowel or diphthong, or more."""
    return _ONE if sum(phone in VOWELS for phone in pronouncer.pronunciations(text)[0]) <= 1 else _MORE
