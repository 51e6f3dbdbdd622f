"""Which edition of the national data a command works with."""

from pathlib import Path

import click

from veertien.cli._config import DEFAULTS, faults_end
from veertien.config import NationalData, TablesFaultyError, national_data, packaged_data
from veertien.gazetteer import Gazetteer


def country_for(config: Path | None) -> Gazetteer:
    """Return the national data that count for a config folder; those of the package where there is no folder.

    Raises click's exit where the edition that the folder names has faults.
    """
    return data_for(config).gazetteer


def data_for(config: Path | None) -> NationalData:
    """Return the same with where they are from; raises alike."""
    if config is None:
        return packaged_data()
    try:
        return national_data(config)
    except TablesFaultyError as error:
        raise faults_end(error) from None


def usual_folder(ctx: click.Context) -> Path | None:
    """Return the folder that stood before the command's name, else config/ or /etc/veertien; None where none is."""
    given: Path | None = ctx.obj
    return given or next((folder for folder in DEFAULTS if folder.is_dir()), None)
