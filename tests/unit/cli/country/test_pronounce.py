"""`veertien pronounce`."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main
from veertien.cli.country import pronounce as command
from veertien.speech.line.wav import read_wav
from veertien.speech.sounds.espeak import MAX_TEXT


def pronounce(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["pronounce", "--config", "config", *arguments])


def test_each_pronunciation_comes_with_its_source_and_rules() -> None:
    result = pronounce("Delft")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "Delft",
        "  dɛlft   reviewed",
        "  dɛləft  reviewed, schwa between l or r and a consonant",
    ]


def test_json_gives_phones() -> None:
    found = json.loads(pronounce("Den Haag", "--json").output)
    assert found["name"] == "Den Haag"
    assert found["pronunciations"][0] == {
        "ipa": "dɛn haːx",
        "phones": ["d", "ɛ", "n", "h", "aː", "x"],
        "sources": ["reviewed"],
        "rules": [],
    }


def test_the_folder_s_own_pronunciations_go_first(tmp_path: Path) -> None:
    folder = shutil.copytree("config", tmp_path / "tables")
    (folder / "pronunciations.yaml").write_text("pronunciations: {Delft: deːlft}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["pronounce", "Delft", "--config", str(folder)])
    assert "  deːlft   override\n" in result.output
    assert "reviewed" not in result.output


def test_tables_with_faults_end_with_status_2(tmp_path: Path) -> None:
    folder = shutil.copytree("config", tmp_path / "tables")
    (folder / "pronunciations.yaml").write_text("pronunciations: {Delft: delft}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["pronounce", "Delft", "--config", str(folder)])
    assert result.exit_code == 2
    assert "UNKNOWN-SOUND" in result.stderr


def test_a_wav_file_has_them_all(tmp_path: Path) -> None:
    wav = tmp_path / "delft.wav"
    assert pronounce("Delft", "--wav", str(wav)).exit_code == 0
    two = read_wav(wav)
    assert pronounce("Ede", "--wav", str(wav)).exit_code == 0
    assert len(two.pcm) / two.hertz > 2 * command.PAUSE_SECONDS
    assert len(two.pcm) > len(read_wav(wav).pcm)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = pronounce("Delft", "--wav", str(tmp_path / "nowhere" / "delft.wav"))
    assert result.exit_code == 2
    assert "nowhere/delft.wav can't be written" in result.stderr.replace("\n", "")


def test_playing_takes_the_player_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    player = tmp_path / "aplay"
    player.write_text(f'#!/bin/sh\n/bin/cp "$2" {tmp_path}/played.wav\n')
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pronounce("Delft", "--play").exit_code == 0
    assert len(read_wav(tmp_path / "played.wav").pcm) > 0


def test_a_player_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    player = tmp_path / "aplay"
    player.write_text("#!/bin/sh\nexit 3\n")
    player.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = pronounce("Delft", "--play")
    assert result.exit_code == 2
    assert "aplay could not play (its status 3)" in result.stderr


def test_without_a_player_the_cure_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    result = pronounce("Delft", "--play")
    assert result.exit_code == 2
    assert "alsa-utils" in result.stderr


@pytest.mark.parametrize("name", ["", "(NH)", "a" * (MAX_TEXT + 1)])
def test_what_cannot_be_pronounced_ends_with_status_2(name: str) -> None:
    assert pronounce(name).exit_code == 2
