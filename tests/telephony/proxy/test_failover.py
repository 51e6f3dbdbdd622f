"""Which node gets a call, which one after it, and what the carrier is told: what Kamailio 5.6 gets wrong by default."""

from __future__ import annotations

import asyncio

import pytest

from demo.kamailio import KamailioError
from demo.peer import Invitation, OutgoingCall, scripts
from demo.peer.messages import Headers, user_in
from tests.telephony.proxy.conftest import Proxied

CALLERS = tuple(f"02012345{number}" for number in range(10, 26))
BUSY_HERE = "486 Busy Here"
UNAVAILABLE = "503 Service Unavailable"
FORGOTTEN_SECONDS = 7.0
"""Longer than Kamailio keeps a call that was answered, 5 s and a turn of its timer."""


async def test_nodes_share_the_callers_and_all_calls_of_one_go_to_one_node(proxied: Proxied) -> None:
    for _ in range(2):
        for caller in CALLERS:
            await answered(proxied, caller)
    first, second = (
        [user_in(call.invite.header("from")) for call in node.arrivals] for node in (proxied.first, proxied.second)
    )
    assert set(first).isdisjoint(second)
    assert min(len(first), len(second)) >= 4


async def test_callers_without_a_number_are_shared_and_one_who_withholds_it_goes_by_it(
    proxied: Proxied,
) -> None:
    anonymous = "<sip:anonymous@anonymous.invalid>"
    for _ in CALLERS:
        await answered(proxied, from_=anonymous)
    assert min(proxied.taken()) > 0
    before = proxied.taken()
    for _ in range(6):
        await answered(proxied, from_=anonymous, headers=(("P-Asserted-Identity", "<sip:0201234567@carrier.invalid>"),))
    assert 6 in [now - then for now, then in zip(proxied.taken(), before, strict=True)]


async def test_a_call_that_a_node_has_no_room_for_goes_to_the_next(proxied: Proxied) -> None:
    proxied.first.script = scripts.refuses(UNAVAILABLE)
    for caller in CALLERS:
        await answered(proxied, caller)
    assert len(proxied.second.arrivals) == len(CALLERS)
    assert proxied.first.arrivals
    # It said something, so it stays in use.
    assert await proxied.kamailio.active() == {node.uri for node in proxied.nodes}


async def test_a_node_hears_that_there_is_another_and_the_last_one_that_there_is_none(proxied: Proxied) -> None:
    proxied.first.script = proxied.second.script = scripts.refuses(UNAVAILABLE)
    forged = (("X-Veertien-Elsewhere", "yes"),)
    call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020", headers=forged))
    await call.final()
    calls = sorted((*proxied.first.arrivals, *proxied.second.arrivals), key=lambda arrival: arrival.at)
    assert [call.invite.all("x-veertien-elsewhere") for call in calls] == [("yes",), ()]
    proxied.asked[0].options = None
    await proxied.kamailio.until_active(proxied.nodes[1:])
    await refused(proxied)
    assert proxied.second.arrivals[-1].invite.all("x-veertien-elsewhere") == ()


async def test_a_busy_municipality_is_busy_at_every_node(proxied: Proxied) -> None:
    proxied.first.script = proxied.second.script = scripts.refuses(BUSY_HERE)
    assert await refused(proxied) == BUSY_HERE
    assert sum(proxied.taken()) == 1


async def test_a_503_of_all_nodes_is_the_carriers_503(proxied: Proxied) -> None:
    proxied.first.script = proxied.second.script = scripts.refuses(UNAVAILABLE)
    assert await refused(proxied) == UNAVAILABLE
    assert proxied.taken() == (1, 1)


async def test_the_answer_of_the_node_that_was_asked_last_counts(proxied: Proxied) -> None:
    proxied.first.script, proxied.second.script = scripts.nothing, scripts.refuses(UNAVAILABLE)
    for caller in CALLERS:
        assert await refused(proxied, caller) == UNAVAILABLE
        if proxied.first.arrivals:
            return
    pytest.fail("no call went to the first node")


async def test_a_call_to_a_node_that_says_nothing_goes_to_the_next_and_further_ones_to_that_at_once(
    proxied: Proxied,
) -> None:
    proxied.first.script = scripts.nothing
    proxied.asked[0].options = None
    for caller in CALLERS:
        await answered(proxied, caller)
    # Retransmissions of one INVITE are one call.
    assert len(proxied.second.arrivals) == len(CALLERS)
    assert len(proxied.first.arrivals) <= 1


@pytest.mark.parametrize("late_seconds", [0.5, FORGOTTEN_SECONDS])
async def test_a_node_that_takes_a_call_after_it_went_to_the_next_is_not_acknowledged(
    proxied: Proxied, late_seconds: float
) -> None:
    proxied.first.script = scripts.nothing
    for caller in CALLERS:
        call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020", caller))
        await call.answered()
        if proxied.first.arrivals:
            break
    (late,) = proxied.first.arrivals
    (taken,) = (
        arrival for arrival in proxied.second.arrivals if arrival.invite.header("call-id") == call.dialog.call_id
    )
    await asyncio.sleep(late_seconds)
    await late.answer()
    await asyncio.sleep(1.0)
    assert sum(one.message.status == 200 for one in call.received) == 1
    assert "ACK" not in [one.message.method for one in late.received]
    call.bye()
    await taken.over()


async def test_who_hangs_up_while_a_node_hears_nothing_is_hung_up_there_when_it_does(proxied: Proxied) -> None:
    call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020"))
    await call.answered()
    (taken,) = (*proxied.first.arrivals, *proxied.second.arrivals)
    await taken.until(lambda message: message.method == "ACK", "ACK")
    taken.vanished = True
    call.bye()
    await asyncio.sleep(2.0)
    taken.vanished = False
    await taken.over()


