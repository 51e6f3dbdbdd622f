"""Which state of which phone each frame belongs to, given what is said.

Words become a row of phones, some of which may be left out: silence between words, the n of a final -en. The best way
through its states, three to a phone, is found by the Viterbi algorithm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veertien.speech.hmm.definition import SILENCE_PHONE, STATES
from veertien.speech.hmm.frontend import Floats
from veertien.speech.hmm.model import ListeningModel, position_in

_STAY, _GO = np.log(0.7), np.log(0.3)
"""Chances of staying in a state and of leaving it, all alike: what matters here is the sound."""

_MOST_OPTIONAL = 2
"""Optional phones that may follow one another: a final n, then the silence after it."""

_IMPOSSIBLE = -1e30


@dataclass(frozen=True, slots=True)
class Layout:
    """A row of phones, silence first and last; which may be left out; the senones of each (phones x 3)."""

    phones: tuple[str, ...]
    optional: tuple[bool, ...]
    senones: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Alignment:
    """For each frame its state, by number in the layout, three to a phone; log likelihood of all frames in nats."""

    layout: Layout
    states: NDArray[np.int64]
    score: float

    @property
    def senones(self) -> NDArray[np.int64]:
        """The senone of each frame."""
        found: NDArray[np.int64] = self.layout.senones.reshape(-1)[self.states]
        return found


def lay_out(model: ListeningModel, words: Sequence[Sequence[str]]) -> Layout:
    """Lay words, each a row of phones, out one after another, each in the context of its neighbours."""
    row: list[tuple[str, int, int]] = [(SILENCE_PHONE, 0, 1)]
    optional = [False]
    for number, word in enumerate(words):
        for place, phone in enumerate(word):
            row.append((phone, place, len(word)))
            optional.append(place == len(word) - 1 > 1 and phone == "n" and word[place - 1] == "ə")
        row.append((SILENCE_PHONE, 0, 1))
        optional.append(number < len(words) - 1)
    senones = np.empty((len(row), STATES), np.int64)
    senones[:] = model.definition.alone[model.definition.number[SILENCE_PHONE]]
    # A silence that may be left out doesn't stand between two phones.
    spoken = [place for place, (phone, _, _) in enumerate(row) if phone != SILENCE_PHONE or not optional[place]]
    phones = np.array([model.definition.number[phone] for phone, _, _ in row])[spoken]
    positions = np.array([position_in(within, length) for _, within, length in row])[spoken]
    inner = spoken[1:-1]
    senones[inner] = model.definition.senones_in(positions[1:-1], phones[1:-1], phones[:-2], phones[2:])
    return Layout(tuple(phone for phone, _, _ in row), tuple(optional), senones)


def align(model: ListeningModel, features: Floats, words: Sequence[Sequence[str]]) -> Alignment | None:
    """Align `features` (frames x 3 x 13) with words in this order; None when there are fewer frames than states."""
    layout = lay_out(model, words)
    used, place = np.unique(layout.senones.reshape(-1), return_inverse=True)
    return best_path(layout, model.log_likelihoods(features, used)[:, place].astype(np.float64))


def best_path(layout: Layout, emissions: Floats) -> Alignment | None:
    """Find the best path from the first state to the last, None in too few frames.

    `emissions` are frames x states of the layout.
    """
    return best_paths((layout,), (emissions,))[0]


def best_paths(layouts: Sequence[Layout], emissions: Sequence[Floats]) -> list[Alignment | None]:
    """Find the best path through each of several layouts in the same frames, all at once; None for those too long."""
    frames = len(emissions[0])
    # One behind the other: no step that is allowed leads from one into the next.
    reach = STATES * _MOST_OPTIONAL + 1
    steps = np.array([0, *range(1, reach + 1, STATES)])
    lengths = [one.shape[1] for one in emissions]
    if frames < min(lengths):
        return [None] * len(layouts)
    starts = np.cumsum([0, *lengths[:-1]])
    states = sum(lengths)
    row = np.concatenate(emissions, axis=1)
    allowed = np.concatenate([_allowed(layout.optional, len(steps)) for layout in layouts], axis=1)
    best = np.full(reach + states, _IMPOSSIBLE)
    best[reach + starts] = row[0, starts]
    sources = [best[reach - step : reach - step + states] for step in steps]
    came = np.zeros((frames, states), np.int8)
    choices = np.empty((len(steps), states))
    columns = np.arange(states)
    for frame in range(1, frames):
        for choice, source in enumerate(sources):
            np.add(source, allowed[choice], out=choices[choice])
        came[frame] = choices.argmax(axis=0)
        best[reach:] = choices[came[frame], columns] + row[frame]
    found: list[Alignment | None] = []
    for layout, start, length in zip(layouts, starts.tolist(), lengths, strict=True):
        if frames < length:
            found.append(None)
            continue
        path = np.empty(frames, np.int64)
        state = start + length - 1
        for frame in range(frames - 1, -1, -1):
            path[frame] = state - start
            state -= int(steps[came[frame, state]])
        found.append(Alignment(layout, path, float(best[reach + start + length - 1])))
    return found


def _allowed(optional: Sequence[bool], ways: int) -> Floats:
    """Give the log chance of coming into each state: by staying, from the one before, over what is left out."""
    allowed = np.full((ways, STATES * len(optional)), _IMPOSSIBLE)
    allowed[0], allowed[1, 1:] = _STAY, _GO
    for phone in range(len(optional)):
        for skipped in range(1, ways - 1):
            # A phone is entered by its first state, from the last state of the phone before those left out.
            if phone > skipped and all(optional[phone - skipped : phone]):
                allowed[1 + skipped, STATES * phone] = _GO
    return allowed
