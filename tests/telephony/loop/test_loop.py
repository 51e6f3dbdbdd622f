"""A municipality that sends its calls back to the 14-number: they end at a person, and never turn for ever."""

import asyncio

import pytest

from demo.stage import Stage
from demo.world import Behaviour
from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker
from veertien.routing.calls import MOST_ALIKE, MOST_PASSED
from veertien.testcall.placed_call import PlacedCall

AMSTERDAM, OPERATOR = "trunk-amsterdam", "trunk-operator"


@pytest.mark.fault(
    "the municipality sends the call back to the 14-number",
    caller="the operator; the second time SIP 483",
    after="at once",
)
async def test_a_call_that_is_sent_back_reaches_a_person_and_the_second_time_it_ends(make_stage: StageMaker) -> None:
    stage = await make_stage()
    sends_back(stage, AMSTERDAM, Behaviour.FORWARDS)
    call = await place(stage, "14020", caller="0200000001", until=lambda _: served_by(stage, OPERATOR))
    assert arrivals(stage, "0200000001") == [AMSTERDAM, OPERATOR]
    assert call.at("answered") is not None
    assert [arrival.passed for arrival in stage.world.arrivals] == ["14020", "14020-14020"]
    await stage.daemon.logged('"turn": "back"')

    # The operator sends it back too, and so does the fallback: refused each time it comes in, it is taken by nobody.
    await stage.outside.console("pjsip set logger on")
    for endpoint in (OPERATOR, "fallback"):
        sends_back(stage, endpoint, Behaviour.FORWARDS)
    call = await place(stage, "14020", caller="0200000002")
    assert arrivals(stage, "0200000002").count(AMSTERDAM) == 1
    assert call.at("answered") is None
    await stage.daemon.logged('"turn": "again"')
    await stage.daemon.logged('"result": "refused"')
    await stage.daemon.logged('"cause": 25')
    assert "SIP/2.0 483 " in stage.outside.folders.log.read_text()
    await stage.outside.console("pjsip set logger off")

    # Another 14-number is no way back to where the call came from.
    stage.world.behaviours.clear()
    sends_back(stage, AMSTERDAM, Behaviour.FORWARDS, to="140227")
    await place(stage, "14020", caller="0200000003", until=lambda _: served_by(stage, "trunk-medemblik"))
    assert arrivals(stage, "0200000003") == [AMSTERDAM, "trunk-medemblik"]

    # A wish to have the call dialled elsewhere is not followed.
    sends_back(stage, AMSTERDAM, Behaviour.REDIRECTS)
    await place(stage, "14020", caller="0200000004", until=lambda call: served_by(stage, OPERATOR, call))
    assert arrivals(stage, "0200000004") == [AMSTERDAM, OPERATOR]

    # With the daemon gone the dialplan itself ends a fallback that sends everything back.
    await stage.daemon.kill()
    sends_back(stage, "fallback", Behaviour.FORWARDS)
    call = await place(stage, "14020", caller="0200000005")
    assert arrivals(stage, "0200000005") == ["fallback"] * MOST_PASSED
    assert call.at("answered") is None


@pytest.mark.fault("calls come back and lose their headers", caller="the operator from the 11th on", after="at once")
async def test_where_headers_get_lost_the_calls_of_one_caller_tell(make_stage: StageMaker) -> None:
    stage = await make_stage()
    sends_back(stage, AMSTERDAM, Behaviour.FORWARDS_WITHOUT_HEADERS)
    call = await place(stage, "14020", caller="0200000001", until=lambda _: served_by(stage, OPERATOR))
    assert arrivals(stage, "0200000001") == [*[AMSTERDAM] * MOST_ALIKE, OPERATOR]
    assert call.at("answered") is not None
    await stage.daemon.logged('"turn": "alike"')
    async with asyncio.timeout(10):
        # The legs go one after another once the caller has hung up.
        while await stage.pbx.channels():
            await asyncio.sleep(0.1)
    stage.world.behaviours.clear()
    await place(stage, "14020", caller="0200000001", until=lambda call: served_by(stage, AMSTERDAM, call))


def sends_back(stage: Stage, endpoint: str, behaviour: Behaviour, to: str = "14020") -> None:
    stage.world.behaviours[endpoint] = behaviour
    stage.world.forward_to[endpoint] = to


async def served_by(stage: Stage, endpoint: str, call: PlacedCall | None = None) -> None:
    """Wait until a call, of those since this one was placed, has been greeted there."""
    since = call.began if call else 0.0
    arrival = await stage.world.arrival(lambda arrival: arrival.endpoint == endpoint and arrival.at > since)
    await stage.world.greeted(arrival)
