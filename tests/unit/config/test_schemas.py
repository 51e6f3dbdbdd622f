"""The schemas say what the loader says, as far as an editor can know: nothing of sound tables, and faults of others."""

import json
import math
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.unit.config.test_faults import CALLERS, CASES, RULES, SCHEDULES, SERVICE, TABLE
from veertien.config.faults.definitions import DEFINITIONS, severity_of
from veertien.config.faults.definitions.data import DATA
from veertien.config.faults.problem import Severity
from veertien.config.models import fields, setting_fields, time_fields
from veertien.config.schemas import schema_names, schema_text

if TYPE_CHECKING:
    import jsonschema_rs

# What checks schemas comes with the extra `acceptance`, which the oldest libraries are not tried with.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
FOLDERS = (ROOT / "config", *sorted((ROOT / "examples").iterdir()))
EXAMPLES = [(folder, file) for folder in FOLDERS if folder.is_dir() for file in sorted(folder.rglob("*.yaml"))]


class Core(yaml.SafeLoader):
    """Reads YAML 1.2, as editors do: yes is a text, and 0229 is the number 229."""


class Old(yaml.SafeLoader):
    """Reads YAML 1.1, as older tools do: yes is true, and 0226 is the number 150."""


_CORE = {
    "bool": "true|True|TRUE|false|False|FALSE",
    "int": "[-+]?[0-9]+",
    "float": r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?",
    "null": "~|null|Null|NULL|",
}
Core.yaml_implicit_resolvers = {
    None: [(f"tag:yaml.org,2002:{kind}", re.compile(f"^(?:{written})$")) for kind, written in _CORE.items()]
}
Core.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
VIEWS = (Core, Old)


def seen(text: str, view: type[yaml.SafeLoader]) -> Any:
    """Return what an editor has of a file: keys are texts, and a date is shown as it is written."""
    return _plain(yaml.load(text, view))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return list(map(_plain, value))
    return value if isinstance(value, str | int | float | None) else str(value)


@cache
def schema_of(file: str) -> "jsonschema_rs.Draft7Validator":
    import jsonschema_rs

    name = file.split("/")[0].removesuffix(".yaml")
    return jsonschema_rs.Draft7Validator(json.loads(schema_text(name)), ignore_unknown_formats=False)


def told(file: str, text: str) -> Iterator[str]:
    """Yield the problems that an editor shows in a file, whichever YAML it knows."""
    for view in VIEWS:
        yield from (error.message for error in schema_of(file).iter_errors(seen(text, view)))


