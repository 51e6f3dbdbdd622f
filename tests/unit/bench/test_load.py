"""What becomes of SIPp's callers, read from logs as SIPp writes them; and the sound that they send."""

from pathlib import Path

import numpy as np
import pytest

from bench.cut_voices import CutVoices
from bench.load.crowds import way_of
from bench.load.machine import Machine, Taken
from bench.load.sipp import Line, by_caller
from bench.load.soak import Look, left_over
from bench.load.sounds import KEYS_AFTER_SECONDS, LISTENS_SECONDS, sound_of
from demo.network import FALLBACK_NUMBER
from demo.peer import a_law
from veertien.frames import FRAME_SAMPLES, HERTZ
from veertien.speech import Espeak

HOORN, OPERATOR = "0229000001", "0880000014"


def test_the_first_line_of_each_caller_counts_and_half_a_line_does_not(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        "called 0229000000 1795955663.000000 263890.000000 1-1@127.0.0.2\n"
        "speaks 0229000000 1795955663.000000 274307.000000\n"
        "called 0229000000 1795955669.000000 0.000000 1-1@127.0.0.2\n"
        "\n"
        "called 0229000001 1795955663.000000 7642"
    )
    assert by_caller(log, "called") == {"0229000000": Line("called", "0229000000", 1795955663.26389, "1-1@127.0.0.2")}
    assert by_caller(log, "speaks")["0229000000"].more == ""


@pytest.mark.parametrize(
    ("arrived", "how", "asked", "way"),
    [
        (HOORN, "speech", ["ask"], "at once"),
        (HOORN, "speech", ["ask", "not_understood"], "asked again"),
        (HOORN, "confirmed", ["ask", "confirm"], "asked again"),
        (HOORN, "keypad", ["busy+key_intro"], "by keys"),
        ("0229000002", "speech", ["ask"], "elsewhere"),
        ("0229000002", "confirmed", ["ask", "confirm"], "said yes"),
        (OPERATOR, "operator", ["ask"], "operator"),
        (FALLBACK_NUMBER, "operator", ["ask"], "fallback"),
        (None, "speech", ["ask"], "lost"),
    ],
)
def test_where_a_caller_arrived_counts_before_what_the_record_says(
    arrived: str | None, how: str, asked: list[str], way: str
) -> None:
    arrival = Line("arrived", "0229000000", 0.0, arrived) if arrived else None
    assert way_of("Hoorn", arrival, {"question": {"how": how, "asked": asked}}) == way


def test_who_is_not_asked_is_right_at_once() -> None:
    assert way_of("Amsterdam", Line("arrived", "0200000000", 0.0, "0200000007"), {"question": None}) == "at once"


def test_a_caller_listens_says_the_name_and_presses_the_key_twice(tmp_path: Path) -> None:
    with Espeak() as espeak:
        sound = sound_of("Hoorn", "1", CutVoices(tmp_path / "voices", espeak), tmp_path)
    octets = sound.file.read_bytes()
    assert len(octets) % FRAME_SAMPLES == 0, "SIPp fills the last packet from the file's beginning"
    pcm = a_law.decode(octets).astype(np.float64)
    assert np.abs(pcm[: round(LISTENS_SECONDS * HERTZ)]).max() < 50
    for after in KEYS_AFTER_SECONDS:
        start = round((sound.said_seconds + after) * HERTZ)
        tone = pcm[start : start + 800]
        loudest = np.argsort(np.abs(np.fft.rfft(tone)))[-2:] * HERTZ / len(tone)
        assert sorted(loudest) == pytest.approx([697, 1209], abs=10)


def look(channels: int = 0, descriptors: int = 17, threads: int = 41) -> Look:
    parts = {part: Taken(0.0, 100.0, descriptors, threads) for part in ("Asterisk", "daemon", "recognisers")}
    return Look(0.0, Machine(parts), channels)


def test_a_soak_leaves_nothing_over_or_says_what() -> None:
    busy = look(40, 200, 90)
    assert left_over([look(), busy, look()]) == []
    assert left_over([look(), busy, look(channels=1)]) == ["1 channels"]
    assert "3 descriptors of daemon" in left_over([look(), busy, look(descriptors=20)])
    assert "39 threads of Asterisk" in left_over([look(), busy, look(threads=80)])
