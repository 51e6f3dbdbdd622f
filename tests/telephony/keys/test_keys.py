"""A key in the question arrives in every form in which carriers send one, and goes on to a municipality in its form."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, OutgoingCall, Session, peer_at
from demo.peer.callee import IncomingCall
from demo.peer.tones import HERTZ, key_tone
from demo.stage import Stage
from tests.telephony.conftest import StageMaker

Press = Callable[[OutgoingCall, str], Awaitable[None]]
TRUNK_ADDRESS = "127.0.0.40"
BETWEEN_SECONDS = 0.8
"""Seconds between two keys of one caller."""


async def by_event(call: OutgoingCall, key: str) -> None:
    await call.media.press(key)


async def by_tone(call: OutgoingCall, key: str) -> None:
    await call.media.play(key_tone(key))


async def by_info_relay(call: OutgoingCall, key: str) -> None:
    call.info(key)


async def by_info_plain(call: OutgoingCall, key: str) -> None:
    call.request("INFO", (("Content-Type", "application/dtmf"),), key)


WAYS: dict[str, tuple[Session, Press]] = {
    "events as 101": (Session(events=101), by_event),
    "events as 96": (Session(events=96), by_event),
    "events as 100": (Session(events=100), by_event),
    "events as 127": (Session(events=127), by_event),
    "tones, events not offered": (Session(events=None), by_tone),
    "INFO, events offered": (Session(), by_info_relay),
    "INFO, events not offered": (Session(events=None), by_info_relay),
    "INFO of application/dtmf": (Session(events=None), by_info_plain),
}


async def chosen_by_keys(stage: Stage, session: Session, press: Press) -> str:
    """Call the shared area code, choose the second in the list by keys, and return where the call arrives."""
    before = len(stage.world.arrivals)
    async with peer_at(CARRIER_ADDRESS) as carrier:
        call = await carrier.call(stage.network.pbx, Invitation("140229", "0612345678", session=session))
        await call.answered()
        await asyncio.sleep(BETWEEN_SECONDS)
        await press(call, "1")
        await asyncio.sleep(BETWEEN_SECONDS)
        await press(call, "2")
        async with asyncio.timeout(30):
            while len(stage.world.arrivals) == before:
                await asyncio.sleep(0.05)
    return stage.world.arrivals[-1].endpoint


async def test_keys_choose_the_municipality_in_every_form_they_come_in(make_stage: StageMaker) -> None:
    stage = await make_stage()
    reached = {name: await chosen_by_keys(stage, session, press) for name, (session, press) in WAYS.items()}
    assert reached == dict.fromkeys(WAYS, "trunk-medemblik")


@pytest.mark.parametrize("caller_events", [101, None])
async def test_keys_reach_the_menu_of_a_municipality_that_knows_only_tones(
    make_stage: StageMaker, caller_events: int | None
) -> None:
    async def answers_without_events(call: IncomingCall) -> None:
        await call.respond("200 OK", Session(events=None))

    async with (
        peer_at(TRUNK_ADDRESS, script=answers_without_events) as trunk,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        call = await carrier.call(stage.network.pbx, Invitation("14020", session=Session(events=caller_events)))
        await call.answered()
        await asyncio.sleep(BETWEEN_SECONDS)
        await (by_event if caller_events else by_tone)(call, "6")
        await asyncio.sleep(BETWEEN_SECONDS)
        heard = trunk.arrivals[0].media.sound()
    assert loudest(heard, (697, 770, 852, 941)) == 770
    assert loudest(heard, (1209, 1336, 1477, 1633)) == 1477


def loudest(sound: NDArray[np.int16], tones: Sequence[int]) -> int:
    """Return the tone of which there is most in the sound; 0 where there is next to none of any."""
    at = np.arange(len(sound)) / HERTZ
    amounts = {hertz: abs(np.exp(-2j * np.pi * hertz * at) @ sound) / HERTZ for hertz in tones}
    found = max(tones, key=lambda hertz: amounts[hertz])
    return found if amounts[found] > 100 else 0
