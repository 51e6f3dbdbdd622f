"""Counts which functions of a package run, and how often each is called.

What is counted: functions of the package's own files that are called, methods, properties and lambdas among them. A
comprehension or a generator expression is part of the function it stands in, in every version of Python. A generator or
coroutine is called once, however often it is resumed. What a dataclass writes itself (`__init__`, `__eq__`) is in no
file, and isn't counted.
"""

from __future__ import annotations

import asyncio
import dis
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

_IN_ANOTHER = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<module>"})
_RESUMED = 0x20 | 0x80 | 0x100 | 0x200
"""Flags of code that can be resumed: generators, coroutines, both with `await` and both with `yield`."""


@dataclass(frozen=True, slots=True, order=True)
class Function:
    """A function of the package: its file, from the package on, its line there, and its name with its class's."""

    file: str
    line: int
    name: str

    @property
    def room(self) -> str:
        """The folder or module directly below the package."""
        return self.file.split("/")[0].removesuffix(".py")


@dataclass(slots=True)
class Trace:
    """How often each function was called."""

    calls: Counter[Function] = field(default_factory=Counter)

    @property
    def rooms(self) -> list[str]:
        """The rooms of the functions."""
        return sorted({function.room for function in self.calls})

    @property
    def files(self) -> list[str]:
        """The files of the functions."""
        return sorted({function.file for function in self.calls})


class Tracer:
    """Counts while it is told to: in the thread that installs it, and in all that are started from then on."""

    def __init__(self, package: Path) -> None:
        """`package` is the folder of the package that is looked at."""
        self._root = f"{package}/"
        self._trace: Trace | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._others: frozenset[asyncio.Task[Any]] = frozenset()
        self._function = cache(self._function_of)

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Count each function that is called inside the block."""
        threading.setprofile(self._see)
        sys.setprofile(self._see)
        try:
            yield
        finally:
            sys.setprofile(None)
            threading.setprofile(None)

    @property
    def called(self) -> int:
        """How many calls were counted since `begin`."""
        return self._trace.calls.total() if self._trace else 0

    async def begin(self) -> None:
        """Count from now on what no task does that the traced event loop, of another thread, has by now."""
        found: Future[frozenset[asyncio.Task[Any]]] = Future()
        if (loop := self._loop) is not None:
            loop.call_soon_threadsafe(lambda: found.set_result(frozenset(asyncio.all_tasks(loop))))
            self._others = await asyncio.wrap_future(found)
        self.begin_with_all()

    def begin_with_all(self) -> None:
        """Count everything from now on."""
        self._trace = Trace()

    def end(self) -> Trace:
        """Count no more; return what was counted."""
        trace, self._trace = self._trace or Trace(), None
        return trace

    def _see(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call":
            return
        if self._loop is None:
            with suppress(RuntimeError):
                self._loop = asyncio.get_running_loop()
        if (trace := self._trace) is None:
            return
        code = frame.f_code
        function = self._function(code)
        if function is None or (code.co_flags & _RESUMED and frame.f_lasti > _begins_at(code)):
            return
        if _current_task() not in self._others:
            trace.calls[function] += 1

    def _function_of(self, code: CodeType) -> Function | None:
        if not code.co_filename.startswith(self._root) or code.co_name in _IN_ANOTHER:
            return None
        return Function(code.co_filename.removeprefix(self._root), code.co_firstlineno, code.co_qualname)


@cache
def _begins_at(code: CodeType) -> int:
    """Return where code stands when it is called, and not resumed."""
    return next(step.offset for step in dis.get_instructions(code) if step.opname == "RESUME" and not step.arg)


def _current_task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:  # a thread without an event loop
        return None
