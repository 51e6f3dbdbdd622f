"""The second ear in a process of its own: it takes memory and time that no call may wait for."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import structlog

from veertien.speech.processes.pool import ProcessPool, UnavailableError, WorkKind
from veertien.speech.processes.resting import Rest
from veertien.speech.processes.second_ear_work import HearingJob, ListeningJob, SecondEarMaking
from veertien.speech.second_ear import SecondHearing

_log = structlog.get_logger(__name__)

DEADLINE_SECONDS = 0.6
"""How long the daemon waits for the second ear, counted from its question.

The question comes at the caller's pause, when PocketSphinx has an answer: some 0.2 s after the last sound. Who is in
doubt is heard out until 0.44 s after it; another 0.4 s for a better answer, in the worst case, is shorter than the
question back that it spares. A dozen names take 0.1 to 0.2 s on a free core.
"""

ENOUGH_SHARE = 1 / 3
"""Share of the deadline after which it begins with no further names: that is when who is in doubt has been heard out.

The likeliest come first: of 703 answers by six people 594 are right among all texts by the best 8 of them, 580 by the
best 4, 598 by all 12; among three, six or eleven texts 671, 669 and 672.
"""

_FROZEN_SECONDS = 5.0
"""After how long without processor time the process counts as frozen: far beyond the deadline, as a busy machine alone
must not have it loaded anew."""

_MOST_WAITING = 2
"""One that is heard and one that waits: whoever comes then would have no answer in time."""


class SecondEarUnavailableError(UnavailableError):
    """The second ear had no answer in time; the message says why. PocketSphinx's answer stands."""


_SECOND_EAR = WorkKind("second ear", "PocketSphinx's answer stands", SecondEarUnavailableError, tries=1)


class SecondEarPool(ProcessPool[HearingJob | ListeningJob, SecondHearing]):
    """One process behind one asynchronous method; of one event loop."""

    def __init__(self, directory: Path, deadline_seconds: float = DEADLINE_SECONDS) -> None:
        """Take the folder of its model, and the time that one hearing may take with all waiting."""
        super().__init__(_SECOND_EAR, 1, deadline_seconds, _MOST_WAITING, _FROZEN_SECONDS)
        self._directory = directory
        self._rest = Rest()

    @property
    def rest_seconds(self) -> float:
        """For how long it will not be asked, as it was too slow several times running; 0 when it is asked."""
        return self._rest.left(asyncio.get_running_loop().time())

    async def start(self, texts: Sequence[str] = ()) -> None:
        """Start the process, or go on trying; `texts` are prepared in its idle time, the first first. Never raises."""
        await self.start_or_retry(SecondEarMaking(self._directory, tuple(texts)))

    def listen(self, pcm: bytes) -> None:
        """Have it begin on what it may be asked about soon, s16le at 8 kHz, mono, while it has nothing else to do.

        That is a third of its work for a dozen texts; so it is done when the recogniser is.
        """
        if not self.rest_seconds:
            self.do_ahead(ListeningJob(pcm))

    async def hear(
        self, pcm: bytes, hertz: int, texts: Sequence[str], urgent: asyncio.Event | None = None
    ) -> SecondHearing:
        """Hear one utterance, see `SecondEar.hear`.

        Takes `urgent` and raises SecondEarUnavailableError as `do` says, and at once while it rests; a process that
        dies over it costs no retry.
        """
        clock = asyncio.get_running_loop().time
        if seconds := self.rest_seconds:
            raise SecondEarUnavailableError(f"it was too slow, and rests for {seconds:.0f} seconds more")
        began = clock()
        try:
            until = time.monotonic() + ENOUGH_SHARE * self._deadline
            heard = await self.do(HearingJob(pcm, hertz, tuple(texts), until), "an utterance", urgent)
        except SecondEarUnavailableError:
            # Whoever was refused at once has lost nothing.
            if clock() - began >= self._deadline and (seconds := self._rest.miss(clock())):
                _log.warning("second_ear_rests", seconds=seconds, then="it is asked again")
            raise
        self._rest.answer()
        return heard

    def _tell_died(self, pid: int) -> None:
        _log.warning("second_ear_died", pid=pid, then="another is being started")

    def _tell_hung(self, pid: int, why: str) -> None:
        _log.warning("second_ear_hung", pid=pid, why=why)

    def _tell_not_started(self, next_try_seconds: float) -> None:
        _log.error("second_ear_not_started", why=self.trouble, next_try_seconds=next_try_seconds)
