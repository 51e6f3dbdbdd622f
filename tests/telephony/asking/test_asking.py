"""The question as callers hear and answer it: names to choose from, a person by name, letters on the keys."""

from pathlib import Path

from demo.scenarios import CLEAR_VOICE
from tests.telephony.calls import arrivals, last_arrival, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import changed
from veertien.conversation import Language, Prompt, PromptId
from veertien.testcall.placed_call import HearOut, Press, Say, Step, Wait

BETWEEN = Prompt(PromptId.ASK_BETWEEN, names=("Medemblik", "Drechterland"))
SPELL = Prompt(PromptId.KEY_SPELL)

MANY = """
municipalities:
  - name: Alkmaar
    destinations: [{trunk: amsterdam, number: 0720000001}]
  - name: Dijk en Waard
    destinations: [{trunk: amsterdam, number: 0720000002}]
  - name: Castricum
    destinations: [{trunk: amsterdam, number: 0720000003}]
  - name: Bergen (NH.)
    destinations: [{trunk: amsterdam, number: 0720000004}]
  - name: Heiloo
    destinations: [{trunk: amsterdam, number: 0720000005}]
"""


async def test_two_municipalities_are_named_in_the_question(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    words = stage.voices.speak("Drechterland", CLEAR_VOICE)
    call = await place(stage, "140228", (HearOut(), Say(words, "Drechterland")), caller="0101234567")
    assert ear.heard_prompt(stage, call, BETWEEN)
    assert arrivals(stage, "0101234567") == ["trunk-drechterland"]


async def test_who_calls_from_where_one_of_them_lies_is_asked_about_that_one_first(
    make_stage: StageMaker, ear: Ear
) -> None:
    stage = await make_stage()
    words = stage.voices.speak("ja", CLEAR_VOICE)
    # Not until the first pause, which comes after the name.
    call = await place(stage, "140229", (Wait(4.0), Say(words, "ja")), caller="0227123456")
    assert ear.heard_prompt(stage, call, Prompt(PromptId.PROPOSE, "Medemblik"))
    assert arrivals(stage, "0227123456") == ["trunk-medemblik"]
    other = stage.voices.speak("Drechterland", CLEAR_VOICE)
    await place(stage, "140229", (HearOut(), Say(other, "Drechterland")), caller="0227654321")
    assert arrivals(stage, "0227654321") == ["trunk-drechterland"]


async def test_who_asks_for_english_is_asked_in_english(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    words = stage.voices.speak("English please", "en+f2")
    call = await place(
        stage,
        "140229",
        (HearOut(), Say(words, "English please"), HearOut(), Wait(1.0), Press("1"), Wait(0.5), Press("2")),
    )
    assert ear.heard_prompt(stage, call, Prompt(PromptId.ASK, language=Language.ENGLISH))
    assert arrivals(stage) == ["trunk-medemblik"]


async def test_a_person_may_be_asked_for_by_name(make_stage: StageMaker) -> None:
    stage = await make_stage()
    words = stage.voices.speak("medewerker", CLEAR_VOICE)
    await place(stage, "140229", (HearOut(), Say(words, "medewerker")))
    assert arrivals(stage) == ["trunk-operator"]
    await stage.daemon.logged("asked for a person")


async def test_of_six_municipalities_one_is_spelled_on_the_keys(make_stage: StageMaker, ear: Ear, folder: Path) -> None:
    stage = await make_stage(tables=changed(folder, {"municipalities/072.yaml": MANY}, {}))
    letters: tuple[Step, ...] = tuple(step for key in "434" for step in (Press(key), Wait(0.3)))
    no_name: tuple[Step, ...] = (Press("9"), Wait(0.3), Press("#"), HearOut())
    heiloo = (*letters, Press("#"), Wait(0.5), Press("1"))
    call = await place(stage, "14072", (HearOut(), Press("1"), HearOut(), *no_name, *heiloo))
    assert ear.heard_prompt(stage, call, SPELL)
    assert ear.heard_prompt(stage, call, Prompt(PromptId.WRONG_LETTERS))
    assert last_arrival(stage).number == "0720000005"


async def test_a_place_of_two_municipalities_leads_to_one_question_that_names_them(
    make_stage: StageMaker, ear: Ear, folder: Path
) -> None:
    """Ursem lies in Koggenland, a piece of it in Alkmaar."""
    stage = await make_stage(tables=changed(folder, {"municipalities/072.yaml": MANY}, {}))
    place_name, name = (Say(stage.voices.speak(words, CLEAR_VOICE), words) for words in ("Ursem", "Koggenland"))
    call = await place(stage, "14072", (HearOut(), place_name, HearOut(6.0), name), caller="0101234567")
    either = (("Alkmaar", "Koggenland"), ("Koggenland", "Alkmaar"))
    assert any(ear.heard_prompt(stage, call, Prompt(PromptId.ASK_BETWEEN, names=names)) for names in either)
    assert arrivals(stage, "0101234567") == ["trunk-koggenland"]


async def test_after_a_no_the_second_guess_is_asked_about(make_stage: StageMaker, ear: Ear) -> None:
    """Enkhuizen sounds like Venhuizen, a village of Drechterland."""
    stage = await make_stage()
    name, no, yes = (Say(stage.voices.speak(words, CLEAR_VOICE), words) for words in ("Enkhuizen", "nee", "ja"))
    steps = (HearOut(), name, HearOut(6.0), no, HearOut(6.0), yes)
    call = await place(stage, "140228", steps, caller="0101234567")
    assert ear.heard_prompt(stage, call, Prompt(PromptId.CONFIRM, "Enkhuizen"))
    assert ear.heard_prompt(stage, call, Prompt(PromptId.CONFIRM, "Drechterland"))
    assert arrivals(stage, "0101234567") == ["trunk-drechterland"]


async def test_who_asks_for_frisian_is_asked_in_frisian(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    words = Say(stage.voices.speak("Frysk", CLEAR_VOICE), "Frysk")
    call = await place(stage, "140229", (HearOut(), words, HearOut(), Wait(1.0), Press("1"), Wait(0.5), Press("2")))
    assert ear.heard_prompt(stage, call, Prompt(PromptId.ASK, language=Language.FRISIAN))
    assert arrivals(stage) == ["trunk-medemblik"]
