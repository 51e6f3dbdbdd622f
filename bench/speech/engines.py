"""The seam that every recogniser is measured through, and those that are: the product's own, en-us, and others.

Another engine (Vosk, Whisper, a service) needs no change here: write a function that takes an `Espeak` and returns
something with `name` and `recognise`, and name it as `module:function` to `python -m bench.speech --engine`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import jellyfish

from bench.speech.english import EnglishRecogniser
from bench.speech.kept_hearing import Ear, KeptEar
from veertien.conversation import Guess
from veertien.frames import HERTZ
from veertien.gazetteer import normalise
from veertien.speech import Espeak, GrammarSpec, Recogniser, Recognition
from veertien.speech.processes.recogniser_work import make_recogniser
from veertien.speech.recognition.joining import joined
from veertien.speech.recognition.recogniser import MOST_GUESSES
from veertien.speech.second_ear import SecondEar

SHIPPED, BASELINE = "veertien", "en-us"
TWO_EARS, TRANSCRIBED = "veertien, second ear", "whisper, transcribed"


class Engine(Protocol):
    """Whatever recognises one utterance against a grammar."""

    @property
    def name(self) -> str:
        """How it is called in the tables."""
        ...

    def recognise(self, pcm: bytes, hertz: int, spec: GrammarSpec) -> Recognition:
        """Recognise one utterance, mono s16le at `hertz`; guesses come best first, with a confidence of 0 to 1."""
        ...


@dataclass(frozen=True, slots=True)
class ShippedEngine:
    """The product's recogniser under its name in the tables."""

    recogniser: Recogniser
    name: str = SHIPPED

    def recognise(self, pcm: bytes, hertz: int, spec: GrammarSpec) -> Recognition:
        """See `Engine.recognise`."""
        return self.recogniser.recognise(pcm, hertz, spec)


@dataclass(frozen=True, slots=True)
class TwoEarsEngine:
    """The product's recogniser and a second ear, which is asked where that is in doubt."""

    recogniser: Recogniser
    ear: Ear
    name: str = TWO_EARS

    def recognise(self, pcm: bytes, hertz: int, spec: GrammarSpec) -> Recognition:
        """See `Engine.recognise`."""
        return self.settle(self.recogniser.recognise(pcm, hertz, spec))

    def settle(self, recognition: Recognition) -> Recognition:
        """Ask the second ear what one or several searches left open."""
        doubt = recognition.doubt
        return joined(recognition, self.ear.hear(doubt.pcm, HERTZ, doubt.texts) if doubt else None)


@dataclass(frozen=True, slots=True)
class TranscribingEngine:
    """The second ear as one would use it without the product: it writes what it hears, the nearest phrase is taken."""

    ear: Ear
    name: str = TRANSCRIBED

    def recognise(self, pcm: bytes, hertz: int, spec: GrammarSpec) -> Recognition:
        """See `Engine.recognise`; the confidence is how alike what was written and the phrase are."""
        hearing = self.ear.hear(pcm, hertz, ())
        written = normalise(hearing.free_text)
        rated = [Guess(phrase.key, _likeness(written, normalise(phrase.text)), phrase.text) for phrase in spec.phrases]
        rated.sort(key=lambda guess: -guess.confidence)
        return Recognition(tuple(rated[:MOST_GUESSES]), len(pcm) / 2 / hertz, hearing.seconds)


@dataclass(frozen=True, slots=True)
class EngineSource:
    """How to make an engine, in this process or another: its name, and the model folder or factory it comes from."""

    name: str
    model: Path | None = None
    factory: str | None = None
    rated: bool = True
    """Whether confidence is needed; without, the baseline takes a quarter of the time."""
    second_ear: Path | None = None
    """The second ear's model, for the engines that have one."""
    scores: Path | None = None
    """Where what it scored is kept from run to run."""

    def make(self) -> Engine:
        """Make the engine; it keeps espeak-ng open as long as it lives.

        Raises LookupError for a factory that isn't there.
        """
        espeak = Espeak()
        if self.factory is not None:
            return _factory(self.factory)(espeak)
        if self.name == BASELINE:
            return EnglishRecogniser(espeak, rated=self.rated)
        if self.second_ear is None:
            return ShippedEngine(make_recogniser(espeak, model=self.model), self.name)
        ear = SecondEar(self.second_ear) if self.scores is None else KeptEar(SecondEar(self.second_ear), self.scores)
        if self.name == TRANSCRIBED:
            return TranscribingEngine(ear)
        return TwoEarsEngine(make_recogniser(espeak, model=self.model), ear, self.name)


def sources(
    model: Path | None,
    factories: tuple[str, ...],
    second_ear: Path | None = None,
    scores: Path | None = None,
    *,
    alone: bool,
) -> tuple[EngineSource, ...]:
    """Return the engines to measure: the shipped one (with `model` in place of its own), others, the baseline last.

    With a `second_ear`, the shipped one beside it and the second ear by itself are among them. Left `alone`, there is
    no baseline.
    """
    ears = (
        EngineSource(TWO_EARS, model=model, second_ear=second_ear, scores=scores),
        EngineSource(TRANSCRIBED, second_ear=second_ear, scores=scores),
    )
    others = tuple(EngineSource(name.partition(":")[0], factory=name) for name in factories)
    return (
        EngineSource(SHIPPED, model=model),
        *(ears if second_ear else ()),
        *others,
        *(() if alone else (EngineSource(BASELINE),)),
    )


def _likeness(one: str, other: str) -> float:
    return 1 - jellyfish.damerau_levenshtein_distance(one, other) / max(len(one), len(other), 1)


def _factory(name: str) -> Callable[[Espeak], Engine]:
    module, _, function = name.partition(":")
    try:
        found: Callable[[Espeak], Engine] = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise LookupError(f"engine {name!r} can't be had ({error}); write module:function") from error
    return found
