"""The value below which a share of some values lies."""

import numpy as np
from numpy.typing import NDArray


def value_at(values: NDArray[np.floating], share: float) -> float:
    """Return the value below which a share of `values` lies, at least one; between two of them as `np.quantile` does.

    That one loads numpy's masked arrays for it, 2 MiB in each recogniser process.
    """
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    low, high = (float(value) for value in np.partition(values, (below, above))[[below, above]])
    return low + (high - low) * (place - below)
