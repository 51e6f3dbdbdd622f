"""What the daemon and a worker's process send each other over their socket: pickled values, each behind its length.

Theory: the daemon sends what a worker is made with, and is answered when the worker is ready; then one job at a time,
each answered by what came of it. In place of either a `Failed` may come. Nothing else is sent, and nothing unasked.
Both ends are the same release (see `worker.begin`), and the socket has no name, so that nobody else can send a pickle.
"""

import pickle
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

_LENGTH = struct.Struct(">I")


class Worker(Protocol):
    """Does one kind of job, in a process of its own."""

    def do(self, job: Any) -> Any:
        """Return what comes of a job; what it raises is sent as `Failed`."""

    def use_idle_time(self) -> bool:
        """Do a little, some 0.03 s, that will save time later; False when nothing of the kind is left."""


class WorkerMaking(Protocol):
    """What a worker is made with: a value that is sent to its process."""

    def make(self) -> Worker:
        """Make the worker."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker is made."""


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
