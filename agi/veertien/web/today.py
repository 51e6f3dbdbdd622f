"""What became of today's calls, as the reports count it; counted anew as often as that is cheap."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection

from veertien.archive import Database, DatabaseUnusableError, Scope
from veertien.reports import ReportPeriod
from veertien.reports.counting import Counts
from veertien.reports.figures.bins import quantile
from veertien.reports.figures.measures import MEASURES
from veertien.reports.figures.values import Measure
from veertien.reports.figures.ways import was_asked
from veertien.routing import AMSTERDAM
from veertien.web.calls.records import Records
from veertien.web.refusals import RefusalError, unusable
from veertien.web.wording import OUTCOME_NAMES
from veertien.wording import Wording

TAKEN = "ANSWER"
"""The result of a call that a destination took."""
_SHORTEST_SECONDS = 1.0
_SHARE = 20
"""Figures are good for so many times what counting them took: a twentieth of one reader goes to it."""

_MEASURES: Mapping[str, Measure] = {measure.key: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Today:
    """The calls that began since midnight, Dutch time."""

    day: date
    calls: int
    asked: int
    outcomes: Mapping[str, Mapping[str, int]]
    """How many, by outcome and by result, the last dial status."""
    median: Fraction | None
    """Of the question, in seconds; None where there was none."""
    p95: Fraction | None

    def definition(self, key: str) -> Wording:
        """Return what a figure of this name is in the reports, which count it alike."""
        return _MEASURES[key].definition

    def taken(self, outcome: str) -> int:
        """Return how many calls of an outcome a destination took."""
        return self.outcomes[outcome].get(TAKEN, 0)


def today(database: Database, now: datetime, scope: Scope) -> Today:
    """Return the figures of today. Raises DatabaseUnusableError."""
    day = now.astimezone(AMSTERDAM).date()
    return database.read(lambda connection: _counted(connection, day, scope))


class TodaysFigures:
    """Keeps the figures of today for whoever asks, and counts them anew in the background."""

    def __init__(self, records: Records, clock: Callable[[], datetime]) -> None:
        self._records = records
        self._clock = clock
        self._kept: dict[Scope, _Counted] = {}

    async def get(self, scope: Scope) -> Today | Wording:
        """Return figures that are a few seconds old at most, or why there are none."""
        kept = self._kept.setdefault(scope, _Counted())
        age = time.monotonic() - kept.counted_at
        if kept.counting is None and (kept.figures is None or age > kept.good_seconds):
            kept.counting = asyncio.create_task(self._count(scope, kept))
        if kept.figures is None or (kept.counting is not None and age > 2 * kept.good_seconds):
            assert kept.counting is not None  # noqa: S101 - there are figures as soon as they have been counted once
            await asyncio.shield(kept.counting)
        assert kept.figures is not None  # noqa: S101 - as above
        return kept.figures

    async def close(self) -> None:
        """Wait for what is being counted."""
        tasks = (kept.counting for kept in self._kept.values() if kept.counting is not None)
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _count(self, scope: Scope, kept: "_Counted") -> None:
        began = time.monotonic()
        now = self._clock()
        try:
            kept.figures = await self._records.ask(lambda database: today(database, now, scope))
        except RefusalError as error:
            kept.figures = error.why
        except DatabaseUnusableError as error:
            kept.figures = unusable(error)
        finally:
            kept.counted_at = time.monotonic()
            kept.good_seconds = max(_SHORTEST_SECONDS, _SHARE * (kept.counted_at - began))
            kept.counting = None


@dataclass(slots=True)
class _Counted:
    figures: Today | Wording | None = None
    counted_at: float = float("-inf")
    good_seconds: float = 0.0
    counting: asyncio.Task[None] | None = None


def _counted(connection: Connection, day: date, scope: Scope) -> Today:
    period = ReportPeriod(day, day)
    parts = [Counts(connection, period, code, {}) for code in _each(scope)]
    outcomes: dict[str, Counter[str]] = {}
    bins: Counter[int] = Counter()
    asked = 0
    for counts in parts:
        bins.update(counts.question_bins)
        for course, count in counts.courses.items():
            outcomes.setdefault(course.outcome, Counter())[course.result] += count
            asked += count if was_asked(course) else 0
    return Today(
        day,
        sum(counts.calls for counts in parts),
        asked,
        {outcome: outcomes[outcome] for outcome in sorted(outcomes, key=_place)},
        quantile(bins, Fraction(1, 2)),
        quantile(bins, Fraction(95, 100)),
    )


def _place(outcome: str) -> tuple[int, str]:
    names = list(OUTCOME_NAMES)
    return names.index(outcome) if outcome in OUTCOME_NAMES else len(names), outcome


def _each(scope: Scope) -> Sequence[str | None]:
    return [None] if scope.municipalities is None else sorted(scope.municipalities)
