"""Tells what a caller heard, from the recordings of their side of the call."""

import numpy as np
from numpy.typing import NDArray

from demo.stage import Stage
from tests.telephony.receiver import received
from veertien.prompts import PromptStore, Spoken
from veertien.speech.line.wav import read_wav
from veertien.testcall.placed_call import PlacedCall

HERTZ = 8000
PIECE_SECONDS = 0.02
"""Seconds of sound compared at a time: one RTP frame, since Asterisk's recording loses and doubles whole frames when
its clock and the arrival of RTP run side by side."""
ALIKE = 0.98
"""Correlation that makes a piece the same; a-law alone leaves 0.999."""
MOSTLY = 0.5
"""How much of a sound has to be found for it to have been heard; of one prompt in another at most 0.39 is."""
AUDIBLE = 200.0
"""Level, root mean square, above which a piece is speech and not a pause."""


class Ear:
    """Finds known sounds in what a caller heard."""

    def __init__(self, prompts: PromptStore) -> None:
        self._prompts = prompts

    def recording(self, stage: Stage, call: PlacedCall) -> NDArray[np.float64]:
        """What the caller heard from the answer on, decoded by Asterisk as it came, 8 kHz."""
        path = stage.outside.folders.root / "spool/recording" / f"{call.recording}.wav"
        pcm, hertz = read_wav(path)
        assert hertz == HERTZ
        return pcm.astype(np.float64)

    def heard_prompt(self, stage: Stage, call: PlacedCall, spoken: Spoken) -> bool:
        """Whether the whole prompt is in what the caller heard."""
        return share_heard(self.recording(stage, call), self.sound(spoken).astype(np.float64)) > MOSTLY

    def sound(self, spoken: Spoken) -> NDArray[np.int16]:
        """What callers are played for it, 8 kHz."""
        return np.frombuffer(self._prompts.audio(spoken), "<i2").astype(np.int16)

    def greeted_by(self, stage: Stage, call: PlacedCall) -> set[str]:
        """The trunk endpoints whose greeting reached the caller after the last step; some share one."""
        return greeters(stage, received(stage, call))

    def decoded_greeting(self, stage: Stage, call: PlacedCall) -> set[str]:
        """The same for a caller on an Asterisk that decodes and is deaf once RTP sequence numbers jump back."""
        return greeters(stage, self.recording(stage, call))


def greeters(stage: Stage, heard: NDArray[np.float64]) -> set[str]:
    """Return the trunk endpoints whose greeting is in what was heard."""
    shares = {name: share_heard(heard, read_wav(path).pcm.astype(np.float64)) for name, path in stage.greetings.items()}
    # Of one municipality's greeting in another's up to 0.5 is.
    return {name for name, share in shares.items() if share > MOSTLY and share == max(shares.values())}


def share_heard(recording: NDArray[np.float64], sound: NDArray[np.float64]) -> float:
    """Return the share of pieces of `sound` that are in `recording`, silent pieces left out."""
    size = round(PIECE_SECONDS * HERTZ)
    pieces = [sound[start : start + size] for start in range(0, len(sound) - size + 1, size)]
    loud = [piece for piece in pieces if np.sqrt(np.mean(piece**2)) > AUDIBLE]
    return sum(likeness(recording, piece) > ALIKE for piece in loud) / len(loud)


def likeness(recording: NDArray[np.float64], sound: NDArray[np.float64]) -> float:
    """Return the greatest normalised correlation of `sound` with a stretch of `recording`, at most 1."""
    if len(recording) < len(sound):
        return 0.0
    product = np.correlate(recording, sound, "valid")
    energy = np.cumsum(np.concatenate([[0.0], recording**2]))
    stretch = energy[len(sound) :] - energy[: -len(sound)]
    scale = np.sqrt(np.maximum(stretch, 1.0) * float(np.sum(sound**2)))
    return float(np.max(product / scale))
