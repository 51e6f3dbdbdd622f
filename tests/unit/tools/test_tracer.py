"""What the tracer counts as a function and as a call, shown on a small package of its own."""

import asyncio
import importlib
import sys
import threading
from pathlib import Path
from types import ModuleType

import pytest

from tools.tracer import Trace, Tracer

SOURCE = """
import asyncio

class Lamp:
    @property
    def watts(self): return 40

def numbers():
    yield 1
    yield 2

def use():
    lamps = [Lamp() for _ in range(3)]
    total = sum(lamp.watts for lamp in lamps)
    return sorted(numbers(), key=lambda number: -number), total

async def wait():
    for _ in range(3):
        await asyncio.sleep(0)
"""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    folder = tmp_path / "house"
    (folder / "kitchen").mkdir(parents=True)
    (folder / "kitchen" / "lamps.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "house", raising=False)
    return importlib.import_module("house.kitchen.lamps")


@pytest.fixture
def tracer(house: ModuleType) -> Tracer:
    return Tracer(Path(str(house.__file__)).parent.parent)


def calls(trace: Trace) -> dict[str, int]:
    return {function.name: count for function, count in trace.calls.items()}


def test_comprehensions_are_part_of_their_function_and_generators_called_once(
    house: ModuleType, tracer: Tracer
) -> None:
    with tracer.installed():
        tracer.begin_with_all()
        house.use()
        trace = tracer.end()
        house.use()
    assert calls(trace) == {"use": 1, "Lamp.watts": 3, "numbers": 1, "use.<locals>.<lambda>": 2}
    assert (trace.rooms, trace.files) == (["kitchen"], ["kitchen/lamps.py"])


def test_a_coroutine_is_called_once_however_often_it_waits(house: ModuleType, tracer: Tracer) -> None:
    with tracer.installed():
        tracer.begin_with_all()
        asyncio.run(house.wait())
    assert calls(tracer.end()) == {"wait": 1}


def test_threads_are_looked_into_and_other_code_is_not(house: ModuleType, tracer: Tracer) -> None:
    with tracer.installed():
        tracer.begin_with_all()
        thread = threading.Thread(target=house.numbers().__next__)
        thread.start()
        thread.join()
        calls(Trace())
    assert calls(tracer.end()) == {"numbers": 1}


def test_tasks_that_were_there_before_are_left_out(house: ModuleType, tracer: Tracer) -> None:
    begun = asyncio.Event()

    async def traced() -> None:
        async def old() -> None:
            await begun.wait()
            await house.wait()

        before, loop = asyncio.create_task(old()), asyncio.get_running_loop()

        def begin() -> None:
            asyncio.run(tracer.begin())
            loop.call_soon_threadsafe(begun.set)

        await asyncio.to_thread(begin)
        await asyncio.gather(before, asyncio.create_task(house.wait()))

    with tracer.installed():
        asyncio.run(traced())
    assert calls(tracer.end()) == {"wait": 1}
