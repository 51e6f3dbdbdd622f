"""`veertien export`: an office's list made of the tables."""

from datetime import datetime
from pathlib import Path

import click

from veertien.cli._config import config_folder, faults_end
from veertien.cli._country import country_for
from veertien.cli._language import say
from veertien.cli._moment import moment
from veertien.config import TablesFaultyError, load_tables
from veertien.spreadsheets import SheetError, exported, write_sheet
from veertien.wording import Wording, unworded


@click.command("export")
@click.argument("sheet", metavar="CSV|XLSX", type=click.Path(dir_okay=False, path_type=Path))
@moment("When the tables are looked at, for entries with dates.")
@config_folder()
def command(sheet: Path, now: datetime, config: Path) -> None:
    """Write a list of the municipalities, their trunks and numbers, as `veertien import` reads it.

    What no list can hold is told. Ends with status 2 when the file is there already or can't be written, and for tables
    with faults.
    """
    country = country_for(config)
    try:
        found = exported(load_tables(config, country).at(now), country)
        write_sheet(found.listing.cells(), sheet)
    except TablesFaultyError as error:
        raise faults_end(error) from None
    except (SheetError, OSError) as error:
        why = unworded(error.strerror or str(error)) if isinstance(error, OSError) else error.wording
        say(Wording(f"{sheet}: {why.dutch}", f"{sheet}: {why.english}"), err=True)
        raise click.exceptions.Exit(2) from None
    count = len(found.listing.entries)
    say(Wording(f"{count} vermeldingen geschreven naar {sheet}.", f"Wrote {count} entries to {sheet}."))
    for what in found.left_out:
        say(Wording(f"niet in de lijst: {what.dutch}", f"not in the list: {what.english}"), err=True)
