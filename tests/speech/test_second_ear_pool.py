"""The second ear in a process of its own: answers in time or none, and is replaced like a recogniser."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bench.speech.line import over_the_line, sent
from bench.speech.materials import Material, human_sets
from tests.speech.pools import alive, until
from tools.carried import whisper_base
from veertien.speech import GrammarSpec
from veertien.speech.line.wav import read_wav
from veertien.speech.processes.second_ear_work import ListeningJob, SecondEarWorker
from veertien.speech.processes.second_ears import SecondEarPool, SecondEarUnavailableError
from veertien.speech.recognition.recogniser import Recogniser
from veertien.speech.second_ear import SecondEar

PLACES = ("Amsterdam", "Utrecht", "Alkmaar", "Dreumel", "Eindhoven", "Maastricht")
SAID = Path(__file__).parent / "recordings" / "place_words" / "nathalie_nl_rhasspy_187_alkmaar.wav"
PATIENT = 60.0
"""A deadline that a busy machine doesn't miss."""


@asynccontextmanager
async def started(folder: Path, deadline_seconds: float = PATIENT) -> AsyncIterator[SecondEarPool]:
    pool = SecondEarPool(folder, deadline_seconds)
    await pool.start(PLACES)
    try:
        yield pool
    finally:
        await pool.stop()


@pytest.fixture
async def pool() -> AsyncIterator[SecondEarPool]:
    async with started(whisper_base()) as pool:
        yield pool


async def best(pool: SecondEarPool, urgent: asyncio.Event | None = None) -> str:
    """Return what the second ear takes the recording of "Alkmaar" for."""
    samples, hertz = read_wav(SAID)
    heard = await pool.hear(samples.astype("<i2").tobytes(), hertz, PLACES, urgent)
    return PLACES[max(range(len(PLACES)), key=heard.scores.__getitem__)]


async def test_it_hears_in_a_process_of_its_own(pool: SecondEarPool) -> None:
    assert await best(pool) == "Alkmaar"
    assert len(pool.pids) == 1
    assert pool.pids != (os.getpid(),)


async def test_recognisers_go_first_where_processors_are_short(pool: SecondEarPool) -> None:
    (pid,) = pool.pids
    assert os.getpriority(os.PRIO_PROCESS, pid) > os.getpriority(os.PRIO_PROCESS, 0)


@pytest.mark.fault("the second ear dies over an answer", caller="PocketSphinx's answer counts", after="at once")
async def test_one_that_dies_over_an_answer_has_none_and_is_replaced(pool: SecondEarPool) -> None:
    (first,) = pool.pids
    asked = asyncio.create_task(best(pool))
    await asyncio.sleep(0.05)
    os.kill(first, signal.SIGKILL)
    with pytest.raises(SecondEarUnavailableError, match="died"):
        await asked
    await until(lambda: pool.ready == 1 and pool.pids != (first,))
    assert await best(pool) == "Alkmaar"


@pytest.mark.fault("the second ear is frozen", caller="PocketSphinx's answer counts", after="0.6 s")
async def test_one_that_hangs_has_no_answer_in_time_and_is_replaced() -> None:
    async with started(whisper_base(), deadline_seconds=0.3) as pool:
        (first,) = pool.pids
        os.kill(first, signal.SIGSTOP)
        with pytest.raises(SecondEarUnavailableError, match=r"no second ear had an answer within 0\.3 seconds"):
            await best(pool)
        await until(lambda: not alive(first))
        await until(lambda: pool.ready == 1)


@pytest.mark.fault(
    "the second ear is too slow, again and again",
    caller="PocketSphinx's answer counts",
    after="0.6 s, after the third at once",
)
async def test_one_that_is_too_slow_three_times_running_is_left_alone_for_a_while() -> None:
    async with started(whisper_base(), deadline_seconds=0.001) as pool:
        for _ in range(3):
            assert pool.rest_seconds == 0
            with pytest.raises(SecondEarUnavailableError, match="had an answer within"):
                await best(pool)
        with pytest.raises(SecondEarUnavailableError, match="it was too slow, and rests for"):
            await best(pool)
        assert 0 < pool.rest_seconds <= 30
        assert pool.ready == 1


