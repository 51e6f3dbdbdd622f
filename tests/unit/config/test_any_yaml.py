"""Whatever a file holds, loading it either works or raises TablesFaultyError."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.conftest import faults_of
from tests.unit.shipped import NAMES
from veertien.config import TablesFaultyError, load_settings, load_tables

A_WORD = """
    trunks destinations municipalities name number trunk endpoint capacity connected area_codes other_names hoorn Hoorn
    Bergen GM0405 0229 229 020 yes no ami secret_file web port fastagi 4573 / ~ null 1e9 0x10 .inf <<
    schedules schedule office based_on hours monday friday-monday 08:30-17:00 22:00-06:00 closed as-usual holidays
    kings-day exceptions 2027-01-01 12-24 when_closed announce from until replaces code GM1999 maintenance message
    2027-01-01T08:00 carrier offer_unconnected ask telephone
"""
A_MARK = """: - , [ ] { } &a *a !!int ! | > # ' " \\u --- ... %YAML %TAG ? @"""
WORDS = st.sampled_from(A_WORD.split())
SPACES = st.sampled_from(["\n", "\n  ", "\n    ", "\t", "\r", "\x85", "\u2028", "\ufeff", "\0"])
MARKS = st.sampled_from(A_MARK.split()).map("{} ".format)
BARE_MARKS = st.sampled_from("""[]{}:-,'"&*!?%@`#""")
YAML_LIKE = st.lists(WORDS | SPACES | MARKS | BARE_MARKS, max_size=30).map("".join)
PLAIN = st.recursive(
    WORDS | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(WORDS, children, max_size=4),
    max_leaves=12,
)
CONTENT = YAML_LIKE.map(str.encode) | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary()
FILES = (
    "trunks.yaml",
    "operator.yaml",
    "veertien.yaml",
    "schedules.yaml",
    "routing.yaml",
    "callers.yaml",
    "municipalities/a.yaml",
    "municipalities/b.yaml",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("config")
    (folder / "municipalities").mkdir()
    return folder


def load(folder: Path, content: bytes) -> None:
    """Load the folder with this content in each of its files."""
    for name in FILES:
        (folder / name).write_bytes(content)
    for faults in (_faults_of_tables(folder), _faults_of_settings(folder), faults_of(folder, NAMES)):
        assert all(re.fullmatch(r".+:[1-9]\d*:[1-9]\d*: [A-Z-]+ .+", str(fault)) for fault in faults)


def _faults_of_tables(folder: Path) -> tuple[object, ...]:
    try:
        load_tables(folder, NAMES)
    except TablesFaultyError as error:
        return error.faults
    return ()


def _faults_of_settings(folder: Path) -> tuple[object, ...]:
    try:
        load_settings(folder)
    except TablesFaultyError as error:
        return error.faults
    return ()


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=CONTENT)
def test_arbitrary_text(folder: Path, content: bytes) -> None:
    load(folder, content)


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plain=PLAIN)
def test_arbitrary_structure(folder: Path, plain: object) -> None:
    # Flow style with quoted texts is how YAML writes JSON.
    load(folder, repr_as_json(plain).encode("utf-8", "surrogatepass"))


def repr_as_json(plain: object) -> str:
    if isinstance(plain, dict):
        return "{" + ", ".join(f"{repr_as_json(key)}: {repr_as_json(value)}" for key, value in plain.items()) + "}"
    if isinstance(plain, list):
        return "[" + ", ".join(map(repr_as_json, plain)) + "]"
    return "'" + str(plain).replace("'", "''") + "'"


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b"[" * 250_000,
        b"{a: " * 60_000,
        b"- " * 120_000,
        b"? " * 120_000,
        b"%YAML 1." + b"1" * 5000 + b"\n---\na: b\n",
        b'trunks: "\\UFFFFFFFF"\n',
        b"trunks: !<%ff> x\n",
        b"trunks: {endpoint: " + b"9" * 5000 + b"}\n",
        b"municipalities: [{name: " + b"a " * 100_000 + b"}]\n",
    ],
    ids=lambda content: content[:12].decode(),
)
def test_hostile_text(folder: Path, content: bytes) -> None:
    load(folder, content)
