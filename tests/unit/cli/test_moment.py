"""The option --at: a time is read as the tables read one, also where the clock skips it or shows it twice."""

from configparser import ConfigParser
from datetime import datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from veertien.cli._moment import moment
from veertien.routing.time_fields import moment_in


@click.command()
@moment("When.")
def told(now: datetime) -> None:
    click.echo(now.isoformat())


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2026-03-29T01:59", "2026-03-29T01:59:00+01:00"),
        # There is no 02:30 that night: at two it becomes three.
        ("2026-03-29T02:30", "2026-03-29T03:00:00+02:00"),
        ("2026-03-29T03:00", "2026-03-29T03:00:00+02:00"),
        # There are two: the first counts.
        ("2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_a_time_is_read_as_the_tables_read_it(given: str, meant: str) -> None:
    assert CliRunner().invoke(told, ["--at", given]).output == f"{meant}\n"
    # As texts: Python holds no time of the doubled hour equal to one of another zone.
    assert moment_in(given).isoformat() == meant


def test_seconds_in_the_skipped_hour_are_the_moment_of_the_change() -> None:
    assert CliRunner().invoke(told, ["--at", "2026-03-29T02:30:15"]).output == "2026-03-29T03:00:00+02:00\n"


def test_dutch_time_comes_with_the_package_where_the_system_has_no_time_zones() -> None:
    setup = ConfigParser()
    setup.read(Path(__file__).resolve().parents[3] / "setup.cfg")
    assert "tzdata" in setup["options"]["install_requires"]
