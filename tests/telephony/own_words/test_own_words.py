"""A platform with thresholds and words of its own, and callers who are told in their own language why it's closed."""

from datetime import datetime
from pathlib import Path

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import arrivals, by_keys, place
from tests.telephony.conftest import CACHE, StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import changed, closed_now
from veertien.config.asking import load_asking
from veertien.conversation import Language, Prompt, PromptId
from veertien.numbering import parse_caller
from veertien.prompts import AnnouncementId, PromptStore, Voices, announcements_of
from veertien.routing import AMSTERDAM, Call, chosen
from veertien.speech import Espeak
from veertien.testcall.placed_call import HearOut, Say, Wait

HOORN = "GM0405"
FILES = {
    # Nothing is ever heard so surely that it isn't asked about.
    "conversation.yaml": "question: {accept: 1}\n",
    "prompts.yaml": (
        'ask: {nl: "Zeg de naam van uw gemeente."}\n'
        'confirm: {nl: "Wilt u worden verbonden met {name}?"}\n'
        'closed: {en: "The town hall of {name} is shut."}\n'
    ),
    "schedules.yaml": closed_now(),
}
ASKED, CONFIRMED = Prompt(PromptId.ASK), Prompt(PromptId.CONFIRM, "Medemblik")


async def test_callers_are_asked_in_own_words_by_own_thresholds_and_told_in_their_language(
    make_stage: StageMaker, folder: Path, espeak: Espeak
) -> None:
    tables = changed(folder, FILES, {"Hoorn": "schedule: office"})
    ear = Ear(PromptStore(CACHE / "prompts", None, Voices(), espeak, load_asking(tables).words))
    stage = await make_stage(tables=tables)
    await who_says_a_name_is_asked_whether_it_is_meant(stage, ear)
    await who_asks_for_english_hears_in_english_that_it_is_closed(stage, ear)


async def who_says_a_name_is_asked_whether_it_is_meant(stage: Stage, ear: Ear) -> None:
    name, yes = (stage.voices.speak(words, CLEAR_VOICE) for words in ("Medemblik", "ja"))
    call = await place(stage, "140229", (HearOut(), Say(name, "Medemblik"), HearOut(), Say(yes, "ja")))
    assert ear.heard_prompt(stage, call, ASKED)
    assert ear.heard_prompt(stage, call, CONFIRMED)
    assert arrivals(stage) == ["trunk-medemblik"]


async def who_asks_for_english_hears_in_english_that_it_is_closed(stage: Stage, ear: Ear) -> None:
    english = stage.voices.speak("English please", "en+f2")
    steps = (HearOut(), Say(english, "English please"), *by_keys(1), Wait(30.0))
    call = await place(stage, "140229", steps, caller="0229654321")
    now = datetime.now(AMSTERDAM)
    notice = chosen(stage.tables, Call("140229", parse_caller(None, None)), HOORN, now, {}).notice
    assert notice is not None
    announcements = announcements_of(notice, now, Language.ENGLISH)
    assert [said.id for said in announcements] == [AnnouncementId.CLOSED, AnnouncementId.OPENS]
    for said in announcements:
        assert ear.heard_prompt(stage, call, said), said
    assert (arrivals(stage, "0229654321"), call.cause) == ([], 16)
