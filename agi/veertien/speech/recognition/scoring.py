"""A full search over the names of a grammar: how well each of them fits the same frames, in scores that compare.

PocketSphinx finds out what was said and where the name lies in it, but scores each state against the best of those it
looked at, which differ from grammar to grammar. Here every name is scored in the open: true log likelihoods of the
same model, nothing pruned. So is a loop of phones that fits anything said, with how often one phone follows another
in Dutch, against which a name that was not said does badly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer import PHONES, Phones
from veertien.gazetteer.pronunciations import Words
from veertien.speech.hmm import SILENCE_PHONE, STATES, ListeningModel

_Floats = NDArray[np.float32]

IMPOSSIBLE = np.float32(-1e30)
"""The score of what can't have been said: it is too long for what was heard, or was given up on the way."""

_LEAST_CHANCE = 1e-4

_FEW_NAMES = 500
"""So many names are scored in full; more are pruned on the way."""

_PRUNING_FRAMES = 8
_BEAM = 150.0
"""Nats that a name may be behind the best: twice what the right one ever was in 2,000 answers."""


class Rows:
    """Rows of words to be scored together, each row between optional silences."""

    def __init__(self, model: ListeningModel, rows: Sequence[Words]) -> None:
        """`rows` are pronunciations word by word, each of at least one phone."""
        phones = [(SILENCE_PHONE, *chain.from_iterable(words), SILENCE_PHONE) for words in rows]
        lengths = np.array([STATES * len(row) for row in phones])
        self._ends = np.cumsum(lengths)
        self._starts = self._ends - lengths
        senones = model.senones_of_rows(rows).reshape(-1)
        used = np.zeros(model.definition.senone_count, np.bool_)
        used[senones] = True
        self.senones = np.flatnonzero(used)
        # Not np.unique, nor the transitions of each phone: of a country's names that takes many megabytes for a moment.
        self._place = (np.cumsum(used, dtype=np.int32) - 1)[senones]
        numbers = np.array([model.definition.number[phone] for row in phones for phone in row])
        states = np.arange(STATES)
        self._stay = _log(model.transitions[:, states, states])[numbers].reshape(-1)
        self._come = np.roll(_log(model.transitions[:, states, states + 1])[numbers].reshape(-1), 1)
        self._come[self._starts] = IMPOSSIBLE

    def __len__(self) -> int:
        return len(self._starts)

    def score(self, emissions: _Floats, *, in_full: bool = False) -> NDArray[np.float64]:
        """Give the log likelihood in nats of each row; `emissions` are frames x `senones`.

        Of a whole country's names, those that fall far behind on the way are given up: -1e30. Not so `in_full`.
        """
        left = _Left(np.arange(len(self)), self._starts, self._ends, self._place, self._stay, self._come)
        best = np.full(len(self._place), IMPOSSIBLE, np.float32)
        first = emissions[0, self._place]
        for begin in (self._starts, self._starts + STATES):
            best[begin] = first[begin]
        for number, frame in enumerate(emissions[1:], 1):
            moved = best[:-1] + left.come[1:]
            best += left.stay
            np.maximum(best[1:], moved, out=best[1:])
            best += frame[left.place]
            if not in_full and number % _PRUNING_FRAMES == 0 and len(left.names) > _FEW_NAMES:
                left, best = left.pruned(best)
        scores = np.full(len(self), float(IMPOSSIBLE))
        scores[left.names] = np.maximum(best[left.ends - 1], best[left.ends - 1 - STATES])
        return scores


class Candidates(Rows):
    """The names of a grammar, each taken for one word, as the grammar does; made once for it."""

    def __init__(self, model: ListeningModel, names: Sequence[Phones]) -> None:
        """`names` are their pronunciations, each of at least one phone."""
        super().__init__(model, [(name,) for name in names])


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """The names still in the search, one after another in one row of states: where each begins and ends, and so on."""

    names: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    place: NDArray[np.int32]
    stay: _Floats
    come: _Floats

    def pruned(self, best: _Floats) -> "tuple[_Left, _Floats]":
        """Give up names of which no state is within the beam of the best state."""
        tops = np.maximum.reduceat(best, self.starts)
        kept = tops > tops.max() - _BEAM
        lengths = self.ends - self.starts
        states = np.repeat(kept, lengths)
        ends = np.cumsum(lengths[kept])
        row = (self.place[states], self.stay[states], self.come[states])
        return _Left(self.names[kept], ends - lengths[kept], ends, *row), best[states]


class PhoneLoop:
    """Any phones one after another, each as often as it follows the one before in Dutch."""

    def __init__(self, model: ListeningModel, follows: NDArray[np.float64], insertion: float) -> None:
        """`follows` are log chances, phone x next phone, in the order of PHONES and silence last.

        `insertion` is what each phone costs besides, in nats.
        """
        self.phones = (*PHONES, SILENCE_PHONE)
        numbers = [model.definition.number[phone] for phone in self.phones]
        self.senones = model.definition.alone[numbers].reshape(-1)
        transitions = model.transitions[numbers]
        states = np.arange(STATES)
        self._stay = _log(transitions[:, states, states])
        self._come = _log(transitions[:, states, states + 1])
        self._follows = (follows - insertion).astype(np.float32)

    def score(self, emissions: _Floats) -> float:
        """Give the log likelihood in nats of the best row of phones; `emissions` are frames x `senones`."""
        frames = emissions.reshape(len(emissions), -1, STATES)
        best = np.full(frames.shape[1:], IMPOSSIBLE, np.float32)
        best[:, 0] = frames[0, :, 0]
        for frame in frames[1:]:
            left = best[:, -1] + self._come[:, -1]
            entered = (left[:, np.newaxis] + self._follows).max(axis=0)
            moved = best[:, :-1] + self._come[:, :-1]
            best += self._stay
            np.maximum(best[:, 0], entered, out=best[:, 0])
            np.maximum(best[:, 1:], moved, out=best[:, 1:])
            best += frame
        return float((best[:, -1] + self._come[:, -1]).max())


def _log(chances: NDArray[np.float64]) -> _Floats:
    logs: _Floats = np.log(np.maximum(chances, _LEAST_CHANCE)).astype(np.float32)
    return logs
