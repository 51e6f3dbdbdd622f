"""AudioSocket's frames, without any I/O.

Theory of operation. AudioSocket is a TCP stream of frames: one byte of kind, two bytes of payload length (big-endian,
unsigned), the payload. Asterisk connects, sends its call's UUID as the very first frame, and from then on audio and
keys; we send audio, and a terminate frame when we are done. `FrameDecoder` keeps the peer's half of that: bytes go in
with `receive_data` in chunks of any size, whole frames come out of `next_frame`, in order, and then the fault, if there
is one: how the bytes were cut into chunks never shows. Two errors say whose fault it is, as in h11:
`AudioRemoteProtocolError` when the peer broke the protocol, `AudioLocalProtocolError` when our side tried to.

Rules. Every byte of AudioSocket goes through here, both ways. A kind that isn't in `Kind` is the peer's fault, never
passed over: what Asterisk adds has to be looked at first. Nothing larger than `_LARGEST_PAYLOAD` is kept. What a
frame of audio is (rate, size, silence) stands in `veertien.frames`.

Sources: Asterisk's documentation page "AudioSocket" (kinds 0x00, 0x01, 0x03, 0x10, 0xff) and what Asterisk 22 sends.
"""

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID

from veertien.frames import FRAME_BYTES

_HEADER_BYTES = 3
_UUID_BYTES = 16
# Asterisk sends what one RTP packet held: 20 ms as a rule, seldom over 60 ms. A second is already absurd.
_LARGEST_PAYLOAD = 16_000


class Kind(IntEnum):
    """First byte of a frame."""

    TERMINATE = 0x00
    UUID = 0x01
    KEY = 0x03
    AUDIO = 0x10
    ERROR = 0xFF


class AudioRemoteProtocolError(Exception):
    """The peer sent what AudioSocket does not allow; nothing more can be read from it."""


class AudioLocalProtocolError(Exception):
    """Our side asked for a frame that AudioSocket does not allow."""


@dataclass(frozen=True, slots=True)
class TerminateFrame:
    """The peer ends the session."""


@dataclass(frozen=True, slots=True)
class UuidFrame:
    """The peer says which call this connection carries; always the first frame and never a later one."""

    call_id: UUID


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """The caller pressed a key: one printable ASCII character, which need not be one of 0-9*# (A-D, fax tone "f")."""

    key: str


@dataclass(frozen=True, slots=True)
class AudioFrame:
    """Audio from the caller: s16le at 8 kHz, mono, an even number of bytes, of any duration, possibly none."""

    pcm: bytes


@dataclass(frozen=True, slots=True)
class ErrorFrame:
    """The peer met an error."""

    code: int | None
    """The first byte of its payload; None when it gave none."""


Frame = TerminateFrame | UuidFrame | KeyFrame | AudioFrame | ErrorFrame


class FrameDecoder:
    """Turns the peer's bytes into frames; see the module's theory of operation."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._identified = False
        self._fault: str | None = None

    def receive_data(self, data: bytes) -> None:
        """Take bytes as they came from the socket; read frames with `next_frame` until it returns None."""
        if self._fault is None:
            self._buffer += data

    def next_frame(self) -> Frame | None:
        """Return the next whole frame, or None when more bytes are needed.

        Raises `AudioRemoteProtocolError` at the first frame that breaks the protocol, and again at each later call.
        """
        if self._fault is not None:
            raise AudioRemoteProtocolError(self._fault)
        if len(self._buffer) < _HEADER_BYTES:
            return None
        try:
            kind, size = self._check_header()
            end = _HEADER_BYTES + size
            if len(self._buffer) < end:
                return None
            frame = _parse(kind, bytes(self._buffer[_HEADER_BYTES:end]))
        except AudioRemoteProtocolError as error:
            self._fault = str(error)
            self._buffer.clear()
            raise
        del self._buffer[:end]
        self._identified = True
        return frame

    def _check_header(self) -> tuple[Kind, int]:
        number, size = self._buffer[0], int.from_bytes(self._buffer[1:_HEADER_BYTES], "big")
        try:
            kind = Kind(number)
        except ValueError:
            # 0x11-0x18 are audio of 12 to 192 kHz, which only the channel driver sends, never the application.
            raise AudioRemoteProtocolError(f"frame of unknown kind 0x{number:02x}") from None
        if (kind is Kind.UUID) is self._identified:
            raise AudioRemoteProtocolError(
                "a second UUID frame" if self._identified else f"frame of kind 0x{number:02x} before the UUID frame"
            )
        if size > _LARGEST_PAYLOAD:
            raise AudioRemoteProtocolError(f"frame of {size} bytes; the limit is {_LARGEST_PAYLOAD}")
        expected = {Kind.TERMINATE: 0, Kind.UUID: _UUID_BYTES, Kind.KEY: 1}.get(kind, size)
        if size != expected:
            raise AudioRemoteProtocolError(f"{kind.name} frame of {size} bytes instead of {expected}")
        if kind is Kind.AUDIO and size % 2:
            raise AudioRemoteProtocolError(f"audio frame of {size} bytes, which is half a sample too many")
        return kind, size


def _parse(kind: Kind, payload: bytes) -> Frame:
    match kind:
        case Kind.TERMINATE:
            return TerminateFrame()
        case Kind.UUID:
            return UuidFrame(UUID(bytes=payload))
        case Kind.KEY:
            key = payload.decode("latin-1")
            if not (key.isascii() and key.isprintable()):
                raise AudioRemoteProtocolError(f"key byte 0x{payload[0]:02x} is not a printable character")
            return KeyFrame(key)
        case Kind.AUDIO:
            return AudioFrame(payload)
        case Kind.ERROR:
            return ErrorFrame(payload[0] if payload else None)


def encode_audio(pcm: bytes) -> bytes:
    """Return the frame that plays 20 ms: `pcm` is s16le at 8 kHz, mono, exactly `FRAME_BYTES` long.

    Asterisk neither paces nor re-frames what it gets, so a frame of any other size is our fault:
    `AudioLocalProtocolError`.
    """
    if len(pcm) != FRAME_BYTES:
        raise AudioLocalProtocolError(f"an audio frame has {FRAME_BYTES} bytes, not {len(pcm)}")
    return bytes((Kind.AUDIO,)) + FRAME_BYTES.to_bytes(2, "big") + pcm


def encode_terminate() -> bytes:
    """Return the frame that ends the session; Asterisk's application then returns with success."""
    return bytes((Kind.TERMINATE, 0, 0))
