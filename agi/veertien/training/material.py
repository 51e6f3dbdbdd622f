"""What a model is trained on: features of recordings and of synthetic callers, and the phones said in each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from veertien.gazetteer.pronunciations import Words
from veertien.speech.hmm import FrontEnd
from veertien.speech.sounds.dictionary_ipa import words_of_ipa
from veertien.speech.sounds.espeak import Espeak
from veertien.training.crew import in_fresh_processes, in_parallel
from veertien.training.estimation import Features
from veertien.training.progress import Progress
from veertien.training.recordings.corpus import Recording, load_wideband, words_of
from veertien.training.sounds.callers import synthetic_callers
from veertien.training.sounds.telephone import CLEAN_COPY, StereoPair, as_telephone, generator

WIDEBAND: Final = FrontEnd(hertz=16000, lowest_hertz=130, highest_hertz=6800, filters=25)
"""How PocketSphinx's en-us model hears."""

NARROWBAND: Final = FrontEnd(hertz=8000, lowest_hertz=200, highest_hertz=3500, filters=20)
"""How the Dutch telephone model hears."""

_BATCH, _CALLER_BATCH = 32, 128

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, eq=False)
class TrainingUtterance:
    """One copy of something said."""

    speaker: str
    words: Words
    """Its words in phones."""
    copy: int
    narrowband: Features
    """Its cepstra over the telephone, frames x 13."""
    wideband: Features | None = None
    """Those of the same frames before the telephone; None but for the clean copy of a recording."""


def of_recordings(
    recordings: Sequence[Recording], copies: int, seed: int, progress: Progress
) -> list[TrainingUtterance]:
    """Hear each recording in so many copies, the first of them clean; those with digits in their text are left out."""
    with Espeak() as espeak:
        said = [(one, words_of_ipa(espeak.phonemes(one.text, "nl"))) for one in recordings if words_of(one.text)]
    tasks = [(batch, copy, seed) for copy in range(copies) for batch in _batches(said, _BATCH)]
    with progress.stage("Hearing recordings", len(said) * copies) as stage:
        parts = in_parallel(_hear_recordings, tasks, stage, lambda task: len(task[0]))
    return [utterance for part in parts for utterance in part]


def of_callers(texts: Sequence[str], copies: int, seed: int, progress: Progress) -> list[TrainingUtterance]:
    """Hear synthetic callers say each text once, in so many copies over different lines."""
    tasks = [(batch, copies, seed) for batch in _batches(texts, _CALLER_BATCH)]
    with progress.stage("Hearing synthetic callers", len(texts)) as stage:
        # In a process that has said other texts before, espeak-ng's voices waver differently.
        parts = in_fresh_processes(_hear_callers, tasks, stage, lambda task: len(task[0]))
    return [utterance for part in parts for utterance in part]


def _hear_recordings(task: tuple[Sequence[tuple[Recording, Words]], int, int]) -> list[TrainingUtterance]:
    said, copy, seed = task
    pairs = [as_telephone(load_wideband(one.path), generator(seed, _name(one), copy), copy) for one, _ in said]
    narrow = _narrow(pairs)
    wide = WIDEBAND.cepstra_of_many([pair.wideband for pair in pairs]) if copy == CLEAN_COPY else None
    found = []
    for place, (one, words) in enumerate(said):
        if wide is None:
            found.append(TrainingUtterance(one.speaker, words, copy, narrow[place]))
        else:
            frames = min(len(narrow[place]), len(wide[place]))
            both = narrow[place][:frames], wide[place][:frames].astype(np.float32)
            found.append(TrainingUtterance(one.speaker, words, copy, *both))
    return found


def _hear_callers(task: tuple[Sequence[str], int, int]) -> list[TrainingUtterance]:
    texts, copies, seed = task
    with Espeak() as espeak:
        words = {text: words_of_ipa(espeak.phonemes(text, "nl")) for text in texts}
    said = [(one, copy) for one in synthetic_callers(texts, seed) if np.any(one.samples) for copy in _lines(copies)]
    pairs = [as_telephone(one.samples, generator(seed, one.text, copy), copy) for one, copy in said]
    return [
        TrainingUtterance(one.voice, words[one.text], copy, cepstra)
        for (one, copy), cepstra in zip(said, _narrow(pairs), strict=True)
        if words[one.text]
    ]


def _narrow(pairs: Sequence[StereoPair]) -> list[Features]:
    return [cepstra.astype(np.float32) for cepstra in NARROWBAND.cepstra_of_many([pair.narrowband for pair in pairs])]


def _lines(copies: int) -> range:
    """Give numbers of copies over some line or other, none of them clean: a synthetic voice is clear enough."""
    return range(CLEAN_COPY + 1, CLEAN_COPY + 1 + copies)


def _name(recording: Recording) -> str:
    return f"{recording.speaker}/{recording.path.name}"


def _batches(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))
