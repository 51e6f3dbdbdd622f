"""The best way through the states of words that were said: found, scored, and over what was left out."""

import itertools
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from veertien.speech.hmm import SILENCE_PHONE, PhoneticModel, Triphone, WordPosition
from veertien.speech.hmm.alignment import Layout, align, best_path, best_paths, lay_out

Floats = NDArray[np.float64]

STAY, GO = np.log(0.7), np.log(0.3)


def layout(phones: str, optional: str = "") -> Layout:
    """A row of phones, a letter each, some of them optional by number."""
    places = set(map(int, optional))
    count = len(phones)
    return Layout(
        tuple(phones), tuple(place in places for place in range(count)), np.arange(3 * count).reshape(count, 3)
    )


def sounding_like(states: list[int], row: Layout) -> Floats:
    """Emissions by which each frame is one state and no other."""
    emissions = np.full((len(states), 3 * len(row.phones)), -50.0)
    emissions[np.arange(len(states)), states] = -1.0
    return emissions


@lru_cache
def all_paths(optional: str) -> list[list[int]]:
    """Every path of 13 frames from the first state of four phones to the last: the rules, without a search."""

    def after(state: int) -> list[int]:
        found = [state, state + 1] if state < 11 else [state]
        if state % 3 == 2:
            skipped = itertools.takewhile(lambda place: str(place) in optional, range(state // 3 + 1, 3))
            found += [3 * (place + 1) for place in skipped]
        return found

    paths = [[0]]
    for _ in range(12):
        paths = [[*path, state] for path in paths for state in after(path[-1])]
    return [path for path in paths if path[-1] == 11]


def score_of(path: list[int], emissions: Floats) -> float:
    moves = sum(STAY if one == other else GO for one, other in itertools.pairwise(path))
    return float(moves + sum(emissions[frame, state] for frame, state in enumerate(path)))


@settings(max_examples=examples(20))
@given(optional=st.sampled_from(["", "1", "2", "12"]), seed=st.integers(0, 1000))
def test_no_path_is_better_than_the_one_found(optional: str, seed: int) -> None:
    row = layout("abcd", optional)
    emissions = np.random.default_rng(seed).normal(-3, 3, (13, 12))
    found = best_path(row, emissions)
    assert found is not None
    best = max(score_of(path, emissions) for path in all_paths(optional))
    assert found.score == pytest.approx(best)
    assert score_of(found.states.tolist(), emissions) == pytest.approx(best)


def test_each_state_has_the_frames_that_sound_like_it() -> None:
    row = layout("ab")
    said = [0, 0, 1, 2, 2, 2, 3, 4, 5, 5]
    found = best_path(row, sounding_like(said, row))
    assert found is not None
    assert found.states.tolist() == said
    assert found.senones.tolist() == said
    assert found.score == pytest.approx(-10 + 5 * GO + 4 * STAY)


@pytest.mark.parametrize("left_out", ["", "1", "2", "12"])
def test_what_may_be_left_out_is_there_when_it_sounds(left_out: str) -> None:
    row = layout("abcd", "12")
    said = [state for state in range(12) if str(state // 3) not in left_out for _ in range(2)]
    found = best_path(row, sounding_like(said, row))
    assert found is not None
    assert found.states.tolist() == said


def test_what_may_not_be_left_out_has_its_frames_whatever_it_sounds_like() -> None:
    row = layout("abc")
    found = best_path(row, sounding_like([0, 1, 2, 2, 2, 2, 6, 7, 8], row))
    assert found is not None
    assert {1} <= set((found.states // 3).tolist())


def test_with_fewer_frames_than_states_there_is_no_path() -> None:
    row = layout("ab")
    assert best_path(row, np.zeros((5, 6))) is None
    found = best_path(row, np.zeros((6, 6)))
    assert found is not None
    assert found.states.tolist() == [0, 1, 2, 3, 4, 5]


def test_words_stand_between_silences_that_may_be_left_out_inside(small_model: PhoneticModel) -> None:
    row = lay_out(small_model, [("ɔ", "s"), ("h", "oː", "r")])
    assert row.phones == (SILENCE_PHONE, "ɔ", "s", SILENCE_PHONE, "h", "oː", "r", SILENCE_PHONE)
    assert [place for place, optional in enumerate(row.optional) if optional] == [3]


@pytest.mark.parametrize(
    ("word", "may_lose_it"),
    [(("l", "oː", "p", "ə", "n"), True), (("l", "aː", "n"), False), (("ə", "n"), False), (("n",), False)],
)
def test_the_n_of_a_final_en_may_be_left_out(
    small_model: PhoneticModel, word: tuple[str, ...], may_lose_it: bool
) -> None:
    assert lay_out(small_model, [word]).optional[len(word)] is may_lose_it


def test_phones_have_the_senones_of_their_neighbours_over_a_silence_that_may_be_left_out(
    small_model: PhoneticModel,
) -> None:
    row = lay_out(small_model, [("ɔ", "s"), ("t",)])
    definition = small_model.definition
    assert (
        row.senones[1].tolist() == definition.senones_of(Triphone("ɔ", SILENCE_PHONE, "s", WordPosition.BEGIN)).tolist()
    )
    assert row.senones[2].tolist() == definition.senones_of(Triphone("s", "ɔ", "t", WordPosition.END)).tolist()
    silence = definition.alone[definition.number[SILENCE_PHONE]].tolist()
    assert [row.senones[place].tolist() for place in (0, 3, 5)] == [silence] * 3


def test_features_are_aligned_with_the_words(small_model: PhoneticModel) -> None:
    """Frames drawn from the model itself, ten of each state, come back as these states."""
    words = [("h", "oː", "r"), ("ɛi",)]
    row = lay_out(small_model, words)
    rng = np.random.default_rng(5)
    states = [state for state in range(3 * len(row.phones)) for _ in range(10)]
    frames = np.empty((len(states), 3, 13))
    for frame, state in enumerate(states):
        senone = int(row.senones.reshape(-1)[state])
        codebook = small_model.definition.owners[senone]
        for stream in range(3):
            density = int(rng.choice(4, p=small_model.weights[senone, stream]))
            spread = np.sqrt(small_model.variances[codebook, stream, density])
            frames[frame, stream] = rng.normal(small_model.means[codebook, stream, density], spread)
    found = align(small_model, frames, words)
    assert found is not None
    # The states of one phone share its Gaussians; phones are told apart for certain.
    assert (found.states // 3 == np.array(states) // 3).mean() > 0.95


def test_too_few_frames_for_the_words_align_with_nothing(small_model: PhoneticModel) -> None:
    assert align(small_model, np.zeros((10, 3, 13)), [("ɔ", "s")]) is None
    assert align(small_model, np.zeros((0, 3, 13)), [("ɔ", "s")]) is None


def test_several_layouts_align_at_once_as_they_do_one_by_one(small_model: PhoneticModel) -> None:
    rng = np.random.default_rng(3)
    rows = ((("h", "oː", "r", "n"),), (("l", "oː", "p", "ə", "n"), ("ɔ", "s")), (("h", "oː", "r", "n"),) * 9)
    layouts = [lay_out(small_model, words) for words in rows]
    emissions = [rng.normal(-20, 5, (60, layout.senones.size)) for layout in layouts]
    together = best_paths(layouts, emissions)
    for layout, one, found in zip(layouts, emissions, together, strict=True):
        alone = best_path(layout, one)
        assert (alone is None) == (found is None)
        if alone is not None and found is not None:
            assert alone.states.tolist() == found.states.tolist()
            assert alone.score == found.score
    assert [found is None for found in together] == [False, False, True]
