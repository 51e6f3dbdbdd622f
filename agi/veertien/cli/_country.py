"""Which edition of the national data a command works with."""

from pathlib import Path

from veertien.cli._config import faults_end
from veertien.config import TablesFaultyError, national_data, packaged_data
from veertien.gazetteer import Gazetteer


def country_for(config: Path | None) -> Gazetteer:
    """Return the national data that count for a config folder; those of the package where there is no folder.

    Raises click's exit where the edition that the folder names has faults.
    """
    if config is None:
        return packaged_data().gazetteer
    try:
        return national_data(config).gazetteer
    except TablesFaultyError as error:
        raise faults_end(error) from None
