"""A Piper process, seen from who has it speak: started, asked, watched, and ended whatever state it is in."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from veertien.prompts.voices import PiperVoice

ANSWER_SECONDS = 60.0
"""Seconds until an answer. One core loads a voice in 1 s and says 2 s of speech in 0.3 s; beside callers a tenth of a
core is there for it."""
_LOOK_SECONDS = 0.2
_BLOCK = 1 << 16
_PROGRAM = Path(__file__).with_name("__main__.py")

SpokenPart = tuple[str, str | None]
"""A text and, where those are to be said in its place, its phonemes in IPA."""


class PiperError(Exception):
    """Piper could not speak; the message has why, and the cure."""


class PiperProcess:
    """A context-managed process that speaks with one voice. Blocking; of one thread."""

    def __init__(
        self,
        voice: PiperVoice,
        given_up: Callable[[], bool] = lambda: False,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Start one; `given_up` says whether nobody waits for it any more.

        Raises PiperError when it can't load the voice.
        """
        self.answer_seconds = answer_seconds
        self._given_up = given_up
        self._unread = b""
        self._line, theirs = socket.socketpair()
        try:
            with theirs:
                # -P: whatever lies beside that file is no module.
                self._process = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-P", str(_PROGRAM), str(voice.file)],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
        except OSError as error:
            self._line.close()
            raise PiperError(f"no Piper process could be started: {error}") from error
        self._line.settimeout(_LOOK_SECONDS)
        try:
            self._answer(f"loading {voice.file}", "copy the voice's two files again")
        except BaseException:  # a start that is broken off must not leave its process
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def speak(self, parts: Sequence[SpokenPart]) -> tuple[NDArray[np.int16], int]:
        """Speak the parts in one go; return mono samples and their rate in hertz.

        Raises PiperError when it can't, when the process dies over it, and when it has no answer in time.
        """
        doing = f"saying {''.join(text for text, _ in parts)[:40]!r}"
        try:
            self._line.sendall(json.dumps(list(parts)).encode() + b"\n")
        except OSError:
            raise self._ended(doing) from None
        answer = self._answer(doing, "say it in other words, or record it")
        length = answer["bytes"]
        while len(self._unread) < length:
            self._receive(doing)
        sound, self._unread = self._unread[:length], self._unread[length:]
        return np.frombuffer(sound, "<i2").astype(np.int16), answer["hertz"]

    def close(self) -> None:
        """End the process; closing twice is harmless."""
        self._line.close()
        self._process.kill()
        self._process.wait()

    def _answer(self, doing: str, cure: str) -> dict[str, Any]:
        self._deadline = time.monotonic() + self.answer_seconds
        while b"\n" not in self._unread:
            self._receive(doing)
        line, _, self._unread = self._unread.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise PiperError(f"Piper failed at {doing}: {answer['error'][:300]}; {cure}")
        return answer

    def _receive(self, doing: str) -> None:
        """Wait for more, and take it."""
        while not self._given_up() and time.monotonic() < self._deadline:
            try:
                block = self._line.recv(_BLOCK)
            except TimeoutError:
                continue
            except OSError:
                block = b""
            if not block:
                raise self._ended(doing)
            self._unread += block
            return
        if self._given_up():
            raise PiperError(f"Piper was given up while {doing}")
        raise PiperError(
            f"Piper had no answer within {self.answer_seconds:g} seconds while {doing}, and was ended; try again when "
            "the machine has less to do, or give another voice"
        )

    def _ended(self, doing: str) -> PiperError:
        self._process.kill()
        status = self._process.wait()
        return PiperError(
            f"the Piper process ended (status {status}) while {doing}; it needs 250 MB of memory: try again, or give "
            "another voice"
        )
