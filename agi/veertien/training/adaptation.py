"""A model adapted to an administrator's own recordings, and only if it hears such recordings better than before.

Every fifth text is kept apart with all its recordings. The others, in several copies over several lines, move the
model's Gaussians and weights as far as their number is worth against what the model knew (maximum a posteriori).
"""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from veertien.gazetteer.pronunciations import Words
from veertien.speech.hmm import PhoneticModel, streams
from veertien.speech.hmm.alignment import align
from veertien.speech.sounds.espeak import Espeak, EspeakError
from veertien.speech.sounds.pronunciation import PronunciationError, dutch_pronouncer
from veertien.training.estimation import Features, by_phone, in_passes, prior_of
from veertien.training.judging.judgement import Judgement, TrialRecording, judge
from veertien.training.new_folder import new_folder, refuse_used
from veertien.training.progress import Progress
from veertien.training.recordings.corpus import CorpusRefusedError, Recording, Split, load_wideband, words_of
from veertien.training.sounds.line import NARROWBAND_HERTZ
from veertien.training.sounds.telephone import CLEAN_COPY, as_telephone, generator

LEAST_TEXTS = 5
"""Different texts below which neither an adaptation nor its judgement means anything."""

_MOST_RECORDINGS = 2000
MOST_CHOICES = 500

_HELD_OUT = 5
_COPIES = 3
_PASSES = 2
_PRIOR_FRAMES = 100.0
_SEED = 14


@dataclass(frozen=True, slots=True)
class AdaptationReport:
    """How the recordings kept apart were heard before and after, and whether the adapted model was written."""

    before: Judgement
    after: Judgement
    kept: bool


@dataclass(frozen=True, slots=True)
class _Said:
    """A recording and the key of its text: its words in small letters."""

    recording: Recording
    key: str


def adapt(model: Path, labelled: Sequence[Recording], to: Path, progress: Progress) -> AdaptationReport:
    """Adapt the model in the folder `model` to labelled recordings; write it into the new folder `to` if it got better.

    Recordings whose split is eval, and those with digits in their text, are left out. The same recordings give the same
    model. Raises CorpusRefusedError for recordings that can't be used or are too few, ModelFileError for a model that
    can't be read, FileExistsError when `to` holds something.
    """
    refuse_used(to)
    said = _usable(labelled)
    learning, held_out = _parted(said)
    start = PhoneticModel.read(model, NARROWBAND_HERTZ)
    choices = _pronounced(said)
    with progress.stage("Listening", len(held_out) + _COPIES * len(learning)) as stage:
        judged = []
        for one in held_out:
            judged.append(TrialRecording(_features(start, one, CLEAN_COPY), one.key))
            stage.advance()
        learnt = []
        for one in learning:
            learnt.append([_features(start, one, copy) for copy in range(_COPIES)])
            stage.advance(_COPIES)
    with progress.stage("Judging the model as it is", len(judged)) as stage:
        before = judge(start, judged, choices, stage)
    ways = [choices[one.key] for one in learning]
    adapted = _adapted(start, list(zip(learnt, ways, strict=True)), progress)
    with progress.stage("Judging the adapted model", len(judged)) as stage:
        after = judge(adapted, judged, choices, stage)
    kept = after.better_than(before)
    if kept:
        with new_folder(to) as whole:
            # Whatever else lies in the folder of the model that it comes from, belongs to it.
            shutil.copytree(model, whole, dirs_exist_ok=True)
            adapted.write(whole)
    return AdaptationReport(before, after, kept)


def _usable(labelled: Sequence[Recording]) -> list[_Said]:
    keyed = (_Said(one, " ".join(words_of(one.text))) for one in labelled if one.split is not Split.EVAL)
    said = [one for one in keyed if one.key]
    texts = len({one.key for one in said})
    if texts < LEAST_TEXTS:
        raise CorpusRefusedError(
            f"recordings of {texts} different texts; adapting takes {LEAST_TEXTS}, better 50 and more"
        )
    if len(said) > _MOST_RECORDINGS:
        raise CorpusRefusedError(f"{len(said)} recordings; adapting takes {_MOST_RECORDINGS} at most: leave some out")
    if texts > MOST_CHOICES:
        raise CorpusRefusedError(f"recordings of {texts} different texts; adapting takes {MOST_CHOICES} at most")
    return said


def _parted(said: Sequence[_Said]) -> tuple[list[_Said], list[_Said]]:
    """Part into those to learn from and those kept apart: every fifth text, in an order that only the texts decide."""
    texts = sorted({one.key for one in said}, key=lambda key: hashlib.blake2b(key.encode()).digest())
    apart = set(texts[::_HELD_OUT])
    return [one for one in said if one.key not in apart], [one for one in said if one.key in apart]


def _pronounced(said: Sequence[_Said]) -> Mapping[str, Sequence[Words]]:
    with Espeak() as espeak:
        pronouncer = dutch_pronouncer(espeak)
        found: dict[str, Sequence[Words]] = {}
        for one in said:
            if one.key not in found:
                try:
                    found[one.key] = [way.words for way in pronouncer.explain(one.recording.text)]
                except (PronunciationError, EspeakError) as error:
                    raise CorpusRefusedError(f"{one.recording.path}: {error}") from error
    return found


def _features(model: PhoneticModel, said: _Said, copy: int) -> Features:
    path = said.recording.path
    sound = load_wideband(path)
    if not np.any(sound):
        raise CorpusRefusedError(f"{path}: is silent; record it again")
    heard = as_telephone(sound, generator(_SEED, path.name, copy), copy)
    cepstra = model.front_end.cepstra(heard.narrowband)
    if not len(cepstra):
        raise CorpusRefusedError(f"{path}: too short; record it again")
    return streams(cepstra).astype(np.float32)


def _adapted(
    start: PhoneticModel, learnt: Sequence[tuple[Sequence[Features], Sequence[Words]]], progress: Progress
) -> PhoneticModel:
    """Adapt to recordings, each given as the features of its copies and the ways its text may be said."""
    aligned = []
    with progress.stage("Aligning", len(learnt)) as stage:
        for copies, ways in learnt:
            said = max(ways, key=lambda words: _fit(start, copies[CLEAN_COPY], words))
            for heard in copies:
                if found := align(start, heard.astype(np.float64), said):
                    aligned.append((found.senones.astype(np.int32), heard, heard))
            stage.advance()
    if not aligned:
        raise CorpusRefusedError(
            "no recording is long enough for its text; check which text belongs to which recording"
        )
    prior = prior_of(start, _PRIOR_FRAMES, _PRIOR_FRAMES)
    frames = by_phone(start, aligned)
    with progress.stage("Adapting", _PASSES) as stage:
        return in_passes(start, frames, prior, _PASSES, stage)


def _fit(model: PhoneticModel, features: Features, words: Words) -> float:
    """Return how well a pronunciation fits, a log likelihood a frame; minus infinity for one that is too long."""
    found = align(model, features.astype(np.float64), words)
    return found.score / len(features) if found else float("-inf")
