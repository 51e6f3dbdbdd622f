"""How well a model hears recordings of which the text is known: which of many texts it would take each one for.

Every pronunciation of every text is a chain of states between silences; one Viterbi pass goes through all of them side
by side. No grammar and no pruning: what differs between two judgements is the model.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer import Phones
from veertien.speech.hmm import PhoneticModel, Triphone
from veertien.speech.hmm.definition import SILENCE
from veertien.speech.hmm.model import position_in
from veertien.speech.training.progress import Stage

Words = Sequence[Phones]
"""One pronunciation, word by word."""

_STAY, _GO = float(np.log(0.7)), float(np.log(0.3))
_IMPOSSIBLE = -1e30
_ENOUGH_UNDERSTOOD = 0.5


@dataclass(frozen=True, slots=True)
class Heard:
    """A recording to be judged: its features (frames x 3 x 13) and the text that is said in it."""

    features: NDArray[np.float32]
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """How `recordings` were heard: the share taken for the right one of `choices` texts, and the fit of that text.

    `log_likelihood` is the mean of the right texts' log likelihoods a frame, in nats.
    """

    accuracy: float
    log_likelihood: float
    recordings: int
    choices: int

    def better_than(self, other: "Judgement") -> bool:
        """Say whether more was understood, or as much with a better fit.

        The fit decides only where half or more are understood: to another line it gets better with any texts, even
        with wrong ones.
        """
        if self.accuracy != other.accuracy:
            return self.accuracy > other.accuracy
        return self.accuracy >= _ENOUGH_UNDERSTOOD and self.log_likelihood > other.log_likelihood


def judge(
    model: PhoneticModel, recordings: Sequence[Heard], choices: Mapping[str, Sequence[Words]], stage: Stage
) -> Judgement:
    """Judge a model by recordings of which each text is one of `choices`, these with their pronunciations."""
    chains = _Chains(model, choices)
    right, fits = 0, []
    for recording in recordings:
        scores = chains.scores(recording.features)
        right += max(scores, key=lambda text: scores[text]) == recording.text
        fits.append(scores[recording.text] / len(recording.features))
        stage.advance()
    return Judgement(right / len(recordings), float(np.mean(fits)), len(recordings), len(choices))


class _Chains:
    """The states of all pronunciations in one row."""

    def __init__(self, model: PhoneticModel, choices: Mapping[str, Sequence[Words]]) -> None:
        rows = [(text, _chain(model, words)) for text, found in choices.items() for words in found]
        self._texts = [text for text, _ in rows]
        self._ends = np.cumsum([len(chain) for _, chain in rows]) - 1
        self._starts = np.concatenate(([0], self._ends[:-1] + 1))
        self._senones, self._places = np.unique(np.concatenate([chain for _, chain in rows]), return_inverse=True)
        self._model = model

    def scores(self, features: NDArray[np.float32]) -> dict[str, float]:
        """Return each text's log likelihood in nats, by its best pronunciation on its best path."""
        heard = self._model.log_likelihoods(features.astype(np.float64), self._senones).astype(np.float64)
        best = np.full(len(self._places), _IMPOSSIBLE)
        best[self._starts] = heard[0, self._places[self._starts]]
        entered = np.empty_like(best)
        for frame in heard[1:]:
            np.add(best[:-1], _GO, out=entered[1:])
            entered[self._starts] = _IMPOSSIBLE
            np.maximum(best + _STAY, entered, out=best)
            best += frame[self._places]
        found: dict[str, float] = {}
        for text, score in zip(self._texts, best[self._ends].tolist(), strict=True):
            found[text] = max(score, found.get(text, score))
        return found


def _chain(model: PhoneticModel, words: Words) -> NDArray[np.int64]:
    """Return the senones of a pronunciation between silences, three a phone."""
    places = [(phone, place, len(word)) for word in words for place, phone in enumerate(word)]
    around = [SILENCE, *(phone for phone, _, _ in places), SILENCE]
    silence = model.definition.alone[model.definition.number[SILENCE]]
    states = [
        model.definition.senones_of(Triphone(phone, left, right, position_in(place, length)))
        for (phone, place, length), left, right in zip(places, around, around[2:], strict=False)
    ]
    return np.concatenate([silence, *states, silence])
