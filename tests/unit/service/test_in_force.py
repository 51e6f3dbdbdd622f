"""Which edition calls get, and when the recognisers of an earlier one end."""

import asyncio
from pathlib import Path

import pytest

from veertien.config.folder import ConfigFolder, Loaded
from veertien.prompts import PromptStore, Voices
from veertien.service.calls.announcing import Announcer
from veertien.service.calls.dialogue import Interviewer
from veertien.service.calls.ears import Ears
from veertien.service.editions.in_force import Edition, InForce, Recognising
from veertien.speech import Espeak, Making
from veertien.speech.processes.recognisers import RecogniserPool


class Pool(RecogniserPool):
    """Remembers that it was stopped; no process is started in it."""

    stopped = 0

    async def stop(self) -> None:
        self.stopped += 1
        await super().stop()


class Editions:
    """Makes editions of one folder around any pool."""

    def __init__(self, loaded: Loaded, espeak: Espeak) -> None:
        self._loaded = loaded
        self._prompts = PromptStore(loaded.settings.prompts.cache, None, Voices(), espeak)

    def around(self, pool: Pool) -> Edition:
        ears = Ears(pool)
        recognising = Recognising(1, Making(), frozenset(), ())
        interviewer, announcer = Interviewer(self._prompts, ears), Announcer(self._prompts)
        return Edition(self._loaded, (), self._prompts, recognising, "digest", None, ears, interviewer, announcer)


@pytest.fixture
def editions(small_config: Path, espeak: Espeak) -> Editions:
    return Editions(ConfigFolder(small_config).load(), espeak)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_call_keeps_what_it_took_and_the_next_gets_the_new(editions: Editions) -> None:
    old, new = editions.around(Pool()), editions.around(Pool())
    in_force = InForce(old)
    with in_force.taken() as taken:
        in_force.replace(new)
        assert taken is old
        with in_force.taken() as next_taken:
            assert next_taken is new
    await in_force.stop()


async def test_recognisers_end_when_the_last_call_that_uses_them_has(editions: Editions) -> None:
    first, second = Pool(), Pool()
    in_force = InForce(editions.around(first))
    with in_force.taken():
        with in_force.taken():
            in_force.replace(editions.around(second))
        await settled()
        assert first.stopped == 0
    await settled()
    assert (first.stopped, second.stopped) == (1, 0)
    await in_force.stop()
    assert (first.stopped, second.stopped) == (1, 1)


async def test_recognisers_without_calls_end_at_once(editions: Editions) -> None:
    pool = Pool()
    in_force = InForce(editions.around(pool))
    in_force.replace(editions.around(Pool()))
    await settled()
    assert pool.stopped == 1
    await in_force.stop()


async def test_recognisers_that_two_editions_share_go_on(editions: Editions) -> None:
    shared = Pool()
    in_force = InForce(editions.around(shared))
    with in_force.taken():
        in_force.replace(editions.around(shared))
    await settled()
    assert shared.stopped == 0
    await in_force.stop()
    assert shared.stopped == 1


async def test_a_call_that_ends_in_an_error_lets_go_too(editions: Editions) -> None:
    pool = Pool()
    in_force = InForce(editions.around(pool))
    with pytest.raises(RuntimeError), in_force.taken():
        in_force.replace(editions.around(Pool()))
        raise RuntimeError
    await settled()
    assert pool.stopped == 1
    await in_force.stop()


async def test_the_end_of_the_daemon_ends_what_calls_still_have(editions: Editions) -> None:
    old, new = Pool(), Pool()
    in_force = InForce(editions.around(old))
    with in_force.taken():
        in_force.replace(editions.around(new))
        await in_force.stop()
    assert (old.stopped, new.stopped) == (1, 1)
