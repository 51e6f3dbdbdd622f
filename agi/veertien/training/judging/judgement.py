"""How well a model hears recordings of which the text is known: which of many texts it would take each one for.

Texts are scored as the recogniser scores names, every pronunciation of each, but word by word, as models are adapted.
No grammar and no pruning: what differs between two judgements is the model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer.pronunciations import Words
from veertien.speech.hmm import PhoneticModel
from veertien.speech.recognition.scoring import Rows
from veertien.training.progress import RunningStage

_ENOUGH_UNDERSTOOD = 0.5


@dataclass(frozen=True, slots=True)
class TrialRecording:
    """A recording to be judged: its features (frames x 3 x 13) and the text that is said in it."""

    features: NDArray[np.float32]
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How recordings were heard."""

    accuracy: float
    """The share of them that were taken for the right text."""
    log_likelihood: float
    """The mean of the right texts' log likelihoods a frame, in nats."""
    recordings: int
    """How many there were."""
    choices: int
    """How many texts there were to choose from."""

    def better_than(self, other: "Judgement") -> bool:
        """Say whether more was understood, or as much with a better fit.

        The fit decides only where half or more are understood: to another line it gets better with any texts, even
        with wrong ones.
        """
        if self.accuracy != other.accuracy:
            return self.accuracy > other.accuracy
        return self.accuracy >= _ENOUGH_UNDERSTOOD and self.log_likelihood > other.log_likelihood


def judge(
    model: PhoneticModel,
    recordings: Sequence[TrialRecording],
    choices: Mapping[str, Sequence[Words]],
    stage: RunningStage,
) -> Judgement:
    """Judge a model by recordings of which each text is one of `choices`, these with their pronunciations."""
    texts = np.array([text for text, found in choices.items() for _ in found])
    rows = Rows(model, [words for found in choices.values() for words in found])
    right, fits = 0, []
    for recording in recordings:
        emissions = model.log_likelihoods(recording.features.astype(np.float64), rows.senones)
        scores = rows.score(emissions, in_full=True)
        right += bool(texts[scores.argmax()] == recording.text)
        fits.append(scores[texts == recording.text].max() / len(recording.features))
        stage.advance()
    return Judgement(right / len(recordings), float(np.mean(fits)), len(recordings), len(choices))
