"""Whoever knows the question need not hear it out: speech and keys stop the prompt at once."""

from pathlib import Path

import numpy as np

from bench.speech.sounds import music
from demo.scenarios import CLEAR_VOICE
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from veertien.conversation import Prompt, PromptId
from veertien.speech.line.wav import encode_wav
from veertien.testcall.placed_call import Press, Say, Until, Wait

ASK = Prompt(PromptId.ASK)
ASK_AGAIN = Prompt(PromptId.ASK_AGAIN)
LAST_LINE = Prompt(PromptId.KEY_PERSON)


async def test_speech_over_the_question_is_understood(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    words = stage.voices.speak("Drechterland", CLEAR_VOICE)
    # Three seconds of a question, which this caller gets for where they call from: a slow machine leaves part of it.
    call = await place(stage, "140229", (Wait(0.3), Say(words, "Drechterland")), caller="0227123456")
    assert arrivals(stage, "0227123456") == ["trunk-drechterland"]
    assert not ear.heard_prompt(stage, call, Prompt(PromptId.PROPOSE, "Medemblik"))


async def test_a_key_stops_the_list_that_is_being_read(make_stage: StageMaker, ear: Ear) -> None:
    stage = await make_stage()
    call = await place(stage, "140229", (Wait(0.2), Press("1"), Wait(1.0), Press("2")))
    assert arrivals(stage) == ["trunk-medemblik"]
    assert not ear.heard_prompt(stage, call, LAST_LINE)


async def test_the_echo_of_the_question_does_not_stop_it(make_stage: StageMaker, ear: Ear, tmp_path: Path) -> None:
    """The caller's telephone sends the question back, 22 dB softer and a tenth of a second late."""
    stage = await make_stage()
    question = ear.sound(ASK)
    echo = np.concatenate([np.zeros(800, np.int16), (question * 10 ** (-22 / 20)).astype(np.int16)])
    path = tmp_path / "echo.wav"
    path.write_bytes(encode_wav(echo, 8000))
    words = stage.voices.speak("Medemblik", CLEAR_VOICE)
    steps = (Say(path, "the echo"), Wait(0.3), Say(words, "Medemblik"))
    call = await place(stage, "140229", steps)
    assert ear.heard_prompt(stage, call, ASK)
    assert arrivals(stage) == ["trunk-medemblik"]


async def test_music_that_breaks_the_question_off_has_it_said_anew(
    make_stage: StageMaker, ear: Ear, tmp_path: Path
) -> None:
    """Two seconds of it, as from a radio beside the caller, who then hears the question out and answers."""
    stage = await make_stage()
    path = tmp_path / "music.wav"
    piece = next(music(np.random.default_rng(3), 1))[:16000]
    path.write_bytes(encode_wav(np.concatenate([piece, np.zeros(8000, np.int16)]), 8000))
    words = stage.voices.speak("Medemblik", CLEAR_VOICE)

    async def taken_for_speech() -> None:
        await stage.daemon.logged('"event": "heard"')

    # By then the question, of one second, has been said anew.
    steps = (Say(path, "music"), Until(taken_for_speech), Wait(3.0), Say(words, "Medemblik"))
    call = await place(stage, "140229", steps)
    assert ear.heard_prompt(stage, call, ASK)
    assert not ear.heard_prompt(stage, call, ASK_AGAIN)
    assert arrivals(stage) == ["trunk-medemblik"]
