"""A Piper process: what it says, and how it ends when it can't speak, dies or hangs."""

import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.unit.prompts.piper_voices import joe
from veertien.prompts.piper.process import PiperError, PiperProcess

pytestmark = pytest.mark.slow

GENEROUS_SECONDS = 300.0


@pytest.fixture(scope="module")
def process() -> Iterator[PiperProcess]:
    with PiperProcess(joe(), answer_seconds=GENEROUS_SECONDS) as process:
        yield process


def seconds(process: PiperProcess, *parts: tuple[str, str | None]) -> float:
    samples, hertz = process.speak(parts)
    assert samples.dtype == np.int16
    return samples.size / hertz


def test_it_speaks_at_the_rate_of_the_voice(process: PiperProcess) -> None:
    samples, hertz = process.speak([("Which municipality?", None)])
    assert hertz == 22050
    assert 0.8 < samples.size / hertz < 3
    assert np.abs(samples.astype(int)).max() == 32767


def test_several_parts_are_said_as_one_sentence(process: PiperProcess) -> None:
    whole = seconds(process, ("For members of staff, press one.", None))
    parts = seconds(process, ("For ", None), ("members of staff", None), (", press one.", None))
    assert parts == pytest.approx(whole, abs=0.8)


def test_phonemes_are_said_in_place_of_the_text(process: PiperProcess) -> None:
    long = "ɪntɚnˈæʃənəl" * 6
    assert seconds(process, ("Is it ", None), ("a", long), ("?", None)) > 2 + seconds(process, ("Is it a?", None))


def test_phonemes_that_the_voice_does_not_know_leave_the_text(process: PiperProcess) -> None:
    assert seconds(process, ("a", "字" * 100)) < 1.5


def test_brackets_in_a_text_are_no_phonemes(process: PiperProcess) -> None:
    assert seconds(process, ("[[" + "a" * 2 + "]] yes", None)) < 2.5
    assert seconds(process, ("[[" + "ɪntɚnˈæʃənəl" * 8 + "]]", None)) >= 0


@pytest.mark.parametrize("text", ["?", "", "...", " ", "[[", "]]", "\u200b", "字"])
def test_what_has_no_sound_is_silence_or_short_and_the_process_goes_on(process: PiperProcess, text: str) -> None:
    assert seconds(process, (text, None)) < 3
    assert seconds(process, ("Yes.", None)) > 0.2


def test_it_lets_callers_go_first(process: PiperProcess) -> None:
    assert os.getpriority(os.PRIO_PROCESS, process.pid) >= os.getpriority(os.PRIO_PROCESS, 0) + 10


@pytest.mark.fault("the file of a Piper voice can't be loaded", caller="nothing; the start or reload fails", after="-")
def test_a_file_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    voice = joe()
    broken = tmp_path / "broken.onnx"
    broken.write_bytes(voice.file.read_bytes()[:100_000])
    (tmp_path / "broken.onnx.json").symlink_to(voice.file.with_name(f"{voice.file.name}.json"))
    with pytest.raises(PiperError, match=r"failed at loading .*broken\.onnx: .*; copy the voice's two files again"):
        PiperProcess(replace(voice, file=broken), answer_seconds=GENEROUS_SECONDS)


@pytest.mark.fault("a Piper process dies", caller="nothing; the start or reload fails", after="-")
def test_one_that_dies_is_told_with_what_it_was_saying() -> None:
    with PiperProcess(joe(), answer_seconds=GENEROUS_SECONDS) as process:
        os.kill(process.pid, signal.SIGKILL)
        with pytest.raises(PiperError, match=r"ended \(status -9\) while saying 'Yes\.'; it needs 250 MB"):
            process.speak([("Yes.", None)])


@pytest.mark.fault("a Piper process hangs", caller="nothing; the start or reload fails", after="60 s")
def test_one_that_hangs_is_ended() -> None:
    with PiperProcess(joe(), answer_seconds=GENEROUS_SECONDS) as process:
        os.kill(process.pid, signal.SIGSTOP)
        process.answer_seconds = 0.5
        with pytest.raises(PiperError, match=r"no answer within 0\.5 seconds while saying 'Yes\.', and was ended"):
            process.speak([("Yes.", None)])
    with pytest.raises(ProcessLookupError):
        os.kill(process.pid, 0)


def test_one_that_nobody_waits_for_any_more_is_given_up() -> None:
    given_up = threading.Event()
    with PiperProcess(joe(), given_up.is_set, GENEROUS_SECONDS) as process:
        os.kill(process.pid, signal.SIGSTOP)
        threading.Timer(0.2, given_up.set).start()
        with pytest.raises(PiperError, match="given up while saying"):
            process.speak([("Yes.", None)])


def test_it_ends_with_whoever_started_it() -> None:
    process = PiperProcess(joe(), answer_seconds=GENEROUS_SECONDS)
    process._line.close()
    process._process.wait(GENEROUS_SECONDS)
    process.close()
