"""The FastAGI protocol as the codec understands it, byte for byte as Asterisk 22 writes it."""

from pathlib import Path

import pytest

from veertien.asterisk.agi.codec import AgiConnection
from veertien.asterisk.agi.events import (
    NEED_DATA,
    AgiEvent,
    ConnectionClosed,
    HangupReceived,
    LocalProtocolError,
    RemoteProtocolError,
    Reply,
    ReplyReceived,
    RequestReceived,
)
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.states import TRANSITIONS, AgiInput, AgiState

SMALL = AgiLimits(line_bytes=40, header_lines=3, header_bytes=90, reply_bytes=100)
DOCUMENT = Path(__file__).parents[3] / "docs" / "fastagi.md"


def events_of(connection: AgiConnection, data: bytes) -> list[AgiEvent]:
    connection.receive_data(data)
    events: list[AgiEvent] = []
    while (event := connection.next_event()) is not NEED_DATA:
        events.append(event)
        if isinstance(event, ConnectionClosed):
            break
    return events


def opened(limits: AgiLimits | None = None) -> AgiConnection:
    connection = AgiConnection(limits or AgiLimits())
    events_of(connection, b"agi_network: yes\n\n")
    return connection


def answer_to_one_command(data: bytes) -> Reply:
    connection = opened()
    connection.send_command("GET VARIABLE", "X")
    (event,) = events_of(connection, data)
    assert isinstance(event, ReplyReceived)
    return event.reply


def test_a_header_becomes_path_query_and_variables() -> None:
    header = "agi_network_script: calls/start?area=0229&empty=\nagi_calleridname: Jan: de ☎\nagi_accountcode: \n\n"
    (event,) = events_of(AgiConnection(AgiLimits()), header.encode())
    assert isinstance(event, RequestReceived)
    assert event.request.path == "calls/start"
    assert event.request.query == {"area": "0229", "empty": ""}
    assert event.request.variables["calleridname"] == "Jan: de ☎"
    assert event.request.variables["accountcode"] == ""


def test_bytes_that_are_no_unicode_become_replacement_characters() -> None:
    (event,) = events_of(AgiConnection(AgiLimits()), b"agi_calleridname: \xff\n\n")
    assert isinstance(event, RequestReceived)
    assert event.request.variables["calleridname"] == "\ufffd"


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        (b"GET / HTTP/1.1\n", "no 'agi_name: value' header line"),
        (b"agi_extension: 14020\nagi_calleridname: x\nagi_extension: 140229\n", "agi_extension twice"),
        (b"agi_network_script: route?to=1&to=2\n", "gives 'to' twice"),
        (b"agi_network_script: " + b"r" * 300 + b"\n", "longer than 200"),
    ],
)
def test_a_header_that_asterisk_would_not_send_is_refused(header: bytes, complaint: str) -> None:
    with pytest.raises(RemoteProtocolError, match=complaint):
        events_of(AgiConnection(AgiLimits()), header + b"\n")


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        (b"200 result=0", Reply(200, "0")),
        (b"200 result=1 (value)", Reply(200, "1", "value")),
        (b"200 result=1 ()", Reply(200, "1", "")),
        (b"200 result=1 (hangup)", Reply(200, "1", "hangup")),
        (b'200 result=1 (a (b) "c" \\ )d()', Reply(200, "1", 'a (b) "c" \\ )d(')),
        (b"200 result=1 (x) endpos=9)", Reply(200, "1", "x) endpos=9")),
        ("200 result=1 (’s-Gravenhage ☎)".encode(), Reply(200, "1", "’s-Gravenhage ☎")),
        (b"200 result= (timeout)", Reply(200, "", "timeout")),
        (b"200 result=12* (timeout)", Reply(200, "12*", "timeout")),
        (b"200 result=35 endpos=8000", Reply(200, "35", endpos=8000)),
        (b"200 result=35 (dtmf) endpos=8000", Reply(200, "35", "dtmf", 8000)),
        (b"200 result=0 Gosub complete", Reply(200, "0", message="Gosub complete")),
        (b"510 Invalid or unknown command", Reply(510, message="Invalid or unknown command")),
        (b"511 Command Not Permitted on a dead channel", Reply(511, message="Command Not Permitted on a dead channel")),
        (b"520 Invalid command syntax.", Reply(520, message="Invalid command syntax.")),
    ],
)
def test_one_line_replies(line: bytes, reply: Reply) -> None:
    assert answer_to_one_command(line + b"\n") == reply


@pytest.mark.parametrize("ending", [b"text\n520 End of proper usage.\n", b"text520 End of proper usage.\n"])
def test_a_usage_text_is_one_reply(ending: bytes) -> None:
    reply = answer_to_one_command(
        b"520-Invalid command syntax.  Proper usage follows:\nUsage:\n\n200 result=1\n" + ending
    )
    assert reply.code == 520
    assert reply.message == "Invalid command syntax.  Proper usage follows:\nUsage:\n\n200 result=1\ntext"


def test_a_value_of_several_lines_is_one_reply() -> None:
    reply = answer_to_one_command(b"200 result=1 (a\nHANGUP\n\n200 result=0\nc)\n")
    assert reply == Reply(200, "1", "a\nHANGUP\n\n200 result=0\nc")


def test_trying_is_not_the_reply() -> None:
    assert answer_to_one_command(b"100 result=0 Trying...\n200 result=0\n") == Reply(200, "0")


