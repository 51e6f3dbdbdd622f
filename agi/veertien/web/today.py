"""What became of today's calls, as the reports count it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import Connection

from veertien.archive import Database, Scope
from veertien.reports import ReportPeriod
from veertien.reports.bins import quantile
from veertien.reports.counting import Counts
from veertien.reports.ways import was_asked
from veertien.routing import AMSTERDAM


@dataclass(frozen=True, slots=True)
class Today:
    """The calls that began since midnight, Dutch time."""

    day: date
    calls: int
    asked: int
    outcomes: Mapping[str, Mapping[str, int]]
    """How many, by outcome and by result, the last dial status."""
    questions: int
    median: Fraction | None
    """Of the question, in seconds; None where there was none."""
    p95: Fraction | None


def today(database: Database, now: datetime, scope: Scope) -> Today:
    """Return the figures of today. Raises DatabaseUnusableError."""
    day = now.astimezone(AMSTERDAM).date()
    return database.read(lambda connection: _counted(connection, day, scope))


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
        outcomes,
        sum(bins.values()),
        quantile(bins, Fraction(1, 2)),
        quantile(bins, Fraction(95, 100)),
    )


def _each(scope: Scope) -> Sequence[str | None]:
    return [None] if scope.municipalities is None else sorted(scope.municipalities)
