"""The telephone line that every recording goes through before it is recognised, sound or faulty."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from bench.speech import damage
from bench.speech.clips import Clip, Pcm
from veertien.frames import HERTZ
from veertien.speech.line.resample import resample

SPEECH_LEVEL_DB = 64.3
"""Active speech level of an ordinary call, in dB over a mean square of 1: 26 dB below full scale (ITU-T P.56)."""

Fault = Callable[[Pcm, np.random.Generator], Pcm]

FAULTS: Mapping[str, Fault] = MappingProxyType(
    {
        "white noise, 10 dB": lambda pcm, rng: damage.add_noise(pcm, damage.white_noise(len(pcm), rng), 10.0),
        "5 % packets lost": lambda pcm, rng: damage.lose_packets(pcm, 0.05, rng),
        "hum, 10 dB": lambda pcm, _: damage.add_hum(pcm, 10.0),
        "clipped by 12 dB": lambda pcm, _: damage.clip(pcm, 12.0),
        "-35 dBov": lambda pcm, _: damage.gain(pcm, -9.0),
        "35 dB too quiet": lambda pcm, _: damage.gain(pcm, -35.0),
    }
)
"""What can be wrong with a line, by the name it has in the tables."""


def over_the_line(clip: Clip, fault: Fault | None = None) -> Pcm:
    """Return what arrives at 8 kHz: 300-3400 Hz, ordinary level, perhaps a fault, G.711 A-law.

    What is random in a fault is the same in each run, and another for each text and speaker.
    """
    narrow = damage.telephone_band(resample(clip.samples, clip.hertz, HERTZ))
    level = damage.gain(narrow, SPEECH_LEVEL_DB - damage.active_level(narrow))
    if fault is not None:
        level = fault(level, np.random.default_rng(zlib.crc32(f"{clip.speaker} {clip.text}".encode())))
    return damage.a_law(level)


def sent(pcm: Pcm) -> bytes:
    """Return samples as the bytes that a recogniser is given: s16le."""
    return pcm.astype("<i2").tobytes()


faultless = partial(over_the_line, fault=None)
"""The line as it should be."""
