"""prompts.yaml: own words take the place of the usual ones, or a fault says where they can't: marked ▲ here."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.config.faults import FaultLog
from veertien.config.own_words import LONGEST_QUESTION, words_in
from veertien.config.yaml_files.marked_yaml import read_yaml
from veertien.conversation import Language, Prompt, PromptId
from veertien.prompts import Announcement, AnnouncementId
from veertien.prompts.catalogue import Catalogue, load_catalogues

EXAMPLE = Path(__file__).resolve().parents[3] / "config/prompts.yaml"
Words = Mapping[Language, Catalogue]


def read(file: Path, text: str) -> tuple[Words | None, list[Any]]:
    file.write_text(text, encoding="utf-8")
    faults = FaultLog()
    document = read_yaml(file, faults)
    return (words_in(document, faults) if document else None), list(faults)


def test_own_words_take_the_place_of_the_usual_ones_in_their_language_alone(tmp_path: Path) -> None:
    words, faults = read(tmp_path / "p.yaml", 'ask: {nl: "Zeg het maar.", fy: "Sis it mar."}\n')
    assert (faults, words is not None) == ([], True)
    assert words is not None
    said = {language: catalogue.text_of(Prompt(PromptId.ASK)) for language, catalogue in words.items()}
    assert said == {"nl": "Zeg het maar.", "fy": "Sis it mar.", "en": "Which municipality?"}
    assert words[Language.DUTCH].text_of(Prompt(PromptId.CONFIRM, "Hoorn")) == "Hoorn?"


def test_placeholders_are_filled_in_where_the_own_words_have_them(tmp_path: Path) -> None:
    text = 'key_choice: {nl: "Toets {key} voor {name}."}\nclosed: {en: "{name} is shut."}\nor: {nl: dan wel}\n'
    words, faults = read(tmp_path / "p.yaml", text)
    assert faults == []
    assert words is not None
    dutch, english = words[Language.DUTCH], words[Language.ENGLISH]
    assert dutch.text_of(Prompt(PromptId.KEY_CHOICE, "Hoorn", "1")) == "Toets 1 voor Hoorn."
    assert dutch.text_of(Prompt(PromptId.ASK_BETWEEN, names=("Hoorn", "Opmeer"))) == "Hoorn dan wel Opmeer?"
    assert english.text_of(Announcement(AnnouncementId.CLOSED, "Hoorn")) == "Hoorn is shut."


def test_the_example_says_what_is_said_without_it() -> None:
    faults = FaultLog()
    document = read_yaml(EXAMPLE, faults)
    assert document is not None
    assert words_in(document, faults) == load_catalogues()


def test_what_the_example_proposes_can_be_used(tmp_path: Path) -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").split("veertien.yaml) goes before these words.\n")[1]
    words, faults = read(tmp_path / "p.yaml", lines.replace("#", ""))
    assert faults == []
    assert words is not None
    assert words[Language.DUTCH].text_of(Prompt(PromptId.CONFIRM, "Hoorn")) == "Bedoelt u Hoorn?"


def test_the_usual_words_could_have_been_written_in_the_file(tmp_path: Path) -> None:
    for language, catalogue in load_catalogues().items():
        text = "".join(f'{identity}: {{{language}: "{said}"}}\n' for identity, said in catalogue.texts.items())
        assert read(tmp_path / "p.yaml", text)[1] == []


@pytest.mark.parametrize(
    ("code", "marked", "said"),
    [
        ("UNKNOWN-KEY", '▲confrim: {nl: "{name}?"}', 'did you mean "confirm"?'),
        ("UNKNOWN-KEY", '▲zzz: {nl: "Welke?"}', "there are all_closed, all_maintenance"),
        ("UNKNOWN-KEY", 'ask: {▲de: "Welche?"}', "write nl, fy, en"),
        ("WRONG-SHAPE", 'ask: ▲"Welke gemeente?"', "lines `key: value`"),
        ("WRONG-SHAPE", 'ask: {nl: ▲["Welke", "gemeente"]}', "one text"),
        ("EMPTY-VALUE", 'ask: {nl: ▲""}', "write some or take the line out"),
        ("EMPTY-VALUE", "ask:▲", "fill it in"),
        ("TEXT", f"ask: {{nl: ▲{'a' * 81}}}", "longer than 80 characters"),
        ("TEXT", f"ask: {{nl: ▲{'14020 ' * 13}}}", "longer than 80 characters when its numbers are said"),
        ("TEXT", f"operator: {{nl: ▲{'a' * 301}}}", "longer than 300 characters"),
        ("TEXT", 'ask: {nl: ▲"?!"}', "nothing in it that can be said"),
        ("YAML-CHARACTER", 'ask: {nl: ▲"Welke\\tgemeente?"}', "U+0009"),
        ("YAML-CHARACTER", 'ask: {nl: ▲"Welke\\u202e"}', "U+202E"),
        ("PLACEHOLDER", 'confirm: {nl: ▲"Klopt dat?"}', "lacks {name}"),
        ("PLACEHOLDER", 'key_choice: {nl: ▲"Toets {key}."}', "lacks {name}"),
        ("PLACEHOLDER", 'confirm: {nl: ▲"{naam}?"}', "has {naam}, which is not known here; write {name}"),
        ("PLACEHOLDER", 'ask: {nl: ▲"Is het {name}?"}', "has no place for any"),
        ("PLACEHOLDER", 'confirm: {nl: ▲"{name?"}', "a brace that belongs to no placeholder; write {name}"),
        ("PLACEHOLDER", 'confirm: {nl: ▲"name}?"}', "a brace"),
        ("PLACEHOLDER", 'confirm: {nl: ▲"{name!r}?"}', "a brace"),
        ("PLACEHOLDER", 'confirm: {nl: ▲"{name:>999999999}?"}', "a brace"),
        ("PLACEHOLDER", 'confirm: {nl: ▲"{name.__class__}?"}', "not known here"),
        ("PLACEHOLDER", 'confirm: {nl: ▲"{}?"}', "not known here"),
    ],
)
def test_a_fault_has_its_place_and_its_cure(tmp_path: Path, code: str, marked: str, said: str) -> None:
    before, after = marked.split("▲")
    _, faults = read(tmp_path / "p.yaml", before + after + "\n")
    assert [(fault.line, fault.column, fault.code) for fault in faults] == [(1, len(before) + 1, code)]
    assert said in faults[0].message


def test_all_faults_are_named_in_one_run_and_nothing_is_used(tmp_path: Path) -> None:
    words, faults = read(tmp_path / "p.yaml", 'aks: {nl: "x"}\nask: {de: "x", nl: ""}\nconfirm: {fy: "x", en: "y"}\n')
    assert (words, [fault.line for fault in faults]) == (None, [1, 2, 2, 3, 3])


@settings(max_examples=examples(30))
@given(st.sampled_from([*PromptId, *AnnouncementId]), st.text("{}!:[]. name" + "keysday", max_size=LONGEST_QUESTION))
def test_what_has_no_fault_can_be_said(
    tmp_path_factory: pytest.TempPathFactory, identity: PromptId | AnnouncementId, text: str
) -> None:
    words, faults = read(tmp_path_factory.getbasetemp() / "any.yaml", f'{identity}: {{nl: "{text}"}}\n')
    assert (words is None) == bool(faults)
    if words:
        spoken = (
            Prompt(identity, "Hoorn", "1", ("Hoorn", "Opmeer"))
            if isinstance(identity, PromptId)
            else Announcement(identity, "Hoorn", day="morgen", hours="vanaf tien uur", number="nul", message="Dag.")
        )
        assert words[Language.DUTCH].text_of(spoken)
