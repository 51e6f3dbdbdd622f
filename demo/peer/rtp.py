"""RTP packets (RFC 3550) and the telephone-events in them (RFC 4733)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

KEYS = "0123456789*#ABCD"
_HEADER = struct.Struct(">BBHII")
_EVENT = struct.Struct(">BBH")
_VERSION_2 = 0x80
_MARKER = 0x80
_END = 0x80
_VOLUME = 10
"""-10 dBm0, as telephones send it."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet; the timestamp counts samples."""

    payload_type: int
    sequence: int
    timestamp: int
    source: int
    payload: bytes
    marker: bool = False

    def encode(self) -> bytes:
        """Return the datagram."""
        kind = self.payload_type | (_MARKER if self.marker else 0)
        sequence, timestamp = self.sequence & 0xFFFF, self.timestamp & 0xFFFFFFFF
        return _HEADER.pack(_VERSION_2, kind, sequence, timestamp, self.source) + self.payload


def decode(data: bytes) -> Packet | None:
    """Read a datagram; None where it is no RTP. Padding and header extensions are not looked for."""
    if len(data) < _HEADER.size or data[0] & 0xC0 != _VERSION_2:
        return None
    first, kind, sequence, timestamp, source = _HEADER.unpack_from(data)
    start = _HEADER.size + 4 * (first & 0x0F)
    return Packet(kind & 0x7F, sequence, timestamp, source, data[start:], bool(kind & _MARKER))


def event(key: str, samples: int, *, end: bool) -> bytes:
    """Return the payload that says that `key` has been down for so many samples, and whether it is up again."""
    return _EVENT.pack(KEYS.index(key), (_END if end else 0) | _VOLUME, samples)
