"""Evidence to a probability: fitted to answers of which it is known whether they were right."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from veertien.speech.acoustic_model.acoustics import CALIBRATION, shipped_model
from veertien.speech.acoustic_model.confidence import TERMS, Calibration, Evidence, calibrate

CLEAR = Evidence(margin=60.0, background=0.8, fit=-2.0, worst=-6.0, unevenness=0.4, phones=8, choices=10, around=False)
NUMBERS = st.floats(-1e30, 1e30)
COUNTS = st.integers(1, 10_000)


@pytest.fixture(scope="module")
def shipped() -> Calibration:
    with shipped_model() as directory:
        return Calibration.from_json((directory / CALIBRATION).read_text("utf-8"))


def simulated(count: int, seed: int = 1) -> list[Evidence]:
    rng = np.random.default_rng(seed)
    return [
        Evidence(
            margin=rng.normal(20, 30),
            background=rng.normal(0.2, 0.5),
            fit=rng.normal(-4, 2),
            worst=rng.normal(-12, 4),
            unevenness=rng.uniform(0.2, 0.8),
            phones=int(rng.integers(3, 15)),
            choices=int(rng.integers(2, 40)),
            around=bool(rng.random() < 0.2),
        )
        for _ in range(count)
    ]


def answers(evidence: list[Evidence], truth: Calibration, seed: int = 2) -> NDArray[np.bool_]:
    chances = np.array([truth.confidence(one) for one in evidence])
    return np.random.default_rng(seed).random(len(evidence)) < chances


@pytest.fixture(scope="module")
def truth() -> Calibration:
    weights = dict.fromkeys(TERMS, 0.0) | {"margin": 0.4, "background": 1.5, "worst": 0.2, "choices": -0.4}
    return Calibration(1.5, tuple(weights[term] for term in TERMS))


def test_each_term_has_a_name() -> None:
    assert len(TERMS) == len(CLEAR.terms())


def test_a_search_that_was_left_out_says_neither_that_it_agreed_nor_that_it_did_not() -> None:
    assert CLEAR.searched(found=True).terms()[-2:] == (1.0, 0.0)
    assert CLEAR.searched(found=False).terms()[-2:] == (0.0, 1.0)
    assert CLEAR.searched(found=True).unsearched() == CLEAR


@given(st.builds(Evidence, *[st.floats(allow_nan=False)] * 5, COUNTS, COUNTS, st.booleans()))
def test_whatever_the_evidence_it_is_a_probability(shipped: Calibration, evidence: Evidence) -> None:
    assert 0 < shipped.confidence(evidence) < 1


@given(NUMBERS, NUMBERS)
def test_a_wider_margin_never_makes_it_less_sure(shipped: Calibration, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert shipped.confidence(replace(CLEAR, margin=low)) <= shipped.confidence(replace(CLEAR, margin=high))


def test_a_clear_answer_is_sure_and_one_that_lost_is_less_sure(shipped: Calibration) -> None:
    assert shipped.confidence(CLEAR) > 0.5
    assert shipped.confidence(replace(CLEAR, margin=-60.0)) < shipped.confidence(CLEAR)


def test_speech_that_fits_anything_else_better_is_less_sure(shipped: Calibration) -> None:
    other = replace(CLEAR, margin=5.0, background=-0.5, fit=-8.0, worst=-20.0)
    assert shipped.confidence(other) < shipped.confidence(replace(CLEAR, margin=5.0))


def test_fitting_finds_the_weights_that_answers_were_drawn_by(truth: Calibration) -> None:
    evidence = simulated(6000)
    found = calibrate(evidence, answers(evidence, truth).tolist(), np.ones(6000))
    by_term = dict(zip(TERMS, found.weights, strict=True))
    assert by_term["margin"] == pytest.approx(0.4, abs=0.06)
    assert by_term["background"] == pytest.approx(1.5, abs=0.3)
    assert by_term["worst"] == pytest.approx(0.2, abs=0.05)
    assert by_term["choices"] == pytest.approx(-0.4, abs=0.2)
    # Where the truth has none, hardly any is found.
    assert abs(by_term["fit"]) < 0.1


def test_of_those_it_is_so_sure_of_so_many_are_right(truth: Calibration) -> None:
    evidence, unseen = simulated(4000), simulated(4000, 3)
    found = calibrate(evidence, answers(evidence, truth).tolist(), np.ones(4000))
    sure = np.array([found.confidence(one) for one in unseen])
    right = answers(unseen, truth, 4)
    for low, high in ((0.0, 0.25), (0.25, 0.5), (0.5, 0.75), (0.75, 1.0)):
        inside = (sure >= low) & (sure < high)
        assert right[inside].mean() == pytest.approx(sure[inside].mean(), abs=0.06)


def test_answers_count_as_much_as_their_weight(truth: Calibration) -> None:
    evidence = simulated(1000)
    right = answers(evidence, truth)
    once = calibrate(evidence, right.tolist(), np.where(right, 3.0, 1.0))
    repeated = [one for one, good in zip(evidence, right, strict=True) for _ in range(3 if good else 1)]
    thrice = calibrate(repeated, [good for good in right for _ in range(3 if good else 1)], np.ones(len(repeated)))
    sure = [[fitted.confidence(one) for one in evidence[:50]] for fitted in (once, thrice)]
    assert sure[0] == pytest.approx(sure[1], abs=0.02)


def test_answers_that_are_all_right_make_it_sure_and_not_infinite() -> None:
    evidence = simulated(200)
    found = calibrate(evidence, [True] * 200, np.ones(200))
    assert all(map(math.isfinite, (found.constant, *found.weights)))
    assert found.confidence(evidence[0]) > 0.9


def test_evidence_that_never_differs_weighs_nothing(truth: Calibration) -> None:
    evidence = [replace(one, choices=2) for one in simulated(500)]
    found = calibrate(evidence, answers(evidence, truth).tolist(), np.ones(500))
    assert found.weights[TERMS.index("choices")] == pytest.approx(0)


@given(st.lists(NUMBERS, min_size=1 + len(TERMS), max_size=1 + len(TERMS)))
def test_what_is_written_is_read(numbers: list[float]) -> None:
    calibration = Calibration(numbers[0], tuple(numbers[1:]))
    assert Calibration.from_json(calibration.to_json()) == calibration


WHOLE: dict[str, object] = {"terms": list(TERMS), "constant": 1.0, "weights": [0.5] * len(TERMS)}


CHANGES: tuple[dict[str, object], ...] = (
    {"terms": ["margin"]},
    {"terms": None},
    {"weights": None},
    {"weights": 5},
    {"weights": {}},
    {"weights": [0.5]},
    {"weights": [[]] * len(TERMS)},
    {"weights": ["much"] * len(TERMS)},
    {"weights": [math.nan] * len(TERMS)},
    {"constant": math.inf},
    {"constant": None},
    {"constant": 10**400},
)


def test_the_file_says_what_the_weights_are_of() -> None:
    assert json.loads(Calibration(1.0, (0.5,) * len(TERMS)).to_json()) == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "14",
        "[" * 100_000,
        *(json.dumps(WHOLE | change) for change in CHANGES),
        *(json.dumps({key: value for key, value in WHOLE.items() if key != gone}) for gone in WHOLE),
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Calibration.from_json(text)


@given(st.text(max_size=100))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Calibration.from_json(text)
