"""Espeak-ng as a library: sound, phonemes, and text that is only ever text."""

import ctypes
import threading
from typing import Any

import espeakng_loader
import numpy as np
import pytest

from veertien.speech.sounds.espeak import MAX_TEXT, Espeak, EspeakError


def test_text_becomes_sound_at_the_rate_told() -> None:
    with Espeak() as espeak:
        samples, hertz = espeak.synthesise("Medemblik")
    assert samples.dtype == np.int16
    assert hertz == 22050
    assert 0.5 < len(samples) / hertz < 2
    assert np.abs(samples).max() > 3000


def test_a_faster_rate_is_shorter() -> None:
    with Espeak() as espeak:
        slow, _ = espeak.synthesise("Welke gemeente wilt u spreken", rate_wpm=100)
        fast, _ = espeak.synthesise("Welke gemeente wilt u spreken", rate_wpm=250)
    assert len(fast) < len(slow) * 0.7


def test_voices_differ() -> None:
    with Espeak() as espeak:
        man, _ = espeak.synthesise("Hoorn", "nl+m3")
        woman, _ = espeak.synthesise("Hoorn", "nl+f4")
    assert man.tobytes() != woman.tobytes()


def test_phonemes_are_dutch_ipa() -> None:
    with Espeak() as espeak:
        assert espeak.phonemes("Wervershoof") == "ʋˌɛrvərshˈoːf"


def test_clauses_are_joined() -> None:
    with Espeak() as espeak:
        assert espeak.phonemes("nee, dank u").split() == ["nˈeː", "dˈɑŋk", "y"]


@pytest.mark.parametrize("text", ["<break time='9s'/>ja", "[[h@l'o:]]", "\x01 20S ja", "ja\x00nee", "ja\ud800"])
def test_commands_in_a_text_are_read_or_dropped_but_not_obeyed(text: str) -> None:
    with Espeak() as espeak:
        samples, hertz = espeak.synthesise(text)
        assert espeak.phonemes(text)
    assert 0 < len(samples) / hertz < 9


@pytest.mark.parametrize("text", ["", "  \x01\n", "a" * (MAX_TEXT + 1)])
def test_texts_that_are_empty_or_too_long_are_refused(text: str) -> None:
    with Espeak() as espeak, pytest.raises(EspeakError, match=f"1 to {MAX_TEXT}"):
        espeak.synthesise(text)


@pytest.mark.parametrize("voice", ["xx", "nl+nobody", "nl+../../nl_dict", "../nl", "", "nl+f2\x00"])
def test_voices_that_are_not_there_are_refused(voice: str) -> None:
    with Espeak() as espeak, pytest.raises(EspeakError, match="no voice"):
        espeak.phonemes("ja", voice)


def test_a_rate_out_of_range_is_refused() -> None:
    with Espeak() as espeak, pytest.raises(EspeakError, match="80 to 450"):
        espeak.synthesise("ja", rate_wpm=20)


def test_handles_share_the_library_and_a_closed_one_says_so() -> None:
    with Espeak() as outer:
        with Espeak() as inner:
            assert inner.phonemes("ja") == outer.phonemes("ja")
        assert outer.phonemes("ja") == "jˈaː"
        with pytest.raises(EspeakError, match="closed"):
            inner.phonemes("ja")
    with Espeak() as again:
        assert again.phonemes("ja") == "jˈaː"


def test_threads_do_not_mix_each_others_text() -> None:
    words = {"Hoorn": "hˈɔːrn", "Wognum": "ʋˈɔɣnɵm", "Opmeer": "ɔpmˈɪr"}
    wrong: list[str] = []

    def speak(espeak: Espeak, word: str) -> None:
        for _ in range(20):
            espeak.synthesise(word)
            if espeak.phonemes(word) != words[word]:
                wrong.append(word)

    with Espeak() as espeak:
        threads = [threading.Thread(target=speak, args=(espeak, word)) for word in words]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


class CountedCalls:
    """A function of the C library that counts how often it is called."""

    def __init__(self, function: Any) -> None:
        self.function = function
        self.argtypes: list[Any] = []
        self.calls = 0

    def __call__(self, *arguments: Any) -> Any:
        self.calls += 1
        self.function.argtypes = self.argtypes or None
        return self.function(*arguments)


def test_only_the_first_of_the_open_handles_initialises_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    # A second initialisation frees phoneme tables that open handles point into: a crash, or garbage, some time later.
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    initialise = CountedCalls(library.espeak_Initialize)
    terminate = CountedCalls(library.espeak_Terminate)
    monkeypatch.setattr(library, "espeak_Initialize", initialise)
    monkeypatch.setattr(library, "espeak_Terminate", terminate)
    monkeypatch.setattr(ctypes, "CDLL", lambda _path: library)
    # What other tests hold open stays open, so that the library may be in use already.
    in_use = 1 if Espeak._handles else 0
    with Espeak(), Espeak(), Espeak() as last:
        assert (initialise.calls, terminate.calls) == (1 - in_use, 0)
        assert last.phonemes("ja") == "jˈaː"
    assert terminate.calls == 1 - in_use
    with Espeak() as again:
        assert initialise.calls == 2 * (1 - in_use)
        assert again.phonemes("ja") == "jˈaː"