def test_hangup_belongs_to_no_command() -> None:
    connection = opened()
    assert events_of(connection, b"HANGUP\n") == [HangupReceived()]
    connection.send_command("NOOP")
    got = events_of(connection, b"HANGUP\n200 result=0\nHANGUP\n")
    assert got == [HangupReceived(), ReplyReceived(Reply(200, "0")), HangupReceived()]
    connection.send_command("NOOP")
    got = events_of(connection, b"520-Usage:\nHANGUP\n520 End of proper usage.\n")
    assert got == [HangupReceived(), ReplyReceived(Reply(520, message="Usage:"))]


@pytest.mark.parametrize("line", [b"200 result=1 (evil)", b"520-Usage", b"", b"100 Trying", b"hallo"])
def test_a_reply_nobody_asked_for_ends_the_connection(line: bytes) -> None:
    connection = opened()
    with pytest.raises(RemoteProtocolError, match="no command is running"):
        events_of(connection, line + b"\n")
    assert connection.state is AgiState.ERROR
    with pytest.raises(RemoteProtocolError):
        connection.next_event()
    with pytest.raises(LocalProtocolError):
        connection.send_command("NOOP")


@pytest.mark.parametrize("line", [b"hallo", b"200", b"200 ok", b"2000 result=1", b"hangup", b" HANGUP"])
def test_what_is_no_reply_ends_the_connection(line: bytes) -> None:
    connection = opened()
    connection.send_command("NOOP")
    with pytest.raises(RemoteProtocolError):
        events_of(connection, line + b"\n")


def test_one_command_at_a_time_and_none_before_the_header() -> None:
    connection = AgiConnection(AgiLimits())
    with pytest.raises(LocalProtocolError, match="reading the request header"):
        connection.send_command("NOOP")
    events_of(connection, b"\n")
    assert connection.send_command("NOOP") == b"NOOP\n"
    with pytest.raises(LocalProtocolError, match="waits for its reply"):
        connection.send_command("NOOP")


def test_a_refused_command_changes_nothing() -> None:
    connection = opened()
    with pytest.raises(LocalProtocolError):
        connection.send_command("NOOP", "\n")
    assert connection.state is AgiState.IDLE


@pytest.mark.parametrize("behind", [b"200 result=1\n", b"agi_calleridname: x\n\n", b"20", b"\n", b"HANGUP\n\n"])
def test_nothing_is_sent_where_a_line_break_in_the_number_has_ended_the_header(behind: bytes) -> None:
    connection = AgiConnection(AgiLimits())
    connection.receive_data(b"agi_callerid: 020\n\n" + behind)
    assert isinstance(connection.next_event(), RequestReceived)
    with pytest.raises(RemoteProtocolError, match="behind the header"):
        connection.send_command("SET VARIABLE", "VEERTIEN_DECIDED", "connect")
    assert connection.state is AgiState.ERROR


def test_a_channel_that_hangs_up_before_the_first_command_is_no_fault() -> None:
    connection = opened()
    connection.receive_data(b"HANGUP\nHANG")
    connection.send_command("NOOP")
    assert events_of(connection, b"UP\n511 Command Not Permitted on a dead channel\n")[:2] == [HangupReceived()] * 2


def test_connect_and_close_is_no_fault() -> None:
    assert events_of(AgiConnection(AgiLimits()), b"") == [ConnectionClosed()]


@pytest.mark.parametrize("part", [b"a", b"agi_network: yes", b"agi_network: yes\n"])
def test_an_end_inside_the_header_is_a_fault(part: bytes) -> None:
    connection = AgiConnection(AgiLimits())
    assert events_of(connection, part) == []
    with pytest.raises(RemoteProtocolError, match="inside the request header"):
        events_of(connection, b"")


@pytest.mark.parametrize("part", [b"", b"200 result=1", b"520-Usage:\nmore\n", b"200 result=1 (a\nb"])
def test_an_end_before_the_reply_is_told(part: bytes) -> None:
    connection = opened()
    connection.send_command("NOOP")
    events_of(connection, part) if part else None
    assert events_of(connection, b"") == [ConnectionClosed(unanswered=True)]
    assert connection.next_event() == ConnectionClosed()


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"agi_a: " + b"x" * 40, "line is longer than 40"),
        (b"agi_a: " + b"x" * 40 + b"\n", "line is longer than 40"),
        (b"agi_a: 1\nagi_b: 1\nagi_c: 1\nagi_d: 1\n", "more than 3 lines"),
        (b"agi_a: %s\nagi_b: %s\nagi_c: %s\n" % ((b"x" * 32,) * 3), "longer than 90 bytes"),
    ],
)
def test_limits_of_the_header(data: bytes, complaint: str) -> None:
    with pytest.raises(RemoteProtocolError, match=complaint):
        events_of(AgiConnection(SMALL), data)


@pytest.mark.parametrize("opening", [b"520-Usage:\n", b"200 result=1 (a\n"])
def test_limit_of_a_reply(opening: bytes) -> None:
    connection = opened(SMALL)
    connection.send_command("NOOP")
    with pytest.raises(RemoteProtocolError, match="reply is longer than 100 bytes"):
        events_of(connection, opening + b"more\n" * 30)


def mermaid() -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {AgiState.HEADER.name}"]
    for state, row in TRANSITIONS.items():
        for kind, after in row.items():
            if state is not AgiState.CLOSED:
                lines.append(f"    {state.name} --> {after.name}: {kind.value}")
    return "\n".join([*lines, f"    {AgiState.CLOSED.name} --> [*]"])


def test_the_document_shows_the_table() -> None:
    assert mermaid() in DOCUMENT.read_text(encoding="utf-8")


def test_every_state_but_error_can_end() -> None:
    for state in set(AgiState) - {AgiState.ERROR}:
        assert TRANSITIONS[state][AgiInput.END_OF_STREAM] is AgiState.CLOSED
