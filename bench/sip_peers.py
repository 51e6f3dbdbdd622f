"""The two ends of the wire: a carrier that calls the PBX, and trunks that ring."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncIterator, Iterable
from functools import partial

from bench.sip_messages import Address, Invitation, Message, invitation, parse, response

#: Seconds an INVITE may take to come out of the PBX, and to be given up.
MOST_SECONDS = 8.0


class CallRefusedError(RuntimeError):
    """The PBX did not put a call through; the message says what it answered."""


class Trunks:
    """Every trunk at once: alive when asked, ringing when called; keeps when each caller's INVITE came in."""

    def __init__(self) -> None:
        self.arrivals: dict[str, tuple[float, Address]] = {}
        self._invites: dict[str, Message] = {}

    def take(self, data: bytes, own: Address, send_to: asyncio.DatagramTransport, peer: Address) -> None:
        """Take one datagram that came in at `own`."""
        now = time.perf_counter()
        message = parse(data)
        call = message.header("call-id")
        match message.method:
            case "INVITE" if not message.status:
                self.arrivals.setdefault(_user(message.header("from")), (now, own))
                self._invites[call] = message
                send_to.sendto(response(message, "180 Ringing", call[:8]), peer)
            case "CANCEL":
                send_to.sendto(response(message, "200 OK", call[:8]), peer)
                if call in self._invites:
                    send_to.sendto(response(self._invites.pop(call), "487 Request Terminated", call[:8]), peer)
            case "OPTIONS":
                send_to.sendto(response(message, "200 OK", "alive"), peer)


class _Trunk(asyncio.DatagramProtocol):
    def __init__(self, trunks: Trunks, own: Address) -> None:
        self._trunks = trunks
        self._own = own
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if self._transport is not None:
            self._trunks.take(data, self._own, self._transport, addr)


class Carrier(asyncio.DatagramProtocol):
    """Calls the PBX from one address, one call at a time, and gives each up as soon as it rings."""

    def __init__(self, own: Address, pbx: Address) -> None:
        self._own = own
        self._pbx = pbx
        self._transport: asyncio.DatagramTransport | None = None
        self._call: Invitation | None = None
        self._over: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:  # type: ignore[override]
        """Keep the socket to call from."""
        self._transport = transport

    async def ring(self, number: str, caller: str) -> float:
        """Call, let it ring, give up; return when the INVITE was sent, in `time.perf_counter` seconds.

        Raises:
            CallRefusedError: the PBX refused the call.
        """
        if self._transport is None:
            raise RuntimeError("this carrier has no socket yet")
        self._call = invitation(number, caller, self._own, self._pbx)
        self._over = asyncio.get_running_loop().create_future()
        sent = time.perf_counter()
        self._transport.sendto(self._call.invite(), self._pbx)
        async with asyncio.timeout(MOST_SECONDS):
            status = await self._over
        if status != 487:
            raise CallRefusedError(f"{number} was answered with {status}")
        return sent

    def datagram_received(self, data: bytes, _addr: Address) -> None:
        """Take the PBX's answers: give up what rings, acknowledge what has ended."""
        message, call, transport = parse(data), self._call, self._transport
        if call is None or transport is None or message.header("call-id") != call.call_id:
            return
        if message.method != "INVITE":
            return
        if message.status in (180, 183):
            transport.sendto(call.cancel(), self._pbx)
        elif message.status >= 200:
            transport.sendto(call.ack(message), self._pbx)
            if not self._over.done():
                self._over.set_result(message.status)


@contextlib.asynccontextmanager
async def trunks_at(addresses: Iterable[Address]) -> AsyncIterator[Trunks]:
    """Listen at every one of `addresses` inside the block."""
    loop = asyncio.get_running_loop()
    trunks = Trunks()
    async with contextlib.AsyncExitStack() as stack:
        for own in addresses:
            transport, _ = await loop.create_datagram_endpoint(partial(_Trunk, trunks, own), local_addr=own)
            stack.callback(transport.close)
        yield trunks


@contextlib.asynccontextmanager
async def carrier_at(own: Address, pbx: Address) -> AsyncIterator[Carrier]:
    """Call from `own` inside the block."""
    loop = asyncio.get_running_loop()
    transport, carrier = await loop.create_datagram_endpoint(lambda: Carrier(own, pbx), local_addr=own)
    try:
        yield carrier
    finally:
        transport.close()


def _user(address: str) -> str:
    found = re.search(r"sips?:([^@;>]+)@", address)
    return found[1] if found else ""