@pytest.mark.fault("the second ear has too much to do", caller="PocketSphinx's answer counts", after="at once")
async def test_whoever_would_have_no_answer_in_time_does_not_wait(pool: SecondEarPool) -> None:
    (pid,) = pool.pids
    os.kill(pid, signal.SIGSTOP)
    heard = [asyncio.create_task(best(pool)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(SecondEarUnavailableError, match="2 utterances wait already; PocketSphinx's answer stands"):
        await best(pool)
    os.kill(pid, signal.SIGCONT)
    assert await asyncio.gather(*heard) == ["Alkmaar", "Alkmaar"]


async def test_listening_beforehand_keeps_nobody_from_being_heard(pool: SecondEarPool) -> None:
    (pid,) = pool.pids
    os.kill(pid, signal.SIGSTOP)
    for _ in range(3):
        # All but the first come while it is busy, and are dropped.
        pool.listen(_pcm())
        await asyncio.sleep(0)
    assert pool.waiting == 0
    heard = [asyncio.create_task(best(pool)) for _ in range(2)]
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGCONT)
    assert await asyncio.gather(*heard) == ["Alkmaar", "Alkmaar"]


async def test_one_that_dies_over_listening_is_replaced(pool: SecondEarPool) -> None:
    (first,) = pool.pids
    os.kill(first, signal.SIGSTOP)
    pool.listen(_pcm())
    await asyncio.sleep(0.05)
    os.kill(first, signal.SIGKILL)
    await until(lambda: pool.ready == 1 and pool.pids != (first,))
    assert await best(pool) == "Alkmaar"


@pytest.mark.parametrize("said", [b"", b"\0\0" * 8000, b"\0"])
async def test_nothing_that_it_can_listen_to_is_no_fault(pool: SecondEarPool, said: bytes) -> None:
    pool.listen(said)
    assert await best(pool) == "Alkmaar"


def test_what_it_listens_to_is_what_the_recogniser_leaves_in_doubt(
    recogniser: Recogniser, names_0229: GrammarSpec
) -> None:
    worker = SecondEarWorker(Listener(whisper_base()), ())
    (places,) = human_sets(Material(None, Path("nowhere"), None)).sets
    doubts = 0
    for clip in places.clips:
        pcm = sent(over_the_line(clip))
        if doubt := recogniser.recognise(pcm, 8000, names_0229).doubt:
            worker.do(ListeningJob(pcm))
            doubts += doubt.pcm == Listener.listened
    assert doubts >= 8


def test_what_was_said_is_forgotten_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = SecondEarWorker(Listener(whisper_base()), ())
    worker.do(ListeningJob(_pcm()))
    assert worker.use_idle_time()
    assert not Listener.forgot
    later = time.monotonic() + 1.1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert not worker.use_idle_time()
    assert Listener.forgot


class Listener(SecondEar):
    """Tells what it listened to, and that it forgot."""

    listened = b""
    forgot = False

    def forget(self) -> None:
        Listener.forgot = True
        super().forget()

    def listen(self, pcm: bytes, hertz: int) -> None:
        Listener.listened = pcm
        super().listen(pcm, hertz)


def _pcm() -> bytes:
    samples, _ = read_wav(SAID)
    return samples.astype("<i2").tobytes()


async def test_an_answer_that_may_be_useless_lets_others_go_first(pool: SecondEarPool) -> None:
    order: list[str] = []

    async def ask(name: str, urgent: asyncio.Event | None) -> None:
        await best(pool, urgent)
        order.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(ask("first", None))
        await asyncio.sleep(0)
        group.create_task(ask("useless perhaps", asyncio.Event()))
        await asyncio.sleep(0.01)
        group.create_task(ask("second", None))
    assert order == ["first", "second", "useless perhaps"]


@pytest.mark.fault("the second ear's model is away", caller="PocketSphinx's answer counts", after="at once")
async def test_a_model_that_is_away_is_told_and_used_when_it_is_back(tmp_path: Path) -> None:
    model = tmp_path / "model"
    async with started(model) as pool:
        assert "no such folder" in pool.trouble
        with pytest.raises(SecondEarUnavailableError, match=r"none could be started: .*no such folder"):
            await best(pool)
        model.symlink_to(whisper_base())
        await until(lambda: pool.ready == 1)
        assert pool.trouble == ""
        assert await best(pool) == "Alkmaar"


async def test_stopping_leaves_no_process(pool: SecondEarPool) -> None:
    (pid,) = pool.pids
    await pool.stop()
    assert not alive(pid)
    with pytest.raises(SecondEarUnavailableError, match="not running"):
        await best(pool)


async def test_stopping_ends_the_trying(tmp_path: Path) -> None:
    async with started(tmp_path / "gone") as pool:
        pass
    assert pool.pids == ()
