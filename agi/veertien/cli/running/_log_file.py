"""The option that names the daemon's log."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


def log_file() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return the option `--log`, given as `log`; None where the journal is to be read."""
    return click.option(
        "--log",
        metavar="FILE",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="The daemon's log.  [default: the journal of the unit veertien]",
    )
