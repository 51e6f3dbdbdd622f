"""The second ear on real calls: asked about an answer in doubt, and killed over one."""

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.recognisers import second_ears
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from tools.carried import whisper_base
from veertien.testcall.placed_call import HearOut, Say, Until

UNCLEAR_VOICE = "nl+m7"
FILES = {
    # Nothing is heard so surely that it isn't asked about, and hardly anything so badly.
    "conversation.yaml": "question: {accept: 1, confirm: 0.02, confirm_again: 0.02}\n"
}


@pytest.mark.fault("the second ear is killed over an answer", caller="PocketSphinx's answer counts", after="at once")
async def test_in_doubt_the_second_ear_is_asked_and_without_it_the_call_arrives_all_the_same(
    make_stage: StageMaker, folder: Path
) -> None:
    stage = await make_stage(tables=changed(folder, FILES, {}), settings=f"second_ear: {whisper_base()}\n")
    await who_is_in_doubt_is_heard_by_both_ears(stage)
    await who_is_heard_when_it_is_killed_arrives_all_the_same(stage)


async def who_is_in_doubt_is_heard_by_both_ears(stage: Stage) -> None:
    await asks_for_hoorn(stage, "0229123456")
    assert arrivals(stage, "0229123456") == ["trunk-hoorn"]
    # In time or not: a test must not depend on how busy the machine is.
    assert answers(stage)[0]["second_ear"] in ("agreed", "changed", "unavailable")


async def who_is_heard_when_it_is_killed_arrives_all_the_same(stage: Stage) -> None:
    earlier, (pid,) = len(answers(stage)), second_ears(stage.daemon.pid)
    # It can't have answered before it is killed.
    os.kill(pid, signal.SIGSTOP)

    async def kill() -> None:
        # After the pause at which it is asked, and before nobody waits for it any more.
        await asyncio.sleep(0.4)
        os.kill(pid, signal.SIGKILL)

    await asks_for_hoorn(stage, "0229654321", Until(kill))
    assert arrivals(stage, "0229654321") == ["trunk-hoorn"]
    assert answers(stage)[earlier]["second_ear"] == "unavailable"
    assert "second_ear_died" in stage.daemon.log


async def asks_for_hoorn(stage: Stage, caller: str, *then: Until) -> None:
    hoorn, yes = stage.voices.speak("Hoorn", UNCLEAR_VOICE), stage.voices.speak("ja", CLEAR_VOICE)
    await place(stage, "140229", (HearOut(), Say(hoorn, "Hoorn"), *then, HearOut(), Say(yes, "ja")), caller=caller)


def answers(stage: Stage) -> list[dict[str, Any]]:
    """Return what the daemon's log has of answers, in their order."""
    lines = [json.loads(line) for line in stage.daemon.log.splitlines() if line.startswith("{")]
    return [line for line in lines if line.get("event") == "heard"]
