"""Maximum a posteriori estimation of a model's Gaussians and weights from aligned frames.

Each parameter is what the data say, weighed against what the model said before by a number of frames that the prior
counts for (Gauvain and Lee 1994). With two sets of features of the same frames, the one set says which Gaussian a
frame belongs to and the other is what the new model hears (single-pass retraining, as from wideband to telephone).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from veertien.speech.hmm import PhoneticModel
from veertien.speech.hmm.frontend import Floats
from veertien.training.progress import RunningStage

Features = NDArray[np.float32]

_CHUNK = 20_000
_VARIANCE_FLOOR = 0.02
"""Least variance, as a part of the average variance of its codebook and dimension."""

_SHRINKAGE = 300.0
"""Frames that the map of all phones together counts for in the map of one."""


@dataclass(frozen=True, slots=True)
class Frames:
    """Frames of one phone: the senone of each, and its features heard one way and another (frames x 3 x 13)."""

    senones: NDArray[np.int32]
    heard: Features
    learnt: Features
    times: Features | None = None
    """How many times each counts; None for once."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """What aligned frames say, by Gaussian: frames, sums and sums of squares of features; by senone: frames."""

    occupancy: Floats
    sums: Floats
    squares: Floats
    weights: Floats
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before the data, and how many frames that counts for."""

    means: Floats
    variances: Floats
    weights: Features
    gaussian_frames: float
    weight_frames: float


def by_phone(
    model: PhoneticModel,
    aligned: Iterable[tuple[NDArray[np.int32], Features, Features]],
    times: Sequence[float] | None = None,
) -> Mapping[int, Frames]:
    """Group frames of many recordings by the phone, by number, that each belongs to.

    `times` says how many times each recording's frames count, where they don't all count once.
    """
    parts = list(aligned)
    counts = None
    if times is not None:
        counts = np.repeat(np.asarray(times, np.float32), [len(part[0]) for part in parts])
    senones = np.concatenate([part[0] for part in parts])
    owners = model.definition.owners[senones]
    order = np.argsort(owners, kind="stable")
    heard = np.concatenate([part[1] for part in parts])
    same = all(part[1] is part[2] for part in parts)
    learnt = heard if same else np.concatenate([part[2] for part in parts])
    edges = np.searchsorted(owners[order], np.arange(len(model.definition.phones) + 1))
    found: dict[int, Frames] = {}
    for phone, (first, last) in enumerate(pairwise(edges)):
        chosen = order[first:last]
        if len(chosen):
            mine = heard[chosen]
            counted = None if counts is None else counts[chosen]
            found[phone] = Frames(senones[chosen], mine, mine if same else learnt[chosen], counted)
    return found


def gather(model: PhoneticModel, frames: Mapping[int, Frames]) -> Statistics:
    """Share each frame out over the Gaussians of its phone, and add up."""
    shape = model.means.shape
    found = Statistics(np.zeros(shape[:3]), np.zeros(shape), np.zeros(shape), np.zeros(model.weights.shape), 0.0)
    total, count = 0.0, 0
    for phone, group in frames.items():
        order = np.argsort(group.senones, kind="stable")
        for start in range(0, len(order), _CHUNK):
            chosen = order[start : start + _CHUNK]
            senones = group.senones[chosen]
            shares, log_likelihood = model.posteriors(phone, model.weights[senones], group.heard[chosen])
            total += log_likelihood
            count += len(chosen)
            present, firsts = np.unique(senones, return_index=True)
            learnt = group.learnt[chosen]
            if group.times is not None:
                shares = [share * group.times[chosen][:, np.newaxis] for share in shares]
            for stream, share in enumerate(shares):
                vectors = learnt[:, stream]
                found.occupancy[phone, stream] += share.sum(axis=0)
                found.sums[phone, stream] += share.T @ vectors
                found.squares[phone, stream] += share.T @ vectors**2
                found.weights[present, stream] += np.add.reduceat(share, firsts, axis=0)
    return Statistics(found.occupancy, found.sums, found.squares, found.weights, total / max(1, count))


def updated(model: PhoneticModel, statistics: Statistics, prior: Prior) -> PhoneticModel:
    """Give the model that the data and the prior together make most likely."""
    known = prior.gaussian_frames
    count = (statistics.occupancy + known)[..., np.newaxis]
    means = (statistics.sums + known * prior.means) / count
    squares = (statistics.squares + known * (prior.variances + prior.means**2)) / count
    floor = _VARIANCE_FLOOR * prior.variances.mean(axis=(0, 2), keepdims=True)
    variances = np.maximum(squares - means**2, floor)
    return model.with_parameters(means, variances, statistics.weights + prior.weight_frames * prior.weights)


def prior_of(model: PhoneticModel, gaussian_frames: float, weight_frames: float) -> Prior:
    """Believe in a model as it is."""
    return Prior(model.means, model.variances, model.weights, gaussian_frames, weight_frames)


def in_passes(
    start: PhoneticModel, frames: Mapping[int, Frames], prior: Prior, passes: int, stage: RunningStage
) -> PhoneticModel:
    """Give the most likely model after `passes`, in each of which the last one's Gaussians share the frames out."""
    model = start
    for _ in range(passes):
        model = updated(model, gather(model, frames), prior)
        stage.advance()
    return model


def carried_over(model: PhoneticModel, frames: Mapping[int, Frames]) -> PhoneticModel:
    """Move all Gaussians from the features heard to those learnt, by a linear map for each phone and stream.

    The map is the least-squares one of the phone's own frames, drawn towards that of all phones; what it leaves over
    is added to the variances. It serves Gaussians that no frame falls on.
    """
    means, variances = np.empty_like(model.means), np.empty_like(model.variances)
    streams = range(model.means.shape[1])
    moments = {phone: [_moments(group, stream) for stream in streams] for phone, group in frames.items()}
    for stream in streams:
        pooled = [sum(parts) for parts in zip(*(own[stream] for own in moments.values()), strict=True)]
        everywhere = [part / pooled[3] for part in pooled]
        for phone in range(len(means)):
            nothing = [np.zeros_like(part) for part in pooled]
            own = moments[phone][stream] if phone in moments else nothing
            inner, cross, power, count = (
                mine + _SHRINKAGE * common for mine, common in zip(own, everywhere, strict=True)
            )
            inner = inner + 1e-6 * np.eye(len(inner))
            linear = np.linalg.solve(inner, cross)
            left = power - 2 * (linear * cross).sum(axis=0) + np.einsum("ij,ik,kj->j", linear, inner, linear)
            means[phone, stream] = model.means[phone, stream] @ linear[:-1] + linear[-1]
            variances[phone, stream] = model.variances[phone, stream] @ linear[:-1] ** 2 + np.maximum(
                left / count, 1e-3
            )
    return model.with_parameters(means, variances, model.weights)


def _moments(group: Frames, stream: int) -> list[Floats]:
    heard = group.heard[:, stream].astype(np.float64)
    learnt = group.learnt[:, stream].astype(np.float64)
    with_one = np.concatenate((heard, np.ones((len(heard), 1))), axis=1)
    return [with_one.T @ with_one, with_one.T @ learnt, (learnt**2).sum(axis=0), np.array(float(len(heard)))]
