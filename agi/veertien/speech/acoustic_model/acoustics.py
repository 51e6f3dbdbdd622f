"""Acoustic models as directories: PocketSphinx's files, and what Veertien knows besides of the same model."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pocketsphinx
from numpy.typing import NDArray

from veertien.frames import HERTZ
from veertien.gazetteer import Phones
from veertien.speech.acoustic_model.background import read_background
from veertien.speech.acoustic_model.confidence import Calibration
from veertien.speech.acoustic_model.joined_evidence import JoiningWeights
from veertien.speech.acoustic_model.phonotactics import read_phonotactics
from veertien.speech.hmm import CompactModel, ListeningModel, ModelFileError

PHONOTACTICS, BACKGROUND, CALIBRATION = "phonotactics.tsv", "background.txt", "confidence.json"
"""Names of the files beside PocketSphinx's: how phones follow one another, words to beat, what makes an answer sure."""

JOINING = "second_ear.json"
"""What a second ear's scores count for, and what makes an answer of two ears sure."""


@dataclass(frozen=True, slots=True)
class AcousticModel:
    """A model ready to judge speech."""

    directory: Path
    """For PocketSphinx, which reads the same files itself."""
    phonetic: ListeningModel
    follows: NDArray[np.float64]
    """Log chances of one phone after another; see the module `phonotactics`."""
    background: tuple[Phones, ...]
    """Words that an answer must beat; see the module of that name."""
    calibration: Calibration
    joining: JoiningWeights
    """Those of the shipped model where the folder has none."""


@contextmanager
def shipped_model() -> Iterator[Path]:
    """Give the directory of the model that comes with the package: Dutch, telephone band; see its model card."""
    with as_file(files("veertien.speech").joinpath("data", "nl-telephone")) as directory:
        yield directory


def load_model(directory: Path) -> AcousticModel:
    """Load a model that `veertien model` made; raises ModelFileError, naming the file and the cure."""
    calibration = directory / CALIBRATION
    try:
        known = Calibration.from_json(calibration.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{calibration}: can't be used ({error}); train or adapt the model again") from error
    phonetic = CompactModel.read(directory, HERTZ)
    follows, background = read_phonotactics(directory / PHONOTACTICS), read_background(directory / BACKGROUND)
    return AcousticModel(directory, phonetic, follows, background, known, read_joining(directory))


def read_joining(directory: Path) -> JoiningWeights:
    """Return what a second ear counts for beside a model, as the shipped one has it where the folder says nothing.

    Raises ModelFileError.
    """
    path = directory / JOINING
    if not path.exists():
        with shipped_model() as shipped:
            return JoiningWeights.from_json((shipped / JOINING).read_text("utf-8"))
    try:
        return JoiningWeights.from_json(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{path}: can't be used ({error}); fit it again, or take it away") from error


NARROW: Mapping[str, float] = MappingProxyType(dict.fromkeys(("beam", "wbeam", "pbeam", "lpbeam"), 1e-40))
"""Beams wide enough for names alone."""


def make_decoder(directory: Path) -> pocketsphinx.Decoder:
    """Load a model with the settings that suit short names on the telephone, without grammar or dictionary.

    Against PocketSphinx's defaults: no best-path pass over the lattice (it loses 4 points), silence free of charge, no
    filler words but silence, beams wide enough for phrases around a name, which cost up to 100 nats. Two Gaussians a
    state, looked for in every second frame, are enough to find the way, and take a third of the time of four in every
    frame; names are distinguished by all of them (see `scoring`). Mean
    normalisation over the whole utterance and all feature settings come from the model's own feat.params, which
    overrides what is said here.
    """
    return pocketsphinx.Decoder(
        hmm=str(directory),
        samprate=HERTZ,
        lm=None,
        dict=None,
        bestpath=False,
        topn=2,
        ds=2,
        silprob=1.0,
        beam=1e-80,
        wbeam=1e-60,
        pbeam=1e-80,
        lpbeam=1e-70,
        loglevel="FATAL",
    )
