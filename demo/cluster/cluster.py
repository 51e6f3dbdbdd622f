"""A Kamailio, nodes behind it, and raw peers around them: a carrier that calls and one peer for all municipalities."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from demo.cluster.node import ClusterNode
from demo.daemon_config import TABLES
from demo.installation import Installation
from demo.kamailio import Kamailio, running_kamailio
from demo.network import CARRIER_ADDRESS, FALLBACK_ENDPOINT, PROXY_ADDRESS, lay_out_nodes
from demo.peer import Call, IncomingCall, Peer, peer_at
from demo.peer.messages import user_in
from demo.ports import Wanted, choose_ports
from veertien import gazetteer
from veertien.config import load_tables
from veertien.routing import AMSTERDAM

MUNICIPALITY_ADDRESS = "127.0.0.40"


@dataclass(frozen=True, slots=True)
class Cluster:
    """What runs."""

    kamailio: Kamailio
    nodes: tuple[ClusterNode, ...]
    carrier: Peer
    municipalities: Peer
    """Takes the calls of every trunk, and of the fallback; of what it says there is nothing to be heard."""
    taken: Mapping[str, Sequence[IncomingCall]]
    """Its calls by their callers' numbers."""

    def node_of(self, call: Call) -> ClusterNode:
        """Return the node that has a call which was answered, or which came in at a municipality."""
        port = int(call.dialog.target.rpartition(":")[2])
        return next(node for node in self.nodes if node.network.pbx_sip == port)

    def arrivals(self, caller: str) -> Sequence[IncomingCall]:
        """Return this caller's calls that came to a municipality or the fallback, in order."""
        return self.taken.get(caller, ())

    async def until_active(self, *nodes: ClusterNode) -> None:
        """Wait until just these nodes get calls. Raises KamailioError."""
        await self.kamailio.until_active([node.seen for node in nodes])


@contextlib.asynccontextmanager
async def running_cluster(
    installation: Installation,
    build: Path,
    folder: Path,
    count: int,
    *,
    settings: str = "",
    calls_a_second: int = 100,
    direct_media: bool = False,
) -> AsyncIterator[Cluster]:
    """Run all of it in `folder` inside the block, with the example tables; `settings` is more for veertien.yaml.

    With `direct_media` the nodes leave the callers' audio to carrier and municipality, once they are put through.
    """
    tables = load_tables(TABLES, gazetteer.load()).at(datetime.now(AMSTERDAM))
    endpoints = [*sorted({trunk.endpoint for trunk in tables.trunks.values()}), FALLBACK_ENDPOINT]
    names = [f"node-{number}" for number in range(1, count + 1)]
    taken: defaultdict[str, list[IncomingCall]] = defaultdict(list)

    async def answers(call: IncomingCall) -> None:
        taken[user_in(call.invite.header("from"))].append(call)
        call.media.silent = True
        await call.answer()

    async with contextlib.AsyncExitStack() as stack:
        municipalities = await stack.enter_async_context(peer_at(MUNICIPALITY_ADDRESS, script=answers))
        networks = lay_out_nodes(count, dict.fromkeys(endpoints, MUNICIPALITY_ADDRESS), secrets.token_hex(16))
        contacts = dict.fromkeys(endpoints, municipalities.contact)
        nodes = tuple(
            ClusterNode(
                name,
                installation,
                folder / name,
                build / "cache",
                network,
                contacts,
                names,
                settings=settings,
                direct_media=direct_media,
            )
            for name, network in zip(names, networks, strict=True)
        )
        for node in nodes:
            stack.callback(node.pbx.remove_run_folder)
            stack.push_async_callback(node.stop)
        carrier = await stack.enter_async_context(peer_at(CARRIER_ADDRESS))
        (port,) = choose_ports([Wanted(socket.SOCK_DGRAM, (PROXY_ADDRESS,))])
        at, seen = (PROXY_ADDRESS, port), [node.seen for node in nodes]
        kamailio = await stack.enter_async_context(
            running_kamailio(build, folder / "kamailio", at, seen, [CARRIER_ADDRESS], calls_a_second)
        )
        await asyncio.gather(*(node.start() for node in nodes))
        cluster = Cluster(kamailio, nodes, carrier, municipalities, taken)
        await cluster.until_active(*nodes)
        yield cluster
