"""`veertien capture`: what is kept of callers can be seen, heard, corrected, taken away and taken elsewhere."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.captures.conftest import SECRET, made
from veertien.captures import Became, CaptureKey, CaptureStore, Label
from veertien.cli import main
from veertien.speech.line.wav import read_wav
from veertien.training.recordings.corpus import read_labelled

FIRST, SECOND, THIRD = (f"20261{month}2814-00aa11bb22cc" for month in (0, 1, 2))
CAPTURES = (
    made(FIRST),
    made(SECOND, outcome=Became.DECLINED, chosen=None, caller=CaptureKey(SECRET).caller("+31612345678")),
    made(THIRD, outcome=Became.KEYED, chosen="GM0405", guesses=()),
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    key = folder / "capture.key"
    key.touch(0o600)
    key.write_bytes(SECRET)
    (folder / "veertien.yaml").write_text("capture: {key_file: capture.key, days: 30, dir: kept}\n")
    return folder


@pytest.fixture
def store(config: Path) -> CaptureStore:
    store = CaptureStore(config / "kept", CaptureKey(SECRET))
    for capture in CAPTURES:
        store.keep(capture)
    return store


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["capture", *arguments, "--config", str(config)])


def test_it_lists_what_was_heard_what_became_of_it_and_what_was_said(config: Path, store: CaptureStore) -> None:
    lines = run(config, "list").output.splitlines()
    first, second, third = (next(line for line in lines if line.startswith(each)) for each in (FIRST, SECOND, THIRD))
    assert "wognum 0.60" in first
    assert first.split()[-5:] == ["confirmed", "wognum", "(Medemblik)", "(95%)", "0.1"]
    assert second.split()[-2:] == ["declined", "0.1"]
    assert third.split()[-4:] == ["keyed", "Hoorn", "(90%)", "0.1"]


def test_it_lists_as_json(config: Path, store: CaptureStore) -> None:
    first, second, third = map(json.loads, run(config, "list", "--json").output.splitlines())
    assert (first["id"], first["hour"], first["area_code"]) == (FIRST, "2026-10-28T14:00:00+00:00", "0229")
    assert first["guesses"] == [{"key": "GM0420", "confidence": 0.6, "text": "wognum"}]
    assert (second["outcome"], second["said"]) == ("declined", None)
    assert third["said"] == {"key": "GM0405", "text": None, "trust": 0.9}


def test_nothing_kept_is_told(config: Path) -> None:
    assert run(config, "list").output == "Nothing is kept.\n"
    assert run(config, "list", "--json").output == ""


def test_it_plays_to_a_file_or_to_standard_output(config: Path, store: CaptureStore, tmp_path: Path) -> None:
    assert run(config, "play", FIRST, str(tmp_path / "said.wav")).exit_code == 0
    recording = read_wav(tmp_path / "said.wav")
    assert (recording.pcm.astype("<i2").tobytes(), recording.hertz) == (made().pcm, 8000)
    assert run(config, "play", FIRST).stdout_bytes == (tmp_path / "said.wav").read_bytes()


@pytest.mark.parametrize(
    ("key", "label", "said"),
    [
        ("Wognum", Label("GM0420", "Wognum"), "Wognum (Medemblik)"),
        ("medemblik", Label("GM0420", "medemblik"), "medemblik (Medemblik)"),
        ("GM0405", Label("GM0405"), "Hoorn"),
        ("none", Label(None), "none of these"),
    ],
)
def test_who_has_listened_says_what_was_said(
    config: Path, store: CaptureStore, key: str, label: Label, said: str
) -> None:
    assert run(config, "label", SECOND, key).output == f"{SECOND}: {said}\n"
    capture = store.read(SECOND)
    assert (capture.about.label, capture.pcm) == (label, made().pcm)
    assert json.loads(run(config, "list", "--json").output.splitlines()[1])["said"]["trust"] == 1


def test_a_label_that_is_no_name_is_refused_with_what_may_be_meant(config: Path, store: CaptureStore) -> None:
    result = run(config, "label", FIRST, "Medemblk")
    assert (result.exit_code, "Medemblik" in result.output) == (2, True)
    assert store.read(FIRST) == CAPTURES[0]


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        ((FIRST,), (SECOND, THIRD)),
        (("--all",), ()),
        (("--before", "2026-12-01"), (THIRD,)),
        (("--before", "2026-11-28"), (SECOND, THIRD)),
        (("--caller", "06 12345678"), (FIRST, THIRD)),
    ],
)
def test_it_forgets(config: Path, store: CaptureStore, arguments: tuple[str, ...], left: tuple[str, ...]) -> None:
    result = run(config, "forget", *arguments)
    count = 3 - len(left)
    assert result.output == ("Forgot 1 capture.\n" if count == 1 else f"Forgot {count} captures.\n")
    assert store.ids() == left


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "one of these"),
        ((FIRST, "--all"), "one of these"),
        (("--caller", "06"), "no telephone number"),
        (("../capture.key",), "names no capture"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    config: Path, store: CaptureStore, arguments: tuple[str, ...], said: str
) -> None:
    result = run(config, "forget", *arguments)
    assert (result.exit_code, said in result.output) == (2, True)
    assert len(store.ids()) == 3
    assert (config / "capture.key").exists()


def test_it_exports_what_a_model_is_adapted_with(config: Path, store: CaptureStore, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(config, "export", str(out)).output.startswith("2 of 3 captures are in")
    assert [(one.path.name, one.text) for one in read_labelled(out)] == [
        (f"{FIRST}.wav", "wognum"),
        (f"{THIRD}.wav", "Hoorn"),
    ]
    assert len({one.speaker for one in read_labelled(out)}) == 1
    assert out.stat().st_mode & 0o077 == 0
    assert run(config, "export", str(out)).exit_code == 1


def test_another_key_and_a_broken_file_are_told_and_nothing_hides_the_others(
    config: Path, store: CaptureStore, tmp_path: Path
) -> None:
    path = config / "kept" / f"{SECOND}.capture"
    path.write_bytes(path.read_bytes()[:-1])
    CaptureStore(config / "kept", CaptureKey(b"other" * 8)).keep(CAPTURES[2])
    for command in (["list"], ["export", str(tmp_path / "out")]):
        result = run(config, *command)
        assert result.exit_code == 1
        assert f"{SECOND}.capture: is damaged" in result.output
        assert f"{THIRD}.capture: was encrypted with another key" in result.output
    assert FIRST in run(config, "list").output
    result = run(config, "forget", "--caller", "0612345678")
    assert (result.exit_code, "can't be told whose it is" in result.output) == (1, True)
    for command in (["play", SECOND], ["label", SECOND, "none"]):
        result = run(config, *command)
        assert (result.exit_code, "is damaged" in result.output) == (1, True)


def test_a_capture_that_is_not_there_ends_with_status_1(config: Path, store: CaptureStore) -> None:
    for command in (("play", "2026010100-00aa11bb22cc"), ("label", "2026010100-00aa11bb22cc", "none")):
        result = run(config, *command)
        assert (result.exit_code, "There is no" in result.output) == (1, True)


def test_without_the_setting_it_says_that_nothing_is_kept(config: Path) -> None:
    (config / "veertien.yaml").write_text("recognisers: 1\n")
    result = run(config, "list")
    assert (result.exit_code, "no section `capture`" in result.output) == (2, True)
