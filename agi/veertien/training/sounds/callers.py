"""Synthetic callers: espeak-ng's voices, each sentence and name in a voice, rate and pitch drawn for it.

They teach a model the names and sounds that the recorded people don't say; alone they make no model for people.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer import Gazetteer, NameKind
from veertien.speech.line.resample import resample
from veertien.speech.sounds.espeak import MAX_TEXT, Espeak
from veertien.training.recordings.corpus import WIDEBAND_HERTZ, words_of
from veertien.training.sounds.telephone import generator
from veertien.training.sounds.voices import change_speed

TRAINING_VOICES: Final = (
    "f1", "f3", "f5", "m1", "m2", "m4", "m6", "m8", "Andrea", "belinda", "Andy", "benjamin",
)  # fmt: skip
"""Variants of espeak-ng that models are trained on; measurements use others (f2, f4, m3, m5, m7 and so on)."""

# Has no factor in common with their number: as many takes as there are voices have each voice once.
_VOICE_STRIDE = 5
_RATES_WPM = (115, 190)
_PITCHES = (0.92, 1.09)
_SPOKEN_KINDS = (NameKind.MUNICIPALITY, NameKind.PLACE, NameKind.FORMER)


@dataclass(frozen=True, slots=True, eq=False)
class SyntheticUtterance:
    """What a voice said."""

    text: str
    voice: str
    samples: NDArray[np.float64]
    """Mono at 16 kHz, scaled like int16."""


def names_to_say(gazetteer: Gazetteer) -> tuple[str, ...]:
    """Return the names of all municipalities, places and former municipalities that have words, each once, sorted."""
    names = {
        name.text
        for code in gazetteer.municipalities
        for name in gazetteer.names_of(code)
        if name.kind in _SPOKEN_KINDS and len(name.text) <= MAX_TEXT and words_of(name.text)
    }
    return tuple(sorted(names))


def synthetic_callers(texts: Iterable[str], seed: int, takes: int = 1) -> Iterator[SyntheticUtterance]:
    """Yield each text as said by `takes` synthetic callers, in order.

    Voice, rate and pitch depend on nothing but the seed, the text and the number of the take. To the last sample it is
    the same where a fresh process says the same texts in the same order; elsewhere espeak-ng's voices waver a little
    differently.

    Raises EspeakError for a text that espeak-ng can't take, or when it can't be used at all.
    """
    with Espeak() as espeak:
        for text in texts:
            for take in range(takes):
                yield _said(espeak, text, generator(seed, text, take), take)


def _said(espeak: Espeak, text: str, rng: np.random.Generator, take: int) -> SyntheticUtterance:
    # The takes of one text go round the voices, from one that the text alone decides.
    first = int(generator(0, text, 0).integers(len(TRAINING_VOICES)))
    voice = TRAINING_VOICES[(first + _VOICE_STRIDE * take) % len(TRAINING_VOICES)]
    espeak.seed(int(rng.integers(2**31)))
    pcm, hertz = espeak.synthesise(text, f"nl+{voice}", int(rng.integers(*_RATES_WPM)))
    wide = resample(pcm, hertz, WIDEBAND_HERTZ).astype(np.float64)
    return SyntheticUtterance(text, voice, change_speed(wide, rng.uniform(*_PITCHES)))
