"""What a telephone line does to speech, each fault apart; samples are mono at 8 kHz, scaled like int16.

Levels are in dB over a mean square of 1.
"""

import io
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veertien.speech.line.clipping import to_int16

NARROWBAND_HERTZ: Final = 8000
PACKET: Final = 160
"""Samples in a packet of 20 ms."""

_FRAME = 80
_MAINS_HERTZ = 50
_HUM_HARMONICS = 16
_BABBLERS = 6
_PASSING_SECONDS = (0.36, 1.44)
_COMFORT_NOISE_DB = 30.0


def loud_level_db(samples: NDArray[np.float64]) -> float:
    """Return the level of the loud parts of speech: the 95th percentile of its frames of 10 ms."""
    count = max(1, len(samples) // _FRAME)
    squares = samples[: count * _FRAME].reshape(count, -1) ** 2
    return float(np.percentile(10 * np.log10(squares.mean(axis=1) + 1), 95))


def amplify(samples: NDArray[np.float64], decibel: float) -> NDArray[np.float64]:
    """Return samples that much louder."""
    return samples * 10 ** (decibel / 20)


def add_noise(
    samples: NDArray[np.float64], noise: NDArray[np.float64], snr_db: float, speech: slice
) -> NDArray[np.float64]:
    """Return samples with noise, whose power is `snr_db` below that of the samples in the slice `speech`."""
    power = float(np.mean(samples[speech] ** 2))
    return samples + noise * math.sqrt(power / max(float(np.mean(noise**2)), 1e-12)) * 10 ** (-snr_db / 20)


def coloured_noise(count: int, db_per_octave: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return Gaussian noise whose density falls or rises by that much an octave (0: white), flat under 100 Hz."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    octaves = np.log2(np.maximum(np.fft.rfftfreq(count, 1 / NARROWBAND_HERTZ), 100.0) / 100)
    return np.fft.irfft(spectrum * 10 ** (db_per_octave * octaves / 20), count)


def street(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return traffic: rumble, and cars that pass 5 to 20 m away at 50 km/h, one in three seconds on average.

    A car's power is that of its distance: 1 / (1 + (t / passing)²).
    """
    at = np.arange(count) / NARROWBAND_HERTZ
    sound = 0.2 * _of_unit_power(coloured_noise(count, -5, rng))
    for _ in range(1 + rng.poisson(count / NARROWBAND_HERTZ / 3)):
        closest, passing = rng.uniform(0, at[-1]), rng.uniform(*_PASSING_SECONDS)
        tyres = _of_unit_power(coloured_noise(count, rng.uniform(-5, -1), rng))
        sound = sound + rng.uniform(0.3, 1) * tyres / np.sqrt(1 + ((at - closest) / passing) ** 2)
    return sound


def inside_car(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return what is heard inside a moving car: noise that falls by 6 to 12 dB an octave, and the engine's tones."""
    at = np.arange(count) / NARROWBAND_HERTZ
    engine = rng.uniform(60, 120)
    tones = sum(np.sin(2 * np.pi * engine * part * at + rng.uniform(0, 6)) / part for part in range(1, 9))
    return _of_unit_power(coloured_noise(count, rng.uniform(-12, -6), rng)) + rng.uniform(0, 0.5) * tones


def wind(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return wind in a microphone: noise that falls by 6 to 9 dB an octave, in gusts of up to 10 dB either way."""
    at = np.arange(count) / NARROWBAND_HERTZ
    gusts_db = sum(np.sin(2 * np.pi * rng.uniform(0.3, 4) * at + rng.uniform(0, 6)) for _ in range(3)) * 10 / 3
    return coloured_noise(count, rng.uniform(-9, -6), rng) * 10 ** (gusts_db / 20)


def through_gsm(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return samples as the full-rate speech codec of GSM leaves them (GSM 06.10, 13 kbit/s; libsndfile has it)."""
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, to_int16(samples), NARROWBAND_HERTZ, format="WAV", subtype="GSM610")
    file.seek(0)
    coded, _ = soundfile.read(file, dtype="int16")
    return np.resize(coded, len(samples)).astype(np.float64)


def _of_unit_power(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    return samples / math.sqrt(max(float(np.mean(samples**2)), 1e-12))


def babble(samples: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return a murmur that says nothing: the speech itself six times over, shifted, half of them backwards."""
    murmur = np.zeros(len(samples))
    for number in range(_BABBLERS):
        voice = np.roll(samples, int(rng.integers(len(samples))))
        murmur += voice[::-1] if number % 2 else voice
    return murmur


def mains_hum(count: int, level_db: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return hum of 50 Hz and its harmonics up to 800 Hz, higher ones weaker, of `level_db` in all."""
    harmonics = np.arange(1, _HUM_HARMONICS + 1)
    strengths = rng.uniform(0.2, 1, _HUM_HARMONICS) / harmonics
    angles = 2 * np.pi * _MAINS_HERTZ / NARROWBAND_HERTZ * np.outer(np.arange(count), harmonics)
    hum = np.sin(angles + rng.uniform(0, 2 * np.pi, _HUM_HARMONICS)) @ strengths
    return hum * 10 ** (level_db / 20) / math.sqrt(float(np.mean(hum**2)))


def modulated_noise(samples: NDArray[np.float64], q_db: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return samples with noise that follows them `q_db` below: what a speech codec's distortion sounds like.

    The modulated noise reference unit of ITU-T P.810; a mobile codec is like 15 to 25 dB.
    """
    return samples * (1 + 10 ** (-q_db / 20) * rng.standard_normal(len(samples)))


def silence_suppressed(samples: NDArray[np.float64], below_db: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return samples whose packets softer than `below_db` were never sent, and are comfort noise of 30 dB instead."""
    out = samples.copy()
    for packet in _packets(out):
        if 10 * math.log10(float(np.mean(packet**2)) + 1) < below_db:
            packet[:] = rng.standard_normal(len(packet)) * 10 ** (_COMFORT_NOISE_DB / 20)
    return out


def lose_packets(
    samples: NDArray[np.float64], share: float, *, repeat: bool, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return samples of which packets of 20 ms are lost with the chance `share`: zeros, or the one before again."""
    out = samples.copy()
    before = np.zeros(PACKET)
    for packet in _packets(out):
        if rng.random() < share:
            packet[:] = before[: len(packet)] if repeat else 0
        elif len(packet) == PACKET:
            before = packet
    return out


def _packets(samples: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Return views on the packets of 20 ms; the last one may be shorter."""
    return [samples[start : start + PACKET] for start in range(0, len(samples), PACKET)]
