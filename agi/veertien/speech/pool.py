"""Recognition in processes of its own: PocketSphinx holds the interpreter's lock, and a crash must not take the daemon.

Each worker is an executor with one process, so that a dead or hung process costs no other call its work. Processes are
spawned, not forked: the daemon has threads and open sockets, and a fork server would be one process more that outlives
`stop`.
"""

import asyncio
import contextlib
import fcntl
import signal
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context

import structlog

from veertien.speech import worker
from veertien.speech.grammar import GrammarSpec
from veertien.speech.recogniser import Recognition
from veertien.speech.single_thread import single_threaded
from veertien.speech.worker import Job, Making

_JOB_BYTES = 1 << 20
"""More than the longest utterance (8 s, 128 kB) and any grammar; Linux lets every user have as much."""

_log = structlog.get_logger(__name__)

_STARTING_SECONDS = 60.0
_STOPPING_SECONDS = 2.0
_SHORTEST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0
_LOOK_SECONDS = 0.02
"""How often work that is not urgent looks for a process that nobody else waits for."""


class RecogniserUnavailable(Exception):
    """No recogniser could do the work in time; the message says why. The caller is to be served without speech."""


class RecogniserPool:
    """Recogniser processes behind one asynchronous method; of one event loop."""

    def __init__(
        self,
        processes: int = 1,
        deadline_seconds: float = 5.0,
        most_waiting: int = 32,
        making: Making | None = None,
    ) -> None:
        """Set the number of processes, the time one recognition may take with all waiting, and how many may wait.

        `making` is what the recognisers are made with, if not with what comes with the package.
        """
        if processes < 1:
            raise ValueError(f"{processes} recogniser processes: at least 1 is needed")
        self._processes = processes
        self._deadline = deadline_seconds
        self._most_waiting = most_waiting
        self._making = making or Making()
        self._specs: tuple[GrammarSpec, ...] = ()
        self._numbers: dict[GrammarSpec, int] = {}
        self._workers: set[_Worker] = set()
        self._idle: asyncio.Queue[_Worker] = asyncio.Queue()
        self._replacing: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._seeking = 0
        self._running = False

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes there are, at work, idle or starting."""
        return tuple(sorted(member.pid for member in self._workers))

    async def start(self, specs: Sequence[GrammarSpec] = ()) -> None:
        """Start all processes, each with the model and the grammars of `specs` loaded.

        Raises RecogniserUnavailable when they can't be started; none is left then.
        """
        self._specs = tuple(specs)
        self._numbers = {spec: number for number, spec in enumerate(self._specs)}
        self._running = True
        starting = [self._add_worker() for _ in range(self._processes)]
        faults = [fault for fault in await asyncio.gather(*starting, return_exceptions=True) if fault]
        if faults:
            await self.stop()
            raise RecogniserUnavailable(f"no recogniser process could be started: {faults[0]!r}") from faults[0]

    async def recognise(
        self,
        pcm: bytes,
        hertz: int,
        spec: GrammarSpec,
        urgent: asyncio.Event | None = None,
        factors: Mapping[str, float] | None = None,
    ) -> Recognition:
        """Recognise one utterance, see `Recogniser.recognise`; a process that dies over it costs one retry.

        With `urgent`, work that may turn out useless: until that is set it only gets a process that nobody waits for.

        Raises RecogniserUnavailable when no process is free or none has an answer within the deadline (one that hangs
        is killed and replaced), when a second one dies, and when the utterance or `spec` can't be worked with.
        """
        if not self._running:
            raise RecogniserUnavailable("the recognisers are not running")
        job = Job(pcm, hertz, self._numbers.get(spec, spec), factors or {})
        try:
            async with asyncio.timeout(self._deadline):
                if urgent is not None:
                    await self._let_others_go_first(urgent)
                return await self._take_turn(job)
        except TimeoutError as error:
            raise RecogniserUnavailable(f"no recogniser had an answer within {self._deadline:g} seconds") from error
        except BrokenProcessPool as error:
            raise RecogniserUnavailable("two recogniser processes died over the same utterance") from error
        except RecogniserUnavailable:
            raise
        except Exception as error:
            raise RecogniserUnavailable(f"grammar {spec.id!r} or its utterance is unusable: {error}") from error

    async def stop(self) -> None:
        """End all processes; what is being recognised becomes RecogniserUnavailable."""
        self._running = False
        for task in self._replacing:
            task.cancel()
        await asyncio.gather(*self._replacing, return_exceptions=True)
        await asyncio.gather(*(self._remove_worker(member) for member in tuple(self._workers)))
        self._idle = asyncio.Queue()

    async def _let_others_go_first(self, urgent: asyncio.Event) -> None:
        while not urgent.is_set() and self._idle.qsize() <= self._seeking:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await urgent.wait()

    async def _take_turn(self, job: Job) -> Recognition:
        if self._waiting >= self._most_waiting:
            raise RecogniserUnavailable(f"{self._waiting} utterances wait already; set more recognisers")
        self._waiting += 1
        try:
            return await self._try(job)
        except BrokenProcessPool:
            return await self._try(job)
        finally:
            self._waiting -= 1

    async def _try(self, job: Job) -> Recognition:
        member, result = await self._give_to_idle(job)
        loop = asyncio.get_running_loop()
        hung = loop.call_later(self._deadline, member.kill)
        # On the result itself, not on the caller's wait for it: a caller may hang up while the process is at work.
        result.add_done_callback(lambda _: loop.call_soon_threadsafe(self._take_back, member, hung))
        return await asyncio.wrap_future(result)

    async def _give_to_idle(self, job: Job) -> "tuple[_Worker, Future[Recognition]]":
        while True:
            self._seeking += 1
            try:
                member = await self._idle.get()
            finally:
                self._seeking -= 1
            # One that died while idle has touched nothing of this utterance: that is no try.
            with contextlib.suppress(BrokenProcessPool):
                if member.alive:
                    return member, member.submit(job)

    def _take_back(self, member: "_Worker", hung: asyncio.TimerHandle) -> None:
        hung.cancel()
        if member in self._workers:
            self._idle.put_nowait(member)

    def _on_death(self, member: "_Worker") -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(member.sentinel)
        _log.warning("recogniser_died", pid=member.pid, then="another is being started")
        task = loop.create_task(self._replaced(member))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replaced(self, member: "_Worker") -> None:
        await self._remove_worker(member)
        pause = _SHORTEST_PAUSE_SECONDS
        while True:
            try:
                return await self._add_worker()
            except (BrokenProcessPool, OSError, TimeoutError):
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    async def _add_worker(self) -> None:
        member = _Worker(self._specs, self._making)
        self._workers.add(member)
        try:
            await asyncio.wait_for(asyncio.wrap_future(member.ready), _STARTING_SECONDS)
        except BaseException:  # a cancelled start must not leave its process either
            await self._remove_worker(member)
            raise
        asyncio.get_running_loop().add_reader(member.sentinel, self._on_death, member)
        self._idle.put_nowait(member)

    async def _remove_worker(self, member: "_Worker") -> None:
        asyncio.get_running_loop().remove_reader(member.sentinel)
        self._workers.discard(member)
        await member.stop()


class _Worker:
    """An executor with one process, which is starting until `ready` is done."""

    def __init__(self, specs: tuple[GrammarSpec, ...], making: Making) -> None:
        self._making = making
        self._executor = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=worker.begin)
        _widen_queue(self._executor)
        others = set(active_children())
        # The process is spawned by the thread that submits first, and inherits its mask: a signal that comes
        # before the process can ignore it stays pending there, instead of ending it with a traceback.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, worker.DEAF_TO)
        try:
            with single_threaded():
                self.ready: Future[None] = self._executor.submit(worker.warm_up, specs, making)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        (self._process,) = set(active_children()) - others

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def sentinel(self) -> int:
        """A file descriptor that becomes readable when the process ends."""
        return self._process.sentinel

    @property
    def alive(self) -> bool:
        return self._process.is_alive()

    def submit(self, job: Job) -> "Future[Recognition]":
        return self._executor.submit(worker.recognise, job, self._making)

    def kill(self) -> None:
        self._process.kill()

    async def stop(self) -> None:
        """End the process, by force if it doesn't end by itself."""
        stopping = asyncio.create_task(asyncio.to_thread(self._executor.shutdown, wait=True, cancel_futures=True))
        done, _ = await asyncio.wait({stopping}, timeout=_STOPPING_SECONDS)
        if not done:
            self.kill()
            await stopping


def _widen_queue(executor: ProcessPoolExecutor) -> None:
    """Make room in an executor's pipe for a whole job, so that sending one never waits for the process to read.

    Before 3.11.5 (Debian 12 has 3.11.2) the executor hangs for ever when its process dies while a job is half sent
    (python/cpython issue 94777). The pipe is reached by a private name; there is no public one.
    """
    with contextlib.suppress(OSError):
        fcntl.fcntl(executor._call_queue._writer.fileno(), fcntl.F_SETPIPE_SZ, _JOB_BYTES)  # type: ignore[attr-defined]
