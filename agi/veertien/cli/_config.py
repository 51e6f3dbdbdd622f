"""The option --config, which may stand before or behind the command's name."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from veertien.cli._language import language_by, say
from veertien.wording import Wording

if TYPE_CHECKING:
    # Each recogniser process imports the command that started the daemon: what a command needs is not for it to load.
    from veertien.config import TablesFaultyError

DEFAULTS = (Path("config"), Path("/etc/veertien"))
UNUSABLE = 2
_FAULTY = Wording(
    "De configuratie heeft fouten; `veertien check` noemt ze alle.",
    "The configuration has faults; `veertien check` lists them all.",
)

_Function = TypeVar("_Function", bound=Callable[..., Any])


def config_folder(*, required: bool = True) -> Callable[[_Function], _Function]:
    """Return a decorator that gives a command the argument `config: Path`, an existing folder.

    Where none is given, the first that exists of config/ and /etc/veertien; the command ends with status 2 when there
    is none. With `required=False` the argument is None where the option is left out.
    """

    def choose(ctx: click.Context, _: click.Parameter, given: Path | None) -> Path | None:
        if given or not required:
            return given
        # What stood before the command's name.
        if isinstance(ctx.obj, Path):
            return ctx.obj
        if found := next((folder for folder in DEFAULTS if folder.is_dir()), None):
            return found
        places = " nor ".join(f"{folder}/" for folder in DEFAULTS)
        raise click.UsageError(f"There is neither {places}; name the folder with --config DIR.")

    return click.option(
        "--config",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        callback=choose,
        help="Folder with veertien.yaml and the tables.  [default: config/, then /etc/veertien]",
    )


def faults_end(error: "TablesFaultyError") -> click.exceptions.Exit:
    """Print the faults of a config folder that a command can't do without, and return the exit to raise: status 2."""
    language = language_by(os.environ)
    for fault in error.faults:
        click.echo(fault.in_language(language), err=True)
    say(_FAULTY, err=True)
    return click.exceptions.Exit(UNUSABLE)
