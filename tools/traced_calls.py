"""Asterisk's side of one call: FastAGI, and the audio of a caller who answers the question.

It is spoken over real connections without Veertien's own code, so that all of that that runs is the daemon's.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from uuid import UUID

from bench.asterisk_side import (
    AUDIO,
    FRAME_BYTES,
    FRAME_SECONDS,
    TERMINATE,
    UUID_FRAME,
    audio_frame,
    audio_wanted,
    header_of_call,
    read_audio_frame,
)

CHANNEL = "PJSIP/carrier-00000001"
"""The caller's channel, as the request names it."""

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
                writer.write(header_of_call(number, unique_id, channel=CHANNEL))
                return await _answer_commands(reader, writer, speech)
    except (OSError, TimeoutError) as error:
        raise NotTracedError(f"the call to {number} broke off: {error!r}") from error


async def _answer_commands(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, speech: bytes) -> int:
    last, frames = "", 0
    while line := (await reader.readline()).decode().strip():
        last, result = line, 0
        if (wanted := audio_wanted(line)) is not None:
            frames = await _talk(*wanted, speech)
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
        writer.write(audio_frame(UUID_FRAME, call_id.bytes))
        ended = asyncio.create_task(_until_ended(reader))
        begun = asyncio.get_running_loop().time()
        for number in itertools.count():
            said = speech[number * FRAME_BYTES : (number + 1) * FRAME_BYTES]
            writer.write(audio_frame(AUDIO, said.ljust(FRAME_BYTES, b"\0")))
            wait = begun + (number + 1) * FRAME_SECONDS - asyncio.get_running_loop().time()
            if (await asyncio.wait({ended}, timeout=max(0.0, wait)))[0]:
                return number + 1
    raise AssertionError("it is counted for ever")


async def _until_ended(reader: asyncio.StreamReader) -> None:
    """Hear the prompts until the daemon ends the audio."""
    with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
        while await read_audio_frame(reader) != TERMINATE:
            pass
