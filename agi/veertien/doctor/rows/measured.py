"""What was measured on this machine, beside what the tables promise callers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from veertien.doctor.finding import DoctorFinding, in_settings
from veertien.doctor.kinds import machine_kinds
from veertien.routing import Tables
from veertien.speech.processes.capacity import callers_served

_QUESTION_SECONDS, _TALK_SECONDS = 10.0, 180.0
"""What an asked call spends in the question and then on a trunk."""


@dataclass(frozen=True, slots=True)
class MeasuredSpeed:
    """How fast answers are recognised here, and how many callers may be in the question at once by the tables."""

    area_code: str
    """Whose question it was measured with: the one with the most choices."""
    choices: int
    seconds: float
    """Of a core, for one answer."""
    cores: int
    recognisers: int
    promised: int

    @property
    def served(self) -> int:
        """How many callers in the question these cores and recognisers serve."""
        return callers_served(self.cores, self.recognisers, self.seconds)


def questions_promised(tables: Tables) -> int:
    """Return how many callers are in the question at once when the trunks behind the numbers that ask are full.

    As many calls as those trunks carry come in _TALK_SECONDS, and each is in the question for _QUESTION_SECONDS; three
    standard deviations above that mean, as calls come by chance.
    """
    codes = {code for entry in tables.municipalities.values() for code in entry.area_codes}
    asked = {code for code in codes if len(tables.offered(code)) > 1}
    trunks = {
        destination.trunk.key: destination.trunk.capacity
        for entry in tables.municipalities.values()
        if asked & set(entry.area_codes)
        for destination in entry.destinations
    }
    mean = sum(trunks.values()) * _QUESTION_SECONDS / _TALK_SECONDS
    return math.ceil(mean + 3 * math.sqrt(mean))


def of_measured(measured: MeasuredSpeed) -> Iterator[DoctorFinding]:
    """Tell where these cores serve fewer callers than the tables promise."""
    if measured.served >= measured.promised:
        return
    if measured.recognisers >= measured.cores:
        # More recognisers than cores serve nobody more.
        yield machine_kinds.CALLERS_TOO_MANY_FOR_CORES.found(
            in_settings("recognisers:"),
            served=measured.served,
            promised=measured.promised,
            cores=measured.cores,
        )
    else:
        yield machine_kinds.CALLERS_TOO_MANY.found(
            in_settings("recognisers:"),
            served=measured.served,
            promised=measured.promised,
            cores=measured.cores,
            recognisers=measured.recognisers,
        )
