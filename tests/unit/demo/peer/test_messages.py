"""SIP messages read and written, whatever is in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.peer.messages import compose, parse, response, uri_in, user_in

INVITE = (
    b"INVITE sip:14020@127.0.0.1:5060 SIP/2.0\r\nv: SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bK1\r\n"
    b"Via: SIP/2.0/UDP 127.0.0.9\r\nf: <sip:0201234567@127.0.0.2>;tag=a\r\nt: <sip:14020@127.0.0.1>\r\n"
    b"i: 1@127.0.0.2\r\nCSeq: 7 INVITE\r\nSubject: folded\r\n line\r\nl: 4\r\n\r\nv=0\n"
)


def test_a_request_is_read_with_its_compact_and_folded_headers() -> None:
    message = parse(INVITE)
    assert (message.method, message.status, message.uri) == ("INVITE", 0, "sip:14020@127.0.0.1:5060")
    assert message.all("via") == ("SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bK1", "SIP/2.0/UDP 127.0.0.9")
    assert message.header("Subject") == "folded line"
    assert message.body == "v=0\n"


def test_a_response_goes_back_the_way_the_request_came() -> None:
    answer = parse(response(parse(INVITE), "180 Ringing", "b"))
    assert (answer.status, answer.method) == (180, "INVITE")
    assert answer.all("via") == parse(INVITE).all("via")
    assert answer.header("to") == "<sip:14020@127.0.0.1>;tag=b"


def test_100_gets_no_tag() -> None:
    assert parse(response(parse(INVITE), "100 Trying", "b")).header("to") == "<sip:14020@127.0.0.1>"


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"hello", b"SIP/2.0 many OK\r\n\r\n"])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no SIP message"):
        parse(data)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_in_a_value_and_in_the_body_arrive_as_they_were(value: bytes, body: bytes) -> None:
    kept = value.replace(b"\r\n", b"").strip().decode(errors="surrogateescape").strip()
    text = body.decode(errors="surrogateescape")
    message = parse(compose("INFO sip:a@b SIP/2.0", (("X-Any", kept),), text))
    assert (message.header("x-any"), message.body) == (kept, text)


@pytest.mark.parametrize(
    ("value", "uri", "user"),
    [
        ('"a, b" <sip:0201;x=y@h:5060;z>;tag=1', "sip:0201;x=y@h:5060;z", "0201;x=y"),
        ("sip:0201@h;tag=1", "sip:0201@h", "0201"),
        ("<sip:h>", "sip:h", ""),
        ("", "", ""),
    ],
)
def test_a_name_and_address_gives_its_uri_and_its_user(value: str, uri: str, user: str) -> None:
    assert (uri_in(value), user_in(value)) == (uri, user)
