"""How many callers are asked at once, and whether one more can be listened to.

Theory. Whoever can't be listened to in time waits in silence, and so does everybody behind them. So callers beyond what
the machine can hear are not made to speak: they get the list on the keys at once, which costs next to nothing, and then
a person. Two things say that it is too many: their number, and how long answers wait for a recogniser, which also tells
of a machine that is slower than its cores promise.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager

from veertien.service.editions.in_force import InForce
from veertien.service.troubles import Troubles
from veertien.wording import Wording

CALLERS_A_CORE = 20
"""Callers who can be asked at once on one core, each of whom speaks every six seconds: on two shared cores 40 got their
answers within 0.4 s, 60 within 1.2 s, 100 not at all."""
_REMEMBERED_SECONDS = 60.0
"""For how long `troubles` tells of the last caller who got keys alone."""


def most_on_this_machine() -> int:
    """Return how many callers can be asked at once here, by the cores that this process may use."""
    return CALLERS_A_CORE * len(os.sched_getaffinity(0))


class Crowd:
    """The callers who are being asked; of one event loop."""

    def __init__(self, in_force: InForce) -> None:
        """Take the most of them, and whether answers wait too long, from the edition in force."""
        self._in_force = in_force
        self._asked = 0
        self._by_keys_until = 0.0
        self.by_keys = 0
        """How many got keys alone, since the start."""

    @contextmanager
    def joined(self) -> Iterator[bool]:
        """Have one caller more inside the block; gives whether they can be listened to."""
        heard = self._asked < self._most and not self._in_force.edition.ears.pocketsphinx.overloaded
        if not heard:
            self.by_keys += 1
            self._by_keys_until = asyncio.get_running_loop().time() + _REMEMBERED_SECONDS
        self._asked += heard
        try:
            yield heard
        finally:
            self._asked -= heard

    @property
    def _most(self) -> int:
        return self._in_force.edition.loaded.settings.most_callers_in_question or most_on_this_machine()

    def troubles(self) -> Troubles:
        """Return whether callers get keys alone, or did until a moment ago."""
        if asyncio.get_running_loop().time() > self._by_keys_until:
            return {}
        most, asked = self._most, self._asked
        return {
            "crowd": Wording(
                f"Meer bellers dan verstaan kunnen worden: {asked} krijgen de vraag, {most} is het meeste. "
                "Wie erbij komt, kiest met toetsen. Geef de machine meer kernen en recognisers.",
                f"More callers than can be listened to: {asked} are asked, {most} is the most. Who comes on top "
                "chooses by keys. Give the machine more cores and recognisers.",
            )
        }
