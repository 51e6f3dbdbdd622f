"""Trials that a confidence is fitted to: people whom the model does not know, saying what was and wasn't asked for.

Recordings are cut, by their alignment, into stretches as long as names. Each is put before the recogniser over a good
line and some other, with its own text among the names of an area code, then among other texts, and with the same
choices without it, where nothing is right. Whole sentences are put before area codes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from veertien import gazetteer
from veertien.speech.acoustic_model.acoustics import load_model
from veertien.speech.acoustic_model.confidence import Evidence
from veertien.speech.grammar.phrases import Phrase, phrases_of
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.hmm import SILENCE_PHONE, STATES, PhoneticModel, streams
from veertien.speech.hmm.alignment import align
from veertien.speech.recognition.recogniser import Recogniser
from veertien.speech.sounds.dictionary_ipa import words_of_ipa
from veertien.speech.sounds.espeak import Espeak, EspeakOnDemand
from veertien.speech.sounds.pronunciation import dutch_pronouncer
from veertien.training.crew import in_parallel
from veertien.training.material import NARROWBAND
from veertien.training.progress import Progress
from veertien.training.recordings.corpus import Recording, load_wideband, words_of
from veertien.training.sounds.telephone import CLEAN_COPY, as_telephone, generator

_CHOICES = (3, 6, 11, 30)
_LEAST_PHONES = 5
_LINES = 2
_AREAS = 3
_PAUSE_SECONDS = 0.25
_BATCH = 8

_SAID = "said"
"""The key of what is said, among choices with other keys."""


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Some words out of a recording, and their sound at 16 kHz, scaled like int16."""

    text: str
    samples: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """What spoke for the best guess, whether that was right, and whether a right one was among the choices."""

    evidence: Evidence
    right: bool
    asked_for: bool


def clips_of(model: PhoneticModel, recordings: Sequence[Recording]) -> Iterator[Clip]:
    """Cut recordings into runs of words of 5 phones or more; shorter ones are one run.

    Those whose words and phones don't match stay out.
    """
    with Espeak() as espeak:
        for recording in recordings:
            texts = words_of(recording.text)
            words = words_of_ipa(espeak.phonemes(recording.text, "nl"))
            if len(texts) != len(words):
                continue
            sound = load_wideband(recording.path)
            pair = as_telephone(sound, generator(0, recording.path.name, CLEAN_COPY), CLEAN_COPY)
            found = align(model, streams(NARROWBAND.cepstra(pair.narrowband)), words)
            if found is None:
                continue
            edges = _word_edges(found.states // STATES, found.layout.phones, [len(word) for word in words])
            wide = pair.wideband.astype(np.float64)
            for first, stop in _runs([len(word) for word in words]):
                begin, end = (160 * frame for frame in (edges[first][0], edges[stop - 1][1] + 2))
                yield Clip(" ".join(texts[first:stop]), wide[begin:end])


def trials(
    model: Path, clips: Sequence[Clip], sentences: Sequence[Recording], seed: int, progress: Progress, who: str
) -> list[Trial]:
    """Put clips and whole sentences before the recogniser with the model in a folder."""
    texts = sorted({clip.text for clip in clips})
    tasks = [
        (clips[start : start + _BATCH], [one.path for one in sentences[start : start + _BATCH]], texts, seed + start)
        for start in range(0, max(len(clips), len(sentences)), _BATCH)
    ]
    with progress.stage(f"Listening to {who}", len(tasks)) as stage:
        parts = in_parallel(_try, tasks, stage, lambda task: 1, partial(_begin, model))
    return [trial for part in parts for trial in part]


def _word_edges(units: NDArray[np.int64], phones: Sequence[str], lengths: Sequence[int]) -> list[tuple[int, int]]:
    """Give first frame and the one after the last of each word."""
    spoken = [place for place, phone in enumerate(phones) if phone != SILENCE_PHONE]
    edges, at = [], 0
    for length in lengths:
        frames = np.flatnonzero(np.isin(units, spoken[at : at + length]))
        edges.append((int(frames[0]), int(frames[-1]) + 1))
        at += length
    return edges


def _runs(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    if sum(lengths) < _LEAST_PHONES:
        yield 0, len(lengths)
    first, phones = 0, 0
    for place, length in enumerate(lengths):
        phones += length
        if phones >= _LEAST_PHONES:
            yield first, place + 1
            first, phones = place + 1, 0


class _Process:
    """What one process of the crew holds."""

    recogniser: Recogniser
    areas: list[tuple[Phrase, ...]]


def _begin(model: Path) -> None:
    country = gazetteer.load()
    codes = sorted({code for one in country.municipalities for code in country.area_codes_of(one)})
    names = {code: [name for one in country.in_area(code) for name in country.names_of(one.code)] for code in codes}
    _Process.areas = [phrases_of(found) for found in names.values() if found]
    _Process.recogniser = Recogniser(load_model(model), dutch_pronouncer(EspeakOnDemand()))


def _try(task: tuple[Sequence[Clip], Sequence[Path], Sequence[str], int]) -> list[Trial]:
    clips, sentences, texts, seed = task
    rng = np.random.default_rng(seed)
    found: list[Trial | None] = []
    for clip in clips:
        for line in range(_LINES):
            pcm = _over_the_line(clip.samples, rng, line)
            # The same choices with and without what is said: nothing but that makes right and wrong.
            for others in (_some_texts(texts, clip.text, rng), _some_area(rng)):
                found.append(_heard(pcm, GrammarSpec("asked", (*others, Phrase(clip.text, _SAID)))))
                found.append(_heard(pcm, GrammarSpec("not asked", others)))
    for path in sentences:
        pcm = _over_the_line(load_wideband(path), rng, CLEAN_COPY)
        found += [_heard(pcm, GrammarSpec("not asked", _some_area(rng))) for _ in range(_AREAS)]
    return [trial for trial in found if trial is not None]


def _over_the_line(samples: NDArray[np.float64], rng: np.random.Generator, line: int) -> bytes:
    pause = np.zeros(round(16000 * _PAUSE_SECONDS))
    pair = as_telephone(np.concatenate((pause, samples, pause)), rng, line)
    return pair.line.astype("<i2").tobytes()


def _some_area(rng: np.random.Generator) -> tuple[Phrase, ...]:
    return _Process.areas[int(rng.integers(len(_Process.areas)))]


def _some_texts(texts: Sequence[str], but: str, rng: np.random.Generator) -> tuple[Phrase, ...]:
    others = rng.permutation([text for text in texts if text != but])[: int(rng.choice(_CHOICES)) - 1]
    return tuple(Phrase(str(text), str(text)) for text in others)


def _heard(pcm: bytes, spec: GrammarSpec) -> Trial | None:
    judged = _Process.recogniser.judge(pcm, NARROWBAND.hertz, spec)
    if not judged:
        return None
    right = any(phrase.key == _SAID for phrase in judged[0].phrases)
    return Trial(judged[0].evidence, right, any(phrase.key == _SAID for phrase in spec.phrases))
