"""What an engine is asked about one utterance, and what it answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bench.speech.clips import Clip, ClipSet, Pcm
from bench.speech.engines import Engine
from bench.speech.line import over_the_line, sent
from veertien.frames import HERTZ
from veertien.speech import GrammarSpec, Phrase

SEED = 14

Arrival = Callable[[Clip], Pcm]
"""What arrives of a clip at the other end of a line, at 8 kHz."""


@dataclass(frozen=True, slots=True)
class Question:
    """An utterance (s16le at 8 kHz), what may be said, and the key of what was; None for none of it."""

    pcm: bytes
    spec: GrammarSpec
    key: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The best guess: its key (None for no guess), whether it is right, its confidence, and the seconds it took."""

    key: str | None
    right: bool
    confidence: float
    audio_seconds: float
    decode_seconds: float


def ask(engine: Engine, question: Question) -> Answer:
    """Let an engine answer."""
    heard = engine.recognise(question.pcm, HERTZ, question.spec)
    best = heard.guesses[0] if heard.guesses else None
    return Answer(
        best.key if best else None,
        best is not None and best.key == question.key,
        best.confidence if best else 0.0,
        heard.audio_seconds,
        heard.decode_seconds,
    )


def all_at_once(clips: ClipSet, arrival: Arrival = over_the_line) -> list[Question]:
    """Ask for each clip which of all texts of its set it is (N-way)."""
    spec = _spec("n-way", clips.texts())
    return [Question(sent(arrival(clip)), spec, clip.key) for clip in clips.clips]


def among(clips: ClipSet, count: int, arrival: Arrival = over_the_line, seed: int = SEED) -> list[Question]:
    """Ask for each clip which of `count` texts of its set it is: its own and others drawn at random."""
    texts = clips.texts()
    questions = []
    for clip, keys in zip(clips.clips, _groups(clips, count - 1, seed), strict=True):
        own = sorted([*keys, clip.key])
        questions.append(Question(sent(arrival(clip)), _spec("among", {key: texts[key] for key in own}), clip.key))
    return questions


def without(clips: ClipSet, count: int, arrival: Arrival = over_the_line, seed: int = SEED) -> list[Question]:
    """Ask for each clip which of `count` other texts it is; the right answer is none."""
    texts = clips.texts()
    return [
        Question(sent(arrival(clip)), _spec("without", {key: texts[key] for key in sorted(keys)}), None)
        for clip, keys in zip(clips.clips, _groups(clips, count, seed), strict=True)
    ]


def _groups(clips: ClipSet, count: int, seed: int) -> list[Sequence[str]]:
    """Draw for each clip `count` keys that are not its own, fewer where the set hasn't as many."""
    draw = random.Random(seed)  # noqa: S311 - a draw that can be repeated
    keys = sorted(clips.texts())
    groups: list[Sequence[str]] = []
    for clip in clips.clips:
        others = [key for key in keys if key != clip.key]
        groups.append(draw.sample(others, min(count, len(others))))
    return groups


def _spec(name: str, texts: Mapping[str, str]) -> GrammarSpec:
    return GrammarSpec(name, tuple(Phrase(text, key) for key, text in texts.items()))