ALWAYS = {
    *("FILE-EMPTY", "UNKNOWN-KEY", "MISSING-KEY", "WRONG-SHAPE", "YES-NO", "WHOLE-NUMBER", "NUMBER", "YAML-DEPTH"),
    *("TRUNK-KEY", "ENDPOINT", "CALLER-ID", "HEADER", "PHONE-NUMBER", "AREA-CODE", "DUPLICATE-AREA-CODE"),
    *("NO-DESTINATIONS", "MANY-PRONUNCIATIONS", "WEEKDAY", "HOURS", "HOLIDAY", "DATE", "MUNICIPALITY-CODE"),
    *("CALLER-AREA", "OVER-RATE", "OTHER-AREA-CODES", "NATIONAL-NUMBER", "OFFER-UNCONNECTED", "MOMENT", "OVERFLOW"),
    *("HOST", "SECRET", "URL", "VOICE", "RECORDS", "PLACEHOLDER"),
}
"""The faults that a schema tells."""
SOMETIMES = {
    "EMPTY-VALUE": "a pronunciation without sounds is a text",
    "TEXT": "whether there is anything in it that can be said is for the loader to know",
    "CALLER-NUMBER": "which numbers are in use",
    "CALLER-PREFIX": "without quotes 0881 and 881 are one number",
    "NODES": "what this machine is called",
    "PAGES": "which municipalities there are",
    "YAML-CHARACTER": "where the YAML itself is read",
}
"""Faults of which it tells some; with what it can't know."""
BY_YAML = {"YAML-SYNTAX", "YAML-TAB", "YAML-KEY", "YAML-DOCUMENTS", "YAML-ANCHOR", "YAML-TAG", "DUPLICATE-KEY"}
"""What editors tell, or could, before they look at a schema: it is about how the file is written."""
NEVER = {
    # About the files, not about what is in one.
    *("FILE-MISSING", "FILE-NAME", "FILE-UNREADABLE", "FILE-TOO-LARGE", "TOO-MANY-FILES", "FILE-ENCODING"),
    # About two places, in one file or two; JSON Schema compares no two.
    *("DUPLICATE-ENDPOINT", "DUPLICATE-DESTINATION", "DUPLICATE-MUNICIPALITY", "DUPLICATE-CALLER", "PORT-COLLISION"),
    *("UNKNOWN-TRUNK", "UNKNOWN-SCHEDULE", "NAME-CLASH", "WEIGHT", "SCHEDULE-LOOP", "SCHEDULE-OVERLAP"),
    *("SCHEDULE-NEVER-OPEN", "PERIOD", "PERIOD-OVERLAP", "PERIOD-GAP", "CONTRADICTION", "NO-MEMORY", "OPERATOR-LINES"),
    *("TOO-MANY-SCHEDULES", "AND-MORE"),
    # About the country, and what numbers and sounds mean.
    *("UNKNOWN-MUNICIPALITY", "UNKNOWN-CHANGE", "AMBIGUOUS-MUNICIPALITY", "NEW-MUNICIPALITY", "LOOP", "UNKNOWN-SOUND"),
    # About the machine.
    *("SECRET-FILE", "KEY-FILE", "PIPER-VOICE", "FOLDER", "SECOND-EAR", "CAPTURE"),
}
MORE_CASES = [
    ("NUMBER", "conversation.yaml", "question: {accept: ▲1.5}\n"),
    ("NUMBER", "conversation.yaml", "patience: {keys: ▲9.5}\n"),
    ("NUMBER", "conversation.yaml", "question: {accept: ▲surely}\n"),
    ("WHOLE-NUMBER", "conversation.yaml", "keypad: {page_size: ▲10}\n"),
    ("PLACEHOLDER", "prompts.yaml", "confirm: {nl: ▲Die gemeente}\n"),
    ("PLACEHOLDER", "prompts.yaml", 'confirm: {nl: ▲"{name} {key}?"}\n'),
    ("PLACEHOLDER", "prompts.yaml", 'ask: {nl: ▲"Welke {gemeente?"}\n'),
    ("UNKNOWN-KEY", "prompts.yaml", "▲question: {nl: Wat}\n"),
    ("UNKNOWN-KEY", "prompts.yaml", "ask: {▲de: Was}\n"),
    ("RECORDS", SERVICE, "records: {▲password_file: records.secret}\n"),
    ("CALLER-PREFIX", CALLERS, 'blocked: [{prefix: ▲"881234"}]\n'),
    ("NO-DESTINATIONS", "schedules.yaml", "schedules: {a: {when_closed: {announce: ▲no}}}\n"),
    ("HOURS", "schedules.yaml", "schedules: {a: {hours: {monday: ▲[closed, 09:00-12:00]}}}\n"),
    ("TEXT", TABLE, f"municipalities: [{{name: Hoorn, connected: no, other_names: [▲{'a' * 101}]}}]\n"),
    ("OVERFLOW", TABLE, "municipalities: [{name: Hoorn, connected: no, overflow: [▲gone]}]\n"),
]


def cases(codes: set[str]) -> Iterator[tuple[str, str, str]]:
    """Yield the planted faults of these codes: the file, what is in it, and the code."""
    planted = [*((code, file, text) for code, file, text, _ in CASES), *MORE_CASES]
    # A lone surrogate is no text that JSON could hold.
    return (
        (file, text.replace("▲", ""), code) for code, file, text in planted if code in codes and "uD800" not in text
    )