async def test_a_node_that_is_pinged_in_vain_gets_no_call_although_nobody_has_called(proxied: Proxied) -> None:
    proxied.asked[0].options = None
    await proxied.kamailio.until_active(proxied.nodes[1:])
    for caller in CALLERS:
        await answered(proxied, caller)
    assert proxied.taken() == (0, len(CALLERS))
    proxied.asked[0].options = "200 OK"
    await proxied.kamailio.until_active(proxied.nodes)


async def test_only_a_success_says_that_a_node_takes_calls(proxied: Proxied) -> None:
    for status in (UNAVAILABLE, "404 Not Found"):
        proxied.asked[0].options = status
        await proxied.kamailio.until_active(proxied.nodes[1:])
        proxied.asked[0].options = "200 OK"
        await proxied.kamailio.until_active(proxied.nodes)


async def test_where_no_daemon_serves_an_asterisk_that_does_gets_the_call_for_its_fallback(proxied: Proxied) -> None:
    for asked in proxied.asked:
        asked.options = UNAVAILABLE
    await proxied.kamailio.until_active(())
    await answered(proxied)


async def test_without_any_node_a_carrier_is_told_503_and_when_to_try_again(proxied: Proxied) -> None:
    for peer in (proxied.first, proxied.second):
        peer.script = scripts.nothing
    call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020"))
    answer = (await call.final()).message
    assert (answer.status, answer.header("retry-after")) == (503, "10")


async def test_a_node_taken_out_stays_out_until_the_list_is_read_again_which_should_not_have_it_then(
    proxied: Proxied,
) -> None:
    first, second = proxied.nodes
    await proxied.kamailio.ask("dispatcher.set_state", "d", "1", first.uri)
    asked = len(proxied.asked[1].requests)
    async with asyncio.timeout(20):
        while len(proxied.asked[1].requests) < asked + 2:
            await asyncio.sleep(0.1)
    assert await proxied.kamailio.active() == {second.uri}
    for caller in CALLERS:
        await answered(proxied, caller)
    assert proxied.taken() == (0, len(CALLERS))
    await proxied.kamailio.reload()
    await proxied.kamailio.until_active((first, second))
    proxied.kamailio.configure([second])
    await proxied.kamailio.reload()
    await proxied.kamailio.until_active([second])


async def test_a_node_that_is_taken_out_by_its_first_line_alone_gets_no_call_and_ends_those_it_has(
    proxied: Proxied,
) -> None:
    calls: list[OutgoingCall] = []
    while len(proxied.first.arrivals) < 2:
        calls.append(await proxied.carrier.call(proxied.kamailio.at, Invitation("14020", CALLERS[len(calls)])))
        await calls[-1].answered()
    leaves, stays = proxied.nodes
    proxied.kamailio.configure([stays], f"2 {leaves.uri}\n")
    await proxied.kamailio.reload()
    await proxied.kamailio.until_active([stays])
    ends, is_ended = proxied.first.arrivals
    by_id = {call.dialog.call_id: call for call in calls}
    ends.bye()
    await by_id[ends.dialog.call_id].over()
    by_id[is_ended.dialog.call_id].bye()
    await is_ended.over()
    for caller in CALLERS:
        await answered(proxied, caller)
    assert len(proxied.first.arrivals) == 2


async def test_a_list_with_a_fault_is_not_taken_and_the_nodes_stay(proxied: Proxied) -> None:
    first, second = proxied.nodes
    proxied.kamailio.configure([first, second], "1 sip:192.0.2.14:5060:1\n")
    async with asyncio.timeout(20):
        # The list is read once in five seconds at most.
        while "bad uri [sip:192.0.2.14" not in proxied.kamailio.log:
            with pytest.raises(KamailioError):
                await proxied.kamailio.ask("dispatcher.reload")
            await asyncio.sleep(0.5)
    assert await proxied.kamailio.active() == {first.uri, second.uri}
    await answered(proxied)


async def test_what_belongs_to_a_call_goes_to_the_node_that_has_it_from_either_end(proxied: Proxied) -> None:
    for _ in range(2):
        call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020"))
        await call.answered()
        node = proxied.first if proxied.first.arrivals else proxied.second
        taken = node.arrivals.pop()
        call.info("1")
        await taken.until(lambda message: message.method == "INFO", "INFO")
        taken.bye()
        await call.over()
    call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020"))
    await call.answered()
    (taken,) = (*proxied.first.arrivals, *proxied.second.arrivals)
    call.bye()
    await taken.over()


async def test_a_caller_who_gives_up_is_given_up_at_the_node(proxied: Proxied) -> None:
    proxied.first.script = proxied.second.script = scripts.rings
    call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020"))
    await call.provisional(180)
    call.cancel()
    assert (await call.final()).message.status == 487
    (taken,) = (*proxied.first.arrivals, *proxied.second.arrivals)
    await taken.over()


async def answered(proxied: Proxied, caller: str = CALLERS[0], from_: str | None = None, headers: Headers = ()) -> None:
    """Have the carrier place a call that is answered, and hang up."""
    invitation = Invitation("14020", caller, from_=from_, headers=headers)
    call = await proxied.carrier.call(proxied.kamailio.at, invitation)
    await call.answered()
    call.bye()


async def refused(proxied: Proxied, caller: str = CALLERS[0]) -> str:
    """Have the carrier place a call that is refused, and return how."""
    call = await proxied.carrier.call(proxied.kamailio.at, Invitation("14020", caller))
    return (await call.final()).message.first.removeprefix("SIP/2.0 ")
