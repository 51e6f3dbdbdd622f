"""Sound that was computed, as samples of 16 bits again."""

import numpy as np
from numpy.typing import NDArray


def to_int16(samples: NDArray[np.floating]) -> NDArray[np.int16]:
    """Round samples, scaled like int16, to whole numbers; what can't be held in 16 bits is clipped."""
    clipped: NDArray[np.int16] = np.clip(np.rint(samples), -32768, 32767).astype(np.int16)
    return clipped
