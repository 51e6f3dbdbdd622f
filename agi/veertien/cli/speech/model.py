"""`veertien model`: make the acoustic model, adapt it, learn from calls, or try a second ear's."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from veertien.cli._config import config_folder, faults_end

if TYPE_CHECKING:
    from veertien.speech.processes.second_ear_trial import EarTrial

_REFUSED = 1


class _Bars:
    """Progress bars on standard error, one below the other; a `veertien.training.progress.Progress`."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator["_Bar"]:
        task = self._bars.add_task(name, total=total)
        yield _Bar(self._bars, task)
        self._bars.update(task, completed=total)


class _Bar:
    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars = bars
        self._task = task

    def advance(self, n: int = 1) -> None:
        self._bars.advance(self._task, n)


@contextmanager
def _progress() -> Iterator[_Bars]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        yield _Bars(bars)


_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_NEW_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.group("model")
def command() -> None:
    """Train or adapt the acoustic model, learn from calls, or try the second ear's."""


@command.command("train")
@click.option("--speech", required=True, metavar="DIR", type=_FOLDER, help="Recordings and their index.tsv.")
@click.option("--to", required=True, metavar="DIR", type=_NEW_FOLDER, help="New folder for the model.")
@click.option("--seed", default=14, show_default=True, type=click.IntRange(0, 2**31 - 1), help="Decides all chance.")
def train_command(speech: Path, to: Path, seed: int) -> None:
    """Make the 8 kHz Dutch model from recordings, synthetic speech and PocketSphinx's own model.

    Takes up to two hours on two cores. Needs `pip install 'veertien[train]'`. Ends with status 2 when the recordings
    can't be used.
    """
    # Loaded here and below: numpy and the models take longer to import than --help takes to run.
    from veertien.training.recordings.corpus import read_index
    from veertien.training.train import train as make_model

    try:
        recordings = read_index(speech)
        with _progress() as progress:
            report = make_model(recordings, to, seed, progress)
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    click.echo(str(report))


@command.command("adapt")
@click.argument("directory", metavar="DIR", type=_FOLDER)
@click.option("--to", metavar="DIR", type=_NEW_FOLDER, help="New folder for the adapted model.  [default: DIR/model]")
@click.option(
    "--model", metavar="DIR", type=_FOLDER, help="Model to adapt.  [default: the one that came with veertien]"
)
@click.pass_context
def adapt_command(ctx: click.Context, directory: Path, to: Path | None, model: Path | None) -> None:
    """Adapt the model to the recordings in DIR: WAV files, each with what is said in it in a .txt beside it.

    A fifth of the texts is kept apart, and decides: a model that does no better on them is not written, and the command
    ends with status 1. Needs `pip install 'veertien[train]'`. Ends with status 2 when the recordings can't be used.
    """
    from veertien.speech.acoustic_model.acoustics import shipped_model
    from veertien.training.adaptation import adapt as make_model
    from veertien.training.recordings.corpus import read_labelled

    target = to or directory / "model"
    try:
        labelled = read_labelled(directory)
        with nullcontext(model) if model else shipped_model() as start, _progress() as progress:
            report = make_model(start, labelled, target, progress)
    except (ValueError, OSError) as error:
        raise click.UsageError(str(error)) from error
    for when, judgement in (("before", report.before), ("after", report.after)):
        click.echo(
            f"{when:6}  {judgement.accuracy:.1%} of {judgement.recordings} recordings kept apart were understood among "
            f"{judgement.choices} texts; log likelihood {judgement.log_likelihood:.2f} a frame"
        )
    if not report.kept:
        click.echo("The adapted model is no better and was not written; record more people or more names.", err=True)
        ctx.exit(_REFUSED)
    click.echo(f"The adapted model is in {target}.")


@command.command("second-ear")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def second_ear_command(ctx: click.Context, directory: Path, as_json: bool) -> None:
    """Try the model in DIR as the second ear: a multilingual Whisper model for CTranslate2.

    Says whether it hears what a recording says, and what an answer costs on this machine. Needs `pip install
    'veertien[second-ear]'`. Ends with status 1 when it should not be used, 2 when it can't be.
    """
    from veertien.speech.processes.second_ear_trial import tried
    from veertien.speech.processes.second_ears import SecondEarUnavailableError
    from veertien.speech.second_ear import SecondEarModelError

    try:
        trial = tried(directory)
    except (SecondEarModelError, SecondEarUnavailableError) as error:
        raise click.UsageError(str(error)) from error
    click.echo(json.dumps(_trial_as_json(trial)) if as_json else _trial_as_text(directory, trial))
    if trial.fault:
        click.echo(f"{directory}: {trial.fault}.", err=True)
        ctx.exit(_REFUSED)


def _trial_as_json(trial: "EarTrial") -> dict[str, Any]:
    return {
        "model_megabytes": trial.megabytes,
        "known": trial.known,
        "scores": {name: round(score, 2) for name, score in trial.scores.items()},
        "seconds": {str(count): round(seconds, 3) for count, seconds in trial.seconds.items()},
        "memory_megabytes": trial.memory,
        "most_memory_megabytes": trial.most_memory,
        "fault": trial.fault,
    }


def _trial_as_text(directory: Path, trial: "EarTrial") -> str:
    if trial.known:
        measured = "faster-whisper-base, by which the thresholds were measured"
    else:
        measured = "not faster-whisper-base: the thresholds were measured with that"
    (first, best), (second, next_best), *_ = trial.scores.items()
    times = " and ".join(f"{seconds:.2f} s among {count} names" for count, seconds in trial.seconds.items())
    return (
        f"{directory}: a multilingual Whisper model of {trial.megabytes} MB; {measured}.\n"
        f'In the recording it hears "{first}" ({best:.1f}), next "{second}" ({next_best:.1f}).\n'
        f"An answer takes {times}.\n"
        f"Its process has {trial.memory} MB in use, {trial.most_memory} MB while it starts."
    )


@command.command("learn")
@click.option("--seed", default=14, show_default=True, type=click.IntRange(0, 2**31 - 1), help="Decides all chance.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@config_folder()
@click.pass_context
def learn_command(ctx: click.Context, seed: int, as_json: bool, config: Path) -> None:
    """Learn from captures: how callers say names, how they sound, and how sure to be of it.

    Every fourth day is held out, with all its callers, and decides: only what hears them better than the model in
    force, beyond chance, is installed; else the command ends with status 1. A running daemon goes on with its model
    until `veertien reload`. Needs `pip install 'veertien[capture,train]'`. May run beside calls: it gives way to them.
    Ends with status 2 when settings or captures can't be used.
    """
    from veertien.cli.speech._learning import learn

    if not learn(config, seed, as_json=as_json, progress=_progress):
        ctx.exit(_REFUSED)


@command.command("rollback")
@config_folder()
@click.pass_context
def rollback_command(ctx: click.Context, config: Path) -> None:
    """Go back to the model that was in force before the last one that was learned; `veertien reload` puts it in force.

    Ends with status 1 when there is none to go back from, or the one to go back to is gone.
    """
    from veertien.config import TablesFaultyError, load_settings
    from veertien.speech.acoustic_model.installed import NothingInstalledError, roll_back

    try:
        before = roll_back(load_settings(config).models)
    except TablesFaultyError as error:
        raise faults_end(error) from None
    except (NothingInstalledError, OSError) as error:
        click.echo(str(error), err=True)
        ctx.exit(_REFUSED)
    which = "the one that came with veertien" if before is None else str(before)
    click.echo(f"The model is {which} again; `veertien reload` puts it in force.")
