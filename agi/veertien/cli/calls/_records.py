"""The database of call records, as commands open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from veertien.archive import Database, DatabaseUnusableError, RowsRefusedError, database_url
from veertien.cli._config import faults_end
from veertien.config import RecordsSettings, TablesFaultyError, load_settings

DAY = click.DateTime(["%Y-%m-%d"])
_FAILED = 1


def records_settings(config: Path) -> RecordsSettings:
    """Return where records are kept. Where they can't be told, or none are kept, the command ends with status 2."""
    try:
        settings = load_settings(config, without_model=True).records
    except TablesFaultyError as error:
        raise faults_end(error) from None
    if settings is None:
        raise click.UsageError(f"{config}/veertien.yaml has no section `records`, so no calls are recorded.")
    return settings


@contextmanager
def records_database(ctx: click.Context, settings: RecordsSettings, *, read_only: bool = False) -> Iterator[Database]:
    """Open the database; where it can't be used the command ends with status 1. `read_only` changes nothing there."""
    url = database_url(settings.folder, settings.url, settings.password)
    database = Database(url, most_seconds=0, read_only=read_only)
    try:
        yield database
    except (DatabaseUnusableError, RowsRefusedError) as error:
        click.echo(f"The database can't be used: {error}", err=True)
        ctx.exit(_FAILED)
    finally:
        database.close()
