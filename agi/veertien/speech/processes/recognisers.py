"""Recognisers in processes: PocketSphinx holds the interpreter's lock, and a crash must not take the daemon."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import structlog

from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.processes.pool import ProcessPool, UnavailableError, WorkKind
from veertien.speech.processes.recogniser_work import Job, Making, RecogniserMaking
from veertien.speech.processes.worker_process import WorkerProcess
from veertien.speech.recognition.recogniser import Recognition

_log = structlog.get_logger(__name__)

_LONG_SECONDS = 3.0
"""Seconds of audio from which an utterance is long: hardly a name alone, and decoding takes 0.1 s for each second."""


class RecogniserUnavailableError(UnavailableError):
    """No recogniser could do the work in time; the message says why. The caller is to be served without speech."""


_RECOGNISER = WorkKind("recogniser", "set more recognisers", RecogniserUnavailableError, tries=2)


class RecogniserPool(ProcessPool[Job, Recognition]):
    """Recogniser processes behind one asynchronous method; of one event loop."""

    def __init__(
        self,
        processes: int = 1,
        deadline_seconds: float = 5.0,
        most_waiting: int = 200,
        making: Making | None = None,
        begun: Iterable[WorkerProcess] = (),
    ) -> None:
        """Set the number of processes, the time one recognition may take with all waiting, and how many may wait.

        `making` is what the recognisers are made with, if not with what comes with the package; for `begun` see
        `ProcessPool`.
        """
        super().__init__(_RECOGNISER, processes, deadline_seconds, most_waiting, begun=begun)
        self._making = making or Making()
        self._numbers: dict[GrammarSpec, int] = {}

    async def start(self, specs: Sequence[GrammarSpec] = ()) -> None:
        """Start all processes, each with the model and the grammars of `specs` loaded.

        Raises RecogniserUnavailableError when they can't be started; none is left then.
        """
        self._numbers = {spec: number for number, spec in enumerate(specs)}
        await self.start_all(RecogniserMaking(self._making, tuple(specs)))

    async def recognise(
        self,
        pcm: bytes,
        hertz: int,
        spec: GrammarSpec,
        urgent: asyncio.Event | None = None,
        factors: Mapping[str, float] | None = None,
    ) -> Recognition:
        """Recognise one utterance, see `Recogniser.recognise`; a process that dies over it costs one retry.

        Takes `urgent` and raises RecogniserUnavailableError as `do` says, also when the utterance or `spec` can't be
        worked with.
        """
        job = Job(pcm, hertz, self._numbers.get(spec, spec), factors or {})
        what = f"grammar {spec.id!r} or its utterance"
        return await self.do(job, what, urgent, long=len(pcm) / 2 / hertz > _LONG_SECONDS)

    def _hurried(self, job: Job) -> Job:
        return replace(job, hurried=True)

    def _tell_died(self, pid: int) -> None:
        _log.warning("recogniser_died", pid=pid, then="another is being started")

    def _tell_hung(self, pid: int, why: str) -> None:
        _log.warning("recogniser_hung", pid=pid, why=why)

    def _tell_not_started(self, next_try_seconds: float) -> None:
        ready, why = self.ready, self.trouble
        _log.error("recogniser_not_replaced", why=why, ready=ready, next_try_seconds=next_try_seconds)
