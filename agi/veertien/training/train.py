"""The whole of training: recordings in, a model with its calibration out; the same recordings give the same model."""

import shutil
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pocketsphinx

from veertien import gazetteer
from veertien.speech.acoustic_model.acoustics import BACKGROUND, CALIBRATION, PHONOTACTICS
from veertien.speech.acoustic_model.background import choose_background, write_background
from veertien.speech.acoustic_model.confidence import TERMS, Calibration, calibrate
from veertien.speech.acoustic_model.phonotactics import count_phonotactics, write_phonotactics
from veertien.speech.hmm import PhoneticModel
from veertien.training.dutch import with_dutch_phones
from veertien.training.fitting import Aligned, adapted, aligned, retrained, times_of
from veertien.training.judging.folds import folds, judged_by
from veertien.training.judging.trials import Trial, clips_of, trials
from veertien.training.material import WIDEBAND, of_callers, of_recordings
from veertien.training.new_folder import new_folder, refuse_used
from veertien.training.progress import Progress
from veertien.training.recordings.confirmation import doubtful
from veertien.training.recordings.corpus import CorpusRefusedError, Recording, Split, words_of
from veertien.training.sounds.callers import names_to_say

COPIES, CALLER_COPIES = 6, 1

_LEAST_RECORDINGS = 50
"""Recordings of one person by which a model without them shows how strangers are heard."""

_SENTENCE_WORDS = 4
"""Words from which a recording is a sentence: put before area codes whole, it is no name."""

_UNKNOWN = Calibration(0.0, (0.0,) * len(TERMS))


@dataclass(frozen=True, slots=True)
class TrainingReport:
    """How strangers were heard: each person by a model that had never heard them."""

    understood: Mapping[str, float]
    """For each person, the share of the answers that were asked for."""
    trials: int
    area: float
    """That of the calibration's ROC curve: the chance that a right answer gets a higher confidence than anything
    else."""
    doubted: tuple[str, ...] = ()
    """Recordings left out, as they don't say their text: speaker and text."""

    def __str__(self) -> str:
        strangers = ", ".join(f"{who} {share:.1%}" for who, share in self.understood.items())
        left_out = f"\nleft out, as they don't say their text: {'; '.join(self.doubted)}" if self.doubted else ""
        return (
            f"understood, unheard before: {strangers}; confidence from {self.trials} trials, "
            f"ROC area {self.area:.3f}{left_out}"
        )


def train(recordings: Sequence[Recording], to: Path, seed: int, progress: Progress) -> TrainingReport:
    """Train a model into the new folder `to`, whole or not at all.

    Raises CorpusRefusedError for recordings that can't be used or are too few, FileExistsError when `to` holds
    something.
    """
    refuse_used(to)
    learning = [one for one in recordings if one.split is Split.TRAIN and words_of(one.text)]
    judging = [one for one in recordings if one.split is Split.DEV]
    if len(learning) < _LEAST_RECORDINGS or len(judging) < _LEAST_RECORDINGS:
        raise CorpusRefusedError(
            f"{len(learning)} recordings to train on, {len(judging)} to judge by: {_LEAST_RECORDINGS} of each needed"
        )
    strangers = folds(recordings)
    if len(strangers) < 2:
        raise CorpusRefusedError("recordings of fewer than two people to judge by: a confidence needs strangers")
    people = {one.speaker for one in learning}
    dutch = with_dutch_phones(PhoneticModel.read(Path(pocketsphinx.get_model_path("en-us/en-us")), WIDEBAND.hertz))
    heard = of_recordings(learning, COPIES, seed, progress)
    clean = heard[: len(learning)]
    follows = count_phonotactics(one.words for one in clean)
    background = choose_background(one.words for one in clean)
    together = aligned(dutch, clean, progress, wideband=True)
    start = retrained(dutch, together, times_of(together, people), progress)
    left_out = doubtful(start, follows, clean, progress)
    sure = [one for place, one in enumerate(heard) if place % len(learning) not in left_out]
    said = sure + of_callers(names_to_say(gazetteer.load()), CALLER_COPIES, seed, progress)
    material = aligned(start, said, progress, wideband=False)
    times = times_of(material, people)
    with new_folder(to) as whole, tempfile.TemporaryDirectory() as scratch:

        def write(model: PhoneticModel, folder: Path, calibration: Calibration) -> None:
            model.write(folder)
            write_phonotactics(folder / PHONOTACTICS, follows)
            write_background(folder / BACKGROUND, background)
            (folder / CALIBRATION).write_text(calibration.to_json(), "utf-8")

        model = adapted(start, material, times, progress, "Adapting")
        found: dict[str, list[Trial]] = {}
        for number, fold in enumerate(strangers):
            who = ", ".join(sorted(fold))
            without = retrained(dutch, _without(together, fold), times, progress)
            stranger = adapted(without, _without(material, fold), times, progress, f"Adapting without {who}")
            # A speaker's name comes from a list that somebody wrote: it may not name a folder.
            folder = Path(scratch) / f"without-{number}"
            folder.mkdir()
            write(stranger, folder, _UNKNOWN)
            own = [one for speaker, parts in judged_by(recordings).items() if speaker in fold for one in parts]
            sentences = [one for one in own if len(words_of(one.text)) >= _SENTENCE_WORDS]
            found[who] = trials(folder, list(clips_of(model, own)), sentences, seed, progress, who)
        every = [trial for of in found.values() for trial in of]
        calibration = calibrated(every)
        write(model, whole, calibration)
        shutil.copyfile(Path(pocketsphinx.get_model_path("en-us/en-us")) / "README", whole / "README.en-us")
    understood = {who: float(np.mean([one.right for one in of if one.asked_for])) for who, of in found.items()}
    doubted = tuple(f"{learning[place].speaker}: {learning[place].text}" for place in sorted(left_out))
    return TrainingReport(understood, len(every), roc_area(every, calibration), doubted)


def _without(material: Sequence[Aligned], fold: Collection[str]) -> list[Aligned]:
    return [one for one in material if one.utterance.speaker not in fold]


def calibrated(every: Sequence[Trial]) -> Calibration:
    """Fit the confidence, as many calls with an answer that was asked for as three to one without.

    Each answer counts half as it was, half as it would have been without PocketSphinx's search: that may be left out.
    """
    asked = np.array([trial.asked_for for trial in every])
    weights = np.where(asked, _ASKED_SHARE / asked.mean(), (1 - _ASKED_SHARE) / (1 - asked.mean()))
    evidence = [*(trial.evidence for trial in every), *(trial.evidence.unsearched() for trial in every)]
    return calibrate(evidence, [trial.right for trial in every] * 2, np.concatenate((weights, weights)) / 2)


_ASKED_SHARE = 0.75
"""Share of callers taken to say a name that is among the choices."""


def roc_area(every: Sequence[Trial], calibration: Calibration) -> float:
    """Return the chance that a right answer gets a higher confidence than anything else."""
    sure = np.array([calibration.confidence(trial.evidence) for trial in every])
    right = np.array([trial.right for trial in every])
    ranks = sure.argsort().argsort() + 1
    wins = ranks[right].sum() - right.sum() * (right.sum() + 1) / 2
    return float(wins / (right.sum() * (~right).sum()))
