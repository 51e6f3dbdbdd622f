"""Recognition in processes of its own: PocketSphinx holds the interpreter's lock, and a crash must not take the daemon.

Each process has a socket of its own (see `recogniser_process`). Short utterances get one before long ones, and long
ones never have them all (`Turns`): a name alone is decoded in some 0.03 s, eight seconds of talk in up to a second, so
a caller who babbles would hold up everybody who just says a name.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Generic, TypeVar

import structlog

from veertien.release import code_digest, loaded_release
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.processes.messages import Job, Making
from veertien.speech.processes.recogniser_process import ProcessDiedError, ProcessHungError, RecogniserProcess
from veertien.speech.recognition.recogniser import Recognition

_LONG_SECONDS = 3.0
"""Seconds of audio from which an utterance is long: hardly a name alone, and decoding takes 0.1 s for each second."""

_log = structlog.get_logger(__name__)

_STARTING_SECONDS, _MOST_STARTING_CPU_SECONDS = 30.0, 120.0
"""After how long without processor time a start counts as failed, and with how much of it; a country's takes 8 s."""
_MOST_CPU_DEADLINES = 2.0
"""Processor time that one utterance may take, in deadlines. With 5 s that is ten times the dearest one known (8 s of
talk: 0.9 s), so what takes more spins; and as it is no time by the clock, a busy machine doesn't make it so."""
_SHORTEST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0

_Served = TypeVar("_Served")


