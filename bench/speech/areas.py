"""How many names are understood in each shared area code, said by voices that nothing was fitted on."""

from __future__ import annotations

import itertools
import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench.figures import table
from bench.speech.engines import BASELINE, EngineSource
from bench.speech.groups import Group, area_groups
from bench.speech.line import over_the_line, sent
from bench.speech.questions import Question, ask
from bench.speech.report import Bench, Section, beside, percent, shown
from veertien.conversation import Expect

VOICES_FOR_OWN = 3
"""Voices that say each municipality's own name; any other name is said by one."""
QUICK_GROUPS = 6
LEAST_PERCENT = 90.0

OWN, OTHER = "own names", "other names"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name said in an area code."""

    area_code: str
    text: str
    question: Question


@dataclass(frozen=True, slots=True)
class _Score:
    """Percent right by area code, and how often each name was missed there."""

    utterances: int
    right: float
    groups: Mapping[str, float]
    missed: Mapping[str, Counter[str]]

    @property
    def under(self) -> list[str]:
        """The groups that are too low, the lowest first."""
        return sorted(
            (code for code, share in self.groups.items() if share < LEAST_PERCENT), key=self.groups.__getitem__
        )

    def figures(self) -> dict[str, Any]:
        return {
            "utterances": self.utterances,
            "right": self.right,
            "mean": statistics.fmean(self.groups.values()),
            "lowest": min(self.groups.values()),
            "under": self.under,
            "groups": self.groups,
            "missed": self.missed,
        }


def areas(bench: Bench) -> Section:
    """Accuracy per area code, and what is missed by the engine that is measured."""
    groups = area_groups()
    if bench.quick:
        groups = groups[:: len(groups) // QUICK_GROUPS]
    found = table(
        "Area codes",
        f"Percent of names taken for the right municipality in {len(groups)} shared area codes, every municipality "
        f"connected, all its names in the grammar.\nOwn names by {VOICES_FOR_OWN} judging voices each, other names "
        f"(places, former municipalities) by one. Mean: of the groups. Under: groups under {LEAST_PERCENT:.0f}.",
        ("said", "engine", "utterances", "right", "mean", "lowest", "under", "errors"),
    )
    missed = table("Area codes: groups under", "How often each name was missed there.", ("said", "group", "right"))
    missed.add_column("missed")
    figures: dict[str, dict[str, Any]] = {}
    for said in (OWN, OTHER):
        asked = _asked(bench, groups, said)
        scores = {engine.name: _score(bench, engine, asked, said) for engine in bench.engines}
        wrong = 100 - scores[BASELINE].right if BASELINE in scores else math.nan
        for name, score in scores.items():
            found_figures = figures.setdefault(name, {})[said] = score.figures()
            cells = (shown(found_figures[column]) for column in ("right", "mean", "lowest"))
            errors = beside(100 - score.right, wrong)
            found.add_row(said, name, str(score.utterances), *cells, str(len(score.under)), errors)
        first = scores[bench.engines[0].name]
        for code in first.under:
            names = ", ".join(f"{name} {count}x" for name, count in first.missed[code].most_common())
            missed.add_row(said, code, shown(first.groups[code]), names)
    return Section((found, missed), figures)


def _score(bench: Bench, engine: EngineSource, asked: Sequence[_Asked], said: str) -> _Score:
    questions = [one.question for one in asked]
    answers = bench.each(replace(engine, rated=False), ask, questions, f"area codes, {said}")
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one, answer in zip(asked, answers, strict=True):
        total[one.area_code] += 1
        right[one.area_code] += answer.right
        if not answer.right:
            missed[one.area_code][one.text] += 1
    shares = {code: percent(right[code], count) for code, count in total.items()}
    return _Score(total.total(), percent(right.total(), total.total()), shares, missed)


def _asked(bench: Bench, groups: Sequence[Group], said: str) -> list[_Asked]:
    asked = []
    turn = itertools.count()
    for group in groups:
        spec = group.specs()[Expect.CHOICE]
        for phrase in group.own if said == OWN else group.other:
            for _ in range(VOICES_FOR_OWN if said == OWN else 1):
                pcm = sent(over_the_line(bench.callers.speak(phrase.text, next(turn))))
                asked.append(_Asked(group.area_code, phrase.text, Question(pcm, spec, phrase.key)))
    return asked
