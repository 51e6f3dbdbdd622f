from pathlib import Path

import numpy as np
import pytest

from bench.speech.clips import ClipSet, Line, MaterialError, read_index
from bench.speech.line import FAULTS, over_the_line
from bench.speech.materials import Material, fillets_lines, human_sets
from veertien.frames import HERTZ


def _line(text: str, speaker: str = "small_fish") -> Line:
    return Line("a.ogg", text, speaker, "")


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Stop eruit getrokken.", True),
        ("Hoezoooooo?", False),
        ("Wat is er?", False),
        ("We zijn er nu al.", False),
        ("Laat me met rust.", True),
    ],
)
def test_short_lines_have_two_to_four_words_and_eight_letters(text: str, taken: bool) -> None:
    assert bool(fillets_lines([_line(text)], "small_fish")) is taken


def test_each_actor_has_the_first_250_of_the_own_lines() -> None:
    lines = [_line(f"regel nummer {number}", actor) for number in range(400) for actor in ("small_fish", "big_fish")]
    taken = fillets_lines(lines, "big_fish")
    assert [line.text for line in taken] == [f"regel nummer {number}" for number in range(250)]
    assert {line.speaker for line in taken} == {"big_fish"}


def test_an_index_without_a_text_is_refused(tmp_path: Path) -> None:
    index = tmp_path / "index.tsv"
    index.write_text("file\tspeaker\na.wav\tsomebody\n")
    with pytest.raises(MaterialError, match=r"index\.tsv: line 1: no column text"):
        read_index(index)


def test_what_is_missing_is_said_with_its_cure(tmp_path: Path) -> None:
    found = human_sets(Material(None, tmp_path / "none", None))
    assert any("SPEECH=DIR" in missing for missing in found.missing)
    assert any("apt-get install fillets-ng-data-nl" in missing for missing in found.missing)


def test_place_words_are_always_there() -> None:
    (words,) = human_sets(Material(None, Path("none"), None)).sets
    assert len(words.clips) == 32
    assert {"Amsterdam", "België", "Dreumel"} <= set(words.texts().values())
    assert {clip.speaker for clip in words.clips} == {"nathalie", "flemishguy"}


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_what_arrives_is_telephone_speech_and_the_same_each_time(clips: ClipSet, fault: str | None) -> None:
    clip = clips.clips[0]
    arrived = over_the_line(clip, None if fault is None else FAULTS[fault])
    assert arrived.dtype == np.int16
    assert len(arrived) == len(clip.samples) * HERTZ // clip.hertz
    assert np.array_equal(arrived, over_the_line(clip, None if fault is None else FAULTS[fault]))
    # A-law has 256 values.
    assert len(np.unique(arrived)) <= 256


def test_a_sound_line_keeps_nothing_outside_its_band(clips: ClipSet) -> None:
    power = np.abs(np.fft.rfft(over_the_line(clips.clips[0]))) ** 2
    at = np.fft.rfftfreq(len(clips.clips[0].samples), 1 / HERTZ)
    assert power[(at < 250) | (at > 3450)].sum() < 0.01 * power.sum()
