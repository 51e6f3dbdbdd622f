"""`veertien selftest` on a real Asterisk: a sound one, planted faults, and callers from outside who try to be one."""

import asyncio
import json
import os
import signal
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at, scripts
from demo.peer.tones import tone
from demo.stage import Stage
from tests.recognisers import recognisers
from tests.telephony.commands import set_prompts, veertien
from tests.telephony.conftest import StageMaker
from veertien.asterisk.manager.connection import AmiRefusedError, OneConnection
from veertien.asterisk.manager.examination import opened
from veertien.speech.line.wav import encode_wav

TRUNK_ADDRESS = "127.0.0.40"
ASKED_SECONDS = 5.0


async def self_test(stage: Stage) -> tuple[int, dict[str, Any]]:
    status, said = await veertien(stage, "selftest", "--json")
    answer = json.loads(said.splitlines()[-1])
    assert isinstance(answer, dict), said
    return status, answer


def codes(answer: dict[str, Any]) -> list[str]:
    return [finding["code"] for finding in answer["findings"]]


async def figures(stage: Stage, begins: str) -> dict[str, float]:
    lines = (line for line in (await stage.daemon.metrics()).splitlines() if line.startswith(begins))
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


async def test_a_sound_pbx_is_told_so_and_nobody_is_rung(make_stage: StageMaker) -> None:
    stage = await make_stage()
    status, answer = await self_test(stage)
    assert (status, codes(answer)) == (0, [])
    call = answer["call"]
    entry = stage.tables.entry(call["record"]["municipality"])
    assert call["said"][0] == entry.name
    assert call["asked"][0] in {"ask", "ask_between"}
    assert call["caller_heard"]
    assert call["trunk_heard"]
    assert call["endpoint"] == entry.destinations[0].trunk.endpoint
    assert stage.world.arrivals == []
    recorded = await stage.daemon.events.published("call")
    assert [(each["selftest"], each["test"], each["caller_kind"]) for each in recorded] == [(True, True, "unknown")]
    tests = await figures(stage, "veertien_selftest_")
    assert tests["veertien_selftest_success"] == 1
    assert tests["veertien_selftest_last_success_timestamp_seconds"] > 0
    # No figure of callers knows of it.
    for begins in (
        "veertien_calls_total",
        "veertien_area_code_calls_total",
        "veertien_dials_total",
        "veertien_call_ends_total",
    ):
        assert set((await figures(stage, begins)).values()) == {0.0}, begins
    status, said = await veertien(stage, "selftest")
    assert status == 0
    assert said.startswith("well: ")
    assert said.count("\n") == 1


async def test_the_number_of_calls_that_a_trunk_carries_is_left_alone(make_stage: StageMaker) -> None:
    stage = await make_stage()
    await self_test(stage)
    assert "GROUP(veertien)=trunk" not in stage.pbx.folders.log.read_text()


@pytest.mark.fault("a self-test, and the daemon is dead", caller="no caller: the test fails", after="at once")
async def test_without_a_daemon_it_fails_and_not_even_the_fallback_is_rung(make_stage: StageMaker) -> None:
    stage = await make_stage()
    await stage.daemon.stop()
    status, answer = await self_test(stage)
    assert (status, codes(answer)) == (1, ["call_undecided"])
    assert answer["call"]["taken_seconds"] is not None
    assert stage.world.arrivals == []


async def test_a_trunk_that_pjsip_does_not_know_is_found(make_stage: StageMaker) -> None:
    stage = await make_stage()
    _, sound = await self_test(stage)
    endpoint = sound["call"]["endpoint"]
    pjsip = stage.pbx.folders.etc / "pjsip.conf"
    pjsip.write_text(pjsip.read_text().replace(f"[{endpoint}]", f"[{endpoint}s]"))
    await stage.pbx.console("module reload res_pjsip.so")
    key = next(key for key, trunk in stage.tables.trunks.items() if trunk.endpoint == endpoint)
    while (await stage.daemon.health())["trunks"][key] == "up":
        await asyncio.sleep(0.2)
    status, answer = await self_test(stage)
    assert (status, codes(answer)) == (1, ["call_leads_down"])
    assert (await figures(stage, "veertien_selftest_"))["veertien_selftest_success"] == 0


