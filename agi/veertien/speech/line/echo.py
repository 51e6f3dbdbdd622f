"""Whether a sound on the line is our own prompt coming back.

Telephones and hybrids send back what they play, softer and later. An echo has the prompt's own waveform, moved in time:
its correlation with what was sent is high at some delay, which that of somebody else's voice never is. Whatever is
nearly as loud as the prompt is no echo in any case.
"""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from veertien.frames import FRAME_SAMPLES, HERTZ, SILENCE

LATEST_SECONDS = 0.5
"""Longest delay of an echo: a satellite's way and back."""

LEAST_LOSS_DB = 12.0
"""An echo is at least so much softer than the loudest of the prompt; echo cancellers see to 20 dB and more."""

ALIKE = 0.5
"""Correlation from which a sound is an echo. Echoes 20 to 35 dB down have 0.86 and more, less at their beginning and
where a room adds to them; people who speak over a prompt 0.41 and less in 19 of 20 stretches of 0.2 s."""

_LATEST_FRAMES = round(LATEST_SECONDS * HERTZ / FRAME_SAMPLES)
_LOWEST_HERTZ, _HIGHEST_HERTZ = 300, 3400
_MOST_STRETCH_FRAMES = 15


class Echo:
    """Follows what one call is played, frame by frame."""

    def __init__(self) -> None:
        size = _LATEST_FRAMES + _MOST_STRETCH_FRAMES
        self._sent: deque[bytes] = deque([SILENCE] * size, maxlen=size)

    def follow(self, sent: bytes) -> None:
        """Take the frame that was sent last."""
        self._sent.append(sent)

    def explains(self, stretch: bytes) -> bool:
        """Tell whether the frames heard last, at most 0.3 s of them, are the prompt's echo."""
        heard = np.frombuffer(stretch, "<i2").astype(np.float64)
        sent = np.frombuffer(b"".join(self._sent), "<i2").astype(np.float64)
        sent = sent[-len(heard) - _LATEST_FRAMES * FRAME_SAMPLES :]
        if not sent.any() or _loudness(heard) > _loudness(sent) - LEAST_LOSS_DB:
            return False
        return likeness(heard, sent) >= ALIKE


def likeness(heard: NDArray[np.float64], sent: NDArray[np.float64]) -> float:
    """Return the greatest correlation of `heard` with a stretch of `sent` of its length, 0 to 1.

    Between 300 and 3400 Hz: what telephones don't pass on is in no echo.
    """
    size = 1 << (len(sent) + len(heard)).bit_length()
    at = np.fft.rfftfreq(size, 1 / HERTZ)
    band = (at >= _LOWEST_HERTZ) & (at <= _HIGHEST_HERTZ)
    ours, theirs = (np.fft.rfft(sound, size) * band for sound in (sent, heard))
    product = np.fft.irfft(ours * np.conj(theirs), size)
    energy = np.concatenate(([0.0], np.cumsum(np.fft.irfft(ours, size)[: len(sent)] ** 2)))
    stretches = energy[len(heard) :] - energy[: -len(heard)]
    # A stretch that is nearly silent is the origin of nothing.
    least = float(stretches.max()) * 1e-3 + 1.0
    scale = np.sqrt(np.maximum(stretches, least) * (float((np.fft.irfft(theirs, size) ** 2).sum()) + 1.0))
    return float(np.abs(product[: len(stretches)] / scale).max())


def _loudness(samples: NDArray[np.float64]) -> float:
    """Level of the loudest frame, in dB over a mean square of 1."""
    frames = samples[: len(samples) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return float(10 * np.log10((frames**2).mean(axis=1).max() + 1))
