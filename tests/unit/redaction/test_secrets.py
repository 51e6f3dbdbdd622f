"""No secret is left: neither one that is known, wherever it stands, nor one behind a key that says so."""

import json

import pytest
import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.redaction.writings import secrets, ways_of
from veertien.redaction import Redactor, secrets_in

KEYS = ("secret", "password", "md5_cred", "auth_password", "Authorization", "api_key", "dbpass", "pwd")
LINES = ("{}={}", "{} => {}", "  {}: {}", "{}: '{}'", 'x: {{{}: "{}", y: 1}}')
PLACES = ("{}", "x{}y", "the secret {} was refused", "postgresql://veertien:{}@db/veertien", "'{}'", '{{"why": "{}"}}')


@settings(max_examples=examples(400), suppress_health_check=[HealthCheck.too_slow])
@given(secrets, st.sampled_from(PLACES), st.data())
def test_a_known_secret_is_taken_out_wherever_and_however_it_is_written(
    secret: str, place: str, data: st.DataObject
) -> None:
    # What every text has by itself tells nothing.
    assume(secret not in place and all(secret not in mark for mark in ("<secret>", "<person>", "<number 12>")))
    text = place.replace("{}", data.draw(st.sampled_from(ways_of(secret))))
    for redact in ("text", "log", "yaml_file", "asterisk_file", "json_text"):
        found = getattr(Redactor([secret]), redact)(text)
        assert secret not in found, redact


@settings(max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])
@given(secrets, st.sampled_from(KEYS), st.sampled_from(LINES))
def test_a_secret_that_nobody_knows_of_is_taken_out_behind_its_key(secret: str, key: str, line: str) -> None:
    assume(secret not in line and secret not in "<secret>" and secret not in key)
    text = f"{line.format(key, secret)}\nanother: line\n"
    for redact in ("text", "yaml_file", "asterisk_file", "log"):
        found = getattr(Redactor(), redact)(text)
        assert secret not in found.replace("another: line", ""), redact
        assert "another: line" in found


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(secrets, st.sampled_from(["|\n    {}\n    {}", ">-\n    {}", "\n    {}", "'a\n      {}'"]))
def test_a_secret_of_several_lines_is_taken_out_of_yaml(secret: str, value: str) -> None:
    assume(secret not in "<secret>: <#\n ami password host abc")
    text = f"ami:\n  password: {value.format(secret, secret)}\n  host: abc\n"
    found = Redactor().yaml_file(text)
    assert secret not in found.replace("<secret>", "")
    assert found.endswith("  host: abc\n")


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.too_slow])
@given(secrets)
def test_the_secrets_of_a_file_are_found_in_what_it_holds(secret: str) -> None:
    tree = {"ami": {"secret": secret, "secret_file": "secret"}, "list": [{"password": {"a": [secret]}}], "x": "y"}
    assert set(secrets_in(yaml.safe_load(yaml.safe_dump(tree)))) == {secret}


@pytest.mark.parametrize("secret", ["1234", "true", "0.5123"])
def test_a_known_secret_is_taken_out_where_it_stands_as_a_number(secret: str) -> None:
    assert secret not in Redactor([secret]).log(f'{{"a": {secret}, "b": [{secret}]}}')
    assert secret not in Redactor([secret]).metrics(f"veertien_calls_total {secret}")


def test_a_line_of_a_key_is_taken_out_wherever_it_stands() -> None:
    line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
    assert Redactor().text(f"key is {line}") == "key is <secret>"
    for kept in ("/usr/share/asterisk/sounds/en/digits/and/more/of/a/long/path", "x" * 60, "agi/veertien/speech/x.py"):
        assert Redactor().text(kept) == kept


@pytest.mark.parametrize("line", ["secret_file: secret", "  password_file: records.secret", "key_file=memory.key"])
def test_the_name_of_a_file_with_a_secret_stays(line: str) -> None:
    assert Redactor().yaml_file(line) == line + "\n"


def test_behind_the_name_of_a_file_a_secret_is_seen() -> None:
    assert "abc" not in Redactor().text("ami: {secret_file: s, password: abc}")


def test_what_an_error_quotes_is_taken_out_of_a_traceback() -> None:
    trace = "Traceback (most recent call last):\n  File \"a.py\", line 3, in f\nValueError: no name 'Jan Jansen'"
    found = json.loads(Redactor().log(json.dumps({"event": "e", "exception": trace})))["exception"]
    assert "Jan" not in found
    assert 'File "a.py", line 3, in f' in found
    assert "ValueError: no name <quoted>" in found


def test_what_a_caller_said_is_taken_out_of_the_log() -> None:
    line = {"event": "heard", "call": "1795445830.6", "best": "GM0420", "second": "GM0405", "confidence": 0.93}
    found = json.loads(Redactor().log(json.dumps(line)))
    assert found == line | {"best": "<said>", "second": "<said>"}


@pytest.mark.parametrize(
    "written", ["Jan Jansen <0612345678>", '"Jan Jansen" <sip:jan@192.0.2.7>', "Jan <sip:0612345678@x>"]
)
def test_a_callers_name_is_taken_out_where_it_stands_with_a_number(written: str) -> None:
    for key in ("callerid=", "From: ", "", "why: "):
        assert "Jan" not in Redactor().text(key + written)


def test_comments_are_taken_out_of_files_and_lines_stay_where_they_are() -> None:
    assert Redactor().yaml_file("a: 1 # ask Jan\n# Jan\nb: 2\n") == "a: 1 #\n#\nb: 2\n"
    found = Redactor().asterisk_file("a=1 ; ask Jan\n;-- Jan\nJan ;-- Jan --; Jan\n--;b=2\nc=3\n")
    assert found == "a=1 ;\n\n\nb=2\nc=3\n"


def test_words_that_are_known_are_taken_out_where_they_stand_alone() -> None:
    assert Redactor(words=["jan"]).text("users: jan, january") == "users: <person>, january"


def test_what_was_taken_out_is_counted() -> None:
    redactor = Redactor(["hunter22"])
    redactor.text("hunter22 0612345678 and 0612345678")
    assert redactor.taken == {"secret": 1, "number": 1 + 1}
