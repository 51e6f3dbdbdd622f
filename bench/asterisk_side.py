"""What Asterisk sends and reads of a call: FastAGI's first lines, and AudioSocket's frames; by no code of Veertien."""

from __future__ import annotations

import asyncio
import struct
from uuid import UUID

ROUTE = "route"
TERMINATE, UUID_FRAME, AUDIO = 0x00, 0x01, 0x10
"""Kinds of frames."""
FRAME_SECONDS, FRAME_BYTES = 0.02, 320
"""How long a frame of audio is."""

_FIELDS = {
    "network": "yes",
    "network_script": ROUTE,
    "request": f"agi://127.0.0.1:4573/{ROUTE}",
    "channel": "PJSIP/carrier-00000001",
    "language": "en",
    "type": "PJSIP",
    "uniqueid": "1700000000.1",
    "version": "22.10.1",
    "callerid": "0229123456",
    "calleridname": "unknown",
    "callingpres": "0",
    "callingani2": "0",
    "callington": "0",
    "callingtns": "0",
    "dnid": "140229",
    "rdnis": "unknown",
    "context": "veertien-route",
    "extension": "140229",
    "priority": "8",
    "enhanced": "0.0",
    "accountcode": "",
    "threadid": "140000000000000",
}
"""What Asterisk 22 says first of a call."""


def header(**fields: str) -> bytes:
    """Return the lines that Asterisk sends first, with these fields in place of the usual ones."""
    return "".join(f"agi_{name}: {value}\n" for name, value in {**_FIELDS, **fields}.items()).encode() + b"\n"


def header_of_call(number: str, unique_id: str, **fields: str) -> bytes:
    """Return them of a call to a number."""
    return header(extension=number, dnid=number, uniqueid=unique_id, **fields)


def audio_wanted(command: str) -> tuple[UUID, int] | None:
    """Return under which UUID and at which port a command wants the call's audio; None for any other command."""
    if "AudioSocket" not in command:
        return None
    call_id, _, address = command.strip().split('"')[-2].partition(",")
    return UUID(call_id), int(address.rpartition(":")[2])


def audio_frame(kind: int, payload: bytes) -> bytes:
    """Return one frame as AudioSocket has it."""
    return struct.pack(">BH", kind, len(payload)) + payload


async def read_audio_frame(reader: asyncio.StreamReader) -> int:
    """Read one frame and return of what kind it is. Raises IncompleteReadError where the daemon has closed."""
    kind, size = struct.unpack(">BH", await reader.readexactly(3))
    await reader.readexactly(size)
    return int(kind)
