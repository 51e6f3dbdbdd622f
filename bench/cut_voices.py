"""Callers' voices whose files say when the speech ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from demo.voices import Voices
from veertien.speech.line.wav import WavRecording, encode_wav, read_wav

SILENCE_SECONDS = 1.5
"""Silence behind the last sound of what a caller says, in seconds: longer than the endpointer ever waits."""
_FRAME_SECONDS = 0.01
_SPEECH_RANGE_DB = 30.0
"""What lies further below the loudest 10 ms of a file is not speech, in dB."""


class CutVoices(Voices):
    """Voices whose files begin with speech and end with so much silence, as a telephone goes on sending after it."""

    def speak(self, text: str, voice: str) -> Path:
        """Return the file in which `voice` says `text`."""
        whole = super().speak(text, voice)
        cut = whole.with_stem(f"{whole.stem}-cut")
        if not cut.exists():
            recording = read_wav(whole)
            silence = np.zeros(round(SILENCE_SECONDS * recording.hertz), np.int16)
            first, end = _speech(recording)
            cut.write_bytes(encode_wav(np.concatenate([recording.pcm[first:end], silence]), recording.hertz))
        return cut


def _speech(recording: WavRecording) -> tuple[int, int]:
    """Return the first sample of the first sound, and the number of samples up to the end of the last."""
    frame = round(recording.hertz * _FRAME_SECONDS)
    count = len(recording.pcm) // frame
    energy = (recording.pcm[: count * frame].astype(np.float64).reshape(count, frame) ** 2).mean(axis=1)
    loud = np.flatnonzero(energy > energy.max() / 10 ** (_SPEECH_RANGE_DB / 10))
    return int(loud[0]) * frame, (int(loud[-1]) + 1) * frame
