"""A phonetically tied mixture model: each phone has one codebook of Gaussians, each senone its own weights of them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from veertien.speech.hmm import files
from veertien.speech.hmm.definition import SILENCE_PHONE, STATES, ModelDefinition, WordPosition
from veertien.speech.hmm.frontend import CEPSTRA, Floats, FrontEnd

Scores = NDArray[np.float32]

_STREAMS = 3
_LEAST_VARIANCE = 1e-4
_LEAST_WEIGHT = 1e-6


class ListeningModel(ABC):
    """All of a model that hearing needs."""

    definition: ModelDefinition
    front_end: FrontEnd
    transitions: Floats
    """Phones x 3 x 4 probabilities."""

    @abstractmethod
    def gaussians_of(self, codebook: int) -> tuple[Scores, Scores]:
        """Return what multiplies a vector and its squares, streams x 26 x densities, and what is added to that."""

    @abstractmethod
    def mixtures_of(self, senones: NDArray[np.integer]) -> tuple[Scores, Scores]:
        """Return mixture weights up to a factor, senones x 3 x densities, and the logarithm of each senone's factor."""

    def senones_of(self, *words: Sequence[str]) -> NDArray[np.int64]:
        """Give the senones of words that follow one another between silences: phones x 3."""
        return self.senones_of_rows([words])[1:-1]

    def senones_of_rows(self, rows: Sequence[Sequence[Sequence[str]]]) -> NDArray[np.int64]:
        """Give the senones of rows of words, each row between silences of its own, one after another: phones x 3.

        Of a whole country's names in a few hundredths of a second, which one by one take ten times that.
        """
        number = self.definition.number
        silence = number[SILENCE_PHONE]
        phones: list[int] = []
        positions: list[int] = []
        for row in rows:
            phones.append(silence)
            positions.append(WordPosition.SINGLE)
            for word in row:
                phones += map(number.__getitem__, word)
                positions += _positions(len(word))
            phones.append(silence)
            positions.append(WordPosition.SINGLE)
        every = np.array(phones)
        spoken = np.flatnonzero(every != silence)
        senones: NDArray[np.int64] = self.definition.alone[every]
        senones[spoken] = self.definition.senones_in(
            np.array(positions)[spoken], every[spoken], every[spoken - 1], every[spoken + 1]
        )
        return senones

    def log_likelihoods(self, features: Floats, senones: Sequence[int] | NDArray[np.integer]) -> Scores:
        """Give frames x senones log likelihoods in nats of `features` (frames x 3 x 13, see `streams`).

        The Gaussians of each phone are worked out once a call and not kept: those of a long answer take 50 MB.
        """
        wanted = np.asarray(senones, np.int64)
        vectors = np.concatenate((features, features**2), axis=2).astype(np.float32).transpose(1, 0, 2)
        scores = np.empty((len(features), len(wanted)), np.float32)
        owners = self.definition.owners[wanted]
        for codebook in np.flatnonzero(np.bincount(owners)).tolist():
            columns = np.flatnonzero(owners == codebook)
            linear, constant = self.gaussians_of(codebook)
            shares = vectors @ linear
            shares += constant
            peak = shares.max(axis=2, keepdims=True)
            shares -= peak
            np.exp(shares, out=shares)
            weights, factors = self.mixtures_of(wanted[columns])
            mixtures = shares @ weights.transpose(1, 2, 0)
            scores[:, columns] = np.log(mixtures.prod(axis=0)) + peak.sum(axis=0) + factors
        return scores


