"""conversation.yaml: what may be set, what holds where nothing is, and where its faults are: marked ▲ here."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.config.faults import FaultLog
from veertien.config.policy_file import policy_in, policy_key, settings_of
from veertien.config.yaml_files.marked_yaml import read_yaml
from veertien.conversation import Policy

EXAMPLE = Path(__file__).resolve().parents[3] / "config/conversation.yaml"


def read(file: Path, text: str) -> tuple[Policy | None, list[Any]]:
    file.write_text(text, encoding="utf-8")
    faults = FaultLog()
    document = read_yaml(file, faults)
    return (policy_in(document, faults) if document else None), list(faults)


def test_what_is_not_written_is_as_it_always_was(tmp_path: Path) -> None:
    assert read(tmp_path / "c.yaml", "question: {accept: 0.95}\n") == (replace(Policy(), accept=0.95), [])


def test_every_value_has_a_key(tmp_path: Path) -> None:
    text = (
        "question: {accept: 0.8, rival: 0.7, confirm: 0.6, confirm_again: 0.5, second: 0.3, command: 0.9, "
        "named_choices: 0}\n"
        "confirmation: {yes_no: 1}\n"
        "patience: {speech: 2.5, keys: 20, letters: 3, whole: 120, whole_per_choice: 0}\n"
        "keypad: {after_failures: 1, failures: 3, page_size: 9}\n"
        "repeats: {question: 0, language: 5}\n"
    )
    assert read(tmp_path / "c.yaml", text) == (
        Policy(
            accept=0.8,
            rival=0.7,
            confirm=0.6,
            confirm_again=0.5,
            second=0.3,
            command=0.9,
            named_choices=0,
            yes_no=1.0,
            speech_seconds=2.5,
            key_seconds=20.0,
            spell_seconds=3.0,
            limit_seconds=120.0,
            limit_seconds_per_choice=0.0,
            failures_before_list=1,
            failures_in_list=3,
            page_size=9,
            repeats=0,
            language_switches=5,
        ),
        [],
    )


def test_the_example_has_every_key_and_says_what_holds_without_it() -> None:
    faults = FaultLog()
    document = read_yaml(EXAMPLE, faults)
    assert document is not None
    assert policy_in(document, faults) == Policy()
    written = [line.split("#")[0].split(":")[0].strip() for line in EXAMPLE.read_text().splitlines() if line[:1] == " "]
    assert sorted(written) == sorted(place.split(".")[1] for place in settings_of(Policy()))


def test_the_page_tells_the_same_defaults() -> None:
    page = (EXAMPLE.parents[1] / "docs/conversation.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \| `([a-z_]+)` \| ([0-9.]+) \|", page, re.MULTILINE)
    assert {place: float(default) for place, _, default in rows} == settings_of(Policy())
    assert all(policy_key(name) == place for place, name, _ in rows)


@pytest.mark.parametrize(
    ("code", "marked", "said"),
    [
        ("UNKNOWN-KEY", "▲questoin: {accept: 0.9}", 'did you mean "question"?'),
        ("UNKNOWN-KEY", "question: {▲accpet: 0.9}", 'did you mean "accept"?'),
        ("UNKNOWN-KEY", "patience: {▲prompt: 3}", "the keys here are speech, keys"),
        ("NUMBER", "question: {accept: ▲1.01}", "from 0.01 to 1"),
        ("NUMBER", "question: {accept: ▲0}", "from 0.01 to 1"),
        ("NUMBER", "question: {accept: ▲'0,9'}", "with a point"),
        ("NUMBER", "question: {accept: ▲nan}", "write a number"),
        ("NUMBER", "patience: {keys: ▲9.9}", "from 10 to 60"),
        ("NUMBER", "patience: {whole: ▲1000}", "from 30 to 300"),
        ("WHOLE-NUMBER", "keypad: {page_size: ▲10}", "from 1 to 9"),
        ("WHOLE-NUMBER", "keypad: {after_failures: ▲0}", "from 1 to 5"),
        ("WHOLE-NUMBER", "repeats: {question: ▲2.5}", "whole number"),
        ("EMPTY-VALUE", "question: {accept: 0.9, confirm:▲}", "fill it in"),
        ("EMPTY-VALUE", "question:▲", "fill it in"),
        ("WRONG-SHAPE", "question: ▲0.9", "lines `key: value`"),
        ("WRONG-SHAPE", "question: {accept: ▲[0.9]}", "one text"),
        ("CONTRADICTION", "question: {confirm: ▲0.95}", 'at most 0.9, which is "accept", or change that one too'),
        ("CONTRADICTION", "question: {accept: ▲0.3}", 'at least 0.4, which is "confirm"'),
        ("CONTRADICTION", "question: {accept: 0.8, confirm: ▲0.85}", 'at most 0.8, which is "accept"'),
        ("CONTRADICTION", "question: {confirm: ▲0.2}", 'at least 0.25, which is "confirm_again"'),
        ("CONTRADICTION", "patience: {whole: 30, keys: ▲45}", 'at most 30, which is "whole"'),
    ],
)
def test_a_fault_has_its_place_and_its_cure(tmp_path: Path, code: str, marked: str, said: str) -> None:
    before, after = marked.split("▲")
    policy, faults = read(tmp_path / "c.yaml", before + after + "\n")
    assert policy is None
    assert [(fault.line, fault.column, fault.code) for fault in faults] == [(1, len(before) + 1, code)]
    assert said in faults[0].message


def test_all_faults_are_named_in_one_run(tmp_path: Path) -> None:
    _, faults = read(tmp_path / "c.yaml", "question: {confirm: 0.95, confirm_again: 0.96}\n")
    assert [fault.code for fault in faults] == ["CONTRADICTION", "CONTRADICTION"]
    _, faults = read(tmp_path / "c.yaml", "patience: {keys: 9}\nquestion: {confirm: 0.95}\n")
    assert [fault.code for fault in faults] == ["NUMBER", "CONTRADICTION"]
    _, faults = read(tmp_path / "c.yaml", "question: {accept: 2, rival: x}\nkeypad: {page_size: 0}\n")
    assert [fault.code for fault in faults] == ["NUMBER", "NUMBER", "WHOLE-NUMBER"]


NUMBERS = st.one_of(st.integers(0, 400).map(str), st.decimals(0, 100, places=2).map(str), st.text(max_size=4))
PLACES = sorted(settings_of(Policy()))


@given(st.dictionaries(st.sampled_from(PLACES), NUMBERS))
def test_a_file_gives_a_policy_or_faults_and_never_one_that_contradicts_itself(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]
) -> None:
    lines: dict[str, list[str]] = {}
    for place, value in values.items():
        group, key = place.split(".")
        escaped = "".join(f"\\U{ord(character):08x}" for character in value)
        lines.setdefault(group, []).append(f'{key}: "{escaped}"')
    text = "".join(f"{group}: {{{', '.join(keys)}}}\n" for group, keys in lines.items())
    policy, faults = read(tmp_path_factory.getbasetemp() / "any.yaml", text or "{}\n")
    assert policy is not None or faults
    # A sign that no text may hold is a fault of the file, found before; without it the value may be a good one.
    assert policy is None or all(fault.code == "YAML-CHARACTER" for fault in faults)
