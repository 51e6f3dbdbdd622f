"""`veertien prompts`: what callers hear, as an admin lists, plays, checks and has it recorded."""

import io
import json
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from veertien.cli import main
from veertien.prompts.rendering import level
from veertien.speech.line.wav import encode_wav, parse_wav, read_wav


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Two municipalities that share 0229, one with a name beside which a name of the example is; recordings."""
    folder = tmp_path / "config"
    (folder / "municipalities").mkdir(parents=True)
    (folder / "recordings").mkdir()
    (folder / "veertien.yaml").write_text(f"prompts: {{cache: {tmp_path / 'cache'}, recordings: recordings}}\n")
    (folder / "operator.yaml").write_text("destinations: [{trunk: one, number: 0880000014}]\n")
    (folder / "trunks.yaml").write_text("trunks: {one: {endpoint: one, capacity: 5}}\n")
    names = "".join(
        f"  - {{name: {name}, area_codes: [0229], destinations: [{{trunk: one, number: 022900000{number}}}]}}\n"
        for number, name in enumerate(("Hoorn", "Medemblik"))
    )
    (folder / "municipalities" / "all.yaml").write_text(f"municipalities:\n{names}")
    return folder


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["prompts", *arguments, "--config", str(config)])


def record(config: Path, name: str, seconds: float = 1.0, amplitude: float = 1.0) -> None:
    at = np.arange(int(8000 * seconds)) / 8000
    pcm = level(np.rint(8000 * np.sin(2 * np.pi * 300 * at)).astype(np.int16))
    (config / "recordings" / f"{name}.wav").write_bytes(encode_wav(np.rint(pcm * amplitude).astype(np.int16), 8000))


def listed(config: Path, *arguments: str) -> dict[str, dict[str, object]]:
    result = run(config, "list", "--json", *arguments)
    assert result.exit_code == 0, result.output
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert len({line["key"] for line in lines}) == len(lines)
    return {line["key"]: line for line in lines}


def test_the_list_says_where_each_sound_comes_from(config: Path) -> None:
    record(config, "ask", 1.5)
    run(config, "play", "not-heard", str(config / "x.wav"))
    found = listed(config)
    words = {"language": "nl", "words": "Welke gemeente?"}
    assert found["ask"] == {"key": "ask", **words, "sound": "recording", "seconds": 1.5}
    not_heard = found["not-heard"]
    assert not_heard["sound"] == "espeak-ng nl"
    assert not_heard["seconds"] == pytest.approx(read_wav(config / "x.wav").pcm.size / 8000)
    assert found["confirm-hoorn"]["seconds"] is None
    assert {"ask-between-hoorn-medemblik", "key-choice-medemblik-2", "operator", "none-connected"} <= found.keys()


def test_the_list_is_a_table_in_the_languages_that_are_asked_for(config: Path) -> None:
    result = run(config, "list", "--language", "en", "--language", "fy")
    assert result.exit_code == 0
    head, *lines = result.stdout.splitlines()
    assert head.split() == ["key", "language", "words", "sound", "seconds"]
    assert [line.split()[:2] for line in lines if "-ask " in line] == [["en-ask", "en"], ["fy-ask", "fy"]]
    assert any("Which municipality?" in line and "espeak-ng en" in line for line in lines)


def test_own_words_are_shown_as_they_will_be_said(config: Path) -> None:
    (config / "prompts.yaml").write_text('ask: {nl: "Zeg het [bold]maar."}\n')
    assert listed(config)["ask"]["words"] == "Zeg het [bold]maar."
    assert "Zeg het [bold]maar." in run(config, "list").stdout


@pytest.mark.parametrize("key", ["confirm-hoorn", "Hoorn", "hoorn"])
def test_a_prompt_is_played_by_its_key_or_a_municipalitys_name(config: Path, key: str) -> None:
    record(config, "confirm-hoorn", 0.5)
    assert run(config, "play", key, str(config / "x.wav")).exit_code == 0
    assert read_wav(config / "x.wav").pcm.tobytes() == read_wav(config / "recordings/confirm-hoorn.wav").pcm.tobytes()


def test_a_key_that_no_prompt_has_is_told_with_the_nearest(config: Path) -> None:
    result = run(config, "play", "confirm-horn", str(config / "x.wav"))
    assert result.exit_code == 2
    assert "'confirm-horn' is no prompt; did you mean confirm-hoorn?" in result.stderr
    assert "veertien prompts list" in run(config, "play", "zzz").stderr


@pytest.mark.slow
def test_what_goes_to_standard_output_is_a_sound_whatever_is_logged(config: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")
    result = subprocess.run(
        [sys.executable, "-m", "veertien.cli", "prompts", "play", "ask", "--config", str(config)],
        capture_output=True,
        check=True,
    )
    assert parse_wav(result.stdout, "out").pcm.size > 4000
    with wave.open(io.BytesIO(result.stdout)) as opened:
        assert (opened.getframerate(), opened.getnchannels(), opened.getsampwidth()) == (8000, 1, 2)
    assert b"prompt_cache_unwritable" in result.stderr


def test_recordings_without_a_flaw_pass(config: Path) -> None:
    record(config, "ask")
    for name in ("hoorn", "medemblik"):
        record(config, f"confirm-{name}")
    result = run(config, "check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"3 of {3 * len(listed(config))} prompts are recorded in {config}/recordings" in result.stderr


def test_each_finding_names_its_place_and_the_cure(config: Path) -> None:
    recordings = config / "recordings"
    record(config, "ask", amplitude=0.1)
    record(config, "not-heard", seconds=9)
    record(config, "asks")
    record(config, "confirm-hoorn")
    (recordings / "operator.wav").write_bytes(b"RIFF")
    (recordings / ".ask.part").write_bytes(b"being written")
    result = run(config, "check")
    assert result.exit_code == 1
    assert sorted(result.stdout.splitlines()) == sorted(
        [
            f"{recordings}/asks.wav: not the name of a prompt; did you mean ask.wav?",
            f"{recordings}/operator.wav: not a WAV file; convert it with: "
            "sox IN.wav -r 8000 -c 1 -b 16 -e signed-integer OUT.wav",
            f"{recordings}/ask.wav: at -40 dBFS; raise it by 20 dB, to -20",
            f"{recordings}/not-heard.wav: 9.0 s long; make it 8 s or less, callers hear no more of a question",
            "confirm in nl: 1 of 2 names are recorded, another voice says the rest; record confirm-medemblik",
        ]
    )


def test_without_recordings_there_is_nothing_to_check(config: Path) -> None:
    (config / "veertien.yaml").write_text("recognisers: 1\n")
    result = run(config, "check")
    assert result.exit_code == 0
    assert "no `recordings` under `prompts`" in result.stdout


def test_the_script_has_every_prompt_and_name_with_its_file(config: Path) -> None:
    (config / "prompts.yaml").write_text('ask: {nl: "Dit | of dat?"}\n')
    script = run(config, "script").stdout
    found = listed(config)
    for key, line in found.items():
        words = str(line["words"]).replace("|", "\\|")
        assert f"| `{key}.wav` | {words} |\n" in script
    assert script.count(".wav`") == len(found)
    assert script.startswith("# Prompts in Dutch\n")
    assert "| `en-confirm-hoorn.wav` | Hoorn? |" in run(config, "script", "--language", "en").stdout


def test_a_folder_with_faults_names_them(config: Path) -> None:
    (config / "trunks.yaml").write_text("trunks: many\n")
    result = run(config, "list")
    assert result.exit_code == 2
    assert "trunks.yaml:1:9: WRONG-SHAPE" in result.stderr


ARI = "ari: {url: 'http://127.0.0.1:1/', username: veertien, password: x}\n"


def with_ari(config: Path) -> None:
    settings = config / "veertien.yaml"
    settings.write_text(settings.read_text() + ARI)


@pytest.mark.parametrize(
    "number", ["", "x", "012;x", "0880001234&PJSIP/1", "${EXTEN}", "0" * 18, "088@else", "+", "１２３"]
)
def test_what_is_no_telephone_number_is_never_dialled(config: Path, number: str) -> None:
    with_ari(config)
    result = run(config, "record", number)
    assert result.exit_code == 2
    assert "is no telephone number; write digits" in result.stderr


@pytest.mark.parametrize("number", ["14020", "14 0229", "+31140229"])
def test_a_number_that_comes_back_here_is_refused(config: Path, number: str) -> None:
    with_ari(config)
    result = run(config, "record", number)
    assert result.exit_code == 2
    assert "comes back here; give the number of a telephone" in result.stderr


def test_what_a_recording_by_telephone_needs_is_told(config: Path) -> None:
    assert "has no section `ari`" in run(config, "record", "0880001234").stderr
    with_ari(config)
    result = run(config, "record", "0880001234", "--trunk", "two")
    assert (result.exit_code, "'two' is no trunk of trunks.yaml, which has one" in result.stderr) == (2, True)
    result = run(config, "record", "0880001234", "asks")
    assert (result.exit_code, "did you mean ask?" in result.stderr) == (2, True)
    (config / "veertien.yaml").write_text(ARI)
    assert "no `recordings` under `prompts`" in run(config, "record", "0880001234").stderr


def test_a_folder_that_cannot_be_written_is_told_before_anybody_is_called(config: Path) -> None:
    with_ari(config)
    with pytest.MonkeyPatch.context() as patch:
        # Root may write anywhere.
        patch.setattr("os.access", lambda path, _: Path(path) != config / "recordings")
        result = run(config, "record", "0880001234")
    assert (result.exit_code, f"{config}/recordings: cannot be written" in result.stderr) == (2, True)


@pytest.mark.slow
@pytest.mark.fault("no ARI when prompts are to be recorded", caller="nothing", after="-")
def test_an_asterisk_that_does_not_answer_is_told(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("veertien.testcall.recording_call.CONNECT_SECONDS", 0.3)
    with_ari(config)
    result = run(config, "record", "0880001234", "ask")
    assert (result.exit_code, "no ARI at http://127.0.0.1:1/" in result.stderr) == (1, True)
    assert list((config / "recordings").iterdir()) == []


def test_with_everything_recorded_nobody_is_called(config: Path) -> None:
    with_ari(config)
    for key in listed(config):
        record(config, key)
    result = run(config, "record", "0880001234")
    assert (result.exit_code, result.stdout) == (0, "All prompts are recorded; name those to record again.\n")
