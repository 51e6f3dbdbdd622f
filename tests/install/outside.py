"""The outside world of a machine: a carrier that delivers calls, municipalities and a switchboard that answer them."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from demo.peer import Invitation, OutgoingCall, Peer, peer_at, scripts
from demo.peer.messages import user_in
from demo.peer.tones import tone
from tests.install.machine import Machine

PBX = ("127.0.0.1", 5060)
CARRIER, MUNICIPALITIES, SWITCHBOARD = "127.0.0.20", "127.0.0.40", "127.0.0.41"
PORT = 5060
_ARRIVED_SECONDS = 12.0
"""Longest wait for a call to be put through after an answer; then the next is given, as to one more question."""
_PROMPT_SECONDS = 2.0
_MOST_SECONDS = 120.0
_TONE_HERTZ, _TONE_SECONDS, _LOUD = 440, 1.0, 1000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outside:
    """The world; use it in `with outside(machine)`."""

    loop: asyncio.AbstractEventLoop
    carrier: Peer
    called: Sequence[Peer]

    def put_through(self, number: str, *answers: NDArray[np.int16]) -> str | None:
        """Call, give answers as long as nobody is reached, hang up, and return the number that rang, if one did."""
        return _wait(self.loop, self._call(number, answers))

    @contextlib.contextmanager
    def caller(self, number: str) -> Iterator[Line]:
        """Have somebody call inside the block, answered by the question or by who was put through."""
        call = _wait(self.loop, self.carrier.call(PBX, Invitation(number)))
        try:
            _wait(self.loop, call.answered())
            yield Line(self, call)
        finally:
            self.loop.call_soon_threadsafe(call.close)
            _wait(self.loop, call.ended.wait())

    async def _call(self, number: str, answers: Sequence[NDArray[np.int16]]) -> str | None:
        call = await self.carrier.call(PBX, Invitation(number))
        try:
            return await self.answer(call, answers)
        finally:
            call.close()

    async def answer(self, call: OutgoingCall, answers: Sequence[NDArray[np.int16]]) -> str | None:
        """Give answers in a call as long as nobody is reached, and return the number that rang, if one did."""
        before = [len(peer.arrivals) for peer in self.called]
        arrived = asyncio.create_task(self._arrival(before))
        over = asyncio.create_task(call.ended.wait())
        try:
            if answers:
                await call.answered()
            for answer in answers:
                await asyncio.sleep(_PROMPT_SECONDS)
                await call.media.play(answer)
                await asyncio.wait({arrived, over}, timeout=_ARRIVED_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                if arrived.done() or over.done():
                    break
            await asyncio.wait({arrived, over}, timeout=_ARRIVED_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not arrived.done():
                return None
            await call.answered()
            return arrived.result()
        finally:
            arrived.cancel()
            over.cancel()

    async def _arrival(self, before: Sequence[int]) -> str:
        while True:
            for peer, seen in zip(self.called, before, strict=True):
                if len(peer.arrivals) > seen:
                    return user_in(peer.arrivals[seen].invite.uri)
            await asyncio.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Line:
    """A call that is up."""

    world: Outside
    call: OutgoingCall

    def says(self, *answers: NDArray[np.int16]) -> str | None:
        """Give answers as long as nobody is reached, and return the number that rang, if one did."""
        return _wait(self.world.loop, self.world.answer(self.call, answers))

    def is_heard(self) -> bool:
        """Whether somebody at the other end hears what the caller says now, and the caller them."""
        return _wait(self.world.loop, self._heard())

    async def _heard(self) -> bool:
        now = time.monotonic()
        await self.call.media.play(tone(_TONE_HERTZ, _TONE_SECONDS))
        ends = [one.media.sound(now) for peer in self.world.called for one in peer.arrivals if not one.ended.is_set()]
        hears = len(self.call.media.sound(now)) > 0
        return hears and any(np.abs(end).max(initial=0) > _LOUD for end in ends)


@contextlib.contextmanager
def outside(machine: Machine) -> Iterator[Outside]:
    """Have a world around a machine inside the block."""
    with machine.network() as loop:
        peers = _peers()
        carrier, *called = _wait(loop, peers.asend(None))
        try:
            yield Outside(loop, carrier, called)
        finally:
            _wait(loop, peers.aclose())


async def _peers() -> AsyncGenerator[tuple[Peer, ...], None]:
    async with (
        peer_at(CARRIER, PORT) as carrier,
        peer_at(MUNICIPALITIES, PORT, script=scripts.answers()) as municipalities,
        peer_at(SWITCHBOARD, PORT, script=scripts.answers()) as switchboard,
    ):
        yield carrier, municipalities, switchboard


def _wait(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run_coroutine_threadsafe(work, loop).result(_MOST_SECONDS)
