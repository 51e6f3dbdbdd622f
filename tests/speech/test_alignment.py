"""Where words lie in a synthetic caller's speech, by the shipped model: edges where the voice falls silent."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.frames import HERTZ
from veertien.gazetteer import Phones
from veertien.speech.acoustic_model.acoustics import shipped_model
from veertien.speech.hmm import SILENCE_PHONE, STATES, PhoneticModel, streams
from veertien.speech.hmm.alignment import Alignment, align
from veertien.speech.sounds.espeak import Espeak
from veertien.speech.sounds.pronunciation import dutch_pronouncer

Pcm = NDArray[np.int16]
Caller = Callable[..., Pcm]

FRAME = HERTZ // 100
NEAR = 10
"""Frames that an edge may be off: stops begin in silence, and a last
fricative is like the noise that follows it."""


@pytest.fixture(scope="module")
def model() -> PhoneticModel:
    with shipped_model() as folder:
        return PhoneticModel.read(folder, HERTZ)


def pronounced(espeak: Espeak, text: str) -> tuple[Phones, ...]:
    return dutch_pronouncer(espeak).explain(text)[0].words


def aligned(model: PhoneticModel, samples: Pcm, words: tuple[Phones, ...]) -> Alignment:
    found = align(model, streams(model.front_end.cepstra(samples)), words)
    assert found is not None
    return found


def over_noise(*parts: Pcm) -> Pcm:
    whole = np.concatenate(parts)
    return (whole + np.random.default_rng(1).normal(0, 60, len(whole))).astype(np.int16)


def sounding(samples: Pcm) -> tuple[int, int]:
    """First frame of sound in what a caller says, and the one after the last."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int64)) > 500)
    return int(loud[0]) // FRAME, int(loud[-1]) // FRAME + 1


def edges(found: Alignment) -> list[tuple[int, int]]:
    """First frame of each stretch between silences, and the one after its last."""
    silent = np.array([phone == SILENCE_PHONE for phone in found.layout.phones])[found.states // STATES]
    changes = np.flatnonzero(np.diff(np.concatenate(([True], silent, [True])).astype(int)))
    return [(int(first), int(stop)) for first, stop in zip(changes[::2], changes[1::2], strict=True)]


@pytest.mark.parametrize("voice", ["nl+m3", "nl+f2"])
def test_words_begin_and_end_where_the_voice_does(
    model: PhoneticModel, caller: Caller, espeak: Espeak, voice: str
) -> None:
    first, second = caller("Medemblik", voice), caller("Opmeer", voice)
    words = (*pronounced(espeak, "Medemblik"), *pronounced(espeak, "Opmeer"))
    found = aligned(model, over_noise(first, second), words)
    start = len(first) // FRAME
    expected = [sounding(first), tuple(start + frame for frame in sounding(second))]
    for (begins, ends), (heard_first, heard_stop) in zip(edges(found), expected, strict=True):
        assert begins == pytest.approx(heard_first, abs=NEAR)
        assert ends == pytest.approx(heard_stop, abs=NEAR)


def test_every_phone_of_a_word_has_its_frames_in_order(model: PhoneticModel, caller: Caller, espeak: Espeak) -> None:
    (word,) = pronounced(espeak, "Medemblik")
    found = aligned(model, over_noise(caller("Medemblik", "nl+m3")), (word,))
    assert (np.diff(found.states) >= 0).all()
    units = found.states // STATES
    assert np.unique(units).tolist() == list(range(len(word) + 2))
    assert found.layout.phones == (SILENCE_PHONE, *word, SILENCE_PHONE)


def test_words_run_together_have_no_silence_between_them(model: PhoneticModel, caller: Caller, espeak: Espeak) -> None:
    words = pronounced(espeak, "Wijk bij Duurstede")
    assert len(words) == 3
    found = aligned(model, over_noise(caller("Wijk bij Duurstede", "nl+m3")), words)
    optional = [place for place, phone in enumerate(found.layout.phones) if phone == SILENCE_PHONE][1:-1]
    assert np.isin(found.states // STATES, optional).mean() < 0.05


def test_the_right_word_fits_better_than_another(model: PhoneticModel, caller: Caller, espeak: Espeak) -> None:
    samples = over_noise(caller("Medemblik", "nl+m3"))
    right, wrong = (aligned(model, samples, pronounced(espeak, text)).score for text in ("Medemblik", "Amersfoort"))
    assert right > wrong


def test_a_word_that_is_too_long_for_what_was_said_is_not_found(model: PhoneticModel, espeak: Espeak) -> None:
    features = streams(model.front_end.cepstra(over_noise(np.zeros(1600, np.int16))))
    assert align(model, features, pronounced(espeak, "Wervershoof")) is None
