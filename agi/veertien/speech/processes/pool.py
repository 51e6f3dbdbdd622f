"""Processes that do one kind of work for the daemon, so that none of it can hold up a call or take the daemon along.

Each process has a socket of its own (see `worker_process`). Short work gets one before long work, and long work never
has them all (`turns`): a name alone is recognised in some 0.03 s, eight seconds of talk in up to a second, so a caller
who babbles would hold up everybody who just says a name.
"""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from veertien.release import code_digest, loaded_release
from veertien.speech.processes.messages import WorkerMaking, message
from veertien.speech.processes.turns import Turns
from veertien.speech.processes.worker_process import ProcessDiedError, ProcessHungError, WorkerProcess, WorkFailedError

_STARTING_SECONDS, _MOST_STARTING_CPU_SECONDS = 30.0, 120.0
"""After how long without processor time a start counts as failed, and with how much of it; a country's takes 1 s."""
_MOST_CPU_SHARE = 2.0
"""Processor time that one job may take, in times after which a process counts as frozen. With 5 s that is ten times the
dearest one known (8 s of talk: 0.9 s), so what takes more spins; and as it is no time by the clock, a busy machine
doesn't make it so."""
PRESSED_SHARE, OVERLOADED_SHARE, MOST_WAIT_SHARE = 0.1, 0.3, 0.5
"""Shares of the deadline that the job which has waited longest waits for a process where all are pressed, and where
they are too many; and for how long one waits behind others. Of 5 s: who said a name and hears nothing wonders after a
second, and speaks again after two."""
_SHORTEST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.5, 30.0

_Job = TypeVar("_Job")
_Answer = TypeVar("_Answer")


class UnavailableError(Exception):
    """The work could not be done in time; the message says why."""


@dataclass(frozen=True, slots=True)
class WorkKind:
    """What the processes of one pool do, as messages and the log call it."""

    name: str
    cure: str
    """What helps where too many wait."""
    unavailable: type[UnavailableError]
    tries: int
    """How often work is given to a process when those before died over it."""


