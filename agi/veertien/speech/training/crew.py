"""Work shared out over the cores: processes that start clean, each on one thread."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from veertien.speech.training.progress import Stage

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""What the linear algebra behind numpy takes as its number of threads; with more, processes wait on each other."""


def in_parallel(
    work: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    stage: Stage,
    weight: Callable[[_Task], int],
    begin: Callable[[], None] | None = None,
) -> list[_Result]:
    """Do every task in some process, and give the results in order; `begin` gets each process ready.

    `stage` advances by the `weight` of each task done. What a task raises is raised here.
    """
    spawning = multiprocessing.get_context("spawn")
    with _single_threaded(), ProcessPoolExecutor(os.cpu_count(), spawning, begin) as crew:
        return _in_order(crew, work, tasks, stage, weight)


def in_fresh_processes(
    work: Callable[[_Task], _Result], tasks: Sequence[_Task], stage: Stage, weight: Callable[[_Task], int]
) -> list[_Result]:
    """Do every task in a process of its own, for work that remembers what was done before; else as `in_parallel`."""

    def alone(task: _Task) -> _Result:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            return process.submit(work, task).result()

    with _single_threaded(), ThreadPoolExecutor(os.cpu_count()) as crew:
        return _in_order(crew, alone, tasks, stage, weight)


def _in_order(
    crew: Executor,
    work: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    stage: Stage,
    weight: Callable[[_Task], int],
) -> list[_Result]:
    found: list[_Result] = []
    for task, result in zip(tasks, crew.map(work, tasks), strict=True):
        found.append(result)
        stage.advance(weight(task))
    return found


@contextmanager
def _single_threaded() -> Iterator[None]:
    """Let processes started meanwhile see one thread in their environment."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
