"""The option --at: a time is read as the tables read one, also where the clock skips it or shows it twice."""

import os
import subprocess
import sys
from datetime import datetime

import click
import pytest
from click.testing import CliRunner

from veertien.cli._moment import moment
from veertien.config.models.time_fields import moment_in


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
    assert moment_in(given) == datetime.fromisoformat(meant)


def test_seconds_in_the_skipped_hour_are_the_moment_of_the_change() -> None:
    assert CliRunner().invoke(told, ["--at", "2026-03-29T02:30:15"]).output == "2026-03-29T03:00:00+02:00\n"


@pytest.mark.slow
def test_dutch_time_comes_with_the_package_where_the_system_has_no_time_zones() -> None:
    command = [sys.executable, "-m", "veertien.cli", "check", "--config", "config"]
    done = subprocess.run(command, env={**os.environ, "PYTHONTZPATH": ""}, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
