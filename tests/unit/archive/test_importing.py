"""Calls read from the log are the rows that the daemon would have written."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import structlog

from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive.importing import LogReader
from veertien.archive.rows import AnswerRow, CallRow, rows_of_call
from veertien.records import CallStream
from veertien.service.log import CallLog


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """What the log says meanwhile, as JSON lines with the time at which the call of `made_calls` ended."""
    out, before = io.StringIO(), structlog.get_config()

    def timestamp(_: object, __: str, fields: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return {**fields, "timestamp": NOON.isoformat()}

    structlog.configure(
        processors=[timestamp, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    yield out
    structlog.configure(**before)


def test_a_call_read_from_the_log_is_the_row_that_the_daemon_writes() -> None:
    with logged() as out:
        stream = CallStream()
        CallLog(stream)
        for said in heard():
            stream.publish(said)
        stream.publish(asked_call())
    reader = LogReader(NODE)
    ((call, *answers),) = reader.rows(out.getvalue().splitlines())
    expected, *expected_answers = rows_of_call(NODE, asked_call(), heard())
    assert call == expected
    for answer, expected_answer in zip(answers, expected_answers, strict=True):
        assert isinstance(answer, AnswerRow)
        assert isinstance(expected_answer, AnswerRow)
        # The line of an answer has the time at which it was written, which here is the same for all.
        assert (answer.best, answer.decision, answer.second_ear_ms, answer.snr_db, answer.place) == (
            expected_answer.best,
            expected_answer.decision,
            expected_answer.second_ear_ms,
            expected_answer.snr_db,
            expected_answer.place,
        )
    assert (reader.calls, reader.unread) == (1, 0)


def test_a_line_of_an_older_version_has_the_time_at_which_it_was_written() -> None:
    line = {
        "call": "1795445928.6",
        "dialled": "140229",
        "area_code": "0229",
        "caller_area_code": None,
        "outcome": "connect",
        "municipality": "GM0405",
        "trunks": ["hoorn"],
        "reason": "Hoorn was chosen.",
        "decided_seconds": 6.1,
        "question": {"seconds": 5.586, "prompts": 8, "how": "keypad", "heard": [], "audio_seconds": 5.56},
        "event": "call",
        "timestamp": "2026-11-23T14:58:56.475353Z",
    }
    ((call,),) = LogReader(NODE).rows([json.dumps(line)])
    assert isinstance(call, CallRow)
    assert call.started_at == datetime(2026, 11, 23, 14, 58, 56, 475_000, tzinfo=UTC)
    assert (call.question_ms, call.question_end, call.prompt_ms, call.result) == (5586, "keypad", None, None)


@pytest.mark.parametrize(
    "line",
    ["", "plain text", "[]", "7", '{"event": "serving"}', '{"event": "tables_loaded", "call": 1}'],
)
def test_other_lines_are_passed_over(line: str) -> None:
    reader = LogReader(NODE)
    assert not list(reader.rows([line]))
    assert reader.unread == 0


@pytest.mark.parametrize(
    "line",
    [
        '{"event": "call"}',
        '{"event": "call", "call": "1", "timestamp": "yesterday"}',
        '{"event": "call", "call": "1", "timestamp": "2026-11-23T14:58:56Z", "dialled": []}',
        '{"event": "heard", "call": "1", "timestamp": "2026-11-23T14:58:56Z", "best": 1.5}',
    ],
)
def test_a_line_that_should_have_been_a_call_is_counted(line: str) -> None:
    reader = LogReader(NODE)
    assert not list(reader.rows([line]))
    assert reader.unread == 1
