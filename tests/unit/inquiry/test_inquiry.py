"""The question of an area code as the example tables make it: choices, grammars, prompts, the farewell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.shipped import TABLES
from veertien.conversation import (
    Choice,
    Chosen,
    Command,
    Expect,
    How,
    Language,
    Operator,
    Play,
    Policy,
    Prompt,
    PromptId,
    Reach,
    Reason,
    Started,
)
from veertien.inquiry import farewell_of, inquiry_of
from veertien.numbering import parse_caller
from veertien.prompts import Announcement, AnnouncementId, announcements_of
from veertien.routing import AMSTERDAM, Call, OfferUnconnected, OtherAreaCodes, Tables, chosen, likelier, to_operator
from veertien.speech import GrammarSpec

REPOSITORY = Path(__file__).resolve().parents[3]


def choices_of(tables: Tables, area_code: str | None) -> tuple[Choice, ...]:
    return inquiry_of(tables, area_code, Policy()).choices


def grammars_of(tables: Tables, area_code: str) -> Mapping[Expect, GrammarSpec]:
    return inquiry_of(tables, area_code, Policy()).grammars


@pytest.fixture(scope="module")
def tables() -> Tables:
    return TABLES


def test_a_municipality_that_is_not_connected_is_understood_but_not_read_out(tables: Tables) -> None:
    reach = {choice.name: choice.reach for choice in choices_of(tables, "0228")}
    assert reach["Enkhuizen"] is Reach.UNLISTED
    assert reach["Medemblik"] is Reach.LISTED


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
    def beside_hoorn(caller: str) -> float:
        hinted = likelier(tables, Call("140229", parse_caller(caller, None)), "0229")
        understands = inquiry_of(tables, "0229", Policy()).understanding(hinted)
        phrases = understands.grammars[Expect.CHOICE].phrases
        weights = {phrase.text: phrase.weight for phrase in phrases}
        return weights["Medemblik"] / weights["Hoorn"]

    assert beside_hoorn("0228123456") == pytest.approx(4 * beside_hoorn("0612345678"))
    assert beside_hoorn("0229123456") == beside_hoorn("0612345678")


def test_area_codes_with_one_connected_municipality_need_no_question(tables: Tables) -> None:
    shared = tables.asked_area_codes
    assert "0229" in shared
    assert "020" not in shared


def test_every_prompt_that_can_come_up_is_rendered_before_the_first_call(tables: Tables) -> None:
    prompts = inquiry_of(tables, "0229", Policy()).prompts
    assert Prompt(PromptId.ASK) in prompts
    assert Prompt(PromptId.CONFIRM, "Koggenland") in prompts
    assert Prompt(PromptId.KEY_CHOICE, "Medemblik", "2") in prompts
    assert Announcement(AnnouncementId.OPERATOR) in prompts
    assert len(prompts) == len(set(prompts))


NOON = datetime(2026, 11, 26, 12, tzinfo=AMSTERDAM)


def test_the_caller_is_told_when_somebody_else_takes_the_call(tables: Tables) -> None:
    call = Call("140228", parse_caller(None, None))
    to_person = Operator(Reason.ASKED), to_operator(tables, call, "the caller pressed 0", NOON, {})
    assert farewell_of(*to_person, NOON) == (Announcement(AnnouncementId.OPERATOR),)
    not_connected = next(entry for entry in tables.municipalities.values() if not entry.connected)
    decision = chosen(tables, call, not_connected.code, NOON, {})
    assert decision.notice is not None
    said = farewell_of(Chosen(not_connected.code, How.SPEECH), decision, NOON)
    assert said == announcements_of(decision.notice, NOON)
    assert said[0] == Announcement(AnnouncementId.NOT_CONNECTED, not_connected.municipality.spoken_name)
    english = farewell_of(Chosen(not_connected.code, How.SPEECH), decision, NOON, Language.ENGLISH)
    assert [(one.id, one.language) for one in english] == [(one.id, Language.ENGLISH) for one in said]
    connected = chosen(tables, call, "GM0420", NOON, {})
    assert farewell_of(Chosen("GM0420", How.SPEECH), connected, NOON) == ()


def test_the_rules_say_whether_who_is_not_connected_is_read_out_or_understood(tables: Tables) -> None:
    def choices(how: OfferUnconnected) -> dict[str, Reach]:
        ruled = replace(tables, rules=replace(tables.rules, offer_unconnected=how))
        return {choice.name: choice.reach for choice in choices_of(ruled, "0228")}

    assert choices(OfferUnconnected.ASK)["Enkhuizen"] is Reach.LISTED
    assert choices(OfferUnconnected.FORWARD)["Enkhuizen"] is Reach.UNLISTED
    assert "Enkhuizen" not in choices(OfferUnconnected.NEVER)


def test_a_name_that_is_not_offered_is_not_in_the_grammar(tables: Tables) -> None:
    never = replace(tables, rules=replace(tables.rules, offer_unconnected=OfferUnconnected.NEVER))
    assert "GM0388" in {phrase.key for phrase in grammars_of(tables, "0228")[Expect.CHOICE].phrases}
    assert "GM0388" not in {phrase.key for phrase in grammars_of(never, "0228")[Expect.CHOICE].phrases}


def test_one_connected_municipality_beside_others_that_count_may_be_asked_for(tables: Tables) -> None:
    ask = replace(tables, rules=replace(tables.rules, offer_unconnected=OfferUnconnected.ASK))
    alone = {"GM0420": tables.municipalities["GM0420"], "GM0388": tables.municipalities["GM0388"]}
    assert "0228" in replace(ask, municipalities=alone).asked_area_codes
    assert "0228" not in replace(tables, municipalities=alone).asked_area_codes


def test_the_names_that_the_question_names_together_are_those_it_reads_out(tables: Tables) -> None:
    inquiry = inquiry_of(tables, "0228", Policy())
    assert inquiry.named_together == tuple(choice.name for choice in inquiry.listed)
    assert "Enkhuizen" not in inquiry.named_together
    assert Prompt(PromptId.ASK_BETWEEN, names=inquiry.named_together) in inquiry.prompts
    many = inquiry_of(tables, "0229", Policy())
    assert (len(many.listed), many.named_together) == (5, ())


def test_a_question_about_more_choices_may_last_longer(tables: Tables) -> None:
    two, five = (inquiry_of(tables, code, Policy()) for code in ("0228", "0229"))
    assert len(two.listed) < len(five.listed)
    assert two.longest_seconds < five.longest_seconds


def test_the_national_question_has_prompts_ready_that_name_no_municipality(tables: Tables) -> None:
    prompts = inquiry_of(tables, None, Policy()).prompts
    assert Prompt(PromptId.ASK) in prompts
    assert not [prompt for prompt in prompts if isinstance(prompt, Prompt) and prompt.name]


def test_nobody_is_asked_at_a_national_number_that_there_is_not(tables: Tables) -> None:
    none = replace(tables, rules=replace(tables.rules, national=None, other_area_codes=OtherAreaCodes.IGNORE))
    with pytest.raises(ValueError, match="national number"):
        inquiry_of(none, None, Policy())


def test_a_conversation_begins_with_what_is_proposed(tables: Tables) -> None:
    inquiry = inquiry_of(tables, "0229", Policy())
    played = [action for action in inquiry.conversation(inquiry.here[1]).handle(Started()) if isinstance(action, Play)]
    assert played[0].prompts[-1].id is PromptId.PROPOSE
    assert played[0].prompts[-1].name == inquiry.here[1].municipality.spoken_name
