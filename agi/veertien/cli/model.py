"""`veertien model`: make the acoustic model, or adapt it to one's own callers."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

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
    """Train or adapt the acoustic model."""


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
    from veertien.training.corpus import read_index
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
    from veertien.speech.recognition.acoustics import shipped_model
    from veertien.training.adaptation import adapt as make_model
    from veertien.training.corpus import read_labelled

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
