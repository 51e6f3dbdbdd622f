"""Cepstral features of speech, equal to those of PocketSphinx's own front end.

Frames of 25.625 ms every 10 ms, pre-emphasis, Hamming window, power spectrum, triangular mel filters of unit area,
noise removal, logarithm, cosine transform, sinusoidal lifter: 13 cepstra a frame. They are computed here as well as
inside PocketSphinx because training and the judgement of a guess need them, and its Python package gives none out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from veertien.speech.hmm.noise import suppress_noise

Floats = NDArray[np.float64]

CEPSTRA = 13
_FRAMES_PER_SECOND = 100

_WINDOW_SECONDS = 0.025625
_PRE_EMPHASIS = 0.97
_LEAST_POWER = 1e-4
_OPTIONS = ("-lowerf", "-upperf", "-nfilt", "-lifter", "-remove_noise")
_MOST_FILTERS = 100


@dataclass(frozen=True)
class FrontEnd:
    """How a model hears: sampling rate and band in hertz, number of mel filters and of lifter coefficients."""

    hertz: int
    lowest_hertz: float
    highest_hertz: float
    filters: int
    lifter: int = 22
    removes_noise: bool = True

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str], hertz: int) -> "FrontEnd":
        """Read a model's feat.params, as option to value; raises ValueError for what it doesn't say, or can't be."""
        missing = [option for option in _OPTIONS if option not in parameters]
        if missing:
            raise ValueError(f"{missing[0]} is missing")
        lowest, highest = float(parameters["-lowerf"]), float(parameters["-upperf"])
        filters, lifter = int(parameters["-nfilt"]), int(parameters["-lifter"])
        if not 0 < lowest < highest <= hertz / 2 or not CEPSTRA <= filters <= _MOST_FILTERS or not lifter > 0:
            raise ValueError(f"{filters} filters of {lowest:g} to {highest:g} Hz, lifter {lifter}, at {hertz} Hz")
        return cls(hertz, lowest, highest, filters, lifter, parameters["-remove_noise"] == "yes")

    @property
    def parameters(self) -> Mapping[str, str]:
        """The feat.params by which PocketSphinx computes the same features."""
        return {
            "-lowerf": f"{self.lowest_hertz:g}",
            "-upperf": f"{self.highest_hertz:g}",
            "-nfilt": str(self.filters),
            "-transform": "dct",
            "-lifter": str(self.lifter),
            "-remove_noise": "yes" if self.removes_noise else "no",
        }

    def cepstra(self, samples: NDArray[np.int16]) -> Floats:
        """Give the cepstra, frames x 13, of a row of samples at `hertz`; no frames for less than one window."""
        return self.cepstra_of_many((samples,))[0]

    def cepstra_of_many(self, sounds: Sequence[NDArray[np.int16]]) -> list[Floats]:
        """Give the cepstra of each of many rows of samples; faster than one by one, the noise being tracked abreast."""
        powers = [self._mel_power(samples) for samples in sounds]
        if self.removes_noise and powers:
            longest = max(map(len, powers))
            # What comes after the end of the shorter ones can't change what was before.
            abreast = np.stack([np.pad(power, ((0, longest - len(power)), (0, 0))) for power in powers], axis=1)
            clear = suppress_noise(abreast)
            powers = [clear[: len(power), place] for place, power in enumerate(powers)]
        return [np.log(power + _LEAST_POWER) @ self._cosine for power in powers]

    def _mel_power(self, samples: NDArray[np.int16]) -> Floats:
        window = int(_WINDOW_SECONDS * self.hertz)
        shift = self.hertz // _FRAMES_PER_SECOND
        if len(samples) < window:
            return np.zeros((0, self.filters))
        emphasised = samples.astype(np.float64)
        emphasised[1:] -= _PRE_EMPHASIS * samples[:-1]
        frames = np.lib.stride_tricks.sliding_window_view(emphasised, window)[::shift]
        spectrum = np.fft.rfft(frames * np.hamming(window), self._fft_size, axis=1)
        power: Floats = (spectrum.real**2 + spectrum.imag**2) @ self._mel
        return power

    @cached_property
    def _fft_size(self) -> int:
        size = 1
        while size < int(_WINDOW_SECONDS * self.hertz):
            size *= 2
        return size

    @cached_property
    def _mel(self) -> Floats:
        step = self.hertz / self._fft_size
        edges = _hertz_of(np.linspace(_mel_of(self.lowest_hertz), _mel_of(self.highest_hertz), self.filters + 2))
        edges = np.floor(edges / step + 0.5) * step
        bins = np.arange(self._fft_size // 2 + 1)[:, np.newaxis] * step
        low, middle, high = edges[:-2], edges[1:-1], edges[2:]
        rising = (bins - low) / (middle - low)
        falling = (high - bins) / (high - middle)
        weights: Floats = np.clip(np.minimum(rising, falling), 0, None) * 2 / (high - low)
        return weights

    @cached_property
    def _cosine(self) -> Floats:
        order = np.arange(CEPSTRA)
        at = (np.arange(self.filters) + 0.5)[:, np.newaxis]
        basis = np.cos(np.pi * order * at / self.filters) * np.sqrt(2 / self.filters)
        basis[:, 0] = np.sqrt(1 / self.filters)
        lifter = 1 + self.lifter / 2 * np.sin(np.pi * order / self.lifter)
        cosine: Floats = basis * lifter
        return cosine


def streams(cepstra: Floats) -> Floats:
    """Give frames x 3 x 13: cepstra about their mean over the utterance, their slopes, their curvatures.

    PocketSphinx's ``1s_c_d_dd``: the slope is taken over two frames either way, the curvature is the slope of slopes
    one frame either way; beyond the ends the first and last frames go on.
    """
    count = len(cepstra)
    if not count:
        return np.zeros((0, 3, cepstra.shape[1]))
    normal = cepstra - cepstra.mean(axis=0)
    padded = np.pad(normal, ((3, 3), (0, 0)), mode="edge")

    def shifted(by: int) -> Floats:
        return padded[3 + by : 3 + by + count]

    slope = shifted(2) - shifted(-2)
    curvature = (shifted(3) - shifted(-1)) - (shifted(1) - shifted(-3))
    return np.stack((normal, slope, curvature), axis=1)


def _mel_of(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))


def _hertz_of(mel: Floats) -> Floats:
    return 700 * (10 ** (mel / 2595) - 1)
