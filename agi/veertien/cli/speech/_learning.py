"""What `veertien model learn` does: reads the captures, has the model learned and installed, and tells of it."""

import json
import os
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from veertien.captures import Capture, CaptureKey, CaptureStore, CaptureUnreadableError
from veertien.cli._config import faults_end
from veertien.cli._country import country_for
from veertien.config import Settings, TablesFaultyError, load_calls, load_settings
from veertien.conversation import Expect
from veertien.gazetteer import write_ipa
from veertien.inquiry import inquiries_of
from veertien.routing import AMSTERDAM
from veertien.speech.acoustic_model.installed import install
from veertien.speech.hmm import ModelFileError
from veertien.training.learning.learn import HeardNow, LearningReport, learned
from veertien.training.learning.material import parted, utterances_of
from veertien.training.progress import Progress

_NICENESS = 15
"""How far it stands back: calls get the processor first."""
_AREAS_SHOWN = 20


def learn(config: Path, seed: int, *, as_json: bool, progress: Callable[[], AbstractContextManager[Progress]]) -> bool:
    """Learn from the captures of a config folder, install what is better, and say whether it was."""
    os.nice(_NICENESS)
    try:
        settings, asking = _asked(config)
    except TablesFaultyError as error:
        raise faults_end(error) from None
    try:
        parts = parted(utterances_of(_captures(settings, config), asking.grammars))
        with progress() as bars, learned(parts, asking, seed, bars) as (folder, report):
            installed = _install(settings.models, folder, report) if report.comparison.better else None
    except (ValueError, OSError, ModelFileError) as error:
        raise click.UsageError(str(error)) from error
    told = _as_object(report) | {"installed": installed and str(installed)}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _as_text(report))
    if installed is None:
        click.echo("What was learned is no better, beyond chance, and was not installed.", err=True)
    elif not as_json:
        click.echo(
            f"Installed in {installed}; `veertien reload` puts it in force, `veertien model rollback` undoes it."
        )
    return installed is not None


def _asked(config: Path) -> tuple[Settings, HeardNow]:
    settings = load_settings(config)
    if settings.capture is None:
        raise click.UsageError(f"{config}/veertien.yaml has no section `capture`, so there is nothing to learn from.")
    if settings.acoustic_model is not None:
        raise click.UsageError(
            f"{config}/veertien.yaml has an `acoustic_model`, which goes before what is learned; take it out first."
        )
    tables, asked = load_calls(config, country_for(config))
    stage = inquiries_of(tables, asked.policy)[tables.stage_at(datetime.now(AMSTERDAM))]
    grammars = {code: inquiry.grammars[Expect.CHOICE] for code, inquiry in stage.by_area_code.items()}
    return settings, HeardNow(settings.model, tables.overrides, grammars, asked.policy, settings.second_ear)


def _captures(settings: Settings, config: Path) -> list[Capture]:
    if settings.capture is None:
        raise click.UsageError(f"{config}/veertien.yaml has no section `capture`.")
    found = []
    for one in CaptureStore(settings.capture.folder, CaptureKey(settings.capture.key)).all():
        if isinstance(one, CaptureUnreadableError):
            click.echo(str(one), err=True)
        else:
            found.append(one)
    return found


def _install(models: Path, folder: Path, report: LearningReport) -> Path:
    def fill(new: Path) -> None:
        shutil.copytree(folder, new, dirs_exist_ok=True)

    return install(models, fill, datetime.now(AMSTERDAM), _as_object(report))


def _as_object(report: LearningReport) -> dict[str, Any]:
    return {
        "learned_from": report.learned_from,
        "pronunciations_only": report.pronunciations_only,
        "comparison": asdict(report.comparison),
        "areas": [asdict(area) for area in report.areas],
        "pronunciations": {
            name: [{"ipa": " ".join(map(write_ipa, way.words)), "why": way.why} for way in ways]
            for name, ways in report.ways.items()
        },
    }


def _as_text(report: LearningReport) -> str:
    found = report.comparison
    lines = [
        f"learned from  {report.learned_from} captures"
        + (": pronunciations alone" if report.pronunciations_only else ""),
        f"judged by     {found.utterances} captures of {found.callers} callers, held out",
        f"understood    {found.before.share:.1%} before, {found.after.share:.1%} after: {found.gain.share:+.1%}, "
        f"between {found.gain.low:+.1%} and {found.gain.high:+.1%} (95 %)",
        f"taken wrong   {found.wrong_before:.1%} before, {found.wrong_after:.1%} after; of what is none of the choices "
        f"{found.strange_before:.1%} and {found.strange_after:.1%}",
        f"worth         {found.worth.share:+.1%}, between {found.worth.low:+.1%} and {found.worth.high:+.1%}",
    ]
    for area in report.areas[:_AREAS_SHOWN]:
        lines.append(
            f"{area.area_code or 'national':12}  {area.before.share:6.1%} -> {area.after.share:6.1%} of "
            f"{area.utterances} ({area.after.low:.1%} to {area.after.high:.1%})"
        )
    for name, ways in report.ways.items():
        lines += [f"{name}: {' '.join(map(write_ipa, way.words))} ({way.why})" for way in ways]
    return "\n".join(lines)
