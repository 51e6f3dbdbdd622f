"""Prompts spoken into an admin's telephone, which rings or dials a code, and heard by callers then."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from demo.network import ARI_USER, CARRIER_ADDRESS, MEDIA
from demo.peer import Invitation, peer_at, scripts
from demo.peer.call import Call
from demo.peer.callee import IncomingCall, Script
from demo.peer.caller import OutgoingCall
from demo.peer.tones import tone
from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import place
from tests.telephony.commands import set_prompts, veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import HERTZ, share_heard
from veertien.prompts.rendering import speech_decibel
from veertien.speech.line.wav import read_wav
from veertien.testcall.ari import AriLink

TELEPHONE_ADDRESS = "127.0.0.40"
NUMBER = "0880001234"
CODE = "*14"
APPLICATION, TAKEN = "veertien-record", "waits for the code already"
DESK = f"""
[desk](veertien-carrier)
context=desk
{MEDIA}[desk-identify](veertien-identify)
endpoint=desk
match={TELEPHONE_ADDRESS}
"""
DESKS_CONTEXT = "\n[desk]\ninclude => veertien-record\n"
"""A telephone of the admin's own, as it is let at the code."""
NOBODY_WAITS, ENGAGED, NO_SUCH_NUMBER = 480, 486, 404
BEEP_HERTZ, BEEP_SECONDS = 1000, 0.2
MOST_SECONDS = 90.0
QUIETLY = 0.15
"""Parts of full scale: a telephone held far off."""


async def test_what_an_admin_speaks_and_keeps_is_heard_by_callers_and_a_hangup_loses_none_of_it(
    make_stage: StageMaker, folder: Path
) -> None:
    async with peer_at(TELEPHONE_ADDRESS, script=scripts.refuses("486 Busy Here")) as telephone:
        stage = await make_stage(contacts={"trunk-operator": telephone.contact})
        recordings = use_recordings(stage, folder)
        await a_telephone_that_is_busy_is_told(stage)
        words = read_wav(stage.voices.speak("Welke gemeente?", CLEAR_VOICE)).pcm
        telephone.script = speaks(words, "21")
        status, said = await record(stage, "ask", "Hoorn")
        arrival = await telephone.arrival(1)
        assert arrival.invite.uri.startswith(f"sip:{NUMBER}@")
        assert (status, [path.name for path in recordings.iterdir()]) == (1, ["ask.wav"]), said
        assert "ask: kept, " in said
        assert "Not recorded: confirm-hoorn" in said
        kept, hertz = read_wav(recordings / "ask.wav")
        assert hertz == HERTZ
        assert kept.size / HERTZ == pytest.approx(words.size / HERTZ, abs=0.6)
        assert speech_decibel(kept) == pytest.approx(-20, abs=1)
        assert share_heard(kept.astype(float), words.astype(float)) > 0.8
        # The beep, what was spoken played back, and which key does what.
        heard = arrival.media.sound().astype(float)
        assert share_heard(heard, kept.astype(float)) > 0.8
        assert list((stage.pbx.folders.root / "spool/recording").glob("veertien-*")) == []
        await callers_hear(stage, kept)


async def test_who_is_silent_is_asked_again_and_what_is_skipped_stays_as_it_was(
    make_stage: StageMaker, folder: Path
) -> None:
    words = tone(400, 1.0)
    async with peer_at(TELEPHONE_ADDRESS, script=speaks(words, "3", silences=1)) as telephone:
        stage = await make_stage(contacts={"trunk-operator": telephone.contact})
        recordings = use_recordings(stage, folder)
        (recordings / "ask.wav").write_bytes(b"as it was")
        status, said = await record(stage, "ask")
        await (await telephone.arrival()).over()
        assert (status, said) == (0, "ask: skipped\n")
        assert (recordings / "ask.wav").read_bytes() == b"as it was"


async def test_who_dials_the_code_from_an_own_telephone_speaks_the_prompts_and_a_trunk_cannot(
    make_stage: StageMaker, folder: Path
) -> None:
    busy = scripts.refuses("486 Busy Here")
    async with peer_at(TELEPHONE_ADDRESS, script=busy) as telephone, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-operator": telephone.contact})
        recordings = use_recordings(stage, folder)
        await put_on_desk(stage)
        words = read_wav(stage.voices.speak("Welke gemeente?", CLEAR_VOICE)).pcm

        async def dial() -> OutgoingCall:
            return await telephone.call(stage.network.pbx, Invitation(CODE))

        assert (await (await dial()).final()).message.status == NOBODY_WAITS
        await who_is_told_nothing_more_ends(stage)
        waiting = await waits_for_the_code(stage)
        # A call out to another telephone takes nothing from who waits for one, nor does who would wait too.
        await a_telephone_that_is_busy_is_told(stage)
        async with asyncio.timeout(MOST_SECONDS):
            status, said = await veertien(stage, "prompts", "answer", "ask")
        assert (status, TAKEN in said) == (1, True), said
        async with asyncio.timeout(MOST_SECONDS):
            while (await (call := await dial()).final()).message.status == NOBODY_WAITS:
                await asyncio.sleep(0.2)
        assert (await (await dial()).final()).message.status == ENGAGED
        strange = await carrier.call(stage.network.pbx, Invitation(CODE))
        assert (await strange.final()).message.status == NO_SUCH_NUMBER
        await speak_into(call, words, "1")
        await call.over()
    status, said = await waiting
    assert (status, "ask: kept, " in said) == (0, True), said
    kept, _ = read_wav(recordings / "ask.wav")
    assert share_heard(kept.astype(float), words.astype(float)) > 0.8