async def test_a_question_that_makes_no_sound_is_found(make_stage: StageMaker, folder: Path) -> None:
    stage = await make_stage()
    recordings = folder / "recordings"
    recordings.mkdir()
    _, sound = await self_test(stage)
    area_code = f"0{sound['call']['number'].removeprefix('140')}"
    here = [entry.name.lower() for entry in stage.tables.municipalities.values() if area_code in entry.area_codes]
    between = ["-".join(["ask-between", *names]) for names in permutations(here)]
    for name in ("ask", *between, "not-heard", "not-understood"):
        (recordings / f"{name}.wav").write_bytes(encode_wav(np.zeros(8000, np.int16), 8000))
    set_prompts(stage, f"recordings: {recordings}")
    await veertien(stage, "reload")
    status, answer = await self_test(stage)
    assert status == 1
    assert "prompt_unheard" in codes(answer)


async def test_recognisers_that_are_frozen_are_found(make_stage: StageMaker) -> None:
    stage = await make_stage()
    # Whoever is frozen while the daemon measures them is replaced.
    await stage.daemon.logged('"event": "answer_measured"')
    for pid in recognisers(stage.daemon.pid):
        os.kill(pid, signal.SIGSTOP)
    status, answer = await self_test(stage)
    assert (status, codes(answer)) == (1, ["name_misheard"])
    assert stage.world.arrivals == []


async def test_nobody_from_outside_can_be_taken_for_one(make_stage: StageMaker) -> None:
    """Neither a header, nor a number, nor a name; nor a carrier whose context leads to the self-tests' by mistake."""
    async with (
        peer_at(TRUNK_ADDRESS, script=scripts.answers(tone(440, 0.1))) as trunk,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        headers = tuple(
            (name, "yes") for name in ("X-Veertien-Selftest", "VEERTIEN_SELFTEST", "X-Asterisk-Set-Variable")
        )
        call = await carrier.call(
            stage.network.pbx,
            Invitation("14020", from_='"veertien-selftest" <sip:yes@veertien-selftest>', headers=headers),
        )
        await call.answered()
        call.bye()
        assert len(trunk.arrivals) == 1
        for user in ("veertien-selftest", "14020%40veertien-selftest", "Local/14020"):
            call = await carrier.call(stage.network.pbx, Invitation(user))
            assert (await call.final()).message.status == 404, user
        pjsip = stage.pbx.folders.etc / "pjsip.conf"
        pjsip.write_text(
            pjsip.read_text().replace(
                "[carrier](veertien-carrier)\n", "[carrier](veertien-carrier)\ncontext=veertien-selftest\n"
            )
        )
        await stage.pbx.console("module reload res_pjsip.so")
        call = await carrier.call(stage.network.pbx, Invitation("14020"))
        assert (await call.final()).message.status == 404
        recorded = await stage.daemon.events.published("offered")
    assert [each["arrival"]["selftest"] for each in recorded] == [False]
    assert len(trunk.arrivals) == 1


async def test_the_user_that_places_them_may_do_nothing_else(make_stage: StageMaker) -> None:
    """Also what Asterisk refuses to Originate itself, where the user has no right `system`."""
    stage = await make_stage()
    manager = OneConnection("127.0.0.1", stage.network.ami)
    try:
        await opened(manager, "veertien-selftest", stage.network.secret, "off", ASKED_SECONDS)
        asked = (
            {"Action": "Command", "Command": "core show version"},
            {"Action": "Getvar", "Variable": "VEERTIEN_AGI"},
            {"Action": "PJSIPShowEndpoints"},
            {"Action": "GetConfig", "Filename": "manager.conf"},
            *(
                {
                    "Action": "Originate",
                    "Async": "true",
                    "Channel": "Local/s@x",
                    "Application": application,
                    "Data": data,
                }
                for application, data in (("System", "id"), ("TryExec", "System(id)"), ("AGI", "/bin/true"))
            ),
        )
        for action in asked:
            with pytest.raises(AmiRefusedError):
                await manager.ask(action, ASKED_SECONDS)
    finally:
        manager.close()