@dataclass(frozen=True)
class PhoneticModel(ListeningModel):
    """A model and all its parameters, to be trained; phones are in the order of the definition."""

    definition: ModelDefinition
    front_end: FrontEnd
    means: Floats
    """Phones x 3 streams x densities x 13."""
    variances: Floats
    """Phones x 3 streams x densities x 13."""
    weights: Scores
    """Senones x 3 x densities; rows add up to 1."""
    transitions: Floats
    """Phones x 3 x 4 probabilities."""

    @classmethod
    def read(cls, directory: Path, hertz: int) -> "PhoneticModel":
        """Read a model for audio of `hertz` from PocketSphinx's files; raises ModelFileError, naming the file."""
        read = _read(directory, hertz)
        weights = _floored(files.weights_of_levels(read.levels))
        return cls(read.definition, read.front_end, read.means, read.variances, weights, read.transitions)

    def write(self, directory: Path) -> None:
        """Write PocketSphinx's files into an existing directory."""
        self.definition.write(directory / "mdef")
        files.write_gaussians(directory / "means", self.means)
        files.write_gaussians(directory / "variances", self.variances)
        files.write_weights(directory / "sendump", self.weights)
        files.write_transitions(directory / "transition_matrices", self.transitions)
        files.write_options(directory / "feat.params", {**self.front_end.parameters, **_DECODING})
        fillers = "".join(f"{word} {SILENCE_PHONE}\n" for word in ("<s>", "</s>", "<sil>"))
        (directory / "noisedict").write_text(fillers, "ascii")

    def with_parameters(self, means: Floats, variances: Floats, weights: NDArray[np.floating]) -> "PhoneticModel":
        """Give the same model with other Gaussians and weights; floors keep every likelihood finite."""
        return replace(self, means=means, variances=np.maximum(variances, _LEAST_VARIANCE), weights=_floored(weights))

    def posteriors(self, codebook: int, weights: Scores, features: Scores) -> tuple[list[Scores], float]:
        """Give frames x densities of each stream for one codebook, and the log likelihood of all frames in nats.

        `weights` are frames x 3 x densities, those of each frame's senone.
        """
        found: list[Scores] = []
        total = 0.0
        linear, constant = self.gaussians_of(codebook)
        for stream in range(features.shape[1]):
            vectors = features[:, stream]
            squared = np.concatenate((vectors, vectors**2), axis=1)
            densities = squared @ linear[stream] + constant[stream]
            peak = densities.max(axis=1, keepdims=True)
            shares = np.exp(densities - peak) * weights[:, stream]
            sums = shares.sum(axis=1, keepdims=True)
            total += float((np.log(sums) + peak).sum())
            found.append(shares / sums)
        return found, total

    @cached_property
    def _linear(self) -> Scores:
        return _linear_of(self.means, self.variances)

    @cached_property
    def _constant(self) -> Scores:
        return _constant_of(self.means, self.variances)

    def gaussians_of(self, codebook: int) -> tuple[Scores, Scores]:  # noqa: D102 - as in ListeningModel
        return self._linear[codebook], self._constant[codebook]

    def mixtures_of(self, senones: NDArray[np.integer]) -> tuple[Scores, Scores]:  # noqa: D102
        return self.weights[senones], np.zeros(len(senones), np.float32)


def _linear_of(means: Floats, variances: Floats) -> Scores:
    """Return what multiplies a vector and its squares: codebooks x streams x 26 x densities."""
    precision = 1 / variances
    both = np.concatenate((means * precision, -0.5 * precision), axis=3)
    linear: Scores = np.ascontiguousarray(both.transpose(0, 1, 3, 2), np.float32)
    return linear


def _constant_of(means: Floats, variances: Floats) -> Scores:
    """Return what is added to that: codebooks x streams x 1 x densities."""
    each = np.log(2 * np.pi * variances) + means**2 / variances
    constant: Scores = (-0.5 * each.sum(axis=3))[:, :, np.newaxis, :].astype(np.float32)
    return constant


