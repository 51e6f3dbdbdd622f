"""Piper voices as files: what is wrong with them is said before anything is loaded."""

from pathlib import Path
from typing import Any

import pytest

from tests.unit.prompts.piper_voices import joe, put_voice, settings
from veertien.prompts.piper import voice_file
from veertien.prompts.piper.voice_file import PiperVoiceError, read_voice


def test_a_real_voice_is_known_by_its_content(tmp_path: Path) -> None:
    voice = joe()
    assert voice.file.name == "en_US-joe-medium.onnx"
    for path in (voice.file, voice.file.with_name(f"{voice.file.name}.json")):
        (tmp_path / path.name).symlink_to(path)
    assert read_voice(tmp_path / voice.file.name, "en").digest == voice.digest


@pytest.mark.parametrize("changed", ["nl.onnx", "nl.onnx.json"])
def test_another_content_of_either_file_is_another_voice(tmp_path: Path, changed: str) -> None:
    before = read_voice(put_voice(tmp_path))
    with (tmp_path / changed).open("a") as opened:
        opened.write(" ")
    assert read_voice(before.file).digest != before.digest


@pytest.mark.parametrize("gone", ["nl.onnx", "nl.onnx.json"])
def test_both_files_must_be_there(tmp_path: Path, gone: str) -> None:
    file = put_voice(tmp_path)
    (tmp_path / gone).unlink()
    with pytest.raises(PiperVoiceError, match=f"needs {tmp_path}/{gone}, which isn't there; "):
        read_voice(file)


@pytest.mark.parametrize(
    "content", ["", "[]", "null", '"text"', "{}", '{"audio": 1}', "[" * 100_000, "x" * 1_000_001, "\udcff"]
)
def test_a_file_beside_it_that_is_no_settings_is_named(tmp_path: Path, content: str) -> None:
    file = put_voice(tmp_path)
    (tmp_path / "nl.onnx.json").write_text(content, errors="surrogateescape")
    with pytest.raises(PiperVoiceError, match=r"nl\.onnx\.json, which isn't the settings of a Piper voice; copy both"):
        read_voice(file)


@pytest.mark.parametrize("hertz", [4000, 96000, "22050", None, 22050.5, True])
def test_a_sample_rate_that_cannot_be_used_is_named(tmp_path: Path, hertz: Any) -> None:
    file = put_voice(tmp_path, audio={"sample_rate": hertz})
    with pytest.raises(PiperVoiceError, match=f"a sample rate of {hertz} in .*; give a voice of 8000 to 48000 Hz"):
        read_voice(file)


def test_a_voice_of_another_language_is_named(tmp_path: Path) -> None:
    file = put_voice(tmp_path, espeak=settings()["espeak"] | {"voice": "en-us"})
    assert read_voice(file, "en") == read_voice(file)
    with pytest.raises(PiperVoiceError, match="speaks 'en-us'; give a voice that speaks 'nl'"):
        read_voice(file, "nl")


def test_a_voice_that_needs_other_phonemes_than_espeaks_is_named(tmp_path: Path) -> None:
    with pytest.raises(PiperVoiceError, match="has phonemes of 'pinyin'"):
        read_voice(put_voice(tmp_path, phoneme_type="pinyin"))


def test_where_piper_is_not_installed_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = put_voice(tmp_path)
    monkeypatch.setattr(voice_file, "_PACKAGE", "no-such-package")
    with pytest.raises(PiperVoiceError, match=r"isn't installed: pip install 'veertien\[piper\]'"):
        read_voice(file)
