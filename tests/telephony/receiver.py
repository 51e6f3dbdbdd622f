"""Keeps what arrives at a caller's telephone, frame by frame as RTP brings it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
from numpy.typing import NDArray

from demo.peer import a_law
from demo.stage import Stage
from veertien.testcall.ari import AriEvent
from veertien.testcall.placed_call import PlacedCall

NAME = "{}-received"


@asynccontextmanager
async def receiver_kept(stage: Stage, call: PlacedCall) -> AsyncIterator[None]:
    """Keep what the caller's channel receives inside the block; the caller only listens meanwhile.

    In A-law, undecoded: Debian's Asterisk (2016_opus_plc.patch) decodes nothing more once RTP sequence numbers jump
    back. Of 37 calls put through by bridge_native_rtp, every frame of the greeting was in the RTP of each, and the
    decoded recording was silent in the 18 where the numbers jumped back.
    """
    link, name = stage.world.link, NAME.format(call.channel)
    with link.listening() as events:
        await link.request("channels", "record", channelId=call.channel, name=name, format="alaw")
        # One that is stopped before it has begun tells nothing of its end.
        await until(events, "RecordingStarted", name)
        yield
        await link.request("recordings", "stop", recordingName=name)
        await until(events, "RecordingFinished", name)


async def until(events: asyncio.Queue[AriEvent], kind: str, recording: str) -> None:
    """Wait for this event of this recording."""
    while True:
        event = await events.get()
        if event["type"] == kind and event["recording"]["name"] == recording:
            return


def received(stage: Stage, call: PlacedCall) -> NDArray[np.float64]:
    """Return what was kept, 8 kHz."""
    path = stage.outside.folders.root / "spool/recording" / f"{NAME.format(call.channel)}.alaw"
    return a_law.decode(path.read_bytes()).astype(np.float64)
