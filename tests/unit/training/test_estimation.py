"""Maximum a posteriori estimation: between what was believed and what the data say, by how much of them there is."""

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.speech.hmm import PhoneticModel
from veertien.training.estimation import Prior, Statistics, by_phone, carried_over, gather, prior_of, updated

Features = NDArray[np.float32]

PHONE = 5
EVERYTHING, NOTHING = 1e12, 1e-9


def drawn(
    model: PhoneticModel, frames: int, phones: tuple[int, ...] = (PHONE,), shift: float = 0.0
) -> tuple[NDArray[np.int32], Features]:
    """Frames of some phones' first states, each near one of the phone's Gaussians."""
    rng = np.random.default_rng(frames)
    owner = rng.choice(phones, frames)
    density = rng.integers(4, size=(frames, 3))
    stream = np.arange(3)
    means = model.means[owner[:, np.newaxis], stream, density]
    features = rng.normal(means + shift, np.sqrt(model.variances[owner[:, np.newaxis], stream, density]))
    return model.definition.alone[owner, 0].astype(np.int32), features.astype(np.float32)


def statistics(model: PhoneticModel, senones: NDArray[np.int32], features: Features) -> Statistics:
    return gather(model, by_phone(model, [(senones, features, features)]))


def test_frames_are_grouped_by_the_phone_they_belong_to(small_model: PhoneticModel) -> None:
    first, second = drawn(small_model, 40, (2, 7)), drawn(small_model, 30, (7, 11))
    frames = by_phone(small_model, [(senones, features, features) for senones, features in (first, second)])
    assert sorted(frames) == [2, 7, 11]
    assert sum(len(group.senones) for group in frames.values()) == 70
    for phone, group in frames.items():
        assert (small_model.definition.owners[group.senones] == phone).all()
        assert group.heard is group.learnt
    both = np.concatenate((first[1], second[1]))
    owners = small_model.definition.owners[np.concatenate((first[0], second[0]))]
    assert np.array_equal(frames[7].heard, both[owners == 7])


def test_what_is_heard_and_what_is_learnt_stay_together(small_model: PhoneticModel) -> None:
    senones, features = drawn(small_model, 50, (2, 7))
    for group in by_phone(small_model, [(senones, features, features + 1)]).values():
        assert np.array_equal(group.learnt, group.heard + 1)


def test_a_recording_that_counts_three_times_says_as_much_as_three(small_model: PhoneticModel) -> None:
    senones, features = drawn(small_model, 60, (2, 7))
    one = (senones, features, features)
    thrice = gather(small_model, by_phone(small_model, [one, one], [1.0, 3.0]))
    four = gather(small_model, by_phone(small_model, [one] * 4))
    assert np.allclose(thrice.sums, four.sums, rtol=1e-4, atol=1e-3)
    assert np.allclose(thrice.weights, four.weights, rtol=1e-4, atol=1e-3)


def test_every_frame_counts_once(small_model: PhoneticModel) -> None:
    senones, features = drawn(small_model, 500, (2, 7))
    found = statistics(small_model, senones, features)
    assert found.occupancy.sum(axis=(0, 2)) == pytest.approx(500)
    assert found.weights.sum(axis=(0, 2)) == pytest.approx(500)
    assert found.occupancy[2].sum() == pytest.approx(3 * (small_model.definition.owners[senones] == 2).sum())
    assert found.sums.sum(axis=(0, 2)) == pytest.approx(features.sum(axis=0), rel=1e-3, abs=0.1)
    assert found.squares.sum(axis=(0, 2)) == pytest.approx((features**2).sum(axis=0), rel=1e-3)


def test_the_log_likelihood_is_the_mean_of_the_frames(small_model: PhoneticModel) -> None:
    senones, features = drawn(small_model, 100)
    by_senone = small_model.log_likelihoods(features.astype(np.float64), senones[:1])
    assert statistics(small_model, senones, features).log_likelihood == pytest.approx(by_senone.mean(), rel=1e-4)


def test_no_data_change_what_is_believed_firmly(small_model: PhoneticModel) -> None:
    found = updated(
        small_model,
        statistics(small_model, *drawn(small_model, 500, shift=2.0)),
        prior_of(small_model, EVERYTHING, EVERYTHING),
    )
    assert found.means == pytest.approx(small_model.means, abs=1e-6)
    assert found.variances == pytest.approx(small_model.variances, abs=1e-3)
    assert found.weights == pytest.approx(small_model.weights, abs=1e-5)


def test_what_is_hardly_believed_gives_way_to_the_data(small_model: PhoneticModel) -> None:
    senones, features = drawn(small_model, 2000, shift=1.0)
    said = statistics(small_model, senones, features)
    found = updated(small_model, said, prior_of(small_model, NOTHING, NOTHING))
    # Shared out over the Gaussians and put together again, their mean is that of the data.
    share = said.occupancy[PHONE] / said.occupancy[PHONE].sum(axis=1, keepdims=True)
    mean = (share[..., np.newaxis] * found.means[PHONE]).sum(axis=1)
    assert mean == pytest.approx(features.mean(axis=0), abs=1e-3)
    spread = (share[..., np.newaxis] * (found.variances[PHONE] + found.means[PHONE] ** 2)).sum(axis=1) - mean**2
    assert spread == pytest.approx(features.var(axis=0), rel=0.01)
    assert found.weights[senones[0]] == pytest.approx(share, abs=1e-4)


