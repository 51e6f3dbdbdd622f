"""How often a name is asked about or misheard because another sounds like it, by how far apart the two are."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bench.figures import table
from bench.speech.callers import RATES
from bench.speech.clips import Clip
from bench.speech.engines import Engine
from bench.speech.groups import area_groups
from bench.speech.line import FAULTS, Fault, over_the_line, sent
from bench.speech.pairs import BINS, Pair, pairs
from bench.speech.questions import Answer, Question, ask
from bench.speech.report import Bench, Section, percent, shown
from veertien.conversation import Policy
from veertien.speech import Phrase
from veertien.speech.sounds.likeness import confusion
from veertien.speech.sounds.pronunciation import dutch_pronouncer

VOICES = ("f2", "f4", "m3", "m5", "m7", "Alicia", "linda", "max", "david", "Annie")
"""espeak-ng's voice variants that say the names: none that taught the model, nor a judge.

The curve of `veertien.speech.sounds.likeness` is fitted to what they give here.
"""

LINES: Mapping[str, Fault | None] = {"sound": None, "noise": FAULTS["white noise, 10 dB"]}
"""The lines that every name comes over."""

PAIRS, QUICK_PAIRS = 40, 4
"""Most pairs for each bin of distance."""

_WIDTHS = np.arange(0.2, 3.0, 0.01)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One name of a pair over one line, asked about twice."""

    pair: Pair
    line: str
    other: Phrase
    beside: Question
    """With the other name in the grammar."""
    without: Question
    """Without it."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What became of it: taken for the other's municipality; not taken for the right one at once."""

    as_other: bool
    asked: bool
    asked_without: bool


@dataclass(frozen=True, slots=True)
class _Shares:
    """Mean distance, and percent of what was said."""

    distance: float
    said: int
    as_other: float
    asked: float
    asked_without: float
    cost: float
    """What the other name adds to those not taken at once."""
    curve: float


def confusions(bench: Bench) -> Section:
    """Let names be said beside others that are more or less like them, and count what that costs."""
    asked = list(_asked(bench))
    found = table(
        "Names that sound alike",
        f"Percent of callers who say one of two names and are taken for the other's municipality, or not taken at once "
        f"for the right one (confidence under {Policy().accept}, or a wrong name),\nwith the other name in the grammar "
        "and without it; cost is the difference. Curve: what veertien check reckons with.\nThe rest of the grammar is "
        f"an area code's. {len(VOICES)} voices that taught nothing and don't judge; white noise 10 dB below speech.",
        ("distance", "line", "engine", "said", "as the other", "not taken", "without", "cost", "curve"),
    )
    curves = table(
        "The curve nearest to these costs",
        "cost = most * exp(-(distance / width)²), for both lines; that of speech/sounds/likeness.py is fitted so.",
        ("engine", "most, percent", "width"),
    )
    figures: dict[str, dict[str, Any]] = {}
    for engine in bench.engines:
        bins: list[_Shares] = []
        told = list(bench.each(engine, _tell, asked, "names that sound alike"))
        for (start, end), line in itertools.product(itertools.pairwise(BINS), LINES):
            here = [at for at, one in enumerate(asked) if (one.pair.bin, one.line) == (start, line)]
            if here:
                shares = _shares([asked[at] for at in here], [told[at] for at in here])
                bins.append(shares)
                bin_name = f"{start:.1f}-{end:.1f}"
                cells = (shares.as_other, shares.asked, shares.asked_without, shares.cost, shares.curve)
                found.add_row(bin_name, line, engine.name, str(shares.said), *map(shown, cells))
                figures.setdefault(engine.name, {}).setdefault(line, {})[bin_name] = asdict(shares)
        most, width = fitted(*zip(*((one.distance, one.cost, one.said) for one in bins), strict=True))
        figures[engine.name]["curve"] = {"most": most, "width": width}
        curves.add_row(engine.name, shown(most), shown(width, 2))
    return Section((found, curves), figures)


def _asked(bench: Bench) -> Iterator[_Asked]:
    turn = itertools.count()
    for pair in pairs(area_groups(), dutch_pronouncer(bench.espeak), QUICK_PAIRS if bench.quick else PAIRS):
        for said, other in ((pair.one, pair.other), (pair.other, pair.one)):
            number = next(turn)
            voice, rate = VOICES[number % len(VOICES)], RATES[number // len(VOICES) % len(RATES)]
            clip = Clip(said.text, *bench.callers.say(said.text, f"nl+{voice}", rate), voice)
            for line, fault in LINES.items():
                pcm = sent(over_the_line(clip, fault))
                beside, without = (Question(pcm, spec, said.key) for spec in (pair.spec(), pair.spec(but=other)))
                yield _Asked(pair, line, other, beside, without)


def _tell(engine: Engine, asked: _Asked) -> _Told:
    beside, without = ask(engine, asked.beside), ask(engine, asked.without)
    return _Told(beside.key == asked.other.key, not _taken(beside), not _taken(without))


def _taken(answer: Answer) -> bool:
    return answer.right and answer.confidence >= Policy().accept


def _shares(asked: Sequence[_Asked], told: Sequence[_Told]) -> _Shares:
    as_other, beside, without = (
        percent(sum(getattr(one, what) for one in told), len(told)) for what in ("as_other", "asked", "asked_without")
    )
    curve = 100 * float(np.mean([confusion(one.pair.distance) for one in asked]))
    distance = float(np.mean([one.pair.distance for one in asked]))
    return _Shares(distance, len(told), as_other, beside, without, beside - without, curve)


def fitted(distances: Sequence[float], costs: Sequence[float], said: Sequence[int]) -> tuple[float, float]:
    """Return `most` and `width` of the curve cost = most * exp(-(distance / width)²) that lies nearest to costs.

    Nearest by squares, each weighed by how much was said.
    """
    at, cost, weight = np.array(distances), np.array(costs), np.array(said)
    best = (np.inf, 0.0, 0.0)
    for width in _WIDTHS:
        shape = np.exp(-((at / width) ** 2))
        most = (weight * cost) @ shape / ((weight * shape) @ shape)
        best = min(best, (float(weight @ (cost - most * shape) ** 2), float(most), float(width)))
    return best[1:]
