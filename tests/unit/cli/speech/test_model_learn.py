"""`veertien model learn` and `rollback`: what is better is installed and told, what isn't leaves all as it was."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.captures.conftest import SECRET, made
from tests.unit.small_config import write_small_config
from veertien.captures import Capture, CaptureKey, CaptureStore
from veertien.cli import main
from veertien.frames import FRAME_BYTES, HERTZ
from veertien.gazetteer.pronunciations import parse_words
from veertien.speech import Espeak
from veertien.speech.acoustic_model.installed import installed_model
from veertien.speech.line.resample import resample
from veertien.training.learning.judging import Comparison, Interval
from veertien.training.learning.learn import AreaChange, HeardNow, LearningReport
from veertien.training.learning.material import Parted
from veertien.training.learning.pronouncing import LearnedWay
from veertien.training.progress import Progress

BETTER, NO_BETTER = Interval(0.07, 0.05, 0.09), Interval(0.01, -0.01, 0.03)
BEFORE, AFTER = Interval(0.84, 0.8, 0.87), Interval(0.91, 0.88, 0.93)


def report(worth: Interval) -> LearningReport:
    comparison = Comparison(388, 371, BEFORE, AFTER, BETTER, worth, 0.021, 0.016, 0.06, 0.03)
    ways = {"Medemblik": (LearnedWay(parse_words("meːməlɪk"), "fits 19 of 34 callers better"),)}
    return LearningReport(1466, comparison, (AreaChange("0229", 388, BEFORE, AFTER),), ways, pronunciations_only=False)


@pytest.fixture
def config(small_config: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with captures enough of two municipalities, from five days."""
    monkeypatch.setattr(os, "nice", lambda _: 0)
    key = small_config / "capture.key"
    key.touch(0o600)
    key.write_bytes(SECRET)
    with (small_config / "veertien.yaml").open("a") as settings:
        settings.write("capture: {key_file: capture.key, days: 30, dir: kept}\nmodels: models\n")
    store = CaptureStore(small_config / "kept", CaptureKey(SECRET))
    with Espeak() as espeak:
        said, hertz = espeak.synthesise("Medemblik", "nl+f2")
    sound = resample(said, hertz, HERTZ).astype("<i2").tobytes()
    # Calls bring whole frames.
    pcm = sound[: len(sound) // FRAME_BYTES * FRAME_BYTES]
    for number in range(100):
        hour = datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(days=number % 5)
        about = made(caller=str(number)).about
        store.keep(Capture(f"{hour:%Y%m%d%H}-{number:012x}", about, pcm))
    return small_config


@pytest.fixture
def small_config(tmp_path: Path) -> Path:
    return write_small_config(tmp_path / "config")


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["model", *arguments, "--config", str(config)])


def learning(monkeypatch: pytest.MonkeyPatch, folder: Path, worth: Interval) -> list[tuple[Parted, HeardNow]]:
    """Put a model that was learned already in the place of learning one; return what it is learned from."""
    found: list[tuple[Parted, HeardNow]] = []

    @contextmanager
    def instead(parts: Parted, now: HeardNow, seed: int, progress: Progress) -> Iterator[tuple[Path, LearningReport]]:
        found.append((parts, now))
        folder.mkdir(exist_ok=True)
        (folder / "means").write_text("learned")
        yield folder, report(worth)

    monkeypatch.setattr("veertien.cli.speech._learning.learned", instead)
    return found


@pytest.mark.slow
def test_what_is_better_is_installed_and_told_for_each_area_code(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = learning(monkeypatch, tmp_path / "learned", BETTER)
    result = run(config, "learn")
    assert result.exit_code == 0
    ((parts, now),) = found
    assert now.model is None
    assert "0229" in now.grammars
    assert {one.day for one in parts.held_out}.isdisjoint(one.day for one in parts.learning)
    for said in (
        "understood    84.0% before, 91.0% after: +7.0%, between +5.0% and +9.0% (95 %)",
        "taken wrong   2.1% before, 1.6% after; of what is none of the choices 6.0% and 3.0%",
        "0229           84.0% ->  91.0% of 388 (88.0% to 93.0%)",
        "Medemblik: meːməlɪk (fits 19 of 34 callers better)",
        "`veertien reload` puts it in force",
    ):
        assert said in result.output
    model = installed_model(config / "models")
    assert model
    assert (model / "means").read_text() == "learned"
    assert json.loads((model / "learned.json").read_text())["areas"][0]["area_code"] == "0229"
    # The next one begins with it.
    run(config, "learn")
    assert found[1][1].model == model


@pytest.mark.slow
def test_what_is_no_better_is_not_installed(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learning(monkeypatch, tmp_path / "learned", NO_BETTER)
    result = run(config, "learn", "--json")
    assert (result.exit_code, "no better, beyond chance" in result.stderr) == (1, True)
    told = json.loads(result.stdout)
    assert (told["installed"], told["comparison"]["worth"]["low"]) == (None, -0.01)
    assert installed_model(config / "models") is None


@pytest.mark.slow
def test_a_roll_back_says_what_is_in_force_then(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learning(monkeypatch, tmp_path / "learned", BETTER)
    run(config, "learn")
    assert "the one that came with veertien again" in run(config, "rollback").output
    result = run(config, "rollback")
    assert (result.exit_code, "no model is installed" in result.stderr) == (1, True)