def test_of_every_fault_it_is_said_whether_a_schema_can_tell_it() -> None:
    faults = {code for code in DEFINITIONS if severity_of(code) is Severity.FAULT}
    classes = (ALWAYS, set(SOMETIMES), BY_YAML, NEVER)
    assert sum(map(len, classes)) == len(set().union(*classes))
    # The national data are no YAML.
    faults -= {code for code in faults if DEFINITIONS[code].section is DATA}
    assert set().union(*classes) - {"AND-MORE"} == faults - {"AND-MORE"}


def test_each_planted_fault_that_a_schema_can_tell_is_told_in_either_yaml() -> None:
    # In YAML 1.1 a lost zero can't be seen: 229 may be an octal number.
    untold = [
        (file, text, view.__name__)
        for file, text, _ in cases(ALWAYS)
        for view in VIEWS
        if schema_of(file).is_valid(seen(text, view)) and not (view is Old and "[0229, 229]" in text)
    ]
    assert untold == []


@pytest.mark.parametrize("code", SOMETIMES)
def test_of_a_fault_that_is_told_sometimes_one_is_told_and_one_is_not(code: str) -> None:
    planted = [(file, text) for file, text, _ in cases({code}) if "\x07" not in text]
    assert any(list(told(file, text)) for file, text in planted)


def test_what_a_schema_cannot_tell_it_does_not_guess_at() -> None:
    assert [(file, text, found) for file, text, _ in cases(NEVER) if (found := list(told(file, text)))] == []


def test_nothing_is_told_of_the_examples() -> None:
    found = {
        str(file.relative_to(ROOT)): messages
        for folder, file in EXAMPLES
        if (messages := list(told(str(file.relative_to(folder)), file.read_text(encoding="utf-8"))))
    }
    assert EXAMPLES
    assert found == {}


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (
            SERVICE,
            "ami: {username: veertien, secret_file: ami.secret}\nreload_on_change: Yes\nweb: {allowed_hosts: pbx}\n",
        ),
        (SERVICE, "capture: {key_file: k, days: '30', share: 0.1, announce: no}\nmemory: {key_file: 12}\n"),
        (SERVICE, "pages: {host: 0.0.0.0, login: {header: X-User, from: 127.0.0.1, users: {jan: all, 7: [Hoorn]}}}\n"),
        (SERVICE, "records: {days: 90, url: 'postgresql://a@b/c', password_file: f}\npages: {host: '::1'}\n"),
        (SERVICE, "prompts: {voice: {nl: nl, en: {piper: en.onnx}}}\n"),
        (SERVICE, "prompts: {voice: {piper: nl.onnx}}\n"),
        (CALLERS, "blocked: [0612345678, +32470123456, {prefix: 088, comment: 5}]\nrate: {calls: 3, seconds: 60}\n"),
        (RULES, "national: 1400\nremember: {days: 90, without_asking: on}\nmaintenance: {until: 2026-12-01T06:00}\n"),
        (SCHEDULES, "schedules: {a: {hours: {monday: [8:30-12:00, 13:00-17:00], sunday: closed}}}\n"),
        (
            SCHEDULES,
            "schedules: {1: {based_on: a, holidays: as-usual, exceptions: {05-05: closed, 2026-12-24: closed}}}\n",
        ),
        (TABLE, "municipalities: [{name: Hoorn, connected: NO, from: 2027-01-01, area_codes: [0229, '0226', 020]}]\n"),
        ("pronunciations.yaml", "pronunciations: {Hoorn: hoːrn, Mokum: [moːkəm, moːkʏm]}\n"),
        ("prompts.yaml", 'confirm: {nl: "Bedoelt u {name}?", en: "{name}, {{yes}}?"}\nask: {fy: Ja}\n'),
        ("conversation.yaml", "question: {accept: 1, named_choices: 0}\npatience: {keys: 10.5}\n"),
    ],
)
def test_nothing_is_told_of_what_may_be_written(file: str, text: str) -> None:
    assert list(told(file, text)) == []


