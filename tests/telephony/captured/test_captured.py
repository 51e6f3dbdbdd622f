"""What a caller answers is kept where the operator wants that, and no call waits for it or fails by it."""

import asyncio
import json
import urllib.request
from pathlib import Path

import numpy as np
import pytest

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import last_arrival, once_more, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear, likeness
from tests.telephony.own_tables import changed
from veertien.captures import Became, Capture, CaptureKey, CaptureStore, CaptureUnreadableError
from veertien.prompts import Announcement, AnnouncementId
from veertien.speech.line.wav import read_wav
from veertien.testcall.placed_call import HearOut, PlacedCall, Say

CALLER = "0612345678"
SETTINGS = "capture: {key_file: memory.key, days: 30, dir: kept, share: 1, announce: yes}\n"
ALWAYS_CONFIRM = {"conversation.yaml": "question: {accept: 1}\n"}
TOLD = Announcement(AnnouncementId.CAPTURED)


async def test_a_confirmed_name_is_kept_as_it_was_said_with_a_yes_and_without_whose_it_is(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    stage = await make_stage(tables=changed(folder, ALWAYS_CONFIRM, {}), settings=SETTINGS)
    call = await say(stage, "Wognum", "ja")
    assert ear.heard_prompt(stage, call, TOLD)
    assert last_arrival(stage).endpoint == "trunk-medemblik"
    capture = await the_one_capture(stage)
    about = capture.about
    assert (about.outcome, about.chosen, about.area_code) == (Became.CONFIRMED, "GM0420", "0229")
    assert about.guesses[0].text == "Wognum"
    said = read_wav(stage.voices.speak("Wognum", CLEAR_VOICE)).pcm.astype(np.float64)
    loud = np.flatnonzero(np.abs(said) > 500)
    kept = np.frombuffer(capture.pcm, "<i2").astype(np.float64)
    assert likeness(kept, said[loud[0] : loud[-1]]) > 0.95
    (file,) = (stage.config / "kept").iterdir()
    assert capture.pcm[:16] not in file.read_bytes()
    assert CALLER.removeprefix("0") not in f"{capture.about}{stage.daemon.log}"


@pytest.mark.fault("the folder for captures can't be written", caller="nothing; what they say is not kept", after="-")
async def test_where_captures_cannot_be_written_the_call_arrives_all_the_same(
    make_stage: StageMaker,
) -> None:
    stage = await make_stage(settings=SETTINGS.replace("yes", "no"))
    (stage.config / "kept").write_text("no folder")
    await say(stage, "Wognum")
    assert last_arrival(stage).endpoint == "trunk-medemblik"
    await stage.daemon.logged('"event": "capture_failed"')
    assert "captures" in await troubles(stage)


async def say(stage: Stage, *all_words: str) -> PlacedCall:
    """Call, and say each of these when there is something to answer."""
    steps = tuple(
        step for words in all_words for step in (HearOut(), Say(stage.voices.speak(words, CLEAR_VOICE), words))
    )
    return await place(stage, "140229", steps, caller=CALLER, until=once_more(stage))


async def the_one_capture(stage: Stage) -> Capture:
    key = CaptureKey((stage.config / "memory.key").read_text().strip().encode())
    store = CaptureStore(stage.config / "kept", key)
    async with asyncio.timeout(10):
        while not store.ids():
            await asyncio.sleep(0.05)
    (found,) = store.all()
    assert not isinstance(found, CaptureUnreadableError)
    return found


async def troubles(stage: Stage) -> str:
    def health() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{stage.network.web}/healthz") as answer:
            return json.dumps(json.load(answer))

    return await asyncio.to_thread(health)
