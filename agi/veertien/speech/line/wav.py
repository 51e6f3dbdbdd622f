"""WAV files as telephony has them: mono, 8 or 16 kHz, 16-bit PCM or G.711.

A file is whatever somebody put there: each size in it is checked against the bytes that are there, and what is refused
is refused with the place and the cure. Formats: Microsoft's RIFF/WAVE with format tags 1 (PCM), 6 (A-law), 7 (mu-law)
and 0xFFFE (extensible, naming one of these); G.711 is expanded as ITU-T G.711 gives it.
"""

import io
import struct
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LONGEST_RECORDING_SECONDS = 600
"""Longest recording read, in seconds."""

_RATES = (8000, 16000)
# 16 kHz of 16 bits, and room for the other chunks that programs add (names, cue points).
_MOST_BYTES = LONGEST_RECORDING_SECONDS * 16000 * 2 + 1_000_000

_PCM, _A_LAW, _MU_LAW, _EXTENSIBLE = 1, 6, 7, 0xFFFE
_BITS = {_PCM: 16, _A_LAW: 8, _MU_LAW: 8}
_BYTES = {tag: bits // 8 for tag, bits in _BITS.items()}
# Far more than a file may have.
_LEAST_UNKNOWN = 0x7FFF0000
_FOREIGN = {2: "ADPCM", 3: "floating point", 17: "ADPCM", 49: "GSM", 80: "MPEG", 85: "MP3"}
# The last 14 bytes of every subformat GUID that stands for a plain format tag.
_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")

_CONVERT = "convert it with: sox IN.wav -r 8000 -c 1 -b 16 -e signed-integer OUT.wav"
_COPY_AGAIN = "copy or save the file again"


class WavRefusedError(ValueError):
    """A file that is not a usable recording; the message names the place and the cure."""


class WavRecording(NamedTuple):
    """Mono sound: samples and their rate."""

    pcm: NDArray[np.int16]
    hertz: int


@dataclass(frozen=True, slots=True)
class _Format:
    tag: int
    hertz: int


def read_wav(path: Path) -> WavRecording:
    """Read a recording: mono, 8 or 16 kHz, 16-bit PCM or G.711, of at most 10 minutes.

    Raises `WavRefusedError` when the file can't be read or is anything else.
    """
    try:
        if not path.is_file():
            raise WavRefusedError(f"{path}: there is no such file; check the name")
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise WavRefusedError(f"{path}: cannot be read ({error.strerror}); check its owner and permissions") from error
    return parse_wav(content, str(path))


def parse_wav(content: bytes, place: str) -> WavRecording:
    """Read a recording from the bytes of a WAV file; raises WavRefusedError, whose messages `place` begins."""
    if len(content) > _MOST_BYTES:
        raise WavRefusedError(f"{place}: longer than {LONGEST_RECORDING_SECONDS // 60} minutes; cut it")
    if len(content) < 12 or content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise WavRefusedError(f"{place}: not a WAV file; {_CONVERT}")
    form: _Format | None = None
    at = 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name == b"data" and form and _is_streamed(content, size):
            # As much as there is; a writer that was stopped may have left half a sample.
            size = (len(content) - at - 8) // _BYTES[form.tag] * _BYTES[form.tag]
        body = content[at + 8 : at + 8 + size]
        if len(body) < size:
            raise WavRefusedError(
                f"{place}: byte {at}: chunk {name!r} of {size} bytes, but {len(body)} are there; {_COPY_AGAIN}"
            )
        if name == b"fmt ":
            form = _parse_format(body, f"{place}: byte {at}")
        elif name == b"data":
            if form is None:
                raise WavRefusedError(f"{place}: byte {at}: sound before its format; {_COPY_AGAIN}")
            return WavRecording(_expand(form, body, f"{place}: byte {at}"), form.hertz)
        at += 8 + size + size % 2
    raise WavRefusedError(f"{place}: holds no sound; {_COPY_AGAIN}")


def _is_streamed(content: bytes, size: int) -> bool:
    """Whether a program wrote sound where it couldn't go back to write its size, such as a pipe.

    FFmpeg puts 0xFFFFFFFF for it and SoX some 0x7FFFF000; others leave 0 there and in the file's own header.
    """
    return size >= _LEAST_UNKNOWN or (size == 0 and int.from_bytes(content[4:8], "little") < len(content) - 8)


def encode_wav(pcm: NDArray[np.int16], hertz: int) -> bytes:
    """Return the bytes of a mono 16-bit PCM WAV file."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(hertz)
        writer.writeframes(pcm.astype("<i2").tobytes())
    return file.getvalue()


def _parse_format(body: bytes, place: str) -> _Format:
    if len(body) < 16:
        raise WavRefusedError(f"{place}: a format of {len(body)} bytes instead of 16 or more; {_COPY_AGAIN}")
    tag, channels, hertz, _, block, bits = struct.unpack_from("<HHIIHH", body)
    if tag == _EXTENSIBLE and len(body) >= 40 and body[26:40] == _GUID_TAIL:
        tag = int.from_bytes(body[24:26], "little")
    if tag not in _BITS:
        raise WavRefusedError(f"{place}: {_FOREIGN.get(tag, f'format {tag}')}, not 16-bit PCM or G.711; {_CONVERT}")
    if channels != 1:
        raise WavRefusedError(f"{place}: {channels} channels, not mono; {_CONVERT}")
    if hertz not in _RATES:
        raise WavRefusedError(f"{place}: {hertz} Hz, not 8000 or 16000; {_CONVERT}")
    if bits != _BITS[tag] or block != bits // 8:
        raise WavRefusedError(f"{place}: {bits} bits in {block} bytes a sample, not {_BITS[tag]}; {_CONVERT}")
    return _Format(tag, hertz)


def _expand(form: _Format, body: bytes, place: str) -> NDArray[np.int16]:
    if not body:
        raise WavRefusedError(f"{place}: holds no sound; record it again")
    if form.tag == _PCM:
        if len(body) % 2:
            raise WavRefusedError(f"{place}: {len(body)} bytes of sound end in half a sample; {_COPY_AGAIN}")
        return np.frombuffer(body, "<i2").astype(np.int16)
    table = _a_law_table() if form.tag == _A_LAW else _mu_law_table()
    return table[np.frombuffer(body, np.uint8)]


def _a_law_table() -> NDArray[np.int16]:
    """Return the sample of each A-law byte (ITU-T G.711, table 1, scaled from 13 to 16 bits)."""
    # Even bits are sent inverted; then sign (1 is positive), three bits of segment, four bits of step.
    code = np.arange(256) ^ 0x55
    segment, step = code >> 4 & 7, code & 15
    size = np.where(segment == 0, 2 * step + 1, (2 * step + 33) << np.maximum(segment - 1, 0)) << 3
    return np.where(code & 0x80, size, -size).astype(np.int16)


def _mu_law_table() -> NDArray[np.int16]:
    """Return the sample of each mu-law byte (ITU-T G.711, table 2, scaled from 14 to 16 bits)."""
    # All bits are sent inverted; then sign (1 is negative), three bits of segment, four bits of step; bias 33.
    code = ~np.arange(256) & 0xFF
    size = (((2 * (code & 15) + 33) << (code >> 4 & 7)) - 33) << 2
    return np.where(code & 0x80, -size, size).astype(np.int16)
