"""Recordings as a telephone would have brought them: a pair of wideband and telephone sound, frame by frame the same.

The wideband side serves to find which phone each frame belongs to, the telephone side is what a model learns from.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from veertien.speech.line.clipping import to_int16
from veertien.speech.line.preparation import SPEECH_LEVEL_DB, clear, find_speech, level_and_mask
from veertien.speech.line.resample import resample
from veertien.training.recordings.corpus import WIDEBAND_HERTZ
from veertien.training.sounds.g711 import through_a_law, through_mu_law
from veertien.training.sounds.line import (
    NARROWBAND_HERTZ,
    add_noise,
    amplify,
    babble,
    coloured_noise,
    inside_car,
    lose_packets,
    loud_level_db,
    mains_hum,
    modulated_noise,
    silence_suppressed,
    street,
    through_gsm,
    wind,
)
from veertien.training.sounds.voices import as_another_voice

CLEAN_COPY: Final = 0
"""The copy without any change but the telephone's own: 300-3400 Hz and A-law."""

FIRST_IN_PLACES: Final = 4
"""The first copy that comes from a noisy place by a mobile telephone; those before are calls over any line."""

_MARGIN_SECONDS = 0.15
_MARGINS_SECONDS = (0.08, 0.25)
_BAND_HERTZ = (300.0, 3400.0)
_LOW_EDGES_HERTZ, _HIGH_EDGES_HERTZ = (150.0, 330.0), (3200.0, 3600.0)
_TAPS = 301
_FRAME = NARROWBAND_HERTZ // 100
_WIDEBAND_PEAK = 16000.0
_WIDEBAND_FLOOR = 16.0
"""Noise of this root mean square keeps the wideband side's silence from being digital silence (24 dB)."""


_LINE_LEVELS_DB = (50.0, 78.0)
_SNR_DB, _BAD_SNR_DB = (15.0, 42.0), (4.0, 18.0)
_PLACE_SNR_DB = (5.0, 20.0)
_MOST_LOST = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class StereoPair:
    """One utterance at 16 kHz, as the telephone brings it at 8 kHz, and that made ready for a model."""

    wideband: NDArray[np.int16]
    line: NDArray[np.int16]
    narrowband: NDArray[np.int16]


def generator(seed: int, recording: str, copy: int) -> np.random.Generator:
    """Return the source of chance for one copy of a recording: the same for the same seed, name and copy."""
    digest = hashlib.blake2b(recording.encode(), digest_size=8).digest()
    return np.random.default_rng([seed, int.from_bytes(digest, "little"), copy])


def as_telephone(samples: NDArray[np.float64], rng: np.random.Generator, copy: int) -> StereoPair:
    """Return a recording (16 kHz, scaled like int16) as a pair of wideband and telephone sound.

    All are cut to the speech with 0.15 s around it, and of one length in seconds. Copy 0 is the recording over a good
    line; any other copy is another voice and tempo over another telephone and line, as `rng` has it.

    Raises ValueError for a recording that is silent.
    """
    if not np.any(samples):
        raise ValueError("a recording without any sound; take it out of the list")
    clean = copy == CLEAN_COPY
    voice = samples if clean else as_another_voice(samples, WIDEBAND_HERTZ, rng)
    margins = (_MARGIN_SECONDS, _MARGIN_SECONDS) if clean else tuple(rng.uniform(*_MARGINS_SECONDS, 2))
    wide, speech = _cut(voice * (_WIDEBAND_PEAK / np.abs(voice).max()), *margins)
    arriving = _some_place if copy >= FIRST_IN_PLACES else _some_line
    line = _good_line(wide) if clean else arriving(wide, speech, rng)
    floor = rng.standard_normal(len(wide)) * _WIDEBAND_FLOOR
    return StereoPair(to_int16(wide + floor), to_int16(line), level_and_mask(clear(line).clear, rng))


