"""Where the sound of a prompt comes from, and what happens when a place fails."""

import os
import struct
import wave
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from structlog.testing import capture_logs

from veertien.config.own_words import LONGEST_QUESTION
from veertien.conversation import Language, Policy, Prompt, PromptId
from veertien.gazetteer.pronunciations import parse_words
from veertien.prompts import Announcement, AnnouncementId, EspeakVoice, PromptStore, Voices
from veertien.prompts.catalogue import Spoken, load_catalogues
from veertien.prompts.speakers import Part
from veertien.prompts.wordings.dutch import DUTCH
from veertien.speech.line.wav import encode_wav, read_wav
from veertien.speech.sounds.espeak import Espeak

ASK = Prompt(PromptId.ASK)
HOORN = Prompt(PromptId.CONFIRM, "Hoorn")


class Voice:
    """A tone for each text, and a count of what was said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def synthesise(self, text: str, voice: str) -> tuple[NDArray[np.int16], int]:
        self.said.append((text, voice))
        at = np.arange(2205 + 100 * len(text)) / 22050
        return np.rint(8000 * np.sin(2 * np.pi * 300 * at)).astype(np.int16), 22050

    def say(self, parts: Sequence[Part], voice: str) -> tuple[NDArray[np.int16], int]:
        return self.synthesise("".join(f"[{text}]" if words else text for text, words in parts), voice)


@pytest.fixture
def voice() -> Voice:
    return Voice()


@pytest.fixture
def new_store(tmp_path: Path, voice: Voice) -> Callable[..., PromptStore]:
    def build(name: str = "nl") -> PromptStore:
        return PromptStore(tmp_path / "cache", tmp_path / "recordings", Voices(EspeakVoice(name)), voice)

    return build


def record(tmp_path: Path, name: str, value: int = 1234, seconds: float = 0.1, hertz: int = 8000) -> bytes:
    """Put a recording in place; return what it should sound like at 8 kHz."""
    (tmp_path / "recordings").mkdir(exist_ok=True)
    pcm = np.full(int(hertz * seconds), value, np.int16)
    (tmp_path / "recordings" / name).write_bytes(encode_wav(pcm, hertz))
    return np.full(int(8000 * seconds), value, "<i2").tobytes()


def test_a_prompt_is_whole_frames_of_sound(new_store: Callable[..., PromptStore]) -> None:
    audio = new_store().audio(ASK)
    assert len(audio) > 1600
    assert len(audio) % 320 == 0
    assert np.abs(np.frombuffer(audio, "<i2").astype(int)).max() > 3000


def test_it_is_rendered_once_and_then_comes_from_memory(new_store: Callable[..., PromptStore], voice: Voice) -> None:
    store = new_store()
    assert store.audio(HOORN) == store.audio(HOORN)
    assert voice.said == [("Hoorn?", "nl")]


def test_the_next_start_reads_the_file(new_store: Callable[..., PromptStore], voice: Voice, tmp_path: Path) -> None:
    first = new_store().audio(HOORN)
    assert new_store().audio(HOORN) == first
    assert len(voice.said) == 1
    (file,) = (tmp_path / "cache").iterdir()
    assert file.name.startswith("confirm-hoorn-")
    assert file.suffix == ".wav"
    assert read_wav(file).hertz == 8000


def test_another_voice_is_another_file(new_store: Callable[..., PromptStore], voice: Voice, tmp_path: Path) -> None:
    new_store("nl").audio(ASK)
    new_store("nl+f2").audio(ASK)
    assert [said[1] for said in voice.said] == ["nl", "nl+f2"]
    assert len(list((tmp_path / "cache").iterdir())) == 2


def with_words(folder: Path, voice: Voice, **own: str) -> PromptStore:
    """A store on the same folders whose Dutch has words of its own."""
    words = load_catalogues()
    words[Language.DUTCH] = words[Language.DUTCH].with_words(own)
    return PromptStore(folder / "cache", folder / "recordings", Voices(), voice, words)


def test_other_words_are_another_file_and_a_recording_goes_before_them(
    new_store: Callable[..., PromptStore], voice: Voice, tmp_path: Path
) -> None:
    usual = new_store().audio(ASK)
    own = with_words(tmp_path, voice, ask="Zeg het maar.")
    assert own.audio(ASK) != usual
    assert new_store().audio(ASK) == usual
    assert voice.said == [("Welke gemeente?", "nl"), ("Zeg het maar.", "nl")]
    assert len(list((tmp_path / "cache").iterdir())) == 2
    assert record(tmp_path, "ask.wav") == own.audio(ASK)


def test_english_is_said_by_an_english_voice_and_names_in_it_by_the_dutch_one(
    new_store: Callable[..., PromptStore], voice: Voice
) -> None:
    new_store("nl+f2").audio(Prompt(PromptId.KEY_CHOICE, "Hoorn", "1", language=Language.ENGLISH))
    assert voice.said == [("For ", "en+f2"), ("Hoorn", "nl+f2"), (", press 1.", "en+f2")]


def test_what_an_integrator_wrote_is_said_in_dutch_in_every_language(
    new_store: Callable[..., PromptStore], voice: Voice
) -> None:
    new_store().audio(Announcement(AnnouncementId.MESSAGE, message="Bel morgen.", language=Language.ENGLISH))
    assert voice.said == [("Bel morgen.", "nl")]


def test_no_number_reaches_the_voice_as_it_is_written(new_store: Callable[..., PromptStore], voice: Voice) -> None:
    message = Announcement(AnnouncementId.MESSAGE, message="Bel 14 020 na 9:30.")
    store = new_store()
    for language in Language:
        store.audio(replace(message, language=language))
    # An integrator writes Dutch, so its numbers are Dutch whatever the caller speaks.
    assert set(voice.said) == {("Bel veertien nul twintig na half tien.", "nl")}


def test_numbers_in_own_words_are_said_in_the_language_of_the_words(voice: Voice, tmp_path: Path) -> None:
    own = with_words(tmp_path, voice, ask="Zeg 14 020.")
    own.audio(ASK)
    frisian, english = (replace(ASK, language=language) for language in (Language.FRISIAN, Language.ENGLISH))
    words = {language: catalogue.with_words({"ask": "14 020?"}) for language, catalogue in load_catalogues().items()}
    store = PromptStore(tmp_path / "cache", None, Voices(), voice, words)
    store.audio(frisian)
    store.audio(english)
    assert voice.said == [
        ("Zeg veertien nul twintig.", "nl"),
        ("fjirtjin nul twa nul?", "nl"),
        ("fourteen zero two zero?", "en"),
    ]


def test_names_that_are_filed_alike_are_not_taken_for_each_other(
    new_store: Callable[..., PromptStore], voice: Voice
) -> None:
    store = new_store()
    store.audio(Prompt(PromptId.CONFIRM, "Den Haag"))
    store.audio(Prompt(PromptId.CONFIRM, "Den-Haag"))
    assert [said[0] for said in voice.said] == ["Den Haag?", "Den-Haag?"]


def test_preparing_leaves_nothing_to_render_in_a_call(new_store: Callable[..., PromptStore], voice: Voice) -> None:
    store = new_store()
    store.prepare([ASK, HOORN, Announcement(AnnouncementId.OPERATOR)])
    rendered = len(voice.said)
    store.audio(ASK)
    store.audio(HOORN)
    store.audio(Announcement(AnnouncementId.OPERATOR))
    assert len(voice.said) == rendered == 3


def test_preparing_again_reads_no_file_again_and_renders_one_that_is_gone(
    new_store: Callable[..., PromptStore], voice: Voice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_store().prepare([ASK, HOORN])
    store = new_store()
    store.prepare([ASK, HOORN])
    assert len(voice.said) == 2
    with monkeypatch.context() as unreadable:
        unreadable.setattr("veertien.prompts.store.read_wav", lambda path: pytest.fail(f"{path} is read"))
        store.prepare([ASK, HOORN])
    for file in (tmp_path / "cache").glob("ask-*"):
        file.unlink()
    store._memory.clear()
    store.prepare([ASK, HOORN])
    assert len(voice.said) == 3
    assert len(list((tmp_path / "cache").iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"RIFF", bytes(5000)])
def test_a_damaged_file_is_rendered_and_written_again(
    new_store: Callable[..., PromptStore], tmp_path: Path, damage: bytes
) -> None:
    sound = new_store().audio(ASK)
    (file,) = (tmp_path / "cache").iterdir()
    whole = file.read_bytes()
    file.write_bytes(damage)
    assert new_store().audio(ASK) == sound
    assert file.read_bytes() == whole


def test_half_a_file_is_never_seen(
    new_store: Callable[..., PromptStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with capture_logs() as logs:
        assert new_store().audio(ASK)
    assert list((tmp_path / "cache").iterdir()) == []
    assert [log["event"] for log in logs] == ["prompt_cache_unwritable"]


def test_a_cache_that_cannot_be_written_is_said_once_and_memory_does(tmp_path: Path, voice: Voice) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = PromptStore(tmp_path / "file" / "cache", None, Voices(), voice)
    with capture_logs() as logs:
        first = store.audio(ASK)
        store.audio(HOORN)
        assert store.audio(ASK) == first
    assert [log["event"] for log in logs] == ["prompt_cache_unwritable"]
    assert str(tmp_path / "file" / "cache") in logs[0]["directory"]
    assert len(voice.said) == 2


def test_a_cache_that_can_be_written_again_is_used_again(tmp_path: Path, voice: Voice) -> None:
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("not a folder")
    store = PromptStore(in_the_way, None, Voices(), voice)
    store.audio(ASK)
    assert str(in_the_way) in str(store.cache_fault)
    in_the_way.unlink()
    store.audio(HOORN)
    assert store.cache_fault is None
    assert len(list(in_the_way.iterdir())) == 1


@pytest.mark.parametrize("hertz", [8000, 16000])
def test_a_recording_takes_the_place_of_the_voice(
    new_store: Callable[..., PromptStore], voice: Voice, tmp_path: Path, hertz: int
) -> None:
    sound = record(tmp_path, "confirm-hoorn.wav", hertz=hertz)
    heard = np.frombuffer(new_store().audio(HOORN), "<i2").astype(int)
    assert heard.size == len(sound) // 2
    assert np.abs(heard - 1234)[100:-100].max() <= 1
    assert voice.said == []


def test_a_recording_in_g711_is_filled_up_to_whole_frames(
    new_store: Callable[..., PromptStore], tmp_path: Path
) -> None:
    (tmp_path / "recordings").mkdir()
    form = struct.pack("<HHIIHH", 6, 1, 8000, 8000, 1, 8)
    content = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", 170) + b"\xaa" * 170
    (tmp_path / "recordings" / "ask.wav").write_bytes(b"RIFF" + struct.pack("<I", len(content)) + content)
    heard = np.frombuffer(new_store().audio(ASK), "<i2")
    assert heard.tolist() == [32256] * 170 + [0] * 150


def test_recordings_count_as_soon_as_they_are_put_replaced_or_removed(
    new_store: Callable[..., PromptStore], tmp_path: Path
) -> None:
    store = new_store()
    rendered = store.audio(ASK)
    assert record(tmp_path, "ask.wav", 1000) == store.audio(ASK)
    assert record(tmp_path, "ask.wav", 2000, seconds=0.2) == store.audio(ASK)
    (tmp_path / "recordings" / "ask.wav").unlink()
    assert store.audio(ASK) == rendered


def test_a_recording_that_cannot_be_used_is_logged_once_and_the_voice_speaks(
    new_store: Callable[..., PromptStore], tmp_path: Path, voice: Voice
) -> None:
    record(tmp_path, "ask.wav", hertz=44100)
    store = new_store()
    with capture_logs() as logs:
        store.audio(ASK)
        store.audio(ASK)
    assert [log["event"] for log in logs] == ["recording_refused"]
    assert "ask.wav" in logs[0]["fault"]
    assert "sox" in logs[0]["fault"]
    assert voice.said == [("Welke gemeente?", "nl")]


def test_faults_of_the_recordings_are_named_with_their_cure(
    new_store: Callable[..., PromptStore], tmp_path: Path
) -> None:
    record(tmp_path, "ask.wav")
    record(tmp_path, "confirm-hoorn.wav", hertz=44100)
    record(tmp_path, "confirm-hoorm.wav")
    (tmp_path / "recordings" / "notes.txt").write_text("by our receptionist")
    with wave.open(str(tmp_path / "recordings" / "key-intro.wav"), "wb") as stereo:
        stereo.setparams((2, 2, 8000, 0, "NONE", ""))
        stereo.writeframes(bytes(400))
    faults = new_store().recording_faults(["Hoorn"])
    assert len(faults) == 4
    assert "confirm-hoorm.wav: not the name of a prompt; did you mean confirm-hoorn.wav?" in faults[0]
    assert "confirm-hoorn.wav: byte 12: 44100 Hz" in faults[1]
    assert "key-intro.wav: byte 12: 2 channels" in faults[2]
    assert "notes.txt: not the name of a prompt" in faults[3]


def test_a_missing_folder_of_recordings_is_a_fault_and_no_folder_at_all_is_none(
    new_store: Callable[..., PromptStore], tmp_path: Path, voice: Voice
) -> None:
    (fault,) = new_store().recording_faults(["Hoorn"])
    assert "no such folder" in fault
    assert PromptStore(tmp_path, None, Voices(), voice).recording_faults(["Hoorn"]) == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_write_permission_is_no_obstacle(tmp_path: Path, voice: Voice) -> None:
    (tmp_path / "cache").mkdir(mode=0o500)
    assert PromptStore(tmp_path / "cache", None, Voices(), voice).audio(ASK)


@pytest.mark.slow
def test_the_dutch_voice_says_every_prompt_in_less_time_than_the_conversation_gives_one(tmp_path: Path) -> None:
    with Espeak() as espeak:
        store = PromptStore(tmp_path, None, Voices(), espeak)
        longest = "Nuenen, Gerwen en Nederwetten"
        day, hours = "op donderdag 24 september", "van veertien over half elf tot veertien voor half zeven 's avonds"
        number = DUTCH.telephone("0499123456")
        asked = [
            Prompt(identity, longest, "9", (longest,) * 3, language) for language in Language for identity in PromptId
        ]
        announced = [
            Announcement(
                identity, longest, language=language, day=day, hours=hours, number=number, message="Bel morgen."
            )
            for language in Language
            for identity in AnnouncementId
        ]
        every: list[Spoken] = [*asked, *announced]
        store.prepare(every)
        seconds = {spoken: len(store.audio(spoken)) / 16000 for spoken in every}
    assert max(seconds[prompt] for prompt in asked) < 8
    # These have deadlines of their own, and nobody opens from 10:44 to 18:16 on 24 September.
    assert max(seconds[announcement] for announcement in announced) < 10
    assert seconds[asked[0]] < 1.5


def test_own_words_end_before_the_conversation_asks_again(tmp_path: Path) -> None:
    words = load_catalogues()
    longest = "Nuenen, Gerwen en Nederwetten"
    text = ("Voor welke van deze gemeenten belt u ons? U kunt nu de naam noemen: " * 2)[
        : LONGEST_QUESTION - 7
    ] + "{names}"
    words[Language.DUTCH] = words[Language.DUTCH].with_words({PromptId.ASK_BETWEEN: text})
    with Espeak() as espeak:
        store = PromptStore(tmp_path, None, Voices(), espeak, words)
        seconds = len(store.audio(Prompt(PromptId.ASK_BETWEEN, names=(longest,) * 3))) / 16000
    assert seconds < Policy().prompt_seconds + Policy().speech_seconds


def test_a_name_is_said_by_its_own_pronunciation_and_filed_by_it(tmp_path: Path, voice: Voice) -> None:
    said_so = (("Hoorn", (parse_words("hoːrən"),)),)
    for overrides in ((), said_so):
        PromptStore(tmp_path / "cache", None, Voices(), voice, overrides=overrides).audio(HOORN)
    assert voice.said == [("Hoorn?", "nl"), ("[Hoorn]?", "nl")]
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_espeak_says_the_pronunciation(tmp_path: Path) -> None:
    said_so = (("hoorn", (parse_words(" ".join(12 * ["saːl"])),)),)
    with Espeak() as espeak:
        usual, own = (
            PromptStore(tmp_path / "cache", None, Voices(), espeak, overrides=overrides).audio(HOORN)
            for overrides in ((), said_so)
        )
    assert len(own) > 2 * len(usual)
