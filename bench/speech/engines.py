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

from bench.speech.english import EnglishRecogniser
from veertien.speech import Espeak, GrammarSpec, Recogniser, Recognition
from veertien.speech.processes.recogniser_work import make_recogniser

SHIPPED, BASELINE = "veertien", "en-us"


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
class EngineSource:
    """How to make an engine, in this process or another: its name, and the model folder or factory it comes from."""

    name: str
    model: Path | None = None
    factory: str | None = None
    rated: bool = True
    """Whether confidence is needed; without, the baseline takes a quarter of the time."""

    def make(self) -> Engine:
        """Make the engine; it keeps espeak-ng open as long as it lives.

        Raises LookupError for a factory that isn't there.
        """
        espeak = Espeak()
        if self.factory is not None:
            return _factory(self.factory)(espeak)
        if self.name == BASELINE:
            return EnglishRecogniser(espeak, rated=self.rated)
        return ShippedEngine(make_recogniser(espeak, model=self.model), self.name)


def sources(model: Path | None, factories: tuple[str, ...], *, alone: bool) -> tuple[EngineSource, ...]:
    """Return the engines to measure: the shipped one (with `model` in place of its own), others, the baseline last.

    Left `alone`, there is no baseline.
    """
    others = tuple(EngineSource(name.partition(":")[0], factory=name) for name in factories)
    return (EngineSource(SHIPPED, model=model), *others, *(() if alone else (EngineSource(BASELINE),)))


def _factory(name: str) -> Callable[[Espeak], Engine]:
    module, _, function = name.partition(":")
    try:
        found: Callable[[Espeak], Engine] = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise LookupError(f"engine {name!r} can't be had ({error}); write module:function") from error
    return found
