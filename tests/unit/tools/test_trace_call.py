"""What is counted beside calls: the parsing of each file, and the code that reading the tables runs through."""

import pytest

from demo.daemon_config import TABLES
from tools.trace_call import parses, trace_reading

pytestmark = pytest.mark.slow


def test_the_parsing_of_every_file_of_the_folder_is_counted() -> None:
    counted = parses(TABLES)
    files = {str(file.relative_to(TABLES)) for file in TABLES.rglob("*.yaml")}
    assert {name for name, count in counted.items() if count} >= files


def test_reading_runs_through_the_room_that_reads_and_never_through_speech() -> None:
    rooms = trace_reading(TABLES).rooms
    assert "config" in rooms
    assert "speech" not in rooms
