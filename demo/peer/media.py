"""One end of an RTP stream: sends audio and keys in their rhythm, or nothing, and keeps what comes."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo.peer import a_law, rtp, sdp
from demo.peer.messages import Address
from veertien.frames import FRAME_SAMPLES, FRAME_SECONDS, HERTZ
from veertien.speech.line.wav import encode_wav

GAP_SECONDS = 0.1
"""A longer gap between two packets is silence and not the way."""
_ENDS = 3
"""How often the end of a key is sent (RFC 4733, 2.5.1.4)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A packet, and when it came in, in monotonic seconds."""

    at: float
    packet: rtp.Packet


@dataclass(frozen=True, slots=True)
class _Frame:
    payload_type: int
    payload: bytes
    marker: bool = False
    ago: int = 0
    """So many frames ago began what it belongs to: all packets of a key have the time of its first."""


class Media(asyncio.DatagramProtocol):
    """Sends a frame each 20 ms from the moment it knows where to; silence when there is nothing else to send.

    With `silent` set it sends nothing instead of silence.
    """

    def __init__(self) -> None:
        """Begin without a socket; see `open`."""
        self.heard: list[Heard] = []
        self.silent = False
        self.events: int | None = None
        self._to: Address | None = None
        self._queue: deque[_Frame] = deque()
        self._all_sent = asyncio.Event()
        self._all_sent.set()
        self._known = asyncio.Event()
        self._transport: asyncio.DatagramTransport | None = None
        self._sending: asyncio.Task[None] | None = None

    @property
    def address(self) -> Address:
        """Where it listens; only of an open one."""
        if self._transport is None:
            raise RuntimeError("this RTP end is not open")
        host, port = self._transport.get_extra_info("sockname")
        return host, port

    async def open(self, host: str) -> None:
        """Listen at a port of its own."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(lambda: self, local_addr=(host, 0))
        self._sending = asyncio.create_task(self._send(self._transport))

    def close(self) -> None:
        """Send and receive no more."""
        if self._sending is not None:
            self._sending.cancel()
        if self._transport is not None:
            self._transport.close()
        self._all_sent.set()

    def connect(self, description: sdp.Description) -> None:
        """Send to where the other side wants it, keys under the payload type that it named."""
        self._to, self.events = description.audio, description.events
        self._known.set()

    async def play(self, pcm: NDArray[np.int16]) -> None:
        """Send sound, 8 kHz, and wait until all of it has gone."""
        codes = a_law.encode(pcm)
        codes += a_law.SILENCE * (-len(codes) % FRAME_SAMPLES)
        pieces = (codes[at : at + FRAME_SAMPLES] for at in range(0, len(codes), FRAME_SAMPLES))
        await self._queued([_Frame(sdp.A_LAW, piece, marker=place == 0) for place, piece in enumerate(pieces)])

    async def press(self, key: str, seconds: float = 0.1, payload_type: int | None = None) -> None:
        """Send a key as telephone-events, under the other side's payload type where none is given, and wait.

        Raises:
            ValueError: the other side named no payload type, and neither does the call.
        """
        kind = self.events if payload_type is None else payload_type
        if kind is None:
            raise ValueError("the other side takes no telephone-events: name a payload type to send some all the same")
        frames = max(1, round(seconds / FRAME_SECONDS))
        down = [_Frame(kind, rtp.event(key, FRAME_SAMPLES * (n + 1), end=False), n == 0, n) for n in range(frames)]
        up = [_Frame(kind, rtp.event(key, FRAME_SAMPLES * frames, end=True), ago=frames + n) for n in range(_ENDS)]
        await self._queued([*down, *up])

    def sound(self, since: float = 0.0) -> NDArray[np.int16]:
        """Return the audio that came in after this moment as it was heard: where nothing came there is silence."""
        parts: list[NDArray[np.int16]] = []
        end = 0.0
        for one in self.heard:
            if one.at < since or one.packet.payload_type != sdp.A_LAW:
                continue
            if parts and one.at - end > GAP_SECONDS:
                parts.append(np.zeros(round((one.at - end) * HERTZ), np.int16))
            if not parts or one.at - end > GAP_SECONDS:
                end = one.at
            parts.append(a_law.decode(one.packet.payload))
            end += len(one.packet.payload) / HERTZ
        return np.concatenate(parts) if parts else np.zeros(0, np.int16)

    def save(self, path: Path) -> None:
        """Write what was heard as a WAV file."""
        path.write_bytes(encode_wav(self.sound(), HERTZ))

    def datagram_received(self, data: bytes, _addr: Address) -> None:
        """Keep a packet."""
        now, packet = time.monotonic(), rtp.decode(data)
        if packet is not None:
            self.heard.append(Heard(now, packet))

    async def _queued(self, frames: list[_Frame]) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._queue.extend(frames)
        self._all_sent.clear()
        await self._all_sent.wait()

    async def _send(self, transport: asyncio.DatagramTransport) -> None:
        await self._known.wait()
        source, sequence, clock = secrets.randbits(32), secrets.randbits(15), secrets.randbits(31)
        due = time.monotonic()
        while True:
            frame = self._next()
            if frame is not None and self._to is not None:
                packet = rtp.Packet(
                    frame.payload_type, sequence, clock - frame.ago * FRAME_SAMPLES, source, frame.payload, frame.marker
                )
                transport.sendto(packet.encode(), self._to)
                sequence += 1
            if not self._queue:
                self._all_sent.set()
            clock += FRAME_SAMPLES
            due += FRAME_SECONDS
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    def _next(self) -> _Frame | None:
        if self._queue:
            return self._queue.popleft()
        return None if self.silent else _Frame(sdp.A_LAW, a_law.SILENCE * FRAME_SAMPLES)