class RecogniserUnavailableError(Exception):
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
        self.processes = processes
        self._deadline = deadline_seconds
        self._most_waiting = most_waiting
        self._making = making or Making()
        self._release = loaded_release()
        self._specs: tuple[GrammarSpec, ...] = ()
        self._numbers: dict[GrammarSpec, int] = {}
        self._workers: set[RecogniserProcess] = set()
        self._ready: set[RecogniserProcess] = set()
        # One is left to short utterances, where there are several.
        self._turns: Turns[RecogniserProcess] = Turns(max(1, processes - 1))
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._running = False
        self._trouble = ""

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes there are, at work, idle or starting."""
        return tuple(sorted(member.pid for member in self._workers))

    @property
    def ready(self) -> int:
        """How many processes are idle or at work; `processes` when all is well."""
        return len(self._ready)

    @property
    def trouble(self) -> str:
        """Why there are fewer than there should be, as far as that is known."""
        return self._trouble

    async def start(self, specs: Sequence[GrammarSpec] = ()) -> None:
        """Start all processes, each with the model and the grammars of `specs` loaded.

        Raises RecogniserUnavailableError when they can't be started; none is left then.
        """
        self._specs = tuple(specs)
        self._numbers = {spec: number for number, spec in enumerate(self._specs)}
        self._running = True
        starting = [self._add_worker() for _ in range(self.processes)]
        faults = [fault for fault in await asyncio.gather(*starting, return_exceptions=True) if fault]
        if faults:
            await self.stop()
            why = _reason(faults[0])
            raise RecogniserUnavailableError(f"no recogniser process could be started: {why}") from faults[0]

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

        Raises RecogniserUnavailableError when no process is free or none has an answer within the deadline (one that
        hangs is killed and replaced), when a second one dies, and when the utterance or `spec` can't be worked with; at
        once while none lives and none could be started.
        """
        if not self._running:
            raise RecogniserUnavailableError("the recognisers are not running")
        if self._trouble and not self._ready:
            raise self._none_lives()
        job = Job(pcm, hertz, self._numbers.get(spec, spec), factors or {})
        long = len(pcm) / 2 / hertz > _LONG_SECONDS
        try:
            async with asyncio.timeout(self._deadline):
                if urgent is not None:
                    await self._turns.let_others_go_first(urgent, long=long)
                return await self._take_turn(job, long=long)
        except TimeoutError as error:
            raise RecogniserUnavailableError(
                f"no recogniser had an answer within {self._deadline:g} seconds"
            ) from error
        except ProcessDiedError as error:
            raise RecogniserUnavailableError("two recogniser processes died over the same utterance") from error
        except RecogniserUnavailableError:
            raise
        except Exception as error:
            raise RecogniserUnavailableError(f"grammar {spec.id!r} or its utterance is unusable: {error}") from error

    async def stop(self) -> None:
        """End all processes; what is being recognised becomes RecogniserUnavailableError."""
        self._running = False
        self._turns.fail(RecogniserUnavailableError("the recognisers are not running"))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(self._remove_worker(member) for member in tuple(self._workers)))

    def _none_lives(self) -> RecogniserUnavailableError:
        return RecogniserUnavailableError(f"no recogniser lives, and none could be started: {self._trouble}")

    async def _take_turn(self, job: Job, *, long: bool) -> Recognition:
        if self._waiting >= self._most_waiting:
            raise RecogniserUnavailableError(f"{self._waiting} utterances wait already; set more recognisers")
        self._waiting += 1
        try:
            return await self._try(job, long=long)
        except ProcessDiedError:
            if not self._running:
                raise RecogniserUnavailableError("the recognisers are not running") from None
            return await self._try(job, long=long)
        finally:
            self._waiting -= 1

    async def _try(self, job: Job, *, long: bool) -> Recognition:
        member, result = await self._give_to_idle(job, long=long)
        # Apart from the caller's wait: a caller may hang up, or get no answer in time, while the process is at work.
        self._keep(self._see_through(member, result, long=long))
        recognition: Recognition = await asyncio.shield(result)
        return recognition

    async def _give_to_idle(self, job: Job, *, long: bool) -> "tuple[RecogniserProcess, asyncio.Future[Any]]":
        while True:
            member = await self._turns.take(long=long)
            # One that died while idle has touched nothing of this utterance: that is no try.
            with contextlib.suppress(ProcessDiedError):
                if member.alive:
                    return member, member.submit(job)
            if long:
                self._turns.long_ended()

    async def _see_through(self, member: RecogniserProcess, result: "asyncio.Future[Any]", *, long: bool) -> None:
        """Wait until a process is done with its work, and make it free for others."""
        try:
            await member.watch(result, self._deadline, _MOST_CPU_DEADLINES * self._deadline)
        except ProcessHungError as hung:
            _log.warning("recogniser_hung", pid=member.pid, why=str(hung))
        finally:
            if long:
                self._turns.long_ended()
            if member in self._ready:
                self._turns.add(member)

    def _on_death(self, member: RecogniserProcess) -> None:
        if member not in self._ready:
            return  # it was ended on purpose
        _log.warning("recogniser_died", pid=member.pid, then="another is being started")
        self._ready.discard(member)
        self._turns.remove(member)
        self._keep(self._replaced(member))

    async def _replaced(self, member: RecogniserProcess) -> None:
        """Start another process in place of a dead one, however often that has to be tried."""
        pause = _SHORTEST_PAUSE_SECONDS
        gone: RecogniserProcess | None = member
        while True:
            try:
                if gone is not None:
                    await self._remove_worker(gone)
                    gone = None
                await self._add_worker()
            except Exception as error:  # whatever it is may pass, and without a recogniser nobody is understood
                self._trouble = _reason(error)
                _log.error("recogniser_not_replaced", why=self._trouble, ready=self.ready, next_try_seconds=pause)
                if not self._ready:
                    self._turns.fail(self._none_lives())
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            else:
                return

    async def _add_worker(self) -> None:
        if await asyncio.to_thread(code_digest) != self._release.code_digest:
            raise RecogniserUnavailableError(
                f"the files of Veertien are no longer those of {self._release.name}, "
                "which was started: restart the daemon"
            )
        member = await RecogniserProcess.begun(self._specs, self._making)
        self._workers.add(member)
        try:
            await member.watch(member.ready, _STARTING_SECONDS, _MOST_STARTING_CPU_SECONDS)
            member.ready.result()
        except BaseException:  # a cancelled start must not leave its process either
            await self._remove_worker(member)
            raise
        self._ready.add(member)
        member.ended.add_done_callback(lambda _: self._on_death(member))
        if self.ready == self.processes:
            self._trouble = ""
        self._turns.add(member)

    async def _remove_worker(self, member: RecogniserProcess) -> None:
        self._ready.discard(member)
        self._turns.remove(member)
        self._workers.discard(member)
        await member.stop()

    def _keep(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _reason(error: BaseException) -> str:
    return str(error) or repr(error)


class Turns(Generic[_Served]):
    """What is free, and who waits for it; of one event loop."""

    def __init__(self, most_long: int) -> None:
        """`most_long` is how many may be at work on something long at a time."""
        self._most_long = most_long
        self._long = 0
        self._free: deque[_Served] = deque()
        self._waiting: dict[bool, deque[asyncio.Future[_Served]]] = {False: deque(), True: deque()}
        self._left_over: asyncio.Future[None] | None = None

    def may_begin(self, *, long: bool) -> bool:
        """Whether something is free that nobody else waits for."""
        return bool(self._free) and (not long or self._long < self._most_long)

    async def take(self, *, long: bool) -> _Served:
        """Wait for a turn. Who takes one for long calls `long_ended` when it is over. Raises what `fail` was given."""
        mine: asyncio.Future[_Served] = asyncio.get_running_loop().create_future()
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
