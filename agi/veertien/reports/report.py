"""A report: every figure of some days, beside the days before and the platform, as a value that can be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from veertien.archive import Database
from veertien.archive.queries.distinct import distinct_texts
from veertien.archive.schema import CALL, CALL_HOUR
from veertien.reports.counting import Counts
from veertien.reports.figures.breakdowns import BREAKDOWNS
from veertien.reports.figures.measures import MEASURES
from veertien.reports.figures.small_cells import FEWEST
from veertien.reports.figures.values import Breakdown, Cell, Kept, Measure, Tabled
from veertien.reports.periods import ReportPeriod
from veertien.routing import AMSTERDAM


@dataclass(frozen=True, slots=True)
class Measured:
    """One number of a report."""

    figure: Measure
    now: Cell
    before: Cell
    """The same of the days before."""
    platform: Cell
    """The same of all municipalities; None where it doesn't stand beside."""


@dataclass(frozen=True, slots=True)
class BrokenDown:
    """One table of a report."""

    figure: Breakdown
    table: Tabled


@dataclass(frozen=True, slots=True)
class CallReport:
    """What the calls of a period, of one municipality or of all, cost callers."""

    period: ReportPeriod
    municipality: tuple[str, str] | None
    """Its CBS code and name; None for all."""
    beside_platform: bool
    """Whether each of its numbers stands beside the same of all municipalities."""
    calls: int
    rolled_up: int
    """How many of them have expired."""
    rolled_up_early: int
    """How many of these an earlier version let expire."""
    measures: tuple[Measured, ...]
    tables: tuple[BrokenDown, ...]

    @property
    def too_few(self) -> bool:
        """Whether there are too few calls to say anything of them; the report has no figures then."""
        return 0 < self.calls < FEWEST

    def left_out(self, figure: Measure | Breakdown) -> int:
        """Return how many calls a figure is not about, as they have expired."""
        return {Kept.ALL: 0, Kept.LATELY: self.rolled_up_early, Kept.NOTHING: self.rolled_up}[figure.kept]


def made_report(
    database: Database,
    period: ReportPeriod,
    municipality: str | None,
    names: Mapping[str, str],
    *,
    beside_platform: bool = True,
) -> CallReport:
    """Return the report on a period; `names` are municipalities' by their CBS codes.

    `beside_platform` sets a municipality's numbers beside those of all of them, for who may know these.

    Raises DatabaseUnusableError.
    """

    def work(connection: Connection) -> CallReport:
        counts = Counts(connection, period, municipality, names)
        platform = counts.everywhere() if municipality and beside_platform else None
        found = (municipality, names.get(municipality, municipality)) if municipality else None
        about = (period, found, platform is not None, counts.calls, counts.rolled_up, counts.rolled_up_early)
        if counts.calls < FEWEST:
            return CallReport(*about, (), ())
        before = counts.over(period.before())
        measures = (
            Measured(each, each.cell(counts), each.cell(before), each.cell(platform) if platform else None)
            for each in MEASURES
        )
        tables = (BrokenDown(each, each.table(counts)) for each in BREAKDOWNS if not (each.platform and municipality))
        return CallReport(*about, tuple(measures), tuple(tables))

    return database.read(work)


def recorded_days(database: Database) -> ReportPeriod | None:
    """Return the days from the first call that is recorded to the last; None where none is.

    Raises DatabaseUnusableError.
    """

    def work(connection: Connection) -> ReportPeriod | None:
        # One at a time: to tell both at once SQLite goes through all rows.
        queries = [select(extreme(CALL.c.started_at)).where(CALL.c.test.is_(False)) for extreme in (func.min, func.max)]
        queries += [select(extreme(CALL_HOUR.c.hour)) for extreme in (func.min, func.max)]
        found = (connection.execute(query).scalar_one() for query in queries)
        days: list[date] = sorted(at.astimezone(AMSTERDAM).date() for at in found if at)
        return ReportPeriod(days[0], days[-1]) if days else None

    return database.read(work)


def recorded_municipalities(database: Database) -> frozenset[str]:
    """Return the CBS codes of all municipalities for which a call is recorded.

    Raises DatabaseUnusableError.
    """

    def work(connection: Connection) -> frozenset[str]:
        found = (distinct_texts(table.c.municipality) for table in (CALL, CALL_HOUR))
        return frozenset(code for query in found for code in connection.execute(query).scalars())

    return database.read(work)
