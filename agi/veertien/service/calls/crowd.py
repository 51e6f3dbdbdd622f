"""How many callers are asked at once, and whether one more can be listened to.

Theory. Whoever can't be listened to in time waits in silence, and so does everybody behind them. So callers beyond what
the machine can hear are not made to speak: they get the list on the keys at once, which costs next to nothing, and then
a person. Two things say that it is too many: their number, and how long answers wait for a recogniser, which also tells
of a machine that is slower just now.

Where no number is set it follows from how much processor time an answer takes here: measured when the recognisers are
ready, and again while nobody is asked. The least counts, as other work makes all of it slower for a while, and within
bounds, as one answer may be measured at a bad moment.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from veertien.cores import usable_cores
from veertien.routing import AMSTERDAM
from veertien.service.editions.in_force import InForce
from veertien.service.measuring import answer_seconds
from veertien.service.troubles import Troubles
from veertien.speech import Espeak
from veertien.speech.processes.capacity import callers_served
from veertien.speech.processes.recognisers import RecogniserPool, RecogniserUnavailableError
from veertien.wording import Wording

CALLERS_A_CORE = 20
"""Callers who can be asked at once on one core until that is measured: on two shared cores 40 got their answers within
0.4 s, 60 within 1.2 s, 100 not at all."""
FEWEST_A_CORE, MOST_A_CORE = 10, 30
"""What the measured number of callers lies between, for each core."""
MOST_CALLERS = 120
"""One event loop, on one core, carries the audio of so many with a quarter of it to spare: a caller who is asked takes
27 ms of it, and is in the question for some 4.4 seconds."""
USUAL = 2
"""Times as many callers are served as if each gave the answer that is measured, the longest: the usual one, a name
alone, takes a fifth of it."""
LOOK_SECONDS, MEASURE_EACH_SECONDS = 5.0, 600.0
"""Seconds between two looks whether there are other recognisers, and between two measurements of the same."""
_REMEMBERED_SECONDS = 60.0
"""For how long `troubles` tells of the last caller who got keys alone."""


def most_on(cores: int, processes: int, seconds: float | None) -> int:
    """Return how many callers can be asked at once, on so many cores, where an answer takes so many seconds of one.

    `seconds` is None where that is not known.
    """
    if seconds is None:
        return min(MOST_CALLERS, CALLERS_A_CORE * cores)
    served = USUAL * callers_served(cores, processes, seconds)
    return min(MOST_CALLERS, MOST_A_CORE * cores, max(FEWEST_A_CORE * cores, served))


@dataclass(frozen=True, slots=True)
class _Measured:
    """What was measured of some recognisers."""

    of: RecogniserPool
    seconds: float
    most: int


class Crowd:
    """The callers who are being asked; of one event loop."""

    def __init__(self, in_force: InForce) -> None:
        """Take the most of them, and whether answers wait too long, from the edition in force."""
        self._in_force = in_force
        self.cores = usable_cores()
        """How many there are."""
        self._usual = most_on(self.cores, 1, None)
        self._asked = 0
        self._by_keys_until = 0.0
        self._measured: _Measured | None = None
        self.by_keys = 0
        """How many got keys alone, since the start."""

    @contextmanager
    def joined(self) -> Iterator[bool]:
        """Have one caller more inside the block; gives whether they can be listened to."""
        heard = self._asked < self.most and not self._in_force.edition.ears.pocketsphinx.overloaded
        if not heard:
            self.by_keys += 1
            self._by_keys_until = asyncio.get_running_loop().time() + _REMEMBERED_SECONDS
        self._asked += heard
        try:
            yield heard
        finally:
            self._asked -= heard

    @property
    def most(self) -> int:
        """How many callers are listened to at once: as set, else as measured."""
        measured = self._known
        found = measured.most if measured else self._usual
        return self._in_force.edition.loaded.settings.most_callers_in_question or found

    @property
    def answer_seconds(self) -> float | None:
        """How many seconds of a core an answer takes the recognisers in force; None where it is not known yet."""
        return self._known.seconds if self._known else None

    async def keep_measured(self, espeak: Espeak) -> None:
        """Measure what an answer takes of each edition's recognisers, and again while nobody is asked; never ends."""
        clock, last = asyncio.get_running_loop().time, float("-inf")
        while True:
            if self.answer_seconds is None or (not self._asked and clock() - last >= MEASURE_EACH_SECONDS):
                last = clock()
                await self.measure(espeak)
            await asyncio.sleep(LOOK_SECONDS)

    async def measure(self, espeak: Espeak) -> None:
        """Measure what an answer takes now; without a recogniser for it nothing changes."""
        edition = self._in_force.edition
        pool = edition.ears.pocketsphinx
        try:
            seconds = await answer_seconds(edition, espeak, datetime.now(AMSTERDAM))
        except RecogniserUnavailableError as error:
            structlog.get_logger(__name__).debug("answer_not_measured", why=str(error))
            return
        if seconds is not None:
            least = min(seconds, self.answer_seconds or seconds)
            before, most = self._known, most_on(self.cores, pool.processes, least)
            self._measured = _Measured(pool, least, most)
            if before is None or before.most != most:
                structlog.get_logger(__name__).info("answer_measured", seconds=round(least, 3), callers=most)

    @property
    def _known(self) -> "_Measured | None":
        measured = self._measured
        return measured if measured and measured.of is self._in_force.edition.ears.pocketsphinx else None

    def troubles(self) -> Troubles:
        """Return whether callers get keys alone, or did until a moment ago."""
        if asyncio.get_running_loop().time() > self._by_keys_until:
            return {}
        most, asked = self.most, self._asked
        return {
            "crowd": Wording(
                f"Meer bellers dan verstaan kunnen worden: {asked} krijgen de vraag, {most} is het meeste. "
                "Wie erbij komt, kiest met toetsen. Geef de machine meer kernen en recognisers.",
                f"More callers than can be listened to: {asked} are asked, {most} is the most. Who comes on top "
                "chooses by keys. Give the machine more cores and recognisers.",
            )
        }
