"""A recogniser that is killed costs a retry, not a call; a recogniser that can't come back leaves the keys."""

import os
import signal

import pytest

from demo.scenarios import CLEAR_VOICE
from tests.recognisers import recognisers
from tests.telephony.calls import arrivals, place, served
from tests.telephony.conftest import StageMaker
from tests.telephony.records import record
from veertien.testcall.placed_call import HearOut, PlacedCall, Press, Say, Until, Wait


@pytest.mark.fault("the recogniser is killed in the question", caller="is understood all the same", after="1 to 2 s")
async def test_killed_in_the_question_the_answer_is_understood_all_the_same(make_stage: StageMaker) -> None:
    stage = await make_stage()

    async def kill_and_answer(call: PlacedCall) -> None:
        before = recognisers(stage.daemon.pid)
        assert before
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        await served(stage, "0229123456")
        assert recognisers(stage.daemon.pid).isdisjoint(before)

    words = stage.voices.speak("Medemblik", CLEAR_VOICE)
    await place(stage, "140229", (HearOut(), Say(words, "Medemblik")), until=kill_and_answer)
    assert arrivals(stage) == ["trunk-medemblik"]
    assert (await stage.daemon.logged('"event": "call"')).count('"best": "GM0420"') == 1
    await stage.daemon.logged("recogniser_died")


@pytest.mark.fault("the recogniser freezes", caller="the keypad, then the municipality", after="5 s an answer")
async def test_recogniser_frozen_in_the_question_leaves_the_keys(make_stage: StageMaker) -> None:
    stage = await make_stage()
    # Whoever is frozen while the daemon measures them is replaced.
    await stage.daemon.logged('"event": "answer_measured"')
    for pid in recognisers(stage.daemon.pid):
        os.kill(pid, signal.SIGSTOP)
    words = stage.voices.speak("Medemblik", CLEAR_VOICE)

    async def given_up() -> None:
        await stage.daemon.logged("recogniser_failed")

    # The list is read then.
    keys = (Until(given_up), Wait(1.5), Press("2"))
    await place(stage, "140229", (HearOut(), Say(words, "Medemblik"), *keys))
    assert arrivals(stage) == ["trunk-medemblik"]
    assert (await record(stage, 0))["question"]["how"] == "keypad"
