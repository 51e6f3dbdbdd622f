"""A peer: one UDP socket that places calls and takes them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import uuid4

from demo.peer import scripts
from demo.peer.call import MOST_SECONDS, Call
from demo.peer.callee import IncomingCall, Script
from demo.peer.caller import Invitation, OutgoingCall
from demo.peer.errors import PeerError
from demo.peer.messages import Address, Headers, Message, compose, parse, response


class Peer(asyncio.DatagramProtocol):
    """Takes every call by its script and keeps it in `arrivals`, in order of coming.

    `script` may be changed at any time; calls that come later are taken by it. `options` is the status with which
    OPTIONS is answered, None for no answer.
    """

    def __init__(self, script: Script, options: str | None) -> None:
        """Begin without a socket; see `peer_at`."""
        self.script = script
        self.options = options
        self.arrivals: list[IncomingCall] = []
        self.requests: list[Message] = []
        self._calls: dict[str, Call] = {}
        self._scripts: dict[str, asyncio.Task[None]] = {}
        self._outside: dict[str, asyncio.Future[Message]] = {}
        self._news = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def address(self) -> Address:
        """Where it listens."""
        host, port = self._socket.get_extra_info("sockname")
        return host, port

    @property
    def contact(self) -> str:
        """The address as a SIP URI, as an AOR's `contact` has it."""
        host, port = self.address
        return f"sip:{host}:{port}"

    async def open(self, own: Address) -> None:
        """Listen at `own`; port 0 is any."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=own)

    async def close(self) -> None:
        """Hang up every call that has not vanished and listen no more."""
        for task in self._scripts.values():
            task.cancel()
        done = await asyncio.gather(*self._scripts.values(), return_exceptions=True)
        for call in self._calls.values():
            call.close()
        self._socket.close()
        for error in done:
            if isinstance(error, Exception):
                raise error

    async def call(self, far: Address, invitation: Invitation) -> OutgoingCall:
        """Send an INVITE to `far`; the call goes on from there."""
        call = OutgoingCall(self.address, far, invitation, self._socket.sendto)
        self._calls[call.dialog.call_id] = call
        await call.start()
        return call

    async def arrival(self, place: int = 0, most_seconds: float = MOST_SECONDS) -> IncomingCall:
        """Wait for the call that comes in as the first, or as the one in another place.

        Raises:
            PeerError: it did not come in time.
        """
        try:
            async with asyncio.timeout(most_seconds):
                while len(self.arrivals) <= place:
                    await self._news.wait()
        except TimeoutError:
            raise PeerError(f"{len(self.arrivals)} calls came in {most_seconds} s, not {place + 1}") from None
        return self.arrivals[place]

    async def ask(
        self,
        far: Address,
        method: str,
        user: str,
        most_seconds: float = MOST_SECONDS,
        *,
        uri: str = "",
        headers: Headers = (),
    ) -> Message:
        """Send a request outside any call, such as OPTIONS, and return the answer; `uri` where it is not for `far`.

        Raises:
            PeerError: none came in time.
        """
        call_id, (host, port) = uuid4().hex, self.address
        whom = f"{user}@" if user else ""
        all_headers = (
            ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{call_id}"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:{host}>;tag={call_id[:8]}"),
            ("To", f"<sip:{whom}{far[0]}>"),
            ("Call-ID", call_id),
            ("CSeq", f"1 {method}"),
            ("Contact", f"<sip:{host}:{port}>"),
            *headers,
        )
        self._outside[call_id] = asyncio.get_running_loop().create_future()
        self.send(compose(f"{method} {uri or f'sip:{whom}{far[0]}:{far[1]}'} SIP/2.0", all_headers), far)
        try:
            return await asyncio.wait_for(self._outside[call_id], most_seconds)
        except TimeoutError:
            raise PeerError(f"no answer to {method} in {most_seconds} s") from None

    def send(self, data: bytes, far: Address) -> None:
        """Send any bytes."""
        self._socket.sendto(data, far)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """Take a message."""
        message = parse(data)
        call_id = message.header("call-id")
        if not message.status:
            self.requests.append(message)
        if call_id in self._calls:
            self._calls[call_id].take(message)
        elif message.status:
            answer = self._outside.get(call_id)
            if answer is not None and not answer.done() and message.status >= 200:
                answer.set_result(message)
        elif message.method == "INVITE":
            self._take_call(message, addr)
        elif message.method == "OPTIONS":
            if self.options is not None:
                self.send(response(message, self.options, call_id[:8]), addr)
        elif message.method != "ACK":
            self.send(response(message, "481 Call/Transaction Does Not Exist", call_id[:8]), addr)

    @property
    def _socket(self) -> asyncio.DatagramTransport:
        if self._transport is None:
            raise RuntimeError("this peer is not open")
        return self._transport

    def _take_call(self, invite: Message, far: Address) -> None:
        call = IncomingCall(self.address, far, invite, self._socket.sendto)
        self._calls[call.dialog.call_id] = call
        self.arrivals.append(call)
        self._scripts[call.dialog.call_id] = asyncio.create_task(self._serve(self.script, call))
        self._news.set()
        self._news = asyncio.Event()

    async def _serve(self, script: Script, call: IncomingCall) -> None:
        serving = asyncio.ensure_future(script(call))
        ended = asyncio.create_task(call.ended.wait())
        try:
            await asyncio.wait({serving, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            if not serving.done():
                serving.cancel()
        if serving.done():
            serving.result()


@contextlib.asynccontextmanager
async def peer_at(
    host: str, port: int = 0, *, script: Script = scripts.rings, options: str | None = "200 OK"
) -> AsyncIterator[Peer]:
    """Run a peer inside the block; with port 0 at any free port."""
    peer = Peer(script, options)
    await peer.open((host, port))
    try:
        yield peer
    finally:
        await peer.close()
