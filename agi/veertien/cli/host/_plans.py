"""How commands show what they are about to do to a machine, and why they could not."""

import difflib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from veertien.setup.machine import SetupError
from veertien.setup.steps import (
    BeginUpgrade,
    CopyDatabase,
    MakeFolder,
    MakeLink,
    Plan,
    Run,
    SetupStep,
    WriteFile,
)

FAILED = 1
"""The status of a command that something stood in the way of."""


def which_machine(doing: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator that gives a command the options `asterisk` and `root`; its help begins with `doing`."""

    def decorated(command: Callable[..., None]) -> Callable[..., None]:
        rooted = click.option(
            "--root",
            metavar="DIR",
            default="/",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            help=f"{doing} the system in this folder instead, for images; no command is run.",
        )(command)
        return click.option(
            "--asterisk", metavar="DIR", help="Folder of Asterisk's files.  [default: as asterisk.conf says]"
        )(rooted)

    return decorated


@contextmanager
def failures_told(ctx: click.Context, command: str) -> Iterator[None]:
    """Say why the block could not do its work, with the cure, and end the command with status FAILED then."""
    try:
        yield
    except SetupError as error:
        click.echo(str(error), err=True)
        ctx.exit(FAILED)
    except BrokenPipeError:
        raise
    except OSError as error:
        cure = "; run it as root" if isinstance(error, PermissionError) else ""
        click.echo(f"{error.filename or command}: {error.strerror}{cure}", err=True)
        ctx.exit(FAILED)


def show_plan(plan: Plan, live: Sequence[Run] = (), *, quiet: bool = False) -> None:
    """Print a plan with each change, and what is run behind it; `quiet` where more than its steps is to be done."""
    for number, step in enumerate((*plan.steps, *live), 1):
        click.echo(f"{number:3}. {_described(step)}")
        for line in _difference(step):
            click.echo(f"       {line}")
    if not plan.steps and not quiet:
        click.echo("Nothing to do.")
    if plan.left:
        click.echo("Left to you:" if plan.steps else "To look at:")
        for one in plan.left:
            click.echo(f"  - {one.what}")


def _described(step: SetupStep) -> str:
    match step:
        case MakeFolder():
            return f"make the folder {step.path}: {step.why}"
        case MakeLink():
            return f"let {step.path} lead to {step.target}: {step.why}"
        case BeginUpgrade():
            return f"note that {step.version} comes in place of {step.before}"
        case CopyDatabase():
            return f"copy {step.path}: {step.why}"
        case Run():
            return f"run {' '.join(step.command)}: {step.why}"
        case WriteFile():
            what = "write" if step.before is None else "change"
            return f"{what} {step.path}: {step.why}{' (not shown)' if step.secret else ''}"


def _difference(step: SetupStep) -> Iterator[str]:
    if isinstance(step, WriteFile) and step.before is not None and not step.secret:
        old, new = step.before.splitlines(), step.text.splitlines()
        lines = list(difflib.unified_diff(old, new, step.path, step.path, lineterm="", n=0))
        yield from (line.encode("utf-8", "replace").decode() for line in lines[2:])
