"""Engines at work in processes of their own, one for each core, so that a long run takes as little time as it can."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from types import TracebackType
from typing import Self, TypeVar

from bench.speech.engines import Engine, EngineSource
from veertien.speech.processes.single_thread import single_threaded

Item = TypeVar("Item")
Result = TypeVar("Result")

_CHUNK = 8


class Crew:
    """A context in which functions of an engine and an item are carried out, in order, many at a time."""

    def __init__(self, processes: int) -> None:
        self._pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)

    def each(
        self, source: EngineSource, function: Callable[[Engine, Item], Result], items: Sequence[Item]
    ) -> Iterator[Result]:
        """Yield `function(engine, item)` for each item, in their order; both are sent to another process."""
        work = [(source, function, item) for item in items]
        # Processes are started when work comes.
        with single_threaded():
            return self._pool.map(_carry_out, work, chunksize=_CHUNK)


def _carry_out(work: tuple[EngineSource, Callable[[Engine, Item], Result], Item]) -> Result:
    source, function, item = work
    return function(_engine(source), item)


@cache
def _engine(source: EngineSource) -> Engine:
    # Made once in each process: its only owner is this cache.
    return source.make()
