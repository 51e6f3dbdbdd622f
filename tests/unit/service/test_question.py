"""The question as the example tables make it: choices, grammar, and every prompt rendered beforehand."""

from pathlib import Path

import pytest

from veertien import gazetteer
from veertien.conversation import Chosen, Command, Expect, How, Operator, Place, Policy, Prompt, PromptId, Reason
from veertien.prompts import Announcement, AnnouncementId
from veertien.routing import Tables, load_tables
from veertien.service.question import choices_of, farewell_of, grammars_of, prompts_of, shared_area_codes

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables(REPOSITORY / "config", gazetteer.load())


def test_a_municipality_that_is_not_connected_is_understood_but_not_read_out(tables: Tables) -> None:
    places = {choice.name: choice.place for choice in choices_of(tables, "0228")}
    assert places["Enkhuizen"] is Place.UNLISTED
    assert places["Medemblik"] is Place.LISTED


def test_the_grammar_knows_villages_and_former_municipalities(tables: Tables) -> None:
    phrases = {phrase.text: phrase.key for phrase in grammars_of(tables, "0229")[Expect.CHOICE].phrases}
    assert phrases["Wognum"] == phrases["Wervershoof"] == phrases["Medemblik"] == "GM0420"


def test_a_person_may_be_asked_for(tables: Tables) -> None:
    for grammar in grammars_of(tables, "0229").values():
        assert {phrase.text: phrase.key for phrase in grammar.phrases}["medewerker"] == Command.PERSON


def test_only_a_confirmation_expects_yes_and_no(tables: Tables) -> None:
    grammars = grammars_of(tables, "0229")
    assert grammars[Expect.CONFIRMATION].confirmation
    assert not grammars[Expect.CHOICE].confirmation


def test_larger_municipalities_are_likelier_to_be_meant(tables: Tables) -> None:
    weights = {phrase.text: phrase.weight for phrase in grammars_of(tables, "0229")[Expect.CHOICE].phrases}
    assert weights["Hoorn"] > weights["Medemblik"] > weights["Opmeer"]


def test_a_municipality_in_the_callers_own_area_code_is_likelier_to_be_meant(tables: Tables) -> None:
    def beside_hoorn(caller_area_code: str | None) -> float:
        phrases = grammars_of(tables, "0229", caller_area_code)[Expect.CHOICE].phrases
        weights = {phrase.text: phrase.weight for phrase in phrases}
        return weights["Medemblik"] / weights["Hoorn"]

    assert beside_hoorn("0228") == pytest.approx(4 * beside_hoorn(None))
    assert grammars_of(tables, "0229", "0229") == grammars_of(tables, "0229")


def test_area_codes_with_one_connected_municipality_need_no_question(tables: Tables) -> None:
    shared = shared_area_codes(tables)
    assert "0229" in shared
    assert "020" not in shared


def test_every_prompt_that_can_come_up_is_rendered_before_the_first_call(tables: Tables) -> None:
    prompts = prompts_of(tables, ["0229"], Policy())
    assert Prompt(PromptId.ASK) in prompts
    assert Prompt(PromptId.CONFIRM, "Koggenland") in prompts
    assert Prompt(PromptId.KEY_CHOICE, "Medemblik", "2") in prompts
    assert Announcement(AnnouncementId.OPERATOR) in prompts
    assert len(prompts) == len(set(prompts))


def test_the_caller_is_told_when_somebody_else_takes_the_call(tables: Tables) -> None:
    assert farewell_of(tables, Operator(Reason.ASKED)) == Announcement(AnnouncementId.OPERATOR)
    not_connected = next(entry for entry in tables.municipalities.values() if not entry.connected)
    assert farewell_of(tables, Chosen(not_connected.code, How.SPEECH)) == Announcement(
        AnnouncementId.NOT_CONNECTED, not_connected.municipality.spoken_name
    )
    assert farewell_of(tables, Chosen("GM0420", How.SPEECH)) is None
