"""What the daemon and a recogniser process send each other over their socket: pickled values, each behind its length.

Theory: the daemon sends a `Beginning`, and is answered when the recogniser is ready; then one `Job` at a time, each
answered by a `Recognition`. In place of either a `Failed` may come. Nothing else is sent, and nothing unasked. Both
ends are the same release (see `worker.begin`), and the socket has no name, so that nobody else can send a pickle.
"""

import pickle
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.sounds.pronunciation import Overrides

_LENGTH = struct.Struct(">I")


@dataclass(frozen=True, slots=True)
class Making:
    """What a recogniser is made with: the integrator's own pronunciations, and a model instead of the shipped one."""

    overrides: Overrides = ()
    model: Path | None = None


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a process makes ready first: its recogniser, and the grammars that jobs name by their number."""

    making: Making
    specs: tuple[GrammarSpec, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """One utterance to be recognised; see `Recogniser.recognise`."""

    pcm: bytes
    hertz: int
    spec: GrammarSpec | int
    """A grammar, or the number of one of those that the process was warmed up with: a whole country's names take longer
    to send than to search."""
    factors: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Ready:
    """The answer to a `Beginning`."""


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be done."""

    why: str
    """What the exception said."""


def message(value: object) -> bytes:
    """Return a value as it is sent."""
    content = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(content)) + content


def read_message(file: BinaryIO) -> Any:
    """Wait for a value; None when the other end sends no more."""
    head = file.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    content = file.read(*_LENGTH.unpack(head))
    return pickle.loads(content) if len(content) == _LENGTH.unpack(head)[0] else None  # noqa: S301 - see the theory


class Unpacker:
    """Takes bytes in pieces of any size and gives the values that are whole."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def take(self, data: bytes) -> Iterator[Any]:
        """Take what came; yield the values it completes."""
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self._buffer)[0]
            if len(self._buffer) < end:
                return
            content = bytes(self._buffer[_LENGTH.size : end])
            del self._buffer[:end]
            yield pickle.loads(content)  # noqa: S301 - see the theory
