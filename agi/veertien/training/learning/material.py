"""Captures as what a model learns from and is judged by: what was said, what it might have been, and by whom, when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from veertien.captures import Capture, hour_of, said_in
from veertien.frames import HERTZ
from veertien.routing import AMSTERDAM
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.hmm import streams
from veertien.speech.line.preparation import prepare
from veertien.training.estimation import Features
from veertien.training.material import NARROWBAND
from veertien.training.recordings.corpus import CorpusRefusedError

LEAST_CAPTURES = 100
"""Captures of which it is known what was said, below which neither learning nor its judgement means anything."""
LEAST_DAYS = 4
"""Days from which they must be."""

_HELD_OUT = 4
"""One day in so many is held out."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledAnswer:
    """An answer of which it is known what was said."""

    id: str
    pcm: bytes
    area_code: str | None
    caller: str
    day: date
    key: str | None
    """What was said: a CBS code; None for none of the choices."""
    texts: tuple[str, ...]
    """The names of it that may have been said; none where it is none of the choices."""
    trust: float
    features: Features
    """Made ready for a model: frames x 3 x 13."""


@dataclass(frozen=True, slots=True)
class Parted:
    """Utterances to learn from and to judge by: no caller and no day is in both."""

    learning: tuple[LabelledAnswer, ...]
    held_out: tuple[LabelledAnswer, ...]


def utterances_of(
    captures: Iterable[Capture], grammars: Mapping[str | None, GrammarSpec]
) -> tuple[LabelledAnswer, ...]:
    """Return the captures of which it is known what was said, and that could be heard now, in the order of their names.

    `grammars` say what is listened for under each area code (None: the national number); captures under others, and of
    municipalities that can't be said there any more, are left out.
    """
    found = (_utterance(capture, grammars) for capture in captures)
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.id))


def parted(utterances: Iterable[LabelledAnswer]) -> Parted:
    """Hold out every fourth day; a caller of both parts is left in the one that has more of theirs than chance gives.

    Raises CorpusRefusedError where there are too few utterances, or from too few days.
    """
    every = tuple(utterances)
    days = sorted({one.day for one in every})
    if len(every) < LEAST_CAPTURES or len(days) < LEAST_DAYS:
        raise CorpusRefusedError(
            f"{len(every)} captures, of {len(days)} days, of which it is known what was said: learning takes "
            f"{LEAST_CAPTURES} of {LEAST_DAYS} days, better 1000 of 20; wait, or label more"
        )
    apart = set(days[_HELD_OUT - 1 :: _HELD_OUT])
    balance: dict[str, int] = {}
    for one in every:
        balance[one.caller] = balance.get(one.caller, 0) + (_HELD_OUT - 1 if one.day in apart else -1)
    return Parted(
        tuple(one for one in every if one.day not in apart and balance[one.caller] <= 0),
        tuple(one for one in every if one.day in apart and balance[one.caller] > 0),
    )


def _utterance(capture: Capture, grammars: Mapping[str | None, GrammarSpec]) -> LabelledAnswer | None:
    about, said, spec = capture.about, said_in(capture), grammars.get(capture.about.area_code)
    if said is None or spec is None:
        return None
    names = tuple(dict.fromkeys(phrase.text for phrase in spec.phrases if phrase.key == said.key))
    texts = (said.text,) if said.text and said.key is not None else names
    if said.key is not None and not names:
        return None
    prepared = prepare(np.frombuffer(capture.pcm, "<i2").astype(np.int16), HERTZ)
    if prepared is None:
        return None
    features = streams(NARROWBAND.cepstra(prepared.samples)).astype(np.float32)
    day = hour_of(capture.id).astimezone(AMSTERDAM).date()
    return LabelledAnswer(
        capture.id, capture.pcm, about.area_code, about.caller, day, said.key, texts, said.trust, features
    )
