"""`veertien model`: what it hands on, what it prints, and how it ends."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main
from veertien.speech.acoustic_model.acoustics import shipped_model
from veertien.speech.hmm import ModelFileError
from veertien.training import adaptation
from veertien.training.adaptation import AdaptationReport
from veertien.training.judging.judgement import Judgement
from veertien.training.progress import Progress
from veertien.training.recordings.corpus import CorpusRefusedError, Recording

BEFORE, AFTER = Judgement(0.5, -61.2, 40, 200), Judgement(0.75, -60.1, 40, 200)


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    (tmp_path / "one.wav").touch()
    (tmp_path / "one.txt").write_text("Medemblik")
    return tmp_path


def adapt(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], kept: bool = True
) -> tuple[Result, list[tuple[Path, Sequence[Recording], Path]]]:
    asked = []

    def instead(model: Path, labelled: Sequence[Recording], to: Path, progress: Progress) -> AdaptationReport:
        with progress.stage("Listening", 3) as stage:
            stage.advance(2)
        asked.append((model, labelled, to))
        return AdaptationReport(BEFORE, AFTER, kept)

    monkeypatch.setattr(adaptation, "adapt", instead)
    return CliRunner().invoke(main, ["model", "adapt", *arguments]), asked


def test_the_shipped_model_is_adapted_into_a_folder_beside_the_recordings(
    monkeypatch: pytest.MonkeyPatch, recordings: Path
) -> None:
    result, ((model, labelled, to),) = adapt(monkeypatch, [str(recordings)])
    assert result.exit_code == 0, result.output
    with shipped_model() as shipped:
        assert (model, to) == (shipped, recordings / "model")
    assert [one.text for one in labelled] == ["Medemblik"]
    assert result.stdout == (
        "before  50.0% of 40 recordings kept apart were understood among 200 texts; log likelihood -61.20 a frame\n"
        "after   75.0% of 40 recordings kept apart were understood among 200 texts; log likelihood -60.10 a frame\n"
        f"The adapted model is in {recordings / 'model'}.\n"
    )
    assert "Listening" in result.stderr


def test_model_and_target_may_be_named(monkeypatch: pytest.MonkeyPatch, recordings: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    arguments = [str(recordings), "--model", str(tmp_path / "mine"), "--to", str(tmp_path / "new")]
    _, ((model, _, to),) = adapt(monkeypatch, arguments)
    assert (model, to) == (tmp_path / "mine", tmp_path / "new")


def test_no_gain_ends_with_status_1_and_the_figures(monkeypatch: pytest.MonkeyPatch, recordings: Path) -> None:
    result, _ = adapt(monkeypatch, [str(recordings)], kept=False)
    assert result.exit_code == 1
    assert "before  50.0% of 40" in result.stdout
    assert "not written" in result.stderr


@pytest.mark.parametrize(
    "error",
    [CorpusRefusedError("a.wav: is silent"), ModelFileError("m/mdef: is broken"), FileExistsError("m: is there")],
)
def test_what_can_not_be_used_ends_with_status_2(
    monkeypatch: pytest.MonkeyPatch, recordings: Path, error: Exception
) -> None:
    def fail(*_: object) -> AdaptationReport:
        raise error

    monkeypatch.setattr(adaptation, "adapt", fail)
    result = CliRunner().invoke(main, ["model", "adapt", str(recordings)])
    assert result.exit_code == 2
    assert str(error) in result.stderr


def test_an_empty_folder_ends_with_status_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["model", "adapt", str(tmp_path)])
    assert result.exit_code == 2
    assert "holds no recordings" in result.stderr


def test_training_needs_recordings_and_a_target(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["model", "train", "--to", str(tmp_path / "new")]).exit_code == 2
    assert CliRunner().invoke(main, ["model", "train", "--speech", str(tmp_path)]).exit_code == 2
