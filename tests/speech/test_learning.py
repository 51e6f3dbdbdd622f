"""Who says a name as nobody wrote it down is understood after `veertien model learn`, and others as before."""

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.simulated_captures import capture
from tools.carried import whisper_base
from veertien.cli import main
from veertien.speech.acoustic_model.acoustics import read_joining, shipped_model
from veertien.speech.acoustic_model.installed import installed_model
from veertien.speech.sounds.learned import read_learned

SECRET = b"5e1f" * 16
SAID = (("GM0420", "Medemblik", "Memelik"), ("GM0405", "Hoorn", "Hurren"), ("GM0498", "Drechterland", "Drechterland"))
CALLS = 108


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(os, "nice", lambda _: 0)
    config = Path(shutil.copytree("config", tmp_path / "config"))
    key = config / "capture.key"
    key.touch(0o600)
    key.write_bytes(SECRET)
    with (config / "veertien.yaml").open("a") as settings:
        settings.write("capture: {key_file: capture.key, days: 30, dir: captures}\nmodels: models\n")
    return config


def learn(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["model", "learn", "--json", "--config", str(config), *arguments])


@pytest.mark.slow
def test_how_callers_say_names_is_learned_and_can_be_undone(config: Path) -> None:
    capture(config / "captures", SECRET, SAID, CALLS)
    result = learn(config)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    comparison, (area,) = told["comparison"], told["areas"]
    assert comparison["gain"]["low"] > 0
    # Half of the errors, at least.
    assert 1 - comparison["after"]["share"] <= (1 - comparison["before"]["share"]) / 2
    assert (area["area_code"], area["utterances"]) == ("0229", comparison["utterances"])
    model = installed_model(config / "models")
    assert model
    assert told["installed"] == str(model)
    learned = dict(read_learned(model))
    # They leave the d out, as in no way of saying it that was known. Which sounds exactly are heard is the model's.
    (first,) = learned["Medemblik"][0]
    assert "d" not in first
    assert "Hoorn" in learned
    assert "Drechterland" not in learned
    undone = CliRunner().invoke(main, ["model", "rollback", "--config", str(config)])
    assert (undone.exit_code, "the one that came with veertien again" in undone.output) == (0, True)
    assert installed_model(config / "models") is None
    assert CliRunner().invoke(main, ["model", "rollback", "--config", str(config)]).exit_code == 1


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_with_a_second_ear_it_is_judged_by_both_and_what_each_counts_for_is_learned(config: Path) -> None:
    with (config / "veertien.yaml").open("a") as settings:
        settings.write(f"second_ear: {whisper_base()}\n")
    capture(config / "captures", SECRET, SAID, CALLS)
    result = learn(config)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["comparison"]["gain"]["low"] > 0
    model = installed_model(config / "models")
    assert model
    with shipped_model() as shipped:
        assert read_joining(model) != read_joining(shipped)


def test_too_few_captures_are_refused_with_what_it_takes(config: Path) -> None:
    capture(config / "captures", SECRET, SAID, 6)
    result = learn(config)
    assert (result.exit_code, "learning takes 100 of 4 days" in result.stderr) == (2, True)


@pytest.mark.parametrize(
    ("line", "said"), [("acoustic_model: captures\n", "take it out first"), ("", "no section `capture`")]
)
def test_settings_it_cannot_learn_with_are_told(config: Path, line: str, said: str) -> None:
    (config / "captures").mkdir()
    settings = config / "veertien.yaml"
    text = settings.read_text()
    settings.write_text(text + line if line else text.replace("\ncapture:", "\n#capture:"))
    result = learn(config)
    assert (result.exit_code, said in result.stderr) == (2, True)
