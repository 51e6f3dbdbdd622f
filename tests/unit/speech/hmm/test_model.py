"""A phonetically tied mixture: its likelihoods are those of the formula, worked out slowly here."""

import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.speech.hmm import SILENCE_PHONE, CompactModel, PhoneticModel, Triphone, WordPosition
from veertien.speech.hmm.model import position_in

Floats = NDArray[np.float64]


@pytest.fixture
def features() -> Floats:
    return np.random.default_rng(3).normal(0, 2, (7, 3, 13))


def slowly(model: PhoneticModel, vectors: Floats, senone: int) -> float:
    """The log likelihood of one frame: three mixtures of independent normal distributions, multiplied."""
    codebook = int(model.definition.owners[senone])
    total = 0.0
    for stream in range(3):
        mixture = 0.0
        for density, weight in enumerate(model.weights[senone, stream]):
            mean, variance = model.means[codebook, stream, density], model.variances[codebook, stream, density]
            exponent = -((vectors[stream] - mean) ** 2 / variance).sum() / 2
            mixture += weight * math.exp(exponent) / math.sqrt(float(np.prod(2 * np.pi * variance)))
        total += math.log(mixture)
    return total


def test_log_likelihoods_are_those_of_the_mixtures(small_model: PhoneticModel, features: Floats) -> None:
    senones = [0, 5, 5, 40, small_model.definition.senone_count - 1]
    found = small_model.log_likelihoods(features, senones)
    expected = [[slowly(small_model, frame, senone) for senone in senones] for frame in features]
    assert found.shape == (7, 5)
    assert found == pytest.approx(np.array(expected), rel=1e-4, abs=1e-3)


def test_a_compact_model_hears_as_the_whole_one_does(
    small_model: PhoneticModel, features: Floats, tmp_path: Path
) -> None:
    weights = small_model.weights.copy()
    # Next to nothing: where all that is near weighs so little, what a weight is at least is all there is.
    weights[:, :, 0] = 1e-9
    small_model.with_parameters(small_model.means, small_model.variances, weights).write(tmp_path)
    whole, compact = PhoneticModel.read(tmp_path, 8000), CompactModel.read(tmp_path, 8000)
    senones = range(whole.definition.senone_count)
    near = np.concatenate((features, whole.means[:7, :, 0]))
    expected = whole.log_likelihoods(near, senones)
    assert compact.log_likelihoods(near, senones) == pytest.approx(expected, rel=1e-5, abs=1e-4)


def test_a_compact_model_keeps_a_byte_a_weight(small_model: PhoneticModel, tmp_path: Path) -> None:
    small_model.write(tmp_path)
    compact = CompactModel.read(tmp_path, 8000)
    assert compact.levels.nbytes == small_model.weights.size
    # Of its own: a part of the file's bytes would keep them all.
    assert compact.levels.base is None


def test_a_frame_far_from_everything_is_unlikely_but_not_impossible(small_model: PhoneticModel) -> None:
    found = small_model.log_likelihoods(np.full((1, 3, 13), 300.0), range(10))
    assert np.isfinite(found).all()
    assert found.max() < -10_000


def test_no_frames_have_no_likelihoods(small_model: PhoneticModel) -> None:
    assert small_model.log_likelihoods(np.zeros((0, 3, 13)), [1, 2]).shape == (0, 2)


def test_posteriors_share_a_frame_out_over_the_densities(small_model: PhoneticModel, features: Floats) -> None:
    senones = np.array([3, 4, 5, 3, 4, 5, 3])
    (codebook,) = set(small_model.definition.owners[senones].tolist())
    heard = features.astype(np.float32)
    shares, total = small_model.posteriors(codebook, small_model.weights[senones], heard)
    assert [one.shape for one in shares] == [(7, 4)] * 3
    for share in shares:
        assert share.sum(axis=1) == pytest.approx(1)
    one_by_one = [slowly(small_model, frame, senone) for frame, senone in zip(features, senones, strict=True)]
    assert total == pytest.approx(sum(one_by_one), rel=1e-4)


def test_parameters_have_floors_and_weights_add_up(small_model: PhoneticModel) -> None:
    weights = np.zeros_like(small_model.weights)
    weights[..., 0] = 7
    found = small_model.with_parameters(small_model.means, np.zeros_like(small_model.variances), weights)
    assert found.variances.min() > 0
    assert found.weights.min() > 0
    assert found.weights.sum(axis=2) == pytest.approx(1)
    assert np.isfinite(found.log_likelihoods(np.zeros((1, 3, 13)), range(9))).all()


def test_a_word_has_the_senones_of_its_phones_between_silences(small_model: PhoneticModel) -> None:
    definition = small_model.definition

    def alone(phone: str) -> list[int]:
        found: list[int] = definition.alone[definition.number[phone]].tolist()
        return found

    begins, ends = (
        definition.senones_of(triphone).tolist()
        for triphone in (
            Triphone("ɔ", SILENCE_PHONE, "s", WordPosition.BEGIN),
            Triphone("s", "ɔ", SILENCE_PHONE, WordPosition.END),
        )
    )
    assert small_model.senones_of(("ɔ", "s")).tolist() == [begins, ends]
    assert begins != alone("ɔ")
    assert small_model.senones_of(("k", "ɑ")).tolist() == [alone("k"), alone("ɑ")]


@pytest.mark.parametrize(
    ("length", "positions"),
    [
        (1, [WordPosition.SINGLE]),
        (2, [WordPosition.BEGIN, WordPosition.END]),
        (4, [WordPosition.BEGIN, WordPosition.INTERNAL, WordPosition.INTERNAL, WordPosition.END]),
    ],
)
def test_where_a_phone_stands(length: int, positions: list[WordPosition]) -> None:
    assert [position_in(place, length) for place in range(length)] == positions
