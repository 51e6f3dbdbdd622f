"""No number of anybody is left in a text, however it is written and wherever it stands; times and ids are."""

import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.redaction.writings import national, written_number
from veertien.redaction import Redactor

CONTEXTS = (
    "{}",
    "number: {}",
    "  - {{trunk: hoorn, number: {}, ring_seconds: 20}}",
    'number: "{}"',
    "the caller {} hung up",
    "'{}'",
    'From: "Jan Jansen" <sip:{}@192.0.2.7:5060>;tag=8f0a',
    "INVITE sip:{};user=phone SIP/2.0",
    "callerid=Jan Jansen <{}>",
    "ValueError: invalid literal for int() with base 10: '{}'",
    "2026-11-29T09:16:33.123456Z {} 2026-11-29",
    "127.0.0.1 {}",
    "abc{}def",
    "PJSIP/{}@trunk-hoorn-00000012",
    '{{"caller": "{}", "level": "info"}}',
    'veertien_calls_total{{from="{}"}} 3',
    "1795445830.6 {}",
    "http://127.0.0.1:8014/calls?caller={}&day=2026-11-29",
)


def left(text: str) -> str:
    """All digits that are left, with nothing between them."""
    return "".join(character for character in re.sub("<(number|address) [0-9]+>", "", text) if character.isdecimal())


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), national(), st.sampled_from(CONTEXTS))
def test_no_number_is_left_wherever_it_stands(data: st.DataObject, digits: str, context: str) -> None:
    written = context.format(data.draw(written_number(digits)))
    for redact in ("text", "log", "yaml_file", "asterisk_file", "metrics", "json_text"):
        assert digits[-7:] not in left(getattr(Redactor(), redact)(written)), redact


@pytest.mark.parametrize("redact", ["text", "log", "yaml_file", "asterisk_file", "metrics", "json_text"])
@pytest.mark.parametrize("written", ["312.01234567", "0.201234567"])
def test_a_number_with_a_dot_is_none_of_jsons_numbers(written: str, redact: str) -> None:
    assert not left(getattr(Redactor(), redact)(written))


def test_a_line_of_the_log_is_json_where_it_is_an_object() -> None:
    assert Redactor().log("[312.01234567]") == "[<number 1>]\n"
    assert Redactor().log('{"seconds": 312.01234567}') == '{"seconds": 312.01234567}\n'


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), national())
def test_no_number_is_left_in_the_values_of_a_line_of_json(data: st.DataObject, digits: str) -> None:
    written = data.draw(written_number(digits))
    key = data.draw(st.sampled_from(["why", "exception", "number", "x", "reason", "caller_name", written]))
    value = data.draw(st.sampled_from([written, [written], {"a": {written: 1}}, int(digits), [int("31" + digits)]]))
    assert digits[-7:] not in left(Redactor().log(json.dumps({"event": "e", key: value})))


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), national())
def test_a_number_has_the_same_mark_however_it_is_written(data: st.DataObject, digits: str) -> None:
    one, other = (data.draw(written_number(digits)) for _ in range(2))
    marks = re.findall("<number [0-9]+>", Redactor().text(f"{one}\n{other}\n0201234567"))
    assert marks[0] == marks[-2] == "<number 1>"
    assert marks[-1] != marks[0]


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-29T09:16:33.123456Z",
        "2026-11-29 09:16:33",
        "from 2026-11-29 on",
        "call 1795445830.6",
        "9b6f3c52-7c1e-4b57-9d0d-3f6d9a1c2e41",
        "http://127.0.0.1:4573/",
        "permit=127.0.0.1/255.255.255.255",
        "140229",
        "14 0229 is asked",
        "GM0420",
        "Python 3.11.7",
        "0229",
        "22.10.0",
        "52f23d2cf9c4",
        "anonymous",
    ],
)
def test_what_is_nobodys_number_stays(text: str) -> None:
    assert Redactor().text(text) == text


def test_addresses_of_other_networks_are_marked_and_told_apart() -> None:
    text = Redactor().text("match=192.0.2.10\nmatch=8.8.8.8\nmatch=8.8.8.8\nmatch=9.9.9.9\nmatch=2a02:a44b::12:9")
    assert text == "match=192.0.2.10\nmatch=<address 1>\nmatch=<address 1>\nmatch=<address 2>\nmatch=<address 3>"


def test_a_hash_is_taken_out() -> None:
    assert Redactor().text("caller 0f3a" + "9c" * 30) == "caller <hash>"
