"""Kamailio as admins get it, a carrier, and two nodes that are raw peers: they do what an Asterisk can't be made to."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.kamailio import Kamailio, Node, Tls, running_kamailio
from demo.network import CARRIER_ADDRESS, PROXY_ADDRESS
from demo.peer import Peer, peer_at, scripts
from demo.ports import Wanted, choose_ports
from tests.telephony.conftest import BUILD

OTHER_CARRIER = "127.0.0.8"
MUNICIPALITY = "127.0.0.40"
"""Is called through Kamailio."""
NODES = ("127.0.0.5", "127.0.0.6")


@dataclass(frozen=True)
class Proxied:
    """What runs: `first` and `second` take calls, `asked` beside each answers the pings that say whether it does."""

    kamailio: Kamailio
    carrier: Peer
    first: Peer
    second: Peer
    asked: tuple[Peer, Peer]
    nodes: tuple[Node, Node]

    def taken(self) -> tuple[int, int]:
        """How many calls either node was offered."""
        return len(self.first.arrivals), len(self.second.arrivals)


@pytest.fixture
async def proxied(folder: Path) -> AsyncIterator[Proxied]:
    async with running(folder) as all_of_it:
        yield all_of_it


@asynccontextmanager
async def running(folder: Path, limit: int = 100, tls: Tls | None = None) -> AsyncIterator[Proxied]:
    """Run all of it; both nodes answer calls and get some. `limit` is the most calls a second of a carrier."""
    (port,) = choose_ports([Wanted(socket.SOCK_DGRAM, (PROXY_ADDRESS,), 2)])
    async with (
        peer_at(CARRIER_ADDRESS) as carrier,
        peer_at(NODES[0], script=scripts.answers()) as first,
        peer_at(NODES[1], script=scripts.answers()) as second,
        peer_at(NODES[0]) as first_asked,
        peer_at(NODES[1]) as second_asked,
    ):
        nodes = Node(first.address, first_asked.address), Node(second.address, second_asked.address)
        at = PROXY_ADDRESS, port
        async with running_kamailio(
            BUILD, folder / "kamailio", at, nodes, [CARRIER_ADDRESS, OTHER_CARRIER], limit, tls, [MUNICIPALITY]
        ) as kamailio:
            yield Proxied(kamailio, carrier, first, second, (first_asked, second_asked), nodes)
