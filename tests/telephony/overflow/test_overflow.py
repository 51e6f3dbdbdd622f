"""Destinations that take no call: which ends lead on to the next, and what the caller's network hears of the last."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from demo.stage import Stage
from demo.world import Arrival, Behaviour
from tests.telephony.calls import arrivals, by_keys, place
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from tests.telephony.receiver import received
from tests.telephony.records import record
from veertien.testcall.placed_call import PlacedCall

BUSY, NO_ANSWER, UNALLOCATED, REJECTED, NO_CIRCUIT = 17, 19, 1, 21, 34
RING_SECONDS = 6
"""The stage's dialplan rings for 4 s where the tables say nothing."""
TONE = 425
"""What the Dutch busy tone is made of, in hertz."""
ASKED = by_keys(1)


@pytest.fixture
async def stage(make_stage: StageMaker, folder: Path) -> Stage:
    """14 020 keeps every end of Amsterdam, 14 0227 none of Medemblik, which rings for `RING_SECONDS` first."""
    tables = changed(folder, {}, {"Amsterdam": "overflow: []", "Hoorn": "overflow: [no_answer]"})
    westfriesland = tables / "municipalities/westfriesland.yaml"
    text = westfriesland.read_text()
    assert "        number: 0229000002\n" in text
    westfriesland.write_text(
        text.replace(
            "        number: 0229000002\n", f"        number: 0229000002\n        ring_seconds: {RING_SECONDS}\n"
        )
    )
    return await make_stage(tables=tables)


@pytest.mark.fault(
    "no destination takes the call, nor the fallback",
    caller="what the first telephone said that was reached",
    after="ring_seconds each",
)
async def test_which_ends_lead_on_and_which_cause_the_caller_gets(stage: Stage) -> None:
    behaviours = stage.world.behaviours

    async def backup_greets(placed: PlacedCall) -> None:
        await stage.world.greeted(await arrival_after(stage, placed, "trunk-medemblik-backup"))

    # Busy leads on to the next, before the call is answered.
    behaviours["trunk-medemblik"] = Behaviour.BUSY
    await place(stage, "140227", caller="0227000001", until=backup_greets)
    assert arrivals(stage, "0227000001") == ["trunk-medemblik", "trunk-medemblik-backup"]
    assert (await record(stage, 0))["turned_away"] == [away("trunk-medemblik", "busy", BUSY, 486)]

    # It rings as long as its destination says, and not as long as the dialplan does.
    behaviours["trunk-medemblik"] = Behaviour.RINGS
    await place(stage, "140227", caller="0227000002", until=backup_greets)
    first, second = (arrival for arrival in stage.world.arrivals if arrival.caller == "0227000002")
    assert (first.endpoint, second.endpoint) == ("trunk-medemblik", "trunk-medemblik-backup")
    assert second.at - first.at > RING_SECONDS - 0.5
    assert (await record(stage, 1))["turned_away"] == [away("trunk-medemblik", "no_answer", NO_ANSWER, 480)]

    # Nobody takes it: the caller's network is told what the municipality said, not what became of the others.
    for name in ("trunk-medemblik", "trunk-medemblik-backup", "trunk-operator", "fallback"):
        behaviours[name] = Behaviour.CONGESTED
    behaviours["trunk-medemblik-backup"] = Behaviour.BUSY
    call = await place(stage, "140227", caller="0227000003")
    assert arrivals(stage, "0227000003") == ["trunk-medemblik", "trunk-medemblik-backup", "trunk-operator", "fallback"]
    assert (call.at("answered"), call.cause) == (None, BUSY)
    line = await record(stage, 2)
    assert await dialled(stage, line["call"]) == [
        ("trunk-medemblik", 1),
        ("trunk-medemblik-backup", 2),
        ("trunk-operator", 3),
        ("fallback", 0),
    ]
    assert [(one["endpoint"], one["end"]) for one in line["turned_away"]] == [
        ("trunk-medemblik", "congestion"),
        ("trunk-medemblik-backup", "busy"),
        ("trunk-operator", "congestion"),
        ("fallback", "congestion"),
    ]
    assert (line["cause"], line["fell_back"]) == (BUSY, True)

    # Where the tables keep an end, it is the end, with the cause that belongs to it.
    for number, (behaviour, cause) in enumerate(
        [
            (Behaviour.BUSY, BUSY),
            (Behaviour.REJECTS, REJECTED),
            (Behaviour.UNALLOCATED, UNALLOCATED),
            (Behaviour.CONGESTED, NO_CIRCUIT),
        ]
    ):
        behaviours["trunk-amsterdam"] = behaviour
        caller = f"020000000{number}"
        call = await place(stage, "14020", caller=caller)
        assert arrivals(stage, caller) == ["trunk-amsterdam"], behaviour
        assert (call.at("answered"), call.cause) == (None, cause), behaviour


@pytest.mark.fault(
    "the municipality is busy after a question, and the tables keep that", caller="the busy tone", after="at once"
)
async def test_after_an_answer_the_caller_hears_that_it_is_busy(stage: Stage) -> None:
    stage.world.behaviours["trunk-hoorn"] = Behaviour.BUSY

    async def a_while(_: PlacedCall) -> None:
        await stage.world.arrival(lambda arrival: arrival.endpoint == "trunk-hoorn")
        await asyncio.sleep(3)

    call = await place(stage, "140229", ASKED, until=a_while)
    assert arrivals(stage) == ["trunk-hoorn"]
    assert tone_share(received(stage, call)) > 0.9
    line = await record(stage, 0)
    assert line["cause"] == BUSY
    assert await dialled(stage, line["call"]) == [("trunk-hoorn", 1)]


async def arrival_after(stage: Stage, placed: PlacedCall, endpoint: str) -> Arrival:
    """Wait for the arrival of this call, the last one placed, at an endpoint."""
    return await stage.world.arrival(lambda arrival: arrival.endpoint == endpoint and arrival.at > placed.began)


def tone_share(heard: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """Return the share of the audible power that is a busy tone's."""
    power = np.abs(np.fft.rfft(heard)) ** 2
    hertz = np.fft.rfftfreq(len(heard), 1 / 8000)
    return float(power[np.abs(hertz - TONE) < 20].sum() / power[hertz > 50].sum())


def away(endpoint: str, end: str, cause: int, sip_status: int) -> dict[str, object]:
    return {"endpoint": endpoint, "end": end, "cause": cause, "sip_status": sip_status}


async def dialled(stage: Stage, call: str) -> list[tuple[str, int]]:
    """What the dialplan said it dialled for a call, with its place in the list."""
    events = await stage.daemon.events.so_far("dialled")
    return [(event["endpoint"], event["attempt"]) for event in events if event["call"] == call]
