"""What is counted beside calls: the parsing of each file, and the code that reading the tables runs through."""

import pytest

from demo.daemon_config import TABLES
from tools.trace_call import parses, trace_reading
from veertien.conversation import Language

pytestmark = pytest.mark.slow


def test_check_parses_every_file_of_the_folder_and_every_text_that_comes_along_once() -> None:
    own = {str(file.relative_to(TABLES)) for file in TABLES.rglob("*.yaml")}
    texts = {f"prompts/data/{language}.yaml" for language in Language}
    assert parses(TABLES) == dict.fromkeys(own | texts, 1)


def test_reading_runs_through_the_room_that_reads_and_never_through_speech() -> None:
    rooms = trace_reading(TABLES).rooms
    assert "config" in rooms
    assert "speech" not in rooms
