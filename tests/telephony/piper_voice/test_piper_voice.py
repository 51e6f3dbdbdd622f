"""A platform with a Piper voice for English: callers who ask for English hear it, and the daemon never loads it."""

from pathlib import Path

from tests.recognisers import speaking
from tests.telephony.calls import arrivals, by_keys, place
from tests.telephony.commands import set_prompts, veertien
from tests.telephony.conftest import CACHE, StageMaker
from tests.telephony.hearing import Ear
from tests.unit.prompts.piper_voices import joe
from veertien.conversation import Language, Prompt, PromptId
from veertien.prompts import EspeakVoice, PromptStore, Voices
from veertien.speech import Espeak
from veertien.testcall.placed_call import HearOut, Say

ASKED = Prompt(PromptId.ASK, language=Language.ENGLISH)


async def test_who_asks_for_english_hears_piper_from_the_reload_on(make_stage: StageMaker, espeak: Espeak) -> None:
    stage = await make_stage()
    set_prompts(stage, f"voice: {{en: {{piper: {joe().file}}}}}")
    status, said = await veertien(stage, "reload")
    assert status == 0, said
    assert speaking(stage.daemon.pid) == set()
    assert "onnxruntime" not in Path(f"/proc/{stage.daemon.pid}/maps").read_text()
    by_piper, by_espeak = (
        Ear(PromptStore(CACHE / "prompts", None, Voices(EspeakVoice("nl"), None, english), espeak))
        for english in (joe(), EspeakVoice("en"))
    )
    words = stage.voices.speak("English please", "en+f2")
    call = await place(stage, "140229", (HearOut(), Say(words, "English please"), *by_keys(1)), caller="0229654321")
    assert by_piper.heard_prompt(stage, call, ASKED)
    assert not by_espeak.heard_prompt(stage, call, ASKED)
    assert arrivals(stage, "0229654321") == ["trunk-hoorn"]