def _cut(voice: NDArray[np.float64], before: float, after: float) -> tuple[NDArray[np.float64], slice]:
    """Cut to the speech with these margins in seconds; return where the speech lies in it, in samples at 8 kHz."""
    narrow = resample(to_int16(voice), WIDEBAND_HERTZ, NARROWBAND_HERTZ).astype(np.float64)
    span = find_speech(narrow, narrow, np.zeros(len(narrow) // _FRAME, np.bool_))
    frame = _FRAME * WIDEBAND_HERTZ // NARROWBAND_HERTZ
    start, stop = (span.first * frame, span.stop * frame) if span else (0, len(voice))
    # Even numbers of samples, so that the telephone side has half of them.
    lead, tail = (round(margin * NARROWBAND_HERTZ) * 2 for margin in (before, after))
    stop -= (stop - start) % 2
    padded = np.pad(voice, (lead, tail + 1))
    return padded[start : stop + lead + tail], slice(lead // 2, (lead + stop - start) // 2)


def _good_line(wide: NDArray[np.float64]) -> NDArray[np.float64]:
    heard = _band_limited(wide, _BAND_HERTZ)
    return through_a_law(amplify(heard, SPEECH_LEVEL_DB - loud_level_db(heard)))


def _some_line(wide: NDArray[np.float64], speech: slice, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return what arrives over some telephone in some place, over some line: each fault by chance, in its order."""

    def happens(chance: float) -> bool:
        return bool(rng.random() < chance)

    edges = (rng.uniform(*_LOW_EDGES_HERTZ), rng.uniform(*_HIGH_EDGES_HERTZ))
    sound = _band_limited(wide, edges, _microphone(rng))
    level = rng.uniform(*_LINE_LEVELS_DB)
    amplitude = 10 ** (level / 20)
    sound = amplify(sound, level - loud_level_db(sound))
    sound = add_noise(sound, _some_noise(sound, rng), rng.uniform(*(_BAD_SNR_DB if happens(0.5) else _SNR_DB)), speech)
    if happens(0.15):
        limit = amplitude * rng.uniform(1.2, 3)
        sound = np.clip(sound, -limit, limit)
    if happens(0.2):
        sound = sound + mains_hum(len(sound), level - rng.uniform(10, 30), rng)
    if happens(0.2):
        sound = sound + amplitude * rng.uniform(-0.5, 0.5)
    if happens(0.25):
        sound = modulated_noise(sound, rng.uniform(15, 30), rng)
    if happens(0.15):
        sound = silence_suppressed(sound, level - rng.uniform(25, 35), rng)
    sound = through_mu_law(sound) if happens(0.25) else through_a_law(sound)
    if happens(0.3):
        sound = lose_packets(sound, rng.uniform(0, _MOST_LOST), repeat=happens(0.5), rng=rng)
    return sound


def _some_place(wide: NDArray[np.float64], speech: slice, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return what arrives from some noisy place, most often by a mobile telephone's codec."""
    edges = (rng.uniform(*_LOW_EDGES_HERTZ), rng.uniform(*_HIGH_EDGES_HERTZ))
    sound = _band_limited(wide, edges, _microphone(rng))
    level = rng.uniform(*_LINE_LEVELS_DB)
    sound = amplify(sound, level - loud_level_db(sound))
    sound = add_noise(sound, _noise_of_a_place(sound, rng), rng.uniform(*_PLACE_SNR_DB), speech)
    if rng.random() < 0.15:
        limit = 10 ** (level / 20) * rng.uniform(0.6, 2)
        sound = np.clip(sound, -limit, limit)
    kind = rng.random()
    if kind < 0.4:
        sound = through_gsm(sound)
    elif kind < 0.7:
        sound = modulated_noise(sound, rng.uniform(15, 30), rng)
    if rng.random() < 0.2:
        sound = silence_suppressed(sound, level - rng.uniform(20, 35), rng)
    sound = through_a_law(sound)
    if rng.random() < 0.3:
        sound = lose_packets(sound, rng.uniform(0, _MOST_LOST), repeat=True, rng=rng)
    return sound


def _noise_of_a_place(speech: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    kind = int(rng.integers(5))
    if kind == 0:
        # Fans, water, a crowd far away: the telephone passes on what is nearly white.
        return coloured_noise(len(speech), rng.uniform(-3, 1), rng)
    return babble(speech, rng) if kind == 1 else (street, inside_car, wind)[kind - 2](len(speech), rng)


def _some_noise(speech: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    kind = rng.random()
    if kind < 0.45:
        return rng.standard_normal(len(speech))
    if kind < 0.85:
        return coloured_noise(len(speech), rng.uniform(-9, 3), rng)
    return babble(speech, rng)


def _microphone(rng: np.random.Generator) -> tuple[float, float, float]:
    """Draw a telephone's tone: dB an octave around 1 kHz, dB at a resonance, and the resonance in hertz."""
    return rng.uniform(-3, 3), rng.uniform(-6, 6), 400 * 7.5 ** rng.random()


def _band_limited(
    wide: NDArray[np.float64], edges: tuple[float, float], microphone: tuple[float, float, float] = (0.0, 0.0, 1000.0)
) -> NDArray[np.float64]:
    """Return the band between the edges in hertz, at 8 kHz, with no delay; see `_microphone` for its tone."""
    at = (np.arange(_TAPS) - _TAPS // 2) / WIDEBAND_HERTZ
    low, high = (2 * edge / WIDEBAND_HERTZ * np.sinc(2 * edge * at) for edge in edges)
    taps = (high - low) * np.hamming(_TAPS)
    size = len(wide) + 2 * _TAPS
    size += -size % 1024
    octave = np.log2(np.maximum(np.fft.rfftfreq(size, 1 / WIDEBAND_HERTZ), 50.0) / 1000)
    tilt, resonance, hertz = microphone
    tone_db = tilt * octave + resonance * np.exp(-(((octave - np.log2(hertz / 1000)) / 0.7) ** 2))
    # Zeros before the sound take what the filter, its middle at 0, has before it.
    spectrum = np.fft.rfft(np.pad(wide, (_TAPS, 0)), size) * np.fft.rfft(taps, size) * 10 ** (tone_db / 20)
    start = _TAPS + _TAPS // 2
    return np.fft.irfft(spectrum, size)[start : start + len(wide) : WIDEBAND_HERTZ // NARROWBAND_HERTZ]
