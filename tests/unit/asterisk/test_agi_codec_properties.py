"""No bytes, however cut, do more to the codec than a RemoteProtocolError."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from veertien.asterisk.agi.codec import AgiConnection
from veertien.asterisk.agi.events import (
    NEED_DATA,
    AgiEvent,
    ConnectionClosed,
    LocalProtocolError,
    RemoteProtocolError,
    Reply,
    ReplyReceived,
)
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.states import AgiState

LIMITS = AgiLimits(line_bytes=60, header_lines=5, header_bytes=150, reply_bytes=150)
PIECES = (
    b"agi_network_script: route?x=1\n",
    b"agi_extension: 140229\n",
    b"\n",
    b"\r\n",
    b"HANGUP\n",
    b"100 Trying\n",
    b"200 result=",
    b"200 result=1 (",
    b"200 result=0\n",
    b"value",
    b"(",
    b")",
    b'"',
    b" endpos=",
    b"7",
    b"\n",
    b"511 dead\n",
    b"520-Usage:\n",
    b"520 End of proper usage.\n",
    b"\xff\0",
)
STREAMS = st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
HEADER = b"agi_network: yes\n\n"


def play(chunks: list[bytes], *, opened: bool = False) -> list[AgiEvent | str]:
    """All events of these chunks and the end of the stream; a command is sent whenever it is our turn.

    Opened: behind a header and a first command that was sent in time. Else that command is sent only at the end, as
    what comes before it can't be told from what comes after it by a codec that was given both at once.
    """
    connection = AgiConnection(LIMITS)
    seen: list[AgiEvent | str] = []
    if opened:
        connection.receive_data(HEADER)
        connection.next_event()
        connection.send_command("NOOP")
    for chunk in [*(chunk for chunk in chunks if chunk), b""]:
        connection.receive_data(chunk)
        try:
            while (event := connection.next_event()) is not NEED_DATA:
                seen.append(event)
                if isinstance(event, ConnectionClosed):
                    return seen
                if opened and connection.state is AgiState.IDLE:
                    connection.send_command("NOOP")
        except RemoteProtocolError as error:
            return [*seen, str(error)]
    raise AssertionError("the end of the stream brought neither ConnectionClosed nor an error")


def cut(stream: bytes, places: list[int]) -> list[bytes]:
    bounds = [0, *sorted(place % (len(stream) + 1) for place in places), len(stream)]
    return [stream[start:end] for start, end in pairwise(bounds)]


@given(STREAMS, st.lists(st.integers(0, 10_000), max_size=20), st.booleans())
def test_any_bytes_in_any_chunks_give_the_same_events(stream: bytes, places: list[int], opened: bool) -> None:
    assert play(cut(stream, places), opened=opened) == play([stream], opened=opened)


@given(STREAMS, st.booleans())
@example(b"200 result=0\n\n", True)
@example(b"agi_x: 1\n\n\n", False)
def test_byte_by_byte_gives_the_same_events(stream: bytes, opened: bool) -> None:
    chunks = [stream[index : index + 1] for index in range(len(stream))]
    assert play(chunks, opened=opened) == play([stream], opened=opened)


@given(STREAMS, st.lists(st.integers(0, 10_000), max_size=20), st.data())
def test_no_command_is_sent_while_more_than_hangups_lie_behind_the_header(
    behind: bytes, places: list[int], data: st.DataObject
) -> None:
    connection = AgiConnection(LIMITS)
    refused = False
    for chunk in cut(HEADER + behind, places):
        if chunk:
            connection.receive_data(chunk)
            # A reader that looks after each chunk, after some, or only when it wants to send.
            try:
                while data.draw(st.booleans()) and connection.next_event() is not NEED_DATA:
                    pass
            except RemoteProtocolError:
                refused = True
    try:
        while connection.state is AgiState.HEADER:
            connection.next_event()
        connection.send_command("NOOP")
    except (RemoteProtocolError, LocalProtocolError):
        refused = True
    hangups = b"HANGUP\n" * 50
    assert refused is not hangups.startswith(behind)


@given(st.text(alphabet=st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=100))
def test_any_value_on_one_line_comes_out_as_it_is(value: str) -> None:
    connection = AgiConnection(AgiLimits())
    connection.receive_data(b"\n")
    connection.next_event()
    connection.send_command("GET VARIABLE", "X")
    connection.receive_data(f"200 result=1 ({value})\n".encode())
    assert connection.next_event() == ReplyReceived(Reply(200, "1", value))
