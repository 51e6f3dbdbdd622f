"""The rows that a call makes."""

from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta, timezone

from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive.rows import AnswerRow, CallRow, ChangeRow, change_row, rows_of_call
from veertien.archive.schema import TABLE_OF
from veertien.callflow import CallRecorded, CallTimes, QuestionParts


def call_row(call: CallRecorded) -> CallRow:
    row = rows_of_call(NODE, call, ())[0]
    assert isinstance(row, CallRow)
    return row


def test_the_parts_of_a_questions_seconds_are_columns_that_add_up_to_it() -> None:
    row = call_row(asked_call())
    parts = (getattr(row, f"{part.name}_ms") for part in fields(QuestionParts))
    assert sum(parts) == row.question_ms == 6000


def test_times_are_in_utc_and_cut_to_the_millisecond() -> None:
    summer = timezone(timedelta(hours=2))
    row = call_row(asked_call(at=NOON.astimezone(summer)))
    assert row.started_at == datetime(2026, 11, 28, 12, 0, 0, 123_000, tzinfo=UTC)
    assert row.started_at.utcoffset() == timedelta(0)
    assert row.taken_at == datetime(2026, 11, 28, 12, 0, 18, 623_000, tzinfo=UTC)


def test_who_did_not_take_the_call_is_written_as_the_dialplan_does() -> None:
    row = call_row(asked_call())
    assert (row.turned_away, row.trunks, row.endpoint) == (
        "trunk-medemblik/busy/17/486",
        "medemblik operator",
        "trunk-operator",
    )


def test_each_answer_is_a_row_in_order() -> None:
    call, first, second = rows_of_call(NODE, asked_call(), heard())
    assert isinstance(call, CallRow)
    assert isinstance(first, AnswerRow)
    assert isinstance(second, AnswerRow)
    assert (first.call_id, first.place, first.best, first.decision, first.second) == (
        call.id,
        1,
        "GM0420",
        "confirm",
        "GM0405",
    )
    assert (second.place, second.state, second.over_prompt, second.speech_ms) == (2, "confirming", True, 500)


def test_a_call_that_nobody_knows_anything_of_is_a_row_all_the_same() -> None:
    row = call_row(CallRecorded("1.0", NOON, None, None))
    assert (row.outcome, row.started_at.microsecond, row.question_ms) == ("fallback", 123_000, None)


def test_the_same_call_is_the_same_row_whoever_writes_it_and_another_node_has_another() -> None:
    again = rows_of_call(NODE, replace(asked_call(), times=CallTimes()), ())[0]
    other = rows_of_call("pbx2", asked_call(), ())[0]
    assert isinstance(again, CallRow)
    assert isinstance(other, CallRow)
    assert again.id == call_row(asked_call()).id != other.id


def test_no_row_has_a_place_for_a_callers_number_audio_or_words() -> None:
    named = {field.name for kind in (CallRow, AnswerRow, ChangeRow) for field in fields(kind)}
    assert not {name for name in named if "number" in name or "pcm" in name or "text" in name or name == "caller"}


def test_each_value_has_a_column_in_the_same_order() -> None:
    for kind, table in TABLE_OF.items():
        assert [field.name for field in fields(kind)] == list(table.columns.keys())


def test_a_change_says_what_it_did_a_line_each() -> None:
    row = change_row(
        NODE, NOON, "reload", "0.1.0", "refused", "veertien reload", "52f23d2cf9c4", ["a.yaml:1:1: A", "b.yaml:2:2: B"]
    )
    assert row.what == "a.yaml:1:1: A\nb.yaml:2:2: B"
    assert asdict(row) == asdict(
        change_row(
            NODE,
            NOON,
            "reload",
            "0.1.0",
            "refused",
            "veertien reload",
            "52f23d2cf9c4",
            ["a.yaml:1:1: A", "b.yaml:2:2: B"],
        )
    )
