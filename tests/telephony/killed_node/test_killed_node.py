"""A node that dies, hangs or is drained behind Kamailio: who calls next, and who talks meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from demo.cluster.cluster import Cluster, running_cluster
from demo.cluster.node import ClusterNode
from demo.installation import Installation
from demo.network import FALLBACK_NUMBER
from demo.peer import Invitation, OutgoingCall
from tests.telephony.conftest import BUILD

ASKED = "140229"
NOT_ASKED = "14020"
MOST_SECONDS = 60.0


@pytest.fixture
async def cluster(installation: Installation, folder: Path) -> AsyncIterator[Cluster]:
    async with running_cluster(installation, BUILD, folder, 2) as cluster:
        yield cluster


@pytest.fixture
def callers() -> Iterator[str]:
    """Numbers of callers who have not called yet."""
    return (f"0229{number:06}" for number in range(1000))


@pytest.mark.fault(
    "one of several nodes dies",
    caller="another node; who was in its question, or put through by it, calls again",
    after="0.8 s",
)
async def test_a_killed_node_takes_along_only_what_it_had_and_gets_calls_again_when_it_is_back(
    cluster: Cluster, callers: Iterator[str]
) -> None:
    killed, other = cluster.nodes
    talks = await call_by(cluster, other, NOT_ASKED, callers)
    asked = await call_by(cluster, other, ASKED, callers)
    await killed.kill()
    for _ in range(12):
        await put_through(cluster, next(callers))
    await cluster.until_active(other)
    await chooses(cluster, asked)
    assert not talks.ended.is_set()
    await killed.start()
    await cluster.until_active(killed, other)
    await call_by(cluster, killed, NOT_ASKED, callers)
    assert_nobody_fell_back(cluster)


@pytest.mark.fault("the daemon of one of several nodes is killed", caller="another node", after="at once")
@pytest.mark.fault(
    "one of several nodes is drained", caller="another node; nobody in its question notices", after="at once"
)
async def test_while_a_node_is_drained_frozen_or_without_a_daemon_another_takes_the_calls_and_nobody_falls_back(
    cluster: Cluster, callers: Iterator[str]
) -> None:
    node, other = cluster.nodes
    talks = await call_by(cluster, node, NOT_ASKED, callers)
    asked = await call_by(cluster, node, ASKED, callers)
    draining = asyncio.create_task(node.drain())
    calling = asyncio.create_task(keep_calling(cluster, callers, draining))
    await cluster.until_active(other)
    await chooses(cluster, asked)
    await draining
    assert await calling > 3
    await node.daemon.start()
    await cluster.until_active(node, other)
    await node.daemon.kill()
    for _ in range(12):
        await put_through(cluster, next(callers))
    await cluster.until_active(other)
    await node.daemon.start()
    for part in (node.pbx, node.daemon):
        await cluster.until_active(node, other)
        os.kill(part.pid, signal.SIGSTOP)
        try:
            for _ in range(6):
                await put_through(cluster, next(callers))
            await cluster.until_active(other)
        finally:
            os.kill(part.pid, signal.SIGCONT)
    await cluster.until_active(node, other)
    assert not talks.ended.is_set()
    assert_nobody_fell_back(cluster)


async def call_by(cluster: Cluster, node: ClusterNode, number: str, callers: Iterator[str]) -> OutgoingCall:
    """Call until a call comes to this node, and return that one; the others hang up."""
    while True:
        call = await answered(cluster, number, next(callers))
        if cluster.node_of(call) is node:
            return call
        call.bye()


async def answered(cluster: Cluster, number: str, caller: str) -> OutgoingCall:
    """Call, and return when somebody or the question has answered."""
    call = await cluster.carrier.call(cluster.kamailio.at, Invitation(number, caller))
    await call.answered()
    return call


async def put_through(cluster: Cluster, caller: str) -> None:
    """Call, see that it came to a municipality, and hang up."""
    call = await answered(cluster, NOT_ASKED, caller)
    assert len(cluster.arrivals(caller)) == 1
    call.bye()


async def keep_calling(cluster: Cluster, callers: Iterator[str], until: asyncio.Task[None]) -> int:
    """Have one caller after another put through until something is done; return how many."""
    calls = 0
    while not until.done():
        await put_through(cluster, next(callers))
        calls += 1
        await asyncio.sleep(0.1)
    return calls


async def chooses(cluster: Cluster, call: OutgoingCall) -> None:
    """Have a caller in the question open the keypad list, choose the first municipality, and come there."""
    caller = call.invitation.caller
    async with asyncio.timeout(MOST_SECONDS):
        while not cluster.arrivals(caller):
            await call.media.press("1")
            await asyncio.sleep(1.5)
    call.bye()


def assert_nobody_fell_back(cluster: Cluster) -> None:
    fallen = [call for call in cluster.municipalities.arrivals if f"sip:{FALLBACK_NUMBER}@" in call.invite.uri]
    assert not fallen
