"""What is heard on telephone lines while nobody speaks, made by code: samples at 8 kHz, over the line.

No recordings of such sounds come with Veertien. All chance comes from the generator passed in. Levels are those of the
sound itself, in dB below full scale (dBov), as it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bench.speech import damage
from bench.speech.clips import Pcm
from veertien.frames import HERTZ
from veertien.speech.line.clipping import to_int16

FULL_SCALE_DB = 90.3
"""Full scale in dB over a mean square of 1."""

_Samples = NDArray[np.float64]
_Chance = np.random.Generator

_WAVERS_HERTZ, _WAVERS_DB = 4.0, 6.0
_NOTES = (262, 294, 330, 349, 392, 440, 494, 523, 587, 659)
_ROOM_SECONDS = 0.25
_PASSING_SECONDS = 0.36, 1.44
"""5 and 20 m at 50 km/h."""


def white(seconds: float, rng: _Chance) -> _Samples:
    """Return white noise."""
    return rng.standard_normal(round(seconds * HERTZ))


def wavering(seconds: float, rng: _Chance) -> _Samples:
    """Return white noise whose level goes up and down by 6 dB, four times a second."""
    at = _times(seconds)
    swing = np.sin(2 * np.pi * (_WAVERS_HERTZ * at + rng.random()))
    return white(seconds, rng) * 10 ** (_WAVERS_DB * swing / 20)


def music(seconds: float, rng: _Chance) -> _Samples:
    """Return a melody over chords: struck notes of five harmonics that die away, two and a half to five a second."""
    piece = np.zeros(round(seconds * HERTZ))
    step = float(rng.choice((0.2, 0.25, 0.4)))
    for start in np.arange(0, seconds, step):
        chord = rng.choice(_NOTES, 2) / 2 if rng.random() < 0.5 else ()
        for note in (*rng.choice(_NOTES, 1), *chord):
            at = np.arange(len(piece) - round(start * HERTZ)) / HERTZ
            tone = sum(np.sin(2 * np.pi * note * part * at) / part for part in range(1, 6))
            piece[round(start * HERTZ) :] += rng.uniform(0.5, 1) * tone * np.exp(-at * rng.uniform(2, 8))
    return piece


def street(seconds: float, rng: _Chance) -> _Samples:
    """Return traffic: rumble, and every three seconds or so a car that passes 5 to 20 m away at 50 km/h.

    A car's power is that of its distance, 1 / (1 + (t / passing)²); its colour is between white and brown.
    """
    at = _times(seconds)
    sound = 0.2 * coloured(len(at), 1.5, rng)
    for _ in range(rng.poisson(seconds / 3) + 1):
        closest, passing = rng.uniform(0, seconds), rng.uniform(*_PASSING_SECONDS)
        nearness = 1 / np.sqrt(1 + ((at - closest) / passing) ** 2)
        sound += rng.uniform(0.3, 1) * nearness * coloured(len(at), float(rng.uniform(0.5, 1.5)), rng)
    return sound


def television(voices: Sequence[Pcm]) -> Callable[[float, _Chance], _Samples]:
    """Return what a television in the room sounds like: some of `voices` one after another over soft music, echoing."""

    def heard(seconds: float, rng: _Chance) -> _Samples:
        spoken: list[_Samples] = []
        length = 0
        while length < seconds * HERTZ:
            chosen = int(rng.integers(len(voices)))
            voice = voices[chosen].astype(np.float64)
            pause = np.zeros(round(rng.uniform(0.1, 0.6) * HERTZ))
            spoken += [voice / 10 ** (damage.active_level(voices[chosen]) / 20), pause]
            length += len(voice) + len(pause)
        speech = np.roll(np.concatenate(spoken), int(rng.integers(length)))[: round(seconds * HERTZ)]
        behind = music(seconds, rng)
        mixed = speech + 0.2 * behind / np.sqrt(np.mean(behind**2))
        decay = np.exp(-6.9 * np.arange(round(_ROOM_SECONDS * HERTZ)) / (_ROOM_SECONDS * HERTZ))
        room = rng.standard_normal(len(decay)) * decay * 0.05
        room[0] = 1.0
        return np.convolve(mixed, room)[: len(mixed)]

    return heard


KINDS: Mapping[str, Callable[[float, _Chance], _Samples]] = MappingProxyType(
    {"white noise": white, "wavering noise": wavering, "music": music, "street": street}
)
"""Those that need nothing but chance."""


def coloured(count: int, power: float, rng: _Chance) -> _Samples:
    """Return noise whose power falls with the frequency to the `power`, of unit power: white, pink, brown."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum /= np.maximum(np.fft.rfftfreq(count, 1 / HERTZ), 50.0) ** (power / 2)
    sound = np.fft.irfft(spectrum, count)
    return np.asarray(sound / np.sqrt(np.mean(sound**2)), np.float64)


def arriving(sound: _Samples, dbov: float, speech: Pcm | None = None, at_seconds: float = 0.0) -> Pcm:
    """Return a sound at a level, in the telephone's band, over A-law; with `speech` over it from a moment on."""
    narrow = damage.telephone_band(to_int16(sound / max(float(np.abs(sound).max()), 1e-9) * 16000))
    power = float(np.mean(narrow.astype(np.float64) ** 2))
    line = narrow * 10 ** ((FULL_SCALE_DB + dbov) / 20) / np.sqrt(max(power, 1e-9))
    if speech is not None:
        start = round(at_seconds * HERTZ)
        line[start : start + len(speech)] += speech[: len(line) - start]
    return damage.a_law(to_int16(line))


def _times(seconds: float) -> _Samples:
    return np.arange(round(seconds * HERTZ)) / HERTZ
