"""Sounds that are no answer: noise, music, silence, and people who speak of something else. Samples at 8 kHz."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bench.speech import damage
from bench.speech.clips import Pcm
from bench.speech.line import SPEECH_LEVEL_DB
from veertien.frames import HERTZ

WEATHER = (
    "Wat een weer vandaag, hè.",
    "Het regent hier al de hele dag.",
    "Morgen wordt het zonnig met een graad of twintig.",
    "Vannacht heeft het flink gevroren.",
    "Er staat een harde wind uit het westen.",
    "Volgens mij krijgen we onweer.",
    "De zon schijnt eindelijk weer.",
    "Het is koud voor de tijd van het jaar.",
    "Ze voorspellen sneeuw in het weekend.",
    "Ik heb mijn paraplu vergeten.",
)
OTHER_SPEECH = (
    "Ik wil een paspoort aanvragen.",
    "Mijn fiets is gestolen.",
    "Hallo, is daar iemand?",
    "Kunt u mij doorverbinden met een medewerker?",
    "Een ogenblik, ik moet het even opzoeken.",
    "Het vuilnis is vanmorgen niet opgehaald.",
    "Wat kost een parkeervergunning?",
    "Wacht even, de hond moet naar buiten.",
)

_SECONDS = 2.0
_NOTES = (262, 294, 330, 349, 392, 440, 494, 523)


def noises(rng: np.random.Generator) -> Iterator[Pcm]:
    """Give noise of three colours, steady, swelling and in bursts as long as syllables, loud and soft."""
    count = round(_SECONDS * HERTZ)
    at = np.arange(count) / HERTZ
    shapes = (np.ones(count), 0.5 - 0.5 * np.cos(2 * np.pi * at), (np.sin(2 * np.pi * 2.5 * at) > 0).astype(float))
    for power in (0.0, 1.0, 2.0):
        for shape in shapes:
            for decibel in (0.0, -20.0):
                yield _levelled(_coloured(count, power, rng) * shape, decibel)


def music(rng: np.random.Generator, pieces: int = 12) -> Iterator[Pcm]:
    """Give pieces of a melody over a chord, of struck tones with harmonics, as hold music has them."""
    for _ in range(pieces):
        piece = np.zeros(round(_SECONDS * HERTZ))
        for start in np.arange(0, _SECONDS, float(rng.choice((0.2, 0.25, 0.4)))):
            for note in (*rng.choice(_NOTES, 1), *rng.choice(_NOTES, 2) / 2):
                at = np.arange(len(piece) - round(start * HERTZ)) / HERTZ
                tone = sum(np.sin(2 * np.pi * note * part * at) / part for part in range(1, 6))
                piece[round(start * HERTZ) :] += tone * np.exp(-at * float(rng.uniform(2, 8)))
        yield _levelled(piece, 0.0)


def silences(rng: np.random.Generator) -> Iterator[Pcm]:
    """Give what stands for silence on a line: zeros, A-law's smallest value, comfort noise, comfort noise that ends."""
    count = round(_SECONDS * HERTZ)
    yield np.zeros(count, np.int16)
    yield np.full(count, damage.A_LAW_SILENCE, np.int16)
    comfort = _levelled(_coloured(count, 0.5, rng), -35.0)
    yield comfort
    yield np.concatenate([comfort[: count // 2], np.zeros(count // 2, np.int16)])


def echo(prompt: Pcm, decibel: float, delay_seconds: float = 0.06) -> Pcm:
    """Give what a loudspeaker telephone sends back of a prompt: later, softer, with a reflection of the room."""
    delay, room = round(delay_seconds * HERTZ), round(0.023 * HERTZ)
    heard = np.zeros(len(prompt) + delay + room)
    heard[delay : delay + len(prompt)] += prompt
    heard[delay + room :] += 0.5 * prompt
    return damage.a_law(damage.gain(damage.telephone_band(np.rint(heard / 1.5).astype(np.int16)), decibel))


def _coloured(count: int, power: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise whose power falls with the frequency to the `power`: white, pink, brown."""
    spectrum = np.fft.rfft(rng.standard_normal(count))
    spectrum /= np.maximum(np.fft.rfftfreq(count, 1 / HERTZ), 50.0) ** (power / 2)
    return np.asarray(np.fft.irfft(spectrum, count), np.float64)


def _levelled(samples: NDArray[np.float64], decibel: float) -> Pcm:
    """Bring to `decibel` over the level of speech, and over the line."""
    wide = np.rint(samples / max(float(np.abs(samples).max()), 1e-9) * 20000).astype(np.int16)
    narrow = damage.telephone_band(wide)
    return damage.a_law(damage.gain(narrow, SPEECH_LEVEL_DB + decibel - damage.active_level(narrow)))
