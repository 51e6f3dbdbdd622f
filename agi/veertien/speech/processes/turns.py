"""Whose turn it is where more is wanted than there is: short work before long, and long work never takes all."""

import asyncio
from collections import deque
from typing import Any, Generic, TypeVar

_Served = TypeVar("_Served")


class Turns(Generic[_Served]):
    """What is free, and who waits for it; of one event loop."""

    def __init__(self, most_long: int) -> None:
        """`most_long` is how many may be at work on something long at a time."""
        self._most_long = most_long
        self._long = 0
        self._free: deque[_Served] = deque()
        self._waiting: dict[bool, deque[asyncio.Future[_Served]]] = {False: deque(), True: deque()}
        self._since: dict[bool, dict[asyncio.Future[_Served], float]] = {False: {}, True: {}}
        self._left_over: asyncio.Future[None] | None = None

    def may_begin(self, *, long: bool) -> bool:
        """Whether something is free that nobody else waits for."""
        return bool(self._free) and (not long or self._long < self._most_long)

    @property
    def others_wait(self) -> bool:
        """Whether somebody waits for a turn."""
        return any(not mine.done() for waiting in self._waiting.values() for mine in waiting)

    def longest_wait_seconds(self, *, long: bool) -> float:
        """How long the one who has waited longest for such a turn waits now; 0 where nobody does."""
        oldest = next(iter(self._since[long].values()), None)
        return 0.0 if oldest is None else asyncio.get_running_loop().time() - oldest

    async def take(self, *, long: bool) -> _Served:
        """Wait for a turn. Who takes one for long calls `long_ended` when it is over. Raises what `fail` was given."""
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[_Served] = loop.create_future()
        self._since[long][mine] = loop.time()
        self._waiting[long].append(mine)
        self._serve()
        try:
            return await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled() and mine.exception() is None:
                # Served in the same moment in which it was given up.
                if long:
                    self._long -= 1
                self.add(mine.result())
            raise
        finally:
            del self._since[long][mine]

    async def let_others_go_first(self, urgent: asyncio.Event, *, long: bool) -> None:
        """Wait until something is free that nobody else waits for, or the event is set."""
        hurry = asyncio.create_task(urgent.wait())
        try:
            while not urgent.is_set() and not self.may_begin(long=long):
                if self._left_over is None or self._left_over.done():
                    self._left_over = asyncio.get_running_loop().create_future()
                either: set[asyncio.Future[Any]] = {hurry, self._left_over}
                await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            hurry.cancel()

    def add(self, free: _Served) -> None:
        """Make something free for whose turn it is."""
        self._free.append(free)
        self._serve()

    def remove(self, gone: _Served) -> None:
        """Serve this one to nobody any more."""
        if gone in self._free:
            self._free.remove(gone)

    def long_ended(self) -> None:
        """Take note that what was taken for long is so no longer."""
        self._long -= 1
        self._serve()

    def fail(self, error: Exception) -> None:
        """End all waiting with an error."""
        for mine in (*self._waiting[False], *self._waiting[True]):
            if not mine.done():
                mine.set_exception(error)

    def _serve(self) -> None:
        for long in (False, True):
            waiting = self._waiting[long]
            while waiting and self.may_begin(long=long):
                mine = waiting.popleft()
                if not mine.done():
                    mine.set_result(self._free.popleft())
                    self._long += long
            while waiting and waiting[0].done():
                waiting.popleft()
        if self._free and self._left_over is not None and not self._left_over.done():
            self._left_over.set_result(None)
