"""Messages between the daemon and a recogniser process arrive whole, however the socket cuts them."""

import io
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from veertien.speech.processes.messages import Failed, Ready, Unpacker, message, read_message
from veertien.speech.processes.recogniser_work import Job

JOBS = st.builds(Job, st.binary(), st.just(8000), st.just(0), st.just({}))
VALUES = st.lists(st.just(Ready()) | st.builds(Failed, st.text()) | JOBS)


@given(VALUES, st.data())
def test_what_is_sent_arrives_in_order_in_pieces_of_any_size(values: list[Any], data: st.DataObject) -> None:
    sent = b"".join(map(message, values))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)))))
    unpacker = Unpacker()
    pieces = [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    assert [value for piece in pieces for value in unpacker.take(piece)] == values


@given(VALUES)
def test_what_is_read_one_by_one_ends_with_none(values: list[Any]) -> None:
    file = io.BytesIO(b"".join(map(message, values)))
    assert [read_message(file) for _ in values] == values
    assert read_message(file) is None


def test_a_message_that_was_cut_off_is_none() -> None:
    assert read_message(io.BytesIO(message(Ready())[:-1])) is None