class ProcessPool(ABC, Generic[_Job, _Answer]):
    """Processes of one kind behind one asynchronous method; of one event loop."""

    def __init__(
        self,
        kind: WorkKind,
        processes: int,
        deadline_seconds: float,
        most_waiting: int,
        frozen_seconds: float | None = None,
        begun: Iterable[WorkerProcess] = (),
    ) -> None:
        """Set the number of processes, the time one job may take with all waiting, and how many may wait.

        A process that did nothing at its job for `frozen_seconds`, if not for the deadline, is taken for frozen.
        Those of the processes that are `begun` already are the pool's from now on.
        """
        if processes < 1:
            raise ValueError(f"{processes} {kind.name} processes: at least 1 is needed")
        self.processes = processes
        self._kind = kind
        self._deadline = deadline_seconds
        self._most_waiting = most_waiting
        self._frozen = frozen_seconds or deadline_seconds
        self._release = loaded_release()
        self._packed: bytes
        self._begun = list(begun)
        self._workers: set[WorkerProcess] = set()
        self._ready: set[WorkerProcess] = set()
        # One is left to short work, where there are several.
        self._turns: Turns[WorkerProcess] = Turns(max(1, processes - 1))
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
    def waiting(self) -> int:
        """How many jobs wait for a process, or are with one."""
        return self._waiting

    @property
    def pressed(self) -> bool:
        """Whether jobs wait so long for a process that each should cost as little as it can."""
        return self._turns.longest_wait_seconds(long=False) > PRESSED_SHARE * self._deadline

    @property
    def overloaded(self) -> bool:
        """Whether jobs wait so long for a process that one more would have no answer in time."""
        return self._turns.longest_wait_seconds(long=False) > OVERLOADED_SHARE * self._deadline

    @property
    def trouble(self) -> str:
        """Why there are fewer than there should be, as far as that is known."""
        return self._trouble

    async def start_all(self, making: WorkerMaking) -> None:
        """Start all processes, each with a worker made.

        Raises `WorkKind.unavailable` when they can't be; none is left then.
        """
        faults = await self._started(making)
        if faults:
            await self.stop()
            why = _reason(faults[0])
            raise self._kind.unavailable(f"no {self._kind.name} process could be started: {why}") from faults[0]

    async def start_or_retry(self, making: WorkerMaking) -> None:
        """Start all processes, and those that can't be started now as soon as they can; never raises for that."""
        for fault in await self._started(making):
            self._trouble = _reason(fault)
            self._keep(self._started_later(fault))

    async def do(self, job: _Job, what: str, urgent: asyncio.Event | None = None, *, long: bool = False) -> _Answer:
        """Have a process do a job, `what` in words.

        With `urgent`, work that may turn out useless: until that is set it only gets a process that nobody waits for.

        Raises `WorkKind.unavailable` when no process is free or none has an answer within the deadline (one that hangs
        is killed and replaced), when as many die over it as there are tries, and when the job can't be done; at once
        while none lives and none could be started.
        """
        kind = self._kind
        if not self._running:
            raise self._not_running()
        if self._trouble and not self._ready:
            raise self._none_lives()
        try:
            async with asyncio.timeout(self._deadline):
                if urgent is not None:
                    await self._turns.let_others_go_first(urgent, long=long)
                return await self._take_turn(job, long=long)
        except TimeoutError as error:
            raise kind.unavailable(f"no {kind.name} had an answer within {self._deadline:g} seconds") from error
        except ProcessDiedError as error:
            raise kind.unavailable(f"as many {kind.name} processes died over it as may: {kind.tries}") from error
        except UnavailableError:
            raise
        except Exception as error:
            raise kind.unavailable(f"{what} is unusable: {error}") from error

    def do_ahead(self, job: _Job) -> None:
        """Give an idle process a job that only saves time later; nothing where none is idle or somebody waits."""
        self._keep(self._done_ahead(job))

    async def stop(self) -> None:
        """End all processes; work under way becomes `WorkKind.unavailable`."""
        self._running = False
        self._turns.fail(self._not_running())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(self._remove_worker(member) for member in (*self._workers, *self._begun)))

    @abstractmethod
    def _tell_died(self, pid: int) -> None:
        """Log that a process ended by itself; another is being started."""

    @abstractmethod
    def _tell_hung(self, pid: int, why: str) -> None:
        """Log that a process was killed over its work."""

    @abstractmethod
    def _tell_not_started(self, next_try_seconds: float) -> None:
        """Log that a process can't be started now, see `trouble`."""

    def _hurried(self, job: _Job) -> _Job:
        """Return a job as it is done while others wait."""
        return job

    def _not_running(self) -> UnavailableError:
        return self._kind.unavailable(f"the {self._kind.name} processes are not running")

    def _none_lives(self) -> UnavailableError:
        return self._kind.unavailable(f"no {self._kind.name} lives, and none could be started: {self._trouble}")

    async def _started(self, making: WorkerMaking) -> list[BaseException]:
        """Start all processes; return what kept some from starting."""
        # Once for all of them, and not in the event loop: of a whole country's grammars it takes longer than a frame.
        self._packed = await asyncio.to_thread(message, making)
        self._running = True
        starting = [self._add_worker() for _ in range(self.processes)]
        return [fault for fault in await asyncio.gather(*starting, return_exceptions=True) if fault]

    async def _done_ahead(self, job: _Job) -> None:
        # No caller waits for this. The next question tells what is wrong, and the pool replaces a dead process.
        with contextlib.suppress(UnavailableError, ProcessDiedError, WorkFailedError):
            if self._turns.may_begin(long=False):
                await self._try(job, long=False)

    async def _take_turn(self, job: _Job, *, long: bool) -> _Answer:
        if (seconds := self._turns.longest_wait_seconds(long=long)) > OVERLOADED_SHARE * self._deadline:
            raise self._kind.unavailable(f"others have waited for {seconds:.1f} s; {self._kind.cure}")
        if self._waiting >= self._most_waiting:
            raise self._kind.unavailable(f"{self._waiting} utterances wait already; {self._kind.cure}")
        self._waiting += 1
        try:
            for _ in range(1, self._kind.tries):
                with contextlib.suppress(ProcessDiedError):
                    return await self._try(job, long=long)
                if not self._running:
                    raise self._not_running()
            return await self._try(job, long=long)
        finally:
            self._waiting -= 1

    async def _try(self, job: _Job, *, long: bool) -> _Answer:
        member, result = await self._give_to_idle(job, long=long)
        # Apart from the caller's wait: a caller may hang up, or get no answer in time, while the process is at work.
        self._keep(self._see_through(member, result, long=long))
        answer: _Answer = await asyncio.shield(result)
        return answer

    async def _give_to_idle(self, job: _Job, *, long: bool) -> "tuple[WorkerProcess, asyncio.Future[Any]]":
        while True:
            member = await self._turn(long=long)
            # One that died while idle has touched nothing of this utterance: that is no try.
            with contextlib.suppress(ProcessDiedError):
                if member.alive:
                    return member, member.submit(self._hurried(job) if self._turns.others_wait else job)
            if long:
                self._turns.long_ended()

    async def _turn(self, *, long: bool) -> WorkerProcess:
        # While none lives nobody waits behind others, and one may be about to.
        most = MOST_WAIT_SHARE * self._deadline
        try:
            async with asyncio.timeout(most if self._ready else None):
                return await self._turns.take(long=long)
        except TimeoutError as error:
            raise self._kind.unavailable(f"others were at work for {most:g} seconds; {self._kind.cure}") from error

    async def _see_through(self, member: WorkerProcess, result: "asyncio.Future[Any]", *, long: bool) -> None:
        """Wait until a process is done with its work, and make it free for others."""
        try:
            await member.watch(result, self._frozen, _MOST_CPU_SHARE * self._frozen)
        except ProcessHungError as hung:
            self._tell_hung(member.pid, str(hung))
        finally:
            if long:
                self._turns.long_ended()
            if member in self._ready:
                self._turns.add(member)

    def _on_death(self, member: WorkerProcess) -> None:
        if member not in self._ready:
            return  # it was ended on purpose
        self._tell_died(member.pid)
        self._ready.discard(member)
        self._turns.remove(member)
        self._keep(self._replaced(member))

    async def _replaced(self, member: WorkerProcess) -> None:
        """Start another process in place of a dead one."""
        try:
            await self._remove_worker(member)
            await self._add_worker()
        except Exception as error:
            await self._started_later(error)

    async def _started_later(self, fault: BaseException) -> None:
        """Start a process that could not be started, for this reason, however often that has to be tried."""
        pause = _SHORTEST_PAUSE_SECONDS
        while True:
            self._trouble = _reason(fault)
            self._tell_not_started(pause)
            if not self._ready:
                self._turns.fail(self._none_lives())
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
            try:
                await self._add_worker()
            except Exception as error:  # whatever it is may pass
                fault = error
            else:
                return

    async def _add_worker(self) -> None:
        member = self._begun.pop() if self._begun else await self._another()
        self._workers.add(member)
        try:
            ready = member.make(self._packed)
            await member.watch(ready, _STARTING_SECONDS, _MOST_STARTING_CPU_SECONDS)
            ready.result()
        except BaseException:  # a cancelled start must not leave its process either
            await self._remove_worker(member)
            raise
        self._ready.add(member)
        member.ended.add_done_callback(lambda _: self._on_death(member))
        if self.ready == self.processes:
            self._trouble = ""
        self._turns.add(member)

    async def _another(self) -> WorkerProcess:
        if await asyncio.to_thread(code_digest) != self._release.code_digest:
            raise self._kind.unavailable(
                f"the files of Veertien are no longer those of {self._release.name}, "
                "which was started: restart the daemon"
            )
        return await WorkerProcess.begun()

    async def _remove_worker(self, member: WorkerProcess) -> None:
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
