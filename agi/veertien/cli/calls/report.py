"""`veertien report`: what the question costs callers, from the call records."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from veertien.archive import SPOOL_FILE, Database, Spool
from veertien.cli._config import config_folder
from veertien.cli._country import country_for
from veertien.cli._writing import unwritable
from veertien.cli.calls._records import DAY, records_database, records_settings
from veertien.conversation import Language
from veertien.gazetteer import AmbiguousMunicipalityError, Gazetteer, UnknownMunicipalityError
from veertien.reports import (
    REPORT_LANGUAGES,
    CallReport,
    ReportPeriod,
    made_report,
    month_named,
    month_of,
    recorded_days,
)
from veertien.reports.shown.page import page_name, report_html
from veertien.reports.shown.plain import report_csv, report_json, report_text
from veertien.routing import AMSTERDAM


@click.command("report")
@click.option("--municipality", metavar="NAME", help="One municipality, by its name or CBS code.  [default: all]")
@click.option("--month", metavar="MONTH", help="A month, such as 2026-11.  [default: the last whole one]")
@click.option("--from", "first", type=DAY, metavar="DAY", help="In place of a month: the first day, Dutch time.")
@click.option("--until", "last", type=DAY, metavar="DAY", help="The last day.")
@click.option(
    "--language",
    type=click.Choice([each.value for each in REPORT_LANGUAGES]),
    default=Language.DUTCH.value,
    show_default=True,
    help="Its language.",
)
@click.option("--json", "style", flag_value="json", help="Print one JSON object.")
@click.option("--csv", "style", flag_value="csv", help="Print CSV, a line for each number.")
@click.option(
    "--html", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Write a page with pictures there."
)
@config_folder()
@click.pass_context
def command(
    ctx: click.Context,
    municipality: str | None,
    month: str | None,
    first: datetime | None,
    last: datetime | None,
    language: str,
    style: str | None,
    folder: Path | None,
    config: Path,
) -> None:
    """Tell what the question which municipality is meant costs callers, from the call records.

    How many calls are asked, how long that takes, how soon somebody answers, who hangs up: each figure with its
    definition, beside the time before it and, with --municipality, beside all municipalities. Test calls count in none.
    Of fewer than five calls nothing is told. Run this as Veertien's user. Status 1 means that the database can't be
    used, 2 that the settings can't be or that what was asked for makes no sense.
    """
    if folder is not None and style is not None:
        raise click.UsageError(f"--html and --{style} are two forms of the report; leave one of them out.")
    names = country_for(config)
    period, code = _period(month, first, last), municipality and _code(names, municipality)
    called = names.municipality_names
    settings = records_settings(config)
    with records_database(ctx, settings) as database:
        report = made_report(database, period, code or None, called)
        if not report.calls:
            _tell_what_there_is(database, period)
    if waiting := Spool(settings.folder / SPOOL_FILE).size:
        click.echo(f"{waiting} bytes of records wait in the spool, and count in no figure yet.", err=True)
    if folder is None:
        _print(report, style, Language(language))
    else:
        click.echo(_written(report, folder, Language(language)))


def _written(report: CallReport, folder: Path, language: Language) -> Path:
    file = folder / page_name(report)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(report_html(report, language), encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.UsageError(f"--html: {unwritable(error, file).english}") from None
    return file


def _print(report: CallReport, style: str | None, language: Language) -> None:
    match style:
        case "json":
            click.echo(report_json(report, language))
        case "csv":
            for line in report_csv(report, language):
                click.echo(line, nl=False)
        case _:
            click.echo(report_text(report, language))


def _period(month: str | None, first: datetime | None, last: datetime | None) -> ReportPeriod:
    if month is not None and (first or last):
        raise click.UsageError("--month and --from with --until both say which days; leave one of them out.")
    if (first is None) != (last is None):
        raise click.UsageError("Give both --from and --until, or --month.")
    try:
        if first and last:
            return ReportPeriod(first.date(), last.date())
        if month is not None:
            return month_named(month)
    except ValueError as error:
        raise click.UsageError(f"{'--month' if month else '--until'}: {error}.") from None
    today = datetime.now(AMSTERDAM).date()
    return month_of(today.replace(day=1) - timedelta(days=1))


def _code(names: Gazetteer, municipality: str) -> str:
    try:
        return names.by_name_or_code(municipality).code
    except (UnknownMunicipalityError, AmbiguousMunicipalityError) as error:
        raise click.UsageError(f"--municipality: {error}") from None


def _tell_what_there_is(database: Database, period: ReportPeriod) -> None:
    days = recorded_days(database)
    there = f"there are calls of {days}; name a month of these with --month" if days else "no call is recorded yet"
    click.echo(f"There are no calls of {period}: {there}.", err=True)