def test_in_between_a_gaussian_moves_by_the_share_of_its_frames(small_model: PhoneticModel) -> None:
    said = statistics(small_model, *drawn(small_model, 400, shift=1.0))
    found = updated(small_model, said, prior_of(small_model, 100.0, 100.0))
    count = said.occupancy[PHONE, 0, 2]
    mean = said.sums[PHONE, 0, 2] / count
    expected = (count * mean + 100 * small_model.means[PHONE, 0, 2]) / (count + 100)
    assert found.means[PHONE, 0, 2] == pytest.approx(expected)


def test_phones_that_were_not_said_stay_as_they_are(small_model: PhoneticModel) -> None:
    found = updated(small_model, statistics(small_model, *drawn(small_model, 300)), prior_of(small_model, 1.0, 1.0))
    others = np.arange(len(small_model.means)) != PHONE
    assert found.means[others] == pytest.approx(small_model.means[others])
    assert found.variances[others] == pytest.approx(small_model.variances[others])


def test_data_that_are_all_one_point_leave_a_variance(small_model: PhoneticModel) -> None:
    senones = np.full(50, small_model.definition.alone[PHONE, 0], np.int32)
    features = np.ones((50, 3, 13), np.float32)
    found = updated(small_model, statistics(small_model, senones, features), prior_of(small_model, NOTHING, 1.0))
    assert found.variances.min() >= 0.01
    assert np.isfinite(found.means).all()


def test_the_data_become_likelier(small_model: PhoneticModel) -> None:
    senones, features = drawn(small_model, 1000, (2, 7, 11), shift=1.5)
    model, likelihoods = small_model, []
    for _ in range(4):
        said = statistics(model, senones, features)
        likelihoods.append(said.log_likelihood)
        model = updated(model, said, prior_of(small_model, 1.0, 1.0))
    assert likelihoods == sorted(likelihoods)
    assert likelihoods[-1] > likelihoods[0] + 5


def test_one_set_of_features_says_which_gaussian_and_the_other_what_it_learns(small_model: PhoneticModel) -> None:
    """Single-pass retraining: the frames as the old model hears them share out the frames as the new one will."""
    senones, heard = drawn(small_model, 2000)
    learnt = (3 * heard - 2).astype(np.float32)
    said = gather(small_model, by_phone(small_model, [(senones, heard, learnt)]))
    same = statistics(small_model, senones, heard)
    assert np.array_equal(said.occupancy, same.occupancy)
    assert said.sums == pytest.approx(3 * same.sums - 2 * same.occupancy[..., np.newaxis], rel=1e-3, abs=0.1)
    prior = Prior(small_model.means, small_model.variances, small_model.weights, NOTHING, NOTHING)
    found, unchanged = updated(small_model, said, prior), updated(small_model, same, prior)
    assert found.means[PHONE] == pytest.approx(3 * unchanged.means[PHONE] - 2, rel=1e-3, abs=0.01)


@pytest.fixture
def linear_map() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng(12)
    return np.eye(13) + rng.normal(0, 0.1, (13, 13)), rng.normal(0, 1, 13)


def test_gaussians_are_carried_over_by_the_map_of_their_frames(
    small_model: PhoneticModel, linear_map: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> None:
    matrix, offset = linear_map
    senones, heard = drawn(small_model, 5000, tuple(range(10)))
    learnt = (heard @ matrix + offset).astype(np.float32)
    found = carried_over(small_model, by_phone(small_model, [(senones, heard, learnt)]))
    # It goes for phones of which no frame was heard as well.
    assert found.means == pytest.approx(small_model.means @ matrix + offset, abs=0.05)
    assert found.variances == pytest.approx(small_model.variances @ matrix**2, rel=0.1, abs=0.02)
    assert found.weights == pytest.approx(small_model.weights)


def test_what_the_map_leaves_over_widens_the_gaussians(small_model: PhoneticModel) -> None:
    senones, heard = drawn(small_model, 5000, tuple(range(10)))
    noise = np.random.default_rng(1).normal(0, 2, heard.shape).astype(np.float32)
    found = carried_over(small_model, by_phone(small_model, [(senones, heard, heard + noise)]))
    assert (found.variances - small_model.variances).mean() == pytest.approx(4, rel=0.15)


def test_a_phone_with_a_map_of_its_own_has_it_as_far_as_its_frames_are_many(small_model: PhoneticModel) -> None:
    groups = []
    for phone, frames, offset in ((PHONE, 20_000, 5.0), (7, 20, 5.0), (9, 20_000, 0.0)):
        senones, heard = drawn(small_model, frames, (phone,))
        groups.append((senones, heard, (heard + offset).astype(np.float32)))
    found = carried_over(small_model, by_phone(small_model, groups))
    moved = [float((found.means - small_model.means)[phone].mean()) for phone in (PHONE, 7, 9)]
    assert moved[0] == pytest.approx(5, abs=0.5)
    assert moved[2] == pytest.approx(0, abs=0.5)
    assert 1 < moved[1] < 4.5
