"""How many recordings are taken for what is said in them, on a sound line and on faulty ones."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any

from bench.figures import table
from bench.speech.engines import BASELINE
from bench.speech.line import FAULTS, over_the_line
from bench.speech.materials import synthetic_set
from bench.speech.questions import Question, all_at_once, among, ask
from bench.speech.report import Bench, Section, beside, percent, shown

WAYS = 6


def accuracy(bench: Bench) -> Section:
    """N-way and 6-way accuracy of every set."""
    sets = (*bench.human, synthetic_set(bench.callers, quick=bench.quick))
    found = table(
        "Accuracy",
        f"Percent of the recordings taken for what is said, all texts of the set at once (N-way) and among {WAYS} of "
        "them (drawn once).\nTelephone band, A-law. Errors: wrong answers beside the baseline's.",
        ("set", "engine", "clips", "N", "N-way", "6-way", "errors N", "errors 6"),
    )
    figures: dict[str, dict[str, Any]] = {}
    for clips in sets:
        asked = {"n_way": all_at_once(clips), "six_way": among(clips, WAYS)}
        scores = _scores(bench, clips.name, asked)
        base = scores.get(BASELINE, {})
        for name, score in scores.items():
            errors = [beside(100 - score[way], 100 - base.get(way, math.nan)) for way in asked]
            counts = (str(len(clips.clips)), str(len(clips.texts())))
            found.add_row(clips.name, name, *counts, *(shown(score[way]) for way in asked), *errors)
            figures.setdefault(name, {})[clips.name] = {**score, "clips": len(clips.clips), "n": len(clips.texts())}
    return Section((found,), figures)


def damaged(bench: Bench) -> Section:
    """6-way accuracy of people's voices on faulty lines."""
    found = table(
        "Faulty lines",
        f"Percent right among {WAYS}, and the points lost to the fault. Level of an ordinary call: -26 dBov.",
        ("set", "engine", "sound", *FAULTS),
    )
    figures: dict[str, dict[str, Any]] = {}
    for clips in bench.human:
        asked = {"sound": among(clips, WAYS)}
        for name, fault in FAULTS.items():
            asked[name] = among(clips, WAYS, partial(over_the_line, fault=fault))
        for engine, score in _scores(bench, clips.name, asked).items():
            lost = [f"{shown(score[name])} ({score[name] - score['sound']:+.1f})" for name in FAULTS]
            found.add_row(clips.name, engine, shown(score["sound"]), *lost)
            figures.setdefault(engine, {})[clips.name] = score
    return Section((found,), figures)


def _scores(bench: Bench, what: str, asked: dict[str, list[Question]]) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, float]] = {}
    for engine in bench.engines:
        scores[engine.name] = {}
        for way, questions in asked.items():
            answers = bench.each(replace(engine, rated=False), ask, questions, f"{what}, {way}")
            scores[engine.name][way] = percent(sum(answer.right for answer in answers), len(questions))
    return scores
