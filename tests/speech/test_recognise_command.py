"""`veertien recognise` on real recordings: JSON lines as documented."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray

from tools.carried import whisper_base
from veertien.cli import main
from veertien.speech.acoustic_model.acoustics import shipped_model
from veertien.speech.line.wav import encode_wav

Caller = Callable[..., NDArray[np.int16]]


@pytest.fixture
def record(caller: Caller, tmp_path: Path) -> Callable[..., str]:
    def record(text: str, hertz: int = 8000) -> str:
        wav = tmp_path / f"{text}-{hertz}.wav"
        wav.write_bytes(encode_wav(caller(text, "nl+m3", hertz), hertz))
        return str(wav)

    return record


def recognise(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["recognise", *arguments])


def lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_file_is_a_line_of_json(record: Callable[..., str]) -> None:
    narrow, wide = record("Medemblik"), record("Wervershoof", 16000)
    result = recognise("--area", "0229", narrow, wide)
    assert result.exit_code == 0
    found = lines(result)
    assert [line["file"] for line in found] == [narrow, wide]
    for line in found:
        assert list(line) == ["file", "decision", "best", "alternatives", "audio_seconds", "decode_seconds"]
        assert line["decision"] in ("accept", "confirm")
        best = line["best"]
        assert isinstance(best, dict)
        assert (best["id"], best["name"]) == ("GM0420", "Medemblik")
        assert 0 < best["confidence"] <= 1
        alternatives = line["alternatives"]
        assert isinstance(alternatives, list)
        assert all(set(other) == {"id", "name", "confidence"} for other in alternatives)


def test_choices_are_phrases_of_a_text(record: Callable[..., str], tmp_path: Path) -> None:
    choices = tmp_path / "choices.txt"
    choices.write_text("burgerzaken\n\n  afval en milieu \nparkeren\n", "utf-8")
    (line,) = lines(recognise("--choices", str(choices), record("afval en milieu")))
    best = line["best"]
    assert isinstance(best, dict)
    assert (best["id"], best["name"]) == ("afval en milieu", "afval en milieu")


def test_all_municipalities_can_be_listened_for(record: Callable[..., str]) -> None:
    (line,) = lines(recognise("--national", record("Schiermonnikoog")))
    best = line["best"]
    assert isinstance(best, dict)
    assert best["name"] == "Schiermonnikoog"


def test_an_area_code_without_tables_has_the_names_of_the_country(record: Callable[..., str]) -> None:
    (line,) = lines(recognise("--area", "0519", record("Ameland")))
    best = line["best"]
    assert isinstance(best, dict)
    assert best["name"] == "Ameland"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config folder whose model can't be used, which tells who tries to."""
    config = shutil.copytree("config", tmp_path / "config")
    (config / "broken-model").mkdir()
    with (config / "veertien.yaml").open("a") as settings:
        settings.write("acoustic_model: broken-model\n")
    return config


@pytest.mark.parametrize("listened_for", [("--area", "0229"), ("--national",), ("--choices", "choices.txt")])
def test_the_configured_model_hears_it(
    listened_for: tuple[str, ...], config: Path, record: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wav = record("Medemblik")
    monkeypatch.chdir(config.parent)
    Path("choices.txt").write_text("Medemblik\n")
    for named in (("--config", str(config)), ()):
        result = recognise(*named, *listened_for, wav)
        assert result.exit_code == 2
        assert "broken-model" in result.stderr


@pytest.mark.parametrize(
    ("thresholds", "decision"),
    [("accept: 1", "confirm"), ("accept: 0.01, confirm: 0.01, confirm_again: 0.01", "accept")],
)
def test_the_folders_thresholds_decide(
    record: Callable[..., str], tmp_path: Path, thresholds: str, decision: str
) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "conversation.yaml").write_text(f"question: {{{thresholds}}}\n")
    (line,) = lines(recognise("--config", str(config), "--area", "0229", record("Medemblik")))
    assert line["decision"] == decision


def test_a_named_model_goes_before_the_configured_one(config: Path, record: Callable[..., str]) -> None:
    with shipped_model() as model:
        result = recognise("--config", str(config), "--model", str(model), "--area", "0229", record("Medemblik"))
    assert result.exit_code == 0


