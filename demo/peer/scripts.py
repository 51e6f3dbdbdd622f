"""What a peer may do with a call that comes in."""

from __future__ import annotations

import asyncio

import numpy as np
from numpy.typing import NDArray

from demo.peer.callee import IncomingCall, Script
from demo.peer.messages import Headers
from demo.peer.sdp import Session


async def nothing(_call: IncomingCall) -> None:
    """Say nothing at all, as a machine that has just died."""


async def trying(call: IncomingCall) -> None:
    """Say 100 and no more."""
    await call.respond("100 Trying")


async def rings(call: IncomingCall) -> None:
    """Ring and never answer."""
    await call.respond("180 Ringing")


async def progresses(call: IncomingCall) -> None:
    """Say 183 without any audio, and never answer."""
    await call.respond("183 Session Progress")


def answers(greeting: NDArray[np.int16] | None = None, after_seconds: float = 0.0) -> Script:
    """Ring, answer after so many seconds, say the greeting, stay."""

    async def script(call: IncomingCall) -> None:
        await call.respond("180 Ringing")
        await asyncio.sleep(after_seconds)
        await call.answer()
        if greeting is not None:
            await call.media.play(greeting)

    return script


def early_media(sound: NDArray[np.int16]) -> Script:
    """Say 183 with audio, play the sound in it, and never answer."""

    async def script(call: IncomingCall) -> None:
        await call.respond("183 Session Progress", Session())
        await call.media.play(sound)

    return script


def refuses(status: str, headers: Headers = ()) -> Script:
    """Refuse with a status such as "486 Busy Here" or "302 Moved Temporarily"."""

    async def script(call: IncomingCall) -> None:
        await call.respond("100 Trying")
        await call.respond(status, headers=headers)

    return script


def vanishes(after_seconds: float = 0.0) -> Script:
    """Answer, and be gone without a word after so many seconds."""

    async def script(call: IncomingCall) -> None:
        await call.answer()
        await asyncio.sleep(after_seconds)
        call.vanish()

    return script
