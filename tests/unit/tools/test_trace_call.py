"""How much code a call runs through, how often each file is parsed, and which rooms reading the tables knows."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from demo.daemon_config import TABLES
from tools.trace_call import parses, trace_calls, trace_reading
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


def test_a_call_runs_through_no_more_code_than_somebody_can_read(tmp_path: Path) -> None:
    """It grew to 67 files and 7,616 calls once, a step at a time; each more than this wants a reason."""
    # In a process of its own: the daemon sets the log up, and wants the signals of the main thread.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        calls = process.submit(trace_calls, tmp_path).result()
    asked, unasked = calls.asked.trace, calls.unasked.trace
    # On a busy machine a look at Asterisk falls into a call now and then: manager/connection.py is the last.
    assert len(asked.files) <= 45, asked.files
    # The same functions run again for each frame of audio, and a busy machine has more frames in a call.
    assert sum(min(times, 20) for times in asked.calls.values()) <= 1400
    assert len(unasked.files) <= 21, unasked.files
    assert unasked.calls.total() <= 170