def test_a_folder_without_settings_is_no_configuration(
    record: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wav = record("Medemblik")
    (tmp_path / "config").mkdir()
    (tmp_path / "choices.txt").write_text("Medemblik\nHoorn\n")
    monkeypatch.chdir(tmp_path)
    (line,) = lines(recognise("--choices", "choices.txt", wav))
    assert isinstance(line["best"], dict)
    assert line["best"]["id"] == "Medemblik"


def test_faulty_settings_are_named_and_end_with_status_2(config: Path) -> None:
    (config / "veertien.yaml").write_text("acoustic_model: no-such-folder\n")
    result = recognise("--config", str(config), "--national", "some.wav")
    assert result.exit_code == 2
    assert f"{config}/veertien.yaml" in result.stderr


def test_silence_is_rejected_with_no_best(tmp_path: Path) -> None:
    wav = tmp_path / "silence.wav"
    wav.write_bytes(encode_wav(np.zeros(8000, np.int16), 8000))
    (line,) = lines(recognise("--area", "0229", str(wav)))
    assert (line["decision"], line["best"], line["alternatives"]) == ("reject", None, [])


def test_an_unusable_file_is_named_and_the_others_are_recognised(record: Callable[..., str], tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")
    result = recognise("--area", "0229", str(broken), record("Medemblik"))
    assert result.exit_code == 2
    assert str(broken) in result.stderr
    assert len(lines(result)) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("some.wav",),
        ("--area", "0229", "--national", "some.wav"),
        ("--area", "0999", "some.wav"),
        ("--choices", "/no/such/file", "some.wav"),
        ("--national",),
    ],
)
def test_unusable_calls_end_with_status_2(arguments: tuple[str, ...]) -> None:
    assert recognise(*arguments).exit_code == 2


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xff\xfe", b"...\n"])
def test_unusable_choices_end_with_status_2(content: bytes, tmp_path: Path) -> None:
    choices = tmp_path / "choices.txt"
    choices.write_bytes(content)
    result = recognise("--choices", str(choices), "some.wav")
    assert result.exit_code == 2
    assert "Error" in result.stderr


HUMANS = Path(__file__).parent / "recordings" / "place_words"
PLACES = ("Amsterdam", "Amstelveen", "Utrecht", "Alkmaar", "Druten", "Eindhoven", "Maastricht", "Haarlem")


@pytest.fixture
def places(tmp_path: Path) -> str:
    choices = tmp_path / "places.txt"
    choices.write_text("\n".join(PLACES))
    return str(choices)


def test_with_a_second_ear_each_line_says_what_each_ear_heard(places: str) -> None:
    unclear, clear = "nathalie_nl_rhasspy_814_utrecht.wav", "flemishguy_nl_rhasspy_308_1602309314_maastricht.wav"
    wavs = [str(HUMANS / name) for name in (unclear, clear)]
    found = lines(recognise("--second-ear", str(whisper_base()), "--choices", places, *wavs))
    ears = [line["ears"] for line in found]
    assert isinstance(ears[0], dict)
    assert isinstance(ears[1], dict)
    assert ears[0]["pocketsphinx"]["name"] == "Utrecht"
    assert next(iter(ears[0]["second_ear"]["scores"])).endswith("Utrecht")
    assert isinstance(found[0]["best"], dict)
    # Both together are surer than PocketSphinx alone; a clear answer is asked about no more.
    assert found[0]["best"]["confidence"] > ears[0]["pocketsphinx"]["confidence"]
    assert ears[1]["second_ear"] is None


def test_the_configured_second_ear_is_asked_and_a_named_one_goes_before_it(places: str, tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    with (config / "veertien.yaml").open("a") as settings:
        settings.write(f"second_ear: {whisper_base()}\n")
    wav = str(HUMANS / "nathalie_nl_rhasspy_814_utrecht.wav")
    (line,) = lines(recognise("--config", str(config), "--choices", places, wav))
    assert "ears" in line
    empty = tmp_path / "empty"
    empty.mkdir()
    result = recognise("--config", str(config), "--second-ear", str(empty), "--choices", places, wav)
    assert result.exit_code == 2
    assert f"{empty}: model.bin, config.json, tokenizer.json, vocabulary.txt missing" in result.stderr
