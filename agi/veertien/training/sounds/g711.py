"""What the telephone network's companding leaves of a sample: to eight bits and back, as ITU-T G.711 has it."""

import numpy as np
from numpy.typing import NDArray

_MU_BIAS = 33


def through_a_law(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return samples, scaled like int16, as they come out of A-law (G.711, table 1: 12 bits of size and a sign)."""
    size = _size(samples) >> 3
    # Segments 0 and 1 have steps of 2, each further one steps twice as big.
    shift = np.maximum(_octave(size) - 4, 1)
    return np.copysign((_middle(size, shift) << 3).astype(np.float64), samples)


def through_mu_law(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return samples, scaled like int16, as they come out of mu-law (G.711, table 2: 13 bits of size and a sign)."""
    size = np.minimum((_size(samples) >> 2) + _MU_BIAS, 8191)
    shift = _octave(size) - 4
    return np.copysign(((_middle(size, shift) - _MU_BIAS) << 2).astype(np.float64), samples)


def _size(samples: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum(np.abs(np.rint(samples)), 32767).astype(np.int64)


def _octave(size: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the whole part of the base-2 logarithm; -1 for 0."""
    return np.frexp(size.astype(np.float64))[1].astype(np.int64) - 1


def _middle(size: NDArray[np.int64], shift: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the middle of the quantising step, 2 ** `shift` wide, that each size lies in."""
    return (size >> shift << shift) + (1 << shift >> 1)
