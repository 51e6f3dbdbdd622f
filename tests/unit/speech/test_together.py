"""One answer looked for among own names and among every name."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.conversation import YES, Command, Guess
from veertien.speech import Phrase
from veertien.speech.acoustic_model.confidence import Calibration
from veertien.speech.acoustic_model.joined_evidence import TERMS, JoiningWeights
from veertien.speech.recognition.doubt import MOST_CANDIDATES, Candidate, Doubt
from veertien.speech.recognition.recogniser import MOST_GUESSES, Recognition
from veertien.speech.recognition.together import together

DOUBTED = 0.4
TIEL, RIEL, LOCHEM, BERGEN, OTHER_BERGEN = "GM0281", "GM0855", "GM0262", "GM0373", "GM0893"


def heard(*guesses: tuple[str, float], alike: int = 1) -> Recognition:
    return Recognition(tuple(Guess(key, sure, key) for key, sure in guesses), 1.0, 0.1, alike=alike)


def guesses(recognition: Recognition) -> list[tuple[str, float]]:
    return [(guess.key, round(guess.confidence, 6)) for guess in recognition.guesses]


def test_a_sure_own_name_stays_sure_where_a_place_fits_a_little() -> None:
    found = together(heard((TIEL, 0.93)), heard((RIEL, 0.26), (TIEL, 0.26)), DOUBTED)
    assert guesses(found) == [(TIEL, 0.93), (RIEL, 0.208)]
    assert found.alike == 1


def test_a_place_that_fits_well_is_a_rival() -> None:
    found = together(heard((LOCHEM, 0.97)), heard((RIEL, 0.95)), DOUBTED)
    assert guesses(found) == [(LOCHEM, 0.97), (RIEL, 0.76)]


def test_where_no_own_name_fits_a_place_counts_in_full() -> None:
    assert guesses(together(heard((LOCHEM, 0.3)), heard((RIEL, 0.95)), DOUBTED)) == [(RIEL, 0.95), (LOCHEM, 0.3)]
    assert guesses(together(heard(), heard((RIEL, 0.95)), DOUBTED)) == [(RIEL, 0.95)]
    assert guesses(together(heard(), heard(), DOUBTED)) == []


@pytest.mark.parametrize(
    ("own", "every", "alike"),
    [
        pytest.param(heard((TIEL, 0.6)), heard((RIEL, 0.7)), 2, id="nearly equal"),
        pytest.param(heard((TIEL, 0.9)), heard((RIEL, 0.7)), 1, id="far apart"),
        pytest.param(heard((TIEL, 0.45)), heard((RIEL, 0.45)), 1, id="the second is of no use"),
        pytest.param(heard((TIEL, 0.6), (Command.PERSON, 0.55)), heard(), 1, id="one is no name"),
        pytest.param(heard((YES, 0.6), (TIEL, 0.55)), heard(), 1, id="one is an answer"),
    ],
)
def test_which_guesses_only_the_caller_can_tell_apart(own: Recognition, every: Recognition, alike: int) -> None:
    assert together(own, every, DOUBTED).alike == alike


@pytest.mark.parametrize(("sure", "asked"), [(0.55, True), (0.65, False)])
def test_a_second_ear_is_asked_where_no_name_of_the_country_is_sure_enough(sure: float, *, asked: bool) -> None:
    candidate = Candidate((Phrase("Tiel", TIEL),), "Tiel", 0.0, 0.0, sure, False)
    doubt = Doubt(b"", (candidate,), JoiningWeights(0.1, Calibration(0.0, (0.0,) * len(TERMS))))
    own, every = (replace(heard((key, confidence)), doubt=doubt) for key, confidence in ((TIEL, sure), (RIEL, 0.1)))
    assert (together(own, every, DOUBTED).doubt is not None) == asked


def fits(*totals: tuple[str, float]) -> Doubt:
    """Return what a search leaves open in which these answers fit so well, in nats."""
    candidates = tuple(Candidate((Phrase(key, key),), key, total, 0.0, 0.0, False) for key, total in totals)
    return Doubt(b"", candidates, JoiningWeights(0.1, Calibration(0.0, (0.0,) * len(TERMS))))


@pytest.mark.parametrize(
    ("own", "every", "asked"),
    [
        pytest.param((TIEL, 0.8), (RIEL, 0.9), True, id="different names"),
        pytest.param((TIEL, 0.8), (TIEL, 0.9), False, id="the same name"),
        pytest.param((Command.PERSON, 0.8), (RIEL, 0.7), False, id="one is no name"),
        pytest.param((TIEL, 0.99), (RIEL, 0.9), False, id="a clear answer waits for nobody"),
    ],
)
def test_a_second_ear_is_asked_which_of_two_names_comes_first(
    own: tuple[str, float], every: tuple[str, float], *, asked: bool
) -> None:
    both = fits((own[0], -10.0), (RIEL, 0.0), (TIEL, -20.0))
    doubt = together(replace(heard(own), doubt=both), replace(heard(every), doubt=both), DOUBTED).doubt
    assert (doubt is not None) == asked
    if doubt is not None:
        assert doubt.led
        assert doubt.texts == (TIEL, RIEL)


@pytest.mark.parametrize(
    ("sure", "behind", "found"),
    [
        pytest.param(0.9, 80.0, [(RIEL, 0.72), (TIEL, 0.097)], id="far behind"),
        pytest.param(0.9, 60.0, [(TIEL, 0.97), (RIEL, 0.72)], id="not so far"),
        pytest.param(0.7, 80.0, [(TIEL, 0.97), (RIEL, 0.56)], id="behind a name that may not be said either"),
    ],
)
def test_an_own_name_far_behind_another_name_counts_for_what_that_one_leaves(
    sure: float, behind: float, found: list[tuple[str, float]]
) -> None:
    every = replace(heard((RIEL, sure)), doubt=fits((RIEL, -100.0), (TIEL, -100.0 - behind)))
    assert guesses(together(heard((TIEL, 0.97)), every, DOUBTED)) == found


def test_an_own_name_out_of_reach_is_far_behind() -> None:
    nearby = [(f"GM{number:04}", -101.0) for number in range(1, MOST_CANDIDATES)]
    few, many = fits((RIEL, -100.0)), fits((RIEL, -100.0), *nearby)
    found = [
        together(heard((TIEL, 0.97)), replace(heard((RIEL, 0.9)), doubt=doubt), DOUBTED).guesses[0].key
        for doubt in (few, many)
    ]
    assert found == [RIEL, TIEL], "where there was no room for it, it may be close behind"


@pytest.mark.parametrize(("own", "every"), [(Command.PERSON, RIEL), (TIEL, Command.PERSON)])
def test_what_is_no_name_makes_no_name_less_sure_and_is_made_so_by_none(own: str, every: str) -> None:
    doubted = replace(heard((every, 0.9)), doubt=fits((every, -100.0), (own, -200.0)))
    assert guesses(together(heard((own, 0.97)), doubted, DOUBTED))[0] == (own, 0.97)


def test_a_place_of_several_municipalities_stays_one_of_several() -> None:
    found = together(heard(), heard((TIEL, 0.5), (RIEL, 0.5), alike=2), DOUBTED)
    assert (guesses(found), found.alike) == ([(TIEL, 0.5), (RIEL, 0.5)], 2)


def test_own_names_that_sound_the_same_go_before_any_place() -> None:
    own = heard((BERGEN, 0.5), (OTHER_BERGEN, 0.5), alike=2)
    found = together(own, heard((RIEL, 0.9)), DOUBTED)
    assert (guesses(found), found.alike) == ([(BERGEN, 0.5), (OTHER_BERGEN, 0.5)], 2)


KEYS = st.sampled_from([TIEL, RIEL, LOCHEM, BERGEN, YES, Command.PERSON])
HEARD = st.lists(st.tuples(KEYS, st.floats(0, 1)), max_size=MOST_GUESSES, unique_by=lambda one: one[0]).map(
    lambda found: heard(*sorted(found, key=lambda one: -one[1]))
)


@given(HEARD, HEARD)
def test_whatever_was_heard_the_surest_comes_first_and_no_key_twice(own: Recognition, every: Recognition) -> None:
    found = together(own, every, DOUBTED)
    sure = [guess.confidence for guess in found.guesses]
    assert sure == sorted(sure, reverse=True)
    assert len({guess.key for guess in found.guesses}) == len(sure) <= MOST_GUESSES
    assert 1 <= found.alike <= max(1, len(sure))
    assert bool(sure) == bool(own.guesses or every.guesses)