async def waits_for_the_code(stage: Stage) -> "asyncio.Task[tuple[int, str]]":
    waiting = asyncio.create_task(veertien(stage, "prompts", "answer", "ask"))
    async with asyncio.timeout(MOST_SECONDS):
        while APPLICATION not in await stage.pbx.console("ari show apps"):
            await asyncio.sleep(0.2)
    return waiting


async def who_is_told_nothing_more_ends(stage: Stage) -> None:
    """As when two commands come at one moment and both find nobody there."""
    network = stage.network
    waiting = await waits_for_the_code(stage)
    link = AriLink(network.pbx_ari, ARI_USER, network.secret, APPLICATION)
    await link.start(MOST_SECONDS)
    try:
        async with asyncio.timeout(MOST_SECONDS):
            status, said = await waiting
        assert (status, TAKEN in said) == (1, True), said
        assert link.connected
    finally:
        await link.stop()
    async with asyncio.timeout(MOST_SECONDS):
        while APPLICATION in await stage.pbx.console("ari show apps"):
            await asyncio.sleep(0.2)


async def a_telephone_that_is_busy_is_told(stage: Stage) -> None:
    status, said = await record(stage, "ask")
    assert status == 1
    assert "the telephone was not answered: " in said


async def callers_hear(stage: Stage, recording: NDArray[np.int16]) -> None:
    status, said = await veertien(stage, "reload")
    assert status == 0, said
    call = await place(stage, "140229", until=lambda _: asyncio.sleep(2.5))
    path = stage.outside.folders.root / "spool/recording" / f"{call.recording}.wav"
    assert share_heard(read_wav(path).pcm.astype(float), recording.astype(float)) > 0.5


async def put_on_desk(stage: Stage) -> None:
    """Give the PBX a telephone of the admin's own, in a context that includes the one with the code."""
    for name, more in (("pjsip.conf", DESK), ("extensions.conf", DESKS_CONTEXT)):
        file = stage.pbx.folders.etc / name
        file.write_text(file.read_text() + more)
    await stage.pbx.stop()
    await stage.pbx.start()


def use_recordings(stage: Stage, folder: Path) -> Path:
    recordings = folder / "recordings"
    recordings.mkdir()
    set_prompts(stage, f"voice: nl, recordings: {recordings}")
    return recordings


def speaks(words: NDArray[np.int16], keys: str, silences: int = 0) -> Script:
    """Speak after each beep, and press # and the next of the keys; hang up at the beep after the last.

    After the first beeps, `silences` of them, only # is pressed.
    """

    async def script(call: IncomingCall) -> None:
        await call.answer()
        beeps = await speak_into(call, words, keys, silences)
        await beeped(call, beeps)
        call.bye()

    return script


async def speak_into(call: Call, words: NDArray[np.int16], keys: str, silences: int = 0) -> int:
    """Do so in a call that was answered, and stay in it; return how many beeps there were."""
    # The welcome, and which prompt is wanted.
    for _ in range(2):
        await asyncio.sleep(0.7)
        await call.media.press("#")
    beeps = 0
    for _ in range(silences):
        beeps = await beeped(call, beeps)
        await asyncio.sleep(0.3)
        await call.media.press("#")
    for key in keys:
        beeps = await beeped(call, beeps)
        await asyncio.sleep(0.3)
        await call.media.play((words * QUIETLY).astype(np.int16))
        await call.media.press("#")
        await asyncio.sleep(words.size / HERTZ + 0.5)
        await call.media.press(key)
    return beeps


async def beeped(call: Call, before: int) -> int:
    """Wait until there was another beep, and return how many there were."""
    async with asyncio.timeout(MOST_SECONDS):
        while (count := beeps_in(call.media.sound())) == before:
            await asyncio.sleep(0.1)
    return count


def beeps_in(sound: NDArray[np.int16]) -> int:
    frames = sound[: sound.size // 160 * 160].reshape(-1, 160).astype(float)
    energy = (frames**2).sum(axis=1)
    wave = np.exp(2j * np.pi * BEEP_HERTZ * np.arange(160) / HERTZ)
    pure = (np.abs(frames @ wave) ** 2 / 80 > 0.9 * energy) & (energy > 160 * 1000.0**2)
    runs = np.flatnonzero(np.diff(np.concatenate([[0], pure, [0]]).astype(int)))
    return int(sum(end - start >= BEEP_SECONDS * HERTZ / 160 for start, end in runs.reshape(-1, 2)))


async def record(stage: Stage, *keys: str) -> tuple[int, str]:
    return await veertien(stage, "prompts", "record", NUMBER, *keys)
