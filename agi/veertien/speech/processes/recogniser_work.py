"""A recogniser as a worker in a process: what it is made with, what it is given, what it does."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from veertien.speech.acoustic_model.acoustics import load_model, shipped_model
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.recognition.recogniser import Recogniser, Recognition
from veertien.speech.sounds.espeak import EspeakOnDemand
from veertien.speech.sounds.learned import beside, read_learned
from veertien.speech.sounds.pronunciation import Overrides, Phonemiser, dutch_pronouncer


@dataclass(frozen=True, slots=True)
class Making:
    """What a recogniser is made with: the integrator's own pronunciations, and a model instead of the shipped one."""

    overrides: Overrides = ()
    model: Path | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """One utterance to be recognised; see `Recogniser.recognise`."""

    pcm: bytes
    hertz: int
    spec: GrammarSpec | int
    """A grammar, or the number of one of those that the process was warmed up with: a whole country's names take longer
    to send than to search."""
    factors: Mapping[str, float]
    hurried: bool = False
    """Whether others wait for a process."""


@dataclass(frozen=True, slots=True)
class RecogniserMaking:
    """What a process makes ready first: its recogniser, and the grammars that jobs name by their number."""

    making: Making
    specs: tuple[GrammarSpec, ...]

    def make(self) -> "RecogniserWorker":
        """Make the recogniser; raises as `make_recogniser` and `Recogniser.prepare` do."""
        recogniser = make_recogniser(EspeakOnDemand(), self.making.overrides, self.making.model)
        for spec in self.specs:
            recogniser.prepare(spec)
        return RecogniserWorker(recogniser, self.specs)


@dataclass(frozen=True, slots=True)
class RecogniserWorker:
    """A recogniser and the grammars that are known by their number."""

    recogniser: Recogniser
    specs: tuple[GrammarSpec, ...]

    def do(self, job: Job) -> Recognition:
        """Recognise one utterance."""
        spec = self.specs[job.spec] if isinstance(job.spec, int) else job.spec
        return self.recogniser.recognise(job.pcm, job.hertz, spec, job.factors, hurried=job.hurried)

    def use_idle_time(self) -> bool:
        """Do nothing: all is ready from the beginning."""
        return False


def make_recogniser(espeak: Phonemiser, overrides: Overrides = (), model: Path | None = None) -> Recogniser:
    """Make a recogniser of Dutch names; see `Making`. `espeak` pronounces what no list has.

    Raises ModelFileError for a model that can't be used.
    """
    with contextlib.nullcontext(model) if model else shipped_model() as directory:
        return Recogniser(load_model(directory), dutch_pronouncer(espeak, beside(overrides, read_learned(directory))))