def test_each_example_names_its_schema() -> None:
    for folder, file in EXAMPLES:
        within = file.relative_to(folder)
        name, up = (within.parts[0].removesuffix(".yaml"), "../" * (len(within.parts) - 1))
        first = file.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={up}.schema/{name}.json"
        assert name in schema_names()


KINDS: dict[str, Any] = {
    "text": fields.Text,
    "yes or no": fields.YesNo,
    "pronunciations": fields.PronunciationList,
    "trunk's key": fields.TrunkKey,
    "endpoint": fields.Endpoint,
    "number": fields.PhoneNumber,
    "code": fields.MunicipalityCode,
    "caller": fields.CallerNumber,
    "prefix": fields.CallerPrefix,
    "end": fields.OverflowEnd,
    "national": fields.NationalNumberField,
    "header": fields.Header,
    "hours": time_fields.DayHours,
    "weekday": time_fields.WeekdaysKey,
    "holiday": time_fields.Holiday,
    "date": time_fields.Date,
    "day": time_fields.DayOrYearly,
    "moment": time_fields.ZonedMoment,
    "port": setting_fields.Port,
    "host": setting_fields.Host,
    "host names": setting_fields.HostNameList,
    "addresses": setting_fields.AddressList,
    "name of a header": setting_fields.HeaderName,
    "language": setting_fields.PageLanguage,
    "url": setting_fields.Url,
    "database": setting_fields.DatabaseUrl,
    "secret": setting_fields.Secret,
}
WRITTEN = (
    *("yes", "No", "TRUE", "off", "y", "0", "12", "007", "10000", "0229", "020", "1.5", "1e3", "-1", "+31612345678"),
    *("0612345678", "0031612345678", "088", "00324", "1400", "1", "14", "140229", "112", "GM0405", "hoorn-backup"),
    *("closed", "as-usual", "8:30-17:00", "08:30-24:00", "22:00-06:00", "monday", "saturday-monday", "good-friday"),
    *(
        "2026-12-24",
        "12-24",
        "02-29",
        "2026-11-30T22:00",
        "2026-11-30 22:00",
        "2026-11-30T22:00+01:00",
        "2026-11-30T22",
    ),
    *("busy", "X-Dialled", "P-Called-Party-ID", "127.0.0.1", "::1", "localhost", "1.2", "fe80::1", "nl", "hoːrn"),
    *("http://127.0.0.1:8088/", "postgresql://a@b/c", "postgresql:///c?host=/run", "'s-Gravenhage", "é", "a b", "0x1f"),
)


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.sampled_from(WRITTEN) | st.from_regex(r"[0-9a-zA-Z+:./ -]{1,12}", fullmatch=True) | st.text(max_size=20))
@example(text="1E400")
def test_what_the_loader_takes_the_schema_takes_with_quotes_and_without(kind: str, text: str) -> None:
    import jsonschema_rs

    adapter: TypeAdapter[Any] = adapter_of(kind)
    try:
        adapter.validate_python(text)
    except ValidationError:
        return
    schema = jsonschema_rs.Draft7Validator(adapter_schema(kind))
    assert [error.message for error in schema.iter_errors(text)] == []
    for view in VIEWS:
        try:
            value = seen(text, view)
        except (yaml.YAMLError, ValueError):
            continue
        # Nothing, lists and groups are no text without quotes; and YAML strips and joins. 1E400 is infinity to an
        # editor, which is a number there and none in JSON.
        if isinstance(value, str | bool | int | float) and value not in (math.inf, -math.inf):
            assert [error.message for error in schema.iter_errors(value)] == []


@cache
def adapter_of(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


@cache
def adapter_schema(kind: str) -> dict[str, Any]:
    return adapter_of(kind).json_schema()