@dataclass(frozen=True)
class CompactModel(ListeningModel):
    """A model that only hears, in a fifth of the memory: every recogniser process has one of its own."""

    definition: ModelDefinition
    front_end: FrontEnd
    linear: Scores
    """Phones x 3 x 26 x densities: what multiplies a vector and its squares."""
    constant: Scores
    """Phones x 3 x 1 x densities: what is added to that."""
    levels: NDArray[np.uint8]
    """Senones x 3 x densities: the weights as their file has them."""
    least: Scores
    """Senones x 3 x 1: what a weight is at least, as the levels have it."""
    factors: Scores
    """The logarithm of what makes the three rows of each senone add up to 1."""
    transitions: Floats

    @classmethod
    def read(cls, directory: Path, hertz: int) -> "CompactModel":
        """Read one as `PhoneticModel.read` does."""
        read = _read(directory, hertz)
        least = np.empty((*read.levels.shape[:2], 1), np.float32)
        factors = np.zeros(len(read.levels), np.float32)
        for stream in range(_STREAMS):
            weights = files.unscaled_weights(read.levels[:, stream])
            least[:, stream] = _LEAST_WEIGHT * weights.sum(axis=1, keepdims=True)
            factors -= np.log(np.maximum(weights, least[:, stream]).sum(axis=1))
        linear, constant = _linear_of(read.means, read.variances), _constant_of(read.means, read.variances)
        return cls(read.definition, read.front_end, linear, constant, read.levels, least, factors, read.transitions)

    def gaussians_of(self, codebook: int) -> tuple[Scores, Scores]:  # noqa: D102 - as in ListeningModel
        return self.linear[codebook], self.constant[codebook]

    def mixtures_of(self, senones: NDArray[np.integer]) -> tuple[Scores, Scores]:  # noqa: D102
        weights = files.unscaled_weights(self.levels[senones])
        np.maximum(weights, self.least[senones], out=weights)
        return weights, self.factors[senones]


class _Read(NamedTuple):
    """What a model's files hold."""

    definition: ModelDefinition
    front_end: FrontEnd
    means: Floats
    variances: Floats
    levels: NDArray[np.uint8]
    transitions: Floats


def _read(directory: Path, hertz: int) -> _Read:
    """Read the files of a model; raises ModelFileError, naming the file, also where they are of different models."""
    definition = ModelDefinition.read(directory / "mdef")
    options = directory / "feat.params"
    try:
        front_end = FrontEnd.from_parameters(files.read_options(options), hertz)
    except ValueError as error:
        raise files.ModelFileError(f"{options}: {error}; fetch or train the model again") from error
    read = _Read(
        definition,
        front_end,
        files.read_gaussians(directory / "means"),
        np.maximum(files.read_gaussians(directory / "variances"), _LEAST_VARIANCE),
        files.read_levels(directory / "sendump", definition.senone_count),
        files.read_transitions(directory / "transition_matrices"),
    )
    phones, densities = len(definition.phones), read.means.shape[2]
    gaussians = (phones, _STREAMS, densities, CEPSTRA)
    if (
        not read.means.shape == read.variances.shape == gaussians
        or read.levels.shape != (definition.senone_count, _STREAMS, densities)
        or read.transitions.shape != (phones, STATES, STATES + 1)
    ):
        raise files.ModelFileError(f"{directory}: files of different models; fetch or train the model again")
    return read


_DECODING = {
    "-feat": "1s_c_d_dd",
    "-svspec": "0-12/13-25/26-38",
    "-agc": "none",
    "-cmn": "batch",
    "-varnorm": "no",
    "-model": "ptm",
}


def position_in(place: int, length: int) -> WordPosition:
    """Say where the phone at `place` stands in a word of `length` phones."""
    if length == 1:
        return WordPosition.SINGLE
    if place == 0:
        return WordPosition.BEGIN
    return WordPosition.END if place == length - 1 else WordPosition.INTERNAL


@cache
def _positions(length: int) -> tuple[WordPosition, ...]:
    return tuple(position_in(place, length) for place in range(length))


def _floored(weights: NDArray[np.floating]) -> Scores:
    floored: Scores = (weights / weights.sum(axis=2, keepdims=True)).astype(np.float32, copy=False)
    np.maximum(floored, _LEAST_WEIGHT, out=floored)
    floored /= floored.sum(axis=2, keepdims=True)
    return floored
