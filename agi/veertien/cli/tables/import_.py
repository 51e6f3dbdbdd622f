"""`veertien import`: tables made of an office's list."""

from collections.abc import Mapping
from pathlib import Path

import click

from veertien.cli._config import DEFAULTS
from veertien.cli._country import country_for
from veertien.cli._language import say
from veertien.cli._writing import unwritable
from veertien.config import SETTINGS_FILE
from veertien.spreadsheets import RowProblem, SheetError, imported, read_sheet
from veertien.spreadsheets.rows import RowOutcome, Usual
from veertien.wording import Wording

_FAULTY, _UNUSABLE = 1, 2


@click.command("import")
@click.argument("sheet", metavar="CSV|XLSX", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--into", metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="Folder for the tables.")
@click.option("--plan", is_flag=True, help="Print the tables, and write nothing.")
@click.option("--trunk", metavar="NAME", help="The trunk of rows that name none.")
@click.option(
    "--lines", metavar="N", type=click.IntRange(1, 10_000), help="Calls that a trunk carries, where no row says."
)
@click.pass_context
def command(
    ctx: click.Context, sheet: Path, into: Path | None, plan: bool, trunk: str | None, lines: int | None
) -> None:
    """Make tables of a list of municipalities, trunks and numbers.

    Its first row has the headings: gemeente, nummer, trunk, lijnen, openingstijden and more; docs/lists.md tells all. A
    row called operator says where calls go that nobody else can take. Prints what is wrong by row, in Dutch where LANG
    is Dutch; what could be read all the same begins with "mended" ("hersteld"), what is left out or strange with "note"
    ("opmerking"). Writes only where nothing is left to correct, and over no file: merge what it writes with tables of
    your own by hand.

    Ends with status 1 when a row must be corrected, 2 when the list can't be read, or a file is there already or can't
    be written.
    """
    if into is None and not plan:
        raise click.UsageError("Give --into DIR, or --plan to see what would be written.")
    if into is not None and plan:
        raise click.UsageError("--plan writes nothing, and --into says where to write; leave one of them out.")
    country = country_for(ctx.obj or next((folder for folder in DEFAULTS if folder.is_dir()), None))
    try:
        found = imported(read_sheet(sheet), sheet, country, Usual(trunk, lines))
    except SheetError as error:
        say(Wording(f"{sheet}: {error.wording.dutch}", f"{sheet}: {error.wording.english}"), err=True)
        raise click.exceptions.Exit(_UNUSABLE) from None
    for problem in found.problems:
        say(_told(problem), err=True)
    if not found.is_sound:
        left = sum(problem.outcome is RowOutcome.FAULT for problem in found.problems)
        say(
            Wording(f"{left} te verbeteren; er is niets geschreven.", f"{left} to correct; nothing was written."),
            err=True,
        )
        raise click.exceptions.Exit(_FAULTY)
    if into is None:
        for name, content in found.files.items():
            click.echo(f"=== {name}\n{content}")
        return
    try:
        written = ", ".join(map(str, _written(found.files, into)))
    except OSError as error:
        say(unwritable(error, into), err=True)
        raise click.exceptions.Exit(_UNUSABLE) from None
    say(
        Wording(
            f"Geschreven: {written}. Doe nu: veertien check --config {into}",
            f"Wrote {written}. Next: veertien check --config {into}",
        )
    )


def _told(problem: RowProblem) -> Wording:
    said = problem.wording
    match problem.outcome:
        case RowOutcome.MENDED:
            return Wording(f"hersteld: {said.dutch}", f"mended: {said.english}")
        case RowOutcome.NOTE:
            return Wording(f"opmerking: {said.dutch}", f"note: {said.english}")
        case _:
            return said


def _written(files: Mapping[str, str], into: Path) -> list[Path]:
    """Write files into a folder and return them, or end the command where one is there. Raises OSError."""
    # The service's settings are as they were, where there are any.
    wanted = {into / name: text for name, text in files.items() if name != SETTINGS_FILE or not (into / name).exists()}
    if there := [str(file) for file in wanted if file.exists()]:
        names = ", ".join(there)
        say(
            Wording(
                f"Is er al, en wordt niet overschreven: {names}. Noem een andere map.",
                f"There already, and not written over: {names}. Name another folder.",
            ),
            err=True,
        )
        raise click.exceptions.Exit(_UNUSABLE)
    for file, content in wanted.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as opened:
            opened.write(content)
    return list(wanted)
