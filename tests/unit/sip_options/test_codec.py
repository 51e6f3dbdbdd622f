"""Requests as proxies write them, and whatever else may come to the port."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.sip_options import Status, answer, read_request

PING = (
    b"OPTIONS sip:192.0.2.11:5060 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1f6e.8b3d2d47000000000000000000000000.0\r\n"
    b"To: <sip:192.0.2.11:5060>\r\n"
    b"From: <sip:ping@kamailio.invalid>;tag=533cb9e91f4b999cf76861cbb9ed54ed-6c1d9a3e\r\n"
    b"CSeq: 10 OPTIONS\r\n"
    b"Call-ID: 5b1f3fae-3052@192.0.2.1\r\n"
    b"Max-Forwards: 70\r\n"
    b"Content-Length: 0\r\n\r\n"
)
"""What Kamailio 5.6.3 sends."""
NEEDED = (b"Via", b"To", b"From", b"CSeq", b"Call-ID")


def answered(datagram: bytes, status: Status = Status.TAKES_CALLS) -> list[bytes]:
    request = read_request(datagram)
    assert request is not None
    head, _, body = answer(request, status, "tag").partition(b"\r\n\r\n")
    assert body == b""
    return head.split(b"\r\n")


def test_an_answer_repeats_what_a_proxy_knows_its_request_by() -> None:
    assert answered(PING) == [
        b"SIP/2.0 200 OK",
        b"via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1f6e.8b3d2d47000000000000000000000000.0",
        b"to: <sip:192.0.2.11:5060>;tag=tag",
        b"from: <sip:ping@kamailio.invalid>;tag=533cb9e91f4b999cf76861cbb9ed54ed-6c1d9a3e",
        b"cseq: 10 OPTIONS",
        b"call-id: 5b1f3fae-3052@192.0.2.1",
        b"content-length: 0",
    ]


def test_who_takes_no_calls_says_503() -> None:
    assert answered(PING, Status.TAKES_NONE)[0] == b"SIP/2.0 503 Service Unavailable"


def test_each_proxy_on_the_way_gets_its_via_back_in_order() -> None:
    two = PING.replace(b"To:", b"v: SIP/2.0/UDP 192.0.2.2;branch=z9hG4bK2\r\nTo:")
    assert [line.partition(b";")[0] for line in answered(two)[1:3]] == [
        b"via: SIP/2.0/UDP 192.0.2.1",
        b"via: SIP/2.0/UDP 192.0.2.2",
    ]


def test_short_names_and_folded_lines_count() -> None:
    short = PING.replace(b"To:", b"t:").replace(b"From:", b"F :").replace(b"Call-ID:", b"i:")
    assert len(answered(short)) == len(answered(PING))
    assert answered(PING.replace(b"To: <", b"To:\r\n\t <"))[2] == b"to: <sip:192.0.2.11:5060>;tag=tag"


def test_a_tag_that_is_there_stays_the_only_one() -> None:
    assert answered(PING.replace(b"5060>\r\n", b"5060>;Tag=x\r\n"))[2] == b"to: <sip:192.0.2.11:5060>;Tag=x"


@pytest.mark.parametrize("missing", NEEDED)
def test_without_a_header_that_an_answer_needs_there_is_none(missing: bytes) -> None:
    assert read_request(PING.replace(missing + b":", b"X-Was:")) is None


@pytest.mark.parametrize("twice", [b"To", b"From", b"CSeq", b"Call-ID"])
def test_with_two_of_what_may_stand_once_there_is_none(twice: bytes) -> None:
    assert read_request(PING.replace(b"Max-Forwards: 70", twice + b": 70")) is None


@pytest.mark.parametrize(
    "datagram",
    [
        b"",
        b"\r\n\r\n",
        PING.replace(b"OPTIONS sip", b"INVITE sip"),
        PING.replace(b"SIP/2.0\r\nVia", b"SIP/3.0\r\nVia"),
        PING.removesuffix(b"\r\n"),
        PING + b"x" * 4096,
        b"SIP/2.0 200 OK" + PING[PING.index(b"\r\n") :],
    ],
    ids=["nothing", "keepalive", "another method", "another protocol", "unfinished", "too large", "an answer"],
)
def test_what_is_no_such_request_gets_no_answer(datagram: bytes) -> None:
    assert read_request(datagram) is None


@given(st.binary(max_size=5000) | st.lists(st.sampled_from([*PING.splitlines(True), b"\n", b"\r"])).map(b"".join))
@settings(max_examples=examples(300))
def test_whatever_comes_an_answer_has_no_line_that_did_not_come_and_is_hardly_larger(datagram: bytes) -> None:
    request = read_request(datagram)
    if request is None:
        return
    said = answer(request, Status.TAKES_NONE, "12345678")
    assert len(said) <= len(datagram) + 80
    assert said.count(b"\n") == said.count(b"\r\n") == said.count(b"\r") == len(request.headers) + 3
