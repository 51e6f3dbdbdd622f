"""What telephone lines do to speech, one fault a function: mono int16 samples at 8 kHz in, the same out.

Nothing is random but through the `rng` passed in. Ratios to speech are ratios to its active level: the mean power of
the 10 ms frames within 20 dB of the loud ones, in the spirit of ITU-T P.56.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from veertien.frames import HERTZ
from veertien.speech.line.clipping import to_int16
from veertien.training.sounds.g711 import through_a_law

PACKET = 160
"""Samples of one packet of 20 ms."""

A_LAW_SILENCE = 8
"""The sample nearest to zero that A-law has (ITU-T G.711, scaled to 16 bits)."""

Pcm = NDArray[np.int16]
_Samples = NDArray[np.float64]


def telephone_band(samples: Pcm, lowest: float = 300.0, highest: float = 3400.0) -> Pcm:
    """Keep only `lowest` to `highest` hertz."""
    spectrum = np.fft.rfft(samples)
    at = np.fft.rfftfreq(len(samples), 1 / HERTZ)
    spectrum[(at < lowest) | (at > highest)] = 0
    return to_int16(np.fft.irfft(spectrum, len(samples)))


def a_law(samples: Pcm) -> Pcm:
    """Code and decode as ITU-T G.711 A-law: each value goes to the middle of its step."""
    return through_a_law(samples.astype(np.float64)).astype(np.int16)


def gain(samples: Pcm, decibel: float) -> Pcm:
    """Make louder or, below 0, quieter; what does not fit in 16 bits is clipped."""
    return to_int16(samples * 10 ** (decibel / 20))


def clip(samples: Pcm, decibel: float) -> Pcm:
    """Clip hard, at `decibel` below the highest peak."""
    limit = np.abs(samples.astype(np.float64)).max(initial=0.0) * 10 ** (-decibel / 20)
    return to_int16(np.clip(samples.astype(np.float64), -limit, limit))


def offset(samples: Pcm, share: float) -> Pcm:
    """Add a constant, as a share of full scale."""
    return to_int16(samples + share * 32767)


def white_noise(count: int, rng: np.random.Generator) -> _Samples:
    """Noise of unit power, equally strong at all frequencies."""
    return rng.standard_normal(count)


def babble(voices: Sequence[Pcm], count: int, rng: np.random.Generator) -> _Samples:
    """Return people talking together: all `voices` at one level, each over and over from a random place on."""
    together = np.zeros(count)
    for voice in voices:
        turned = np.roll(voice.astype(np.float64), int(rng.integers(len(voice))))
        together += np.resize(turned, count) / (10 ** (active_level(voice) / 20))
    return together / max(float(np.sqrt(np.mean(together**2))), 1e-9)


def add_noise(samples: Pcm, noise: _Samples, ratio_decibel: float) -> Pcm:
    """Add `noise` of unit power, at least as long as the speech, `ratio_decibel` below the speech."""
    return to_int16(samples + noise[: len(samples)] * 10 ** ((active_level(samples) - ratio_decibel) / 20))


def add_hum(samples: Pcm, ratio_decibel: float, hertz: float = 50.0, harmonics: int = 8) -> Pcm:
    """Add mains hum, `ratio_decibel` below the speech in all: `harmonics` of them, the odd ones the stronger."""
    at = np.arange(len(samples)) / HERTZ
    hum = np.zeros(len(samples))
    for number in range(1, harmonics + 1):
        strength = (1.0 if number % 2 else 0.4) / number**0.5
        hum += strength * np.sin(2 * np.pi * hertz * number * at + number)
    return add_noise(samples, hum / max(float(np.sqrt(np.mean(hum**2))), 1e-9), ratio_decibel)


def lose_packets(samples: Pcm, share: float, rng: np.random.Generator, *, repeat: bool = False) -> Pcm:
    """Lose a share of the packets: silence comes instead, or with `repeat` the packet before once more."""
    out = samples.copy()
    for start in range(PACKET, len(out) - PACKET + 1, PACKET):
        if rng.random() < share:
            out[start : start + PACKET] = out[start - PACKET : start] if repeat else 0
    return out


def suppress_silence(samples: Pcm, value: int = A_LAW_SILENCE, below_decibel: float = 30.0) -> Pcm:
    """Send a constant where nobody speaks, in whole packets that lie `below_decibel` or more under the speech."""
    out = samples[: len(samples) // PACKET * PACKET].reshape(-1, PACKET).copy()
    power = 10 * np.log10(np.mean(out.astype(np.float64) ** 2, axis=1) + 1)
    out[power < active_level(samples) - below_decibel] = value
    return np.concatenate([out.reshape(-1), samples[out.size :]])


def add_clicks(samples: Pcm, per_second: float, rng: np.random.Generator, height: int = 20000) -> Pcm:
    """Add single-sample and few-sample clicks of either sign."""
    out = samples.astype(np.float64)
    for _ in range(rng.poisson(per_second * len(samples) / HERTZ)):
        at, length = int(rng.integers(len(samples))), int(rng.integers(1, 5))
        out[at : at + length] += height * rng.choice((-1.0, 1.0))
    return to_int16(out)


def surround(samples: Pcm, before_seconds: float, after_seconds: float, value: int = 0) -> Pcm:
    """Put a constant before and after."""
    ends = [np.full(round(seconds * HERTZ), value, np.int16) for seconds in (before_seconds, after_seconds)]
    return np.concatenate([ends[0], samples, ends[1]])


def add_key_tone(samples: Pcm, low: float = 770.0, high: float = 1336.0, seconds: float = 0.08) -> Pcm:
    """Put the rest of a key's two tones (ITU-T Q.23) at both ends, as loud as the speech."""
    at = np.arange(round(seconds * HERTZ)) / HERTZ
    tone = (np.sin(2 * np.pi * low * at) + np.sin(2 * np.pi * high * at)) * 10 ** (active_level(samples) / 20)
    out = samples.astype(np.float64)
    out[: len(at)] += tone[: len(out)]
    out[-len(at) :] += tone[-len(out) :]
    return to_int16(out)


def active_level(samples: Pcm) -> float:
    """Level of the speech in dB over a mean square of 1."""
    frames = samples[: len(samples) // 80 * 80].astype(np.float64).reshape(-1, 80)
    power = np.mean(frames**2, axis=1) if len(frames) else np.zeros(1)
    active = power >= np.percentile(power, 95) / 100
    return float(10 * np.log10(np.mean(power[active]) + 1e-9))
