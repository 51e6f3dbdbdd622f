"""Scores of names and of anything at all, beside the plain Viterbi algorithm over their states."""

import math
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.gazetteer import PHONES, Phones
from veertien.speech.hmm import SILENCE_PHONE, ModelDefinition, PhoneticModel
from veertien.speech.recognition.scoring import Candidates, PhoneLoop

Scores = NDArray[np.float32]

NAMES: tuple[Phones, ...] = (("ɔ", "s"), ("ɛi",), ("h", "oː", "r", "n"), ("ʏ", "r", "ə", "k"))
FRAMES = 40
INSERTION = 2.0


@pytest.fixture(scope="module")
def heard(small_model: PhoneticModel) -> Scores:
    """Log likelihoods of every senone in some frames."""
    features = np.random.default_rng(7).normal(0, 2, (FRAMES, 3, 13))
    return small_model.log_likelihoods(features, range(small_model.definition.senone_count))


@pytest.fixture(scope="module")
def without_contexts(small_model: PhoneticModel) -> PhoneticModel:
    known = small_model.definition
    none = np.zeros((0, 4), np.int64)
    bare = ModelDefinition.of(known.phones, known.fillers, known.alone, none, none[:, :3])
    return replace(small_model, definition=bare, weights=small_model.weights[: bare.senone_count])


@pytest.fixture(scope="module")
def follows() -> NDArray[np.float64]:
    units = len(PHONES) + 1
    return np.log(np.random.default_rng(8).dirichlet(np.ones(units), units))


def chain_of(model: PhoneticModel, phones: Phones, before: bool, after: bool) -> list[tuple[int, float, float]]:
    """Senone of each state, log chance of staying in it and of leaving it; silence on either side or not."""
    silence = model.definition.alone[model.definition.number[SILENCE_PHONE]]
    parts = [(phone, senones) for phone, senones in zip(phones, model.senones_of(phones), strict=True)]
    parts = [(SILENCE_PHONE, silence)] * before + parts + [(SILENCE_PHONE, silence)] * after
    states = []
    for phone, senones in parts:
        rows = model.transitions[model.definition.number[phone]]
        states += [(int(senones[s]), math.log(rows[s, s]), math.log(rows[s, s + 1])) for s in range(3)]
    return states


def viterbi(states: list[tuple[int, float, float]], heard: Scores) -> float:
    best = {0: float(heard[0, states[0][0]])}
    for frame in heard[1:]:
        arrived: dict[int, float] = {}
        for place, score in best.items():
            for target, move in ((place, states[place][1]), (place + 1, states[place][2])):
                if target < len(states):
                    arrived[target] = max(
                        arrived.get(target, -math.inf), score + move + float(frame[states[target][0]])
                    )
        best = arrived
    return best.get(len(states) - 1, -math.inf)


def test_a_name_scores_as_its_best_path_with_or_without_silence_around(
    small_model: PhoneticModel, heard: Scores
) -> None:
    candidates = Candidates(small_model, NAMES)
    assert len(candidates) == len(NAMES)
    found = candidates.score(heard[:, candidates.senones])
    for score, name in zip(found, NAMES, strict=True):
        ways = [viterbi(chain_of(small_model, name, *sides), heard) for sides in product((False, True), repeat=2)]
        assert score == pytest.approx(max(ways), rel=1e-5)


def test_a_name_scores_the_same_whatever_else_there_is(small_model: PhoneticModel, heard: Scores) -> None:
    together = Candidates(small_model, NAMES)
    scores = together.score(heard[:, together.senones])
    for score, name in zip(scores, NAMES, strict=True):
        alone = Candidates(small_model, (name,))
        assert alone.score(heard[:, alone.senones]).tolist() == [score]
    twice = Candidates(small_model, (*reversed(NAMES), *NAMES))
    assert twice.score(heard[:, twice.senones]).tolist() == [*reversed(scores.tolist()), *scores.tolist()]


