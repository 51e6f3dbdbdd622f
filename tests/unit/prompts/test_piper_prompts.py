"""Prompts in a Piper voice: rendered ahead, kept, and never waited for. The voice speaks English."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from structlog.testing import capture_logs

from tests.unit.prompts.piper_voices import joe
from veertien.conversation import Language, Prompt, PromptId
from veertien.frames import HERTZ
from veertien.prompts import EspeakVoice, PiperError, PromptStore, Voices
from veertien.prompts.catalogue import load_catalogues
from veertien.prompts.speakers import Part
from veertien.speech.line.wav import read_wav

pytestmark = pytest.mark.slow

ASK, NOT_HEARD = Prompt(PromptId.ASK, language=Language.ENGLISH), Prompt(PromptId.NOT_HEARD, language=Language.ENGLISH)
HOORN = Prompt(PromptId.KEY_CHOICE, "Hoorn", "1", language=Language.ENGLISH)
MOST_SECONDS = 300.0


class Espeak:
    """A tone for each text, and what was said."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def synthesise(self, text: str, voice: str) -> tuple[NDArray[np.int16], int]:
        self.said.append(text)
        return np.rint(8000 * np.sin(2 * np.pi * 300 * np.arange(4410) / 22050)).astype(np.int16), 22050

    def say(self, parts: Sequence[Part], voice: str) -> tuple[NDArray[np.int16], int]:
        return self.synthesise("".join(text for text, _ in parts), voice)


@pytest.fixture
def espeak() -> Espeak:
    return Espeak()


@pytest.fixture
def new_store(tmp_path: Path, espeak: Espeak) -> Callable[..., PromptStore]:
    def build(voices: Voices | None = None) -> PromptStore:
        return PromptStore(tmp_path / "cache", None, voices or Voices(EspeakVoice("nl"), None, joe()), espeak)

    return build


def decibel(pcm: NDArray[np.int16]) -> float:
    """Return the level of what is not a pause."""
    powers = (pcm[: pcm.size // 160 * 160].reshape(-1, 160).astype(float) ** 2).mean(axis=1)
    return float(10 * np.log10(powers[powers > powers.max() * 1e-4].mean()) - 20 * np.log10(32768))


def never(_: Sequence[str]) -> bool:
    return False


def test_it_is_as_loud_as_the_others_at_the_telephones_rate(
    new_store: Callable[..., PromptStore], tmp_path: Path, espeak: Espeak
) -> None:
    store = new_store()
    store.prepare([ASK, NOT_HEARD])
    assert espeak.said == []
    for spoken in (ASK, NOT_HEARD):
        audio = store.audio(spoken)
        assert len(audio) % 320 == 0
        assert 0.5 < len(audio) / 2 / HERTZ < 3
        assert decibel(np.frombuffer(audio, "<i2").astype(np.int16)) == pytest.approx(-20, abs=1)
    assert [read_wav(file).hertz for file in (tmp_path / "cache").iterdir()] == [HERTZ, HERTZ]


def test_a_name_in_between_is_said_by_the_dutch_voice(new_store: Callable[..., PromptStore], espeak: Espeak) -> None:
    store = new_store()
    store.prepare([HOORN])
    assert espeak.said == ["Hoorn"]
    assert 1 < len(store.audio(HOORN)) / 2 / HERTZ < 5


def test_the_next_start_finds_it_and_starts_no_process(
    new_store: Callable[..., PromptStore], monkeypatch: pytest.MonkeyPatch, espeak: Espeak
) -> None:
    first = new_store()
    first.prepare([ASK])
    monkeypatch.setattr("subprocess.Popen", never)
    second = new_store()
    second.prepare([ASK])
    assert second.audio(ASK) == first.audio(ASK)
    assert espeak.said == []


def test_another_voice_or_other_words_are_another_sound(new_store: Callable[..., PromptStore], tmp_path: Path) -> None:
    new_store().prepare([ASK])
    new_store(Voices(EspeakVoice("nl"), None, replace(joe(), digest="another"))).prepare([ASK])
    words = load_catalogues()
    words[Language.ENGLISH] = words[Language.ENGLISH].with_words({"ask": "Yes?"})
    other = PromptStore(tmp_path / "cache", None, Voices(EspeakVoice("nl"), None, joe()), Espeak(), words)
    other.prepare([ASK])
    assert len(list((tmp_path / "cache").glob("en-ask-*.wav"))) == 3


@pytest.mark.fault("Piper has not said a prompt yet", caller="espeak-ng's voice", after="at once")
def test_what_was_not_made_ready_is_said_by_espeak_at_once_and_by_piper_from_then_on(
    new_store: Callable[..., PromptStore], tmp_path: Path, espeak: Espeak
) -> None:
    store = new_store()
    first = store.audio(ASK)
    assert espeak.said == ["Which municipality?"]
    wait_for(lambda: list((tmp_path / "cache").glob("en-ask-*.wav")) != [])
    wait_for(lambda: store.audio(ASK) != first)
    assert len(store.audio(ASK)) > len(first)


def test_what_takes_too_long_is_said_by_espeak_and_goes_on_in_the_background(
    new_store: Callable[..., PromptStore], tmp_path: Path
) -> None:
    store = new_store()
    with capture_logs() as logs:
        store.prepare([ASK, NOT_HEARD], most_seconds=0.0)
    assert [(log["event"], log["prompts"]) for log in logs] == [("prompts_rendered_later", 2)]
    wait_for(lambda: len(list((tmp_path / "cache").glob("*.wav"))) == 2)


@pytest.mark.fault("Piper fails while calls are served", caller="espeak-ng's voice", after="at once")
def test_a_voice_that_fails_in_the_background_is_told_once_and_espeak_speaks(
    new_store: Callable[..., PromptStore], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(b"no network")
    store = new_store(Voices(EspeakVoice("nl"), None, replace(joe(), file=broken)))
    with capture_logs() as logs:
        assert store.audio(ASK)
        wait_for(lambda: logs != [])
        assert store.audio(NOT_HEARD)
        assert store.audio(ASK)
    assert [log["event"] for log in logs] == ["prompts_not_rendered"]
    assert "broken.onnx" in logs[0]["why"]


def test_a_preparation_that_is_given_up_ends(new_store: Callable[..., PromptStore]) -> None:
    with pytest.raises(PiperError, match="given up"):
        new_store().prepare([ASK], lambda: True)


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)
