"""Asterisk's side of one call: FastAGI, and the audio of a caller who answers the question.

It is spoken over real connections without Veertien's own code, so that all of that that runs is the daemon's.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import struct
from uuid import UUID

from bench.agi_load import HEADER

CHANNEL = "PJSIP/carrier-00000001"
"""The caller's channel, as the request names it."""

_FRAME_SECONDS, _FRAME_BYTES = 0.02, 320
_TERMINATE, _UUID, _AUDIO = 0x00, 0x01, 0x10
_MOST_SECONDS = 60.0
"""Far more than a question takes."""


class NotTracedError(RuntimeError):
    """The call did not go as it should have; the message says where it stopped."""


async def place_call(fastagi: int, number: str, unique_id: str, speech: bytes = b"") -> int:
    """Place a call to `number`, in which the caller says `speech` (s16le, 8 kHz, mono) as soon as there is audio.

    Returns how many frames of 20 ms the caller sent.

    Raises:
        NotTracedError: the daemon did not decide it.
    """
    try:
        async with asyncio.timeout(_MOST_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", fastagi)
            with contextlib.closing(writer):
                writer.write(_request(number, unique_id))
                return await _answer_commands(reader, writer, speech)
    except (OSError, TimeoutError) as error:
        raise NotTracedError(f"the call to {number} broke off: {error!r}") from error


def _request(number: str, unique_id: str) -> bytes:
    fields = dict(line.split(": ", 1) for line in HEADER.decode().splitlines() if line)
    fields |= {"agi_extension": number, "agi_dnid": number, "agi_uniqueid": unique_id, "agi_channel": CHANNEL}
    return "".join(f"{name}: {value}\n" for name, value in fields.items()).encode() + b"\n"


async def _answer_commands(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, speech: bytes) -> int:
    last, frames = "", 0
    while line := (await reader.readline()).decode().strip():
        last, result = line, 0
        if "AudioSocket" in line:
            call_id, _, address = line.split('"')[-2].partition(",")
            frames = await _talk(UUID(call_id), int(address.rpartition(":")[2]), speech)
        elif line.startswith("CHANNEL STATUS"):
            result = 6
        elif line.startswith("SET VARIABLE"):
            result = 1
        writer.write(f"200 result={result}\n".encode())
    if "VEERTIEN_DECIDED" not in last:
        raise NotTracedError(f"the daemon's last command was {last!r}")
    return frames


async def _talk(call_id: UUID, port: int, speech: bytes) -> int:
    """Send a frame each 20 ms, silence after the speech, until the daemon ends it; return how many those were."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    with contextlib.closing(writer):
        writer.write(_frame(_UUID, call_id.bytes))
        ended = asyncio.create_task(_until_ended(reader))
        begun = asyncio.get_running_loop().time()
        for number in itertools.count():
            said = speech[number * _FRAME_BYTES : (number + 1) * _FRAME_BYTES]
            writer.write(_frame(_AUDIO, said.ljust(_FRAME_BYTES, b"\0")))
            wait = begun + (number + 1) * _FRAME_SECONDS - asyncio.get_running_loop().time()
            if (await asyncio.wait({ended}, timeout=max(0.0, wait)))[0]:
                return number + 1
    raise AssertionError("it is counted for ever")


async def _until_ended(reader: asyncio.StreamReader) -> None:
    """Hear the prompts until the daemon ends the audio."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        kind = _AUDIO
        while kind != _TERMINATE:
            kind, size = struct.unpack(">BH", await reader.readexactly(3))
            await reader.readexactly(size)


def _frame(kind: int, payload: bytes) -> bytes:
    return struct.pack(">BH", kind, len(payload)) + payload