def test_a_name_in_the_sound_of_another_scores_below_it(small_model: PhoneticModel) -> None:
    candidates = Candidates(small_model, NAMES)
    for said, name in enumerate(NAMES):
        heard = np.full((FRAMES, small_model.definition.senone_count), -40.0, np.float32)
        states = small_model.senones_of(name).reshape(-1)
        heard[np.arange(FRAMES), states[np.arange(FRAMES) * len(states) // FRAMES]] = -10
        assert int(candidates.score(heard[:, candidates.senones]).argmax()) == said


def test_a_name_longer_than_the_sound_is_as_good_as_impossible(small_model: PhoneticModel, heard: Scores) -> None:
    candidates = Candidates(small_model, NAMES)
    # Three frames are enough for one phone, not for two.
    scores = candidates.score(heard[:3, candidates.senones])
    assert [score > -1e6 for score in scores] == [False, True, False, False]


def test_of_very_many_names_only_those_far_behind_are_given_up(small_model: PhoneticModel, heard: Scores) -> None:
    rng = np.random.default_rng(11)
    names = [tuple(rng.choice(PHONES, rng.integers(2, 6)).tolist()) for _ in range(700)]
    together = Candidates(small_model, names)
    found = together.score(heard[:, together.senones])
    half = [Candidates(small_model, part) for part in (names[:350], names[350:])]
    in_full = np.concatenate([one.score(heard[:, one.senones]) for one in half])
    left = found > -1e29
    assert np.array_equal(found[left], in_full[left])
    assert int(found.argmax()) == int(in_full.argmax())
    assert 0 < np.count_nonzero(left) < 700
    assert np.array_equal(together.score(heard[:, together.senones], in_full=True), in_full)


def test_a_loop_of_phones_fits_no_worse_than_any_name_but_for_what_its_phones_cost(
    without_contexts: PhoneticModel, heard: Scores, follows: NDArray[np.float64]
) -> None:
    loop = PhoneLoop(without_contexts, follows, INSERTION)
    anything = loop.score(heard[:, loop.senones])
    candidates = Candidates(without_contexts, NAMES)
    number = {phone: place for place, phone in enumerate(loop.phones)}
    for score, name in zip(candidates.score(heard[:, candidates.senones]), NAMES, strict=True):
        around = (SILENCE_PHONE, *name, SILENCE_PHONE)
        dearest = sum(float(follows[number[one], number[other]]) - INSERTION for one, other in pairwise(around))
        leaving = min(float(np.log(without_contexts.transitions[:, 2, 3]).min()), 0.0)
        assert anything >= score + dearest + leaving


def test_a_loop_of_phones_scores_as_its_best_row_of_phones(
    without_contexts: PhoneticModel, heard: Scores, follows: NDArray[np.float64]
) -> None:
    """In nine frames there are one, two or three phones: all rows of so many, among five phones."""
    few = ("ɔ", "s", "h", "r", SILENCE_PHONE)
    loop = PhoneLoop(without_contexts, follows, INSERTION)
    number = {phone: place for place, phone in enumerate(loop.phones)}
    closed = np.full_like(follows, -1e9)
    places = [number[phone] for phone in few]
    closed[np.ix_(places, places)] = follows[np.ix_(places, places)]
    # Others can't be entered, and what can't be heard isn't begun with.
    frames = heard[:9].copy()
    others = [phone for phone in loop.phones if phone not in few]
    frames[:, without_contexts.definition.alone[[without_contexts.definition.number[one] for one in others]]] = -1e6

    def best(row: tuple[str, ...]) -> float:
        chain = [state for phone in row for state in _states(without_contexts, phone)]
        cost = sum(float(follows[number[one], number[other]]) - INSERTION for one, other in pairwise(row))
        return viterbi(chain, frames) + cost + chain[-1][2]

    rows = [row for count in (1, 2, 3) for row in product(few, repeat=count)]
    found = PhoneLoop(without_contexts, closed, INSERTION).score(frames[:, loop.senones])
    assert found == pytest.approx(max(map(best, rows)), rel=1e-5)


def _states(model: PhoneticModel, phone: str) -> list[tuple[int, float, float]]:
    number = model.definition.number[phone]
    rows = model.transitions[number]
    senones = model.definition.alone[number]
    return [(int(senones[s]), math.log(rows[s, s]), math.log(rows[s, s + 1])) for s in range(3)]


def test_the_dearer_a_phone_the_lower_the_score(
    small_model: PhoneticModel, heard: Scores, follows: NDArray[np.float64]
) -> None:
    scores = []
    for cost in (0.0, 2.0, 20.0):
        loop = PhoneLoop(small_model, follows, cost)
        scores.append(loop.score(heard[:, loop.senones]))
    assert scores[0] > scores[1] > scores[2]
