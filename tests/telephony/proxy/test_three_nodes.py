"""Three nodes, one of which is down: who gets its callers, by which docs/cluster.md says how large a node has to be."""

from __future__ import annotations

import contextlib
import socket
from pathlib import Path

from demo.kamailio import Node, running_kamailio
from demo.network import CARRIER_ADDRESS, PROXY_ADDRESS
from demo.peer import Invitation, Peer, peer_at, scripts
from demo.peer.messages import user_in
from demo.ports import Wanted, choose_ports
from tests.telephony.conftest import BUILD

NODES = ("127.0.0.5", "127.0.0.6", "127.0.0.7")
CALLERS = tuple(f"02012345{number}" for number in range(10, 40))


async def test_a_dead_nodes_callers_all_go_to_the_one_before_it_in_the_list(folder: Path) -> None:
    (port,) = choose_ports([Wanted(socket.SOCK_DGRAM, (PROXY_ADDRESS,), 1)])
    async with contextlib.AsyncExitStack() as stack:
        carrier = await stack.enter_async_context(peer_at(CARRIER_ADDRESS))
        takes = [await stack.enter_async_context(peer_at(one, script=scripts.answers())) for one in NODES]
        asked = [await stack.enter_async_context(peer_at(one)) for one in NODES]
        nodes = [Node(one.address, other.address) for one, other in zip(takes, asked, strict=True)]
        kamailio = await stack.enter_async_context(
            running_kamailio(BUILD, folder / "kamailio", (PROXY_ADDRESS, port), nodes, [CARRIER_ADDRESS], 100)
        )

        async def callers_of_each() -> list[set[str]]:
            before = [len(node.arrivals) for node in takes]
            for caller in CALLERS:
                call = await carrier.call(kamailio.at, Invitation("14020", caller))
                await call.answered()
                call.bye()
            return [_callers(node, seen) for node, seen in zip(takes, before, strict=True)]

        up = await callers_of_each()
        assert all(up)
        for dead in range(len(nodes)):
            asked[dead].options = None
            await kamailio.until_active([node for node in nodes if node is not nodes[dead]])
            wanted = list(up)
            wanted[dead - 1] = up[dead - 1] | up[dead]
            wanted[dead] = set()
            assert await callers_of_each() == wanted
            asked[dead].options = "200 OK"
            await kamailio.until_active(nodes)


def _callers(node: Peer, seen: int) -> set[str]:
    """Who has called a node since it had seen so many calls."""
    return {user_in(call.invite.header("from")) for call in node.arrivals[seen:]}
