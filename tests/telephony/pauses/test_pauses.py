"""Callers who pause: whoever has finished is put through, whoever goes on is heard out."""

from pathlib import Path

import numpy as np

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.conversation import Prompt, PromptId
from veertien.speech.line.wav import encode_wav, read_wav
from veertien.testcall.placed_call import HearOut, Say

ASK_AGAIN = Prompt(PromptId.ASK_AGAIN)
AUDIBLE = 150
"""What an end of a recording has to reach to be part of what is said."""


def said(stage: Stage, folder: Path, *parts: str | float) -> Say:
    """The words in one file, with pauses of so many seconds between them and a second of silence behind."""
    sounds = []
    for part in parts:
        if isinstance(part, str):
            pcm = read_wav(stage.voices.speak(part, CLEAR_VOICE)).pcm
            loud = np.flatnonzero(np.abs(pcm) > AUDIBLE)
            sounds.append(pcm[loud[0] : loud[-1] + 1])
        else:
            sounds.append(np.zeros(round(part * 8000), np.int16))
    path = folder / "said.wav"
    path.write_bytes(encode_wav(np.concatenate([*sounds, np.zeros(8000, np.int16)]), 8000))
    return Say(path, " … ".join(part for part in parts if isinstance(part, str)))


async def test_a_clear_answer_is_put_through_without_being_asked_back(make_stage: StageMaker, tmp_path: Path) -> None:
    stage = await make_stage()
    await place(stage, "140229", (HearOut(), said(stage, tmp_path, "Medemblik")))
    assert arrivals(stage) == ["trunk-medemblik"]
    assert (await stage.daemon.logged('"event": "call"')).count('"event": "heard"') == 1


async def test_whoever_hesitates_before_the_name_is_heard_out(make_stage: StageMaker, ear: Ear, tmp_path: Path) -> None:
    """0.7 s of thought: an ordinary wait for the end of speech would have been over."""
    stage = await make_stage()
    call = await place(stage, "140229", (HearOut(), said(stage, tmp_path, "eh", 0.7, "Medemblik")))
    assert arrivals(stage) == ["trunk-medemblik"]
    assert not ear.heard_prompt(stage, call, ASK_AGAIN)


async def test_whoever_goes_on_after_a_name_arrives_at_what_they_said_last(
    make_stage: StageMaker, tmp_path: Path
) -> None:
    """A clear name, a short pause, and another one: what was recognised at the pause is thrown away."""
    stage = await make_stage()
    steps = (HearOut(), said(stage, tmp_path, "Opmeer", 0.18, "nee", 0.1, "Medemblik"), HearOut(6.0))
    await place(stage, "140229", (*steps, said_yes(stage)))
    assert arrivals(stage) == ["trunk-medemblik"]


def said_yes(stage: Stage) -> Say:
    return Say(stage.voices.speak("ja", CLEAR_VOICE), "ja")
