"""Work shared out over the cores: processes that start clean, each on one thread."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TypeVar

from veertien.speech.processes.single_thread import single_threaded
from veertien.training.progress import RunningStage

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


def in_parallel(
    work: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    stage: RunningStage,
    weight: Callable[[_Task], int],
    begin: Callable[[], None] | None = None,
) -> list[_Result]:
    """Do every task in some process, and give the results in order; `begin` gets each process ready.

    `stage` advances by the `weight` of each task done. What a task raises is raised here.
    """
    spawning = multiprocessing.get_context("spawn")
    with single_threaded(), ProcessPoolExecutor(os.cpu_count(), spawning, begin) as crew:
        return _in_order(crew, work, tasks, stage, weight)


def in_fresh_processes(
    work: Callable[[_Task], _Result], tasks: Sequence[_Task], stage: RunningStage, weight: Callable[[_Task], int]
) -> list[_Result]:
    """Do every task in a process of its own, for work that remembers what was done before; else as `in_parallel`."""

    def alone(task: _Task) -> _Result:
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            return process.submit(work, task).result()

    with single_threaded(), ThreadPoolExecutor(os.cpu_count()) as crew:
        return _in_order(crew, alone, tasks, stage, weight)


def _in_order(
    crew: Executor,
    work: Callable[[_Task], _Result],
    tasks: Sequence[_Task],
    stage: RunningStage,
    weight: Callable[[_Task], int],
) -> list[_Result]:
    found: list[_Result] = []
    for task, result in zip(tasks, crew.map(work, tasks), strict=True):
        found.append(result)
        stage.advance(weight(task))
    return found
