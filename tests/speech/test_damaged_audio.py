"""What a line does to an utterance costs little: the same recordings, damaged, heard by the real model."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.speech import damage
from veertien.frames import HERTZ
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.line.wav import read_wav
from veertien.speech.recognition.recogniser import Recogniser

Pcm = NDArray[np.int16]
Fault = Callable[[Pcm, np.random.Generator], Pcm]

RECORDINGS = Path(__file__).parent / "recordings" / "place_words"
NAMES = {
    "alkmaar": "Alkmaar",
    "amsterdam": "Amsterdam",
    "belgie": "België",
    "dreumel": "Dreumel",
    "eindhoven": "Eindhoven",
    "friesland": "Friesland",
    "maastricht": "Maastricht",
    "nederland": "Nederland",
    "utrecht": "Utrecht",
}
CHOICES = GrammarSpec("places", tuple(Phrase(name, key) for key, name in NAMES.items()))

SPEECH_DB, LINE_NOISE_DB = 70.0, 28.0
"""Level of the speech and of the line, in dB over a mean square of 1: 20 and 62 dB under full scale."""

MOST_LOST = 2
"""Of 32 recordings, how many a fault may cost: 5 points, rounded up."""

COSTLY = {"clipped by 12 dB": 6, "35 dB quieter": 4}
"""Faults that no preparation mends: clipping makes sounds that were not said, A-law's steps drown weak sounds."""


def on_a_line(path: Path, rng: np.random.Generator) -> Pcm:
    spoken = read_wav(path).pcm
    level = damage.gain(spoken, SPEECH_DB - damage.active_level(spoken))
    around = damage.surround(level, 0.45, 0.6)
    noise = rng.normal(0, 10 ** (LINE_NOISE_DB / 20), len(around))
    return damage.telephone_band((around + noise).astype(np.int16))


def voices(rng: np.random.Generator) -> list[Pcm]:
    paths = sorted(RECORDINGS.glob("*.wav"))
    return [read_wav(paths[index]).pcm for index in rng.choice(len(paths), 6, replace=False)]


FAULTS: dict[str, Fault] = {
    "35 dB quieter": lambda pcm, _: damage.gain(pcm, -35),
    "20 dB too loud": lambda pcm, _: damage.gain(pcm, 20),
    "clipped by 12 dB": lambda pcm, _: damage.clip(pcm, 12),
    "an offset": lambda pcm, _: damage.offset(pcm, 0.1),
    "hum 10 dB below": lambda pcm, _: damage.add_hum(pcm, 10),
    "5 % of packets lost": lambda pcm, rng: damage.lose_packets(damage.a_law(pcm), 0.05, rng),
    "5 % of packets repeated": lambda pcm, rng: damage.lose_packets(damage.a_law(pcm), 0.05, rng, repeat=True),
    "silence not sent": lambda pcm, _: damage.suppress_silence(damage.a_law(pcm)),
    "long silence": lambda pcm, _: damage.surround(damage.a_law(pcm), 3, 4, damage.A_LAW_SILENCE),
    "clicks": lambda pcm, rng: damage.add_clicks(pcm, 5, rng),
    "rests of a key's tones": lambda pcm, _: damage.add_key_tone(pcm),
    "white noise 15 dB below": lambda pcm, rng: damage.add_noise(pcm, damage.white_noise(len(pcm), rng), 15),
    "voices 15 dB below": lambda pcm, rng: damage.add_noise(pcm, damage.babble(voices(rng), len(pcm), rng), 15),
}


def right(recogniser: Recogniser, fault: Fault) -> int:
    """Of all recordings, how many are heard right over a line with `fault`."""
    count = 0
    for number, path in enumerate(sorted(RECORDINGS.glob("*.wav"))):
        rng = np.random.default_rng(number)
        line = damage.a_law(fault(on_a_line(path, rng), rng))
        guesses = recogniser.recognise(line.astype("<i2").tobytes(), HERTZ, CHOICES).guesses
        count += bool(guesses) and guesses[0].key == path.stem.rsplit("_", 1)[-1]
    return count


@pytest.fixture(scope="module")
def faultless(recogniser: Recogniser) -> int:
    return right(recogniser, lambda pcm, _: pcm)


def test_on_a_good_line_most_are_heard_though_cut_out_of_sentences(faultless: int) -> None:
    assert faultless >= 26


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_the_line_costs_little(recogniser: Recogniser, faultless: int, name: str) -> None:
    assert right(recogniser, FAULTS[name]) >= faultless - COSTLY.get(name, MOST_LOST)
