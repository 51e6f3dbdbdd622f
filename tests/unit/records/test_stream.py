"""Readers of call events come and go, and miss nothing that is still kept."""

import asyncio
from datetime import UTC, datetime

from veertien.callflow import CallEnd, CallOffered, CallRecorded, QuestionAsked
from veertien.records import CallStream

NOW = datetime(2026, 11, 23, 14, 30, 0, 123456, tzinfo=UTC)


def numbers(stream: CallStream, after: int) -> list[int]:
    return [each.number for each in stream.after(after)]


def test_events_are_numbered_and_the_latest_are_kept() -> None:
    stream = CallStream(most_kept=3)
    for call in range(5):
        stream.publish(CallOffered(str(call), NOW))
    assert numbers(stream, 0) == [3, 4, 5]
    assert numbers(stream, 4) == [5]
    assert numbers(stream, 5) == numbers(stream, 99) == []


async def test_a_reader_waits_for_the_next_event() -> None:
    stream = CallStream()
    stream.publish(CallOffered("1", NOW))
    await stream.until_after(0)
    waiting = asyncio.create_task(stream.until_after(1))
    await asyncio.sleep(0)
    assert not waiting.done()
    stream.publish(QuestionAsked("1", NOW, "0229"))
    await waiting
    assert numbers(stream, 1) == [2]


def test_an_event_is_published_with_its_fields_and_the_whole_call_as_its_line_in_the_log() -> None:
    stream = CallStream()
    stream.publish(QuestionAsked("1", NOW, "0229"))
    stream.publish(CallRecorded("1", NOW, None, CallEnd("1", "ANSWER", "trunk-hoorn", 1, False, 16)))
    asked, call = stream.after(0)
    assert asked.fields == {"call": "1", "at": "2026-11-23T14:30:00.123+00:00", "area_code": "0229"}
    assert (call.fields["result"], call.fields["endpoint"], call.fields["turned_away"]) == ("ANSWER", "trunk-hoorn", ())
