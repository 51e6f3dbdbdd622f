"""What the database counts of the calls of some days, of one municipality or of all: alike in SQLite and PostgreSQL.

Single calls and what stays of expired ones are counted together where both have what is asked for. Test calls are in
neither.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Integer, cast, func, select

from veertien.archive.hours import hour_began, milliseconds_between
from veertien.archive.rows import tries_of
from veertien.archive.schema import ANSWER, CALL, CALL_HOUR, QUESTION_HOUR, TAKEN_HOUR, TRIED_HOUR
from veertien.callflow import QuestionParts
from veertien.conversation import NO, NO_NAMES, YES, How, Verdict
from veertien.conversation.transitions import CONFIRMATIONS, State
from veertien.reports.figures.bins import Bins
from veertien.reports.periods import ReportPeriod
from veertien.routing import AMSTERDAM, Outcome

_PARTS = tuple(part.name for part in fields(QuestionParts))
_QUESTION_SUMS = ("question_ms", *(f"{part}_ms" for part in _PARTS))
"""Columns of `call` and `call_hour`: the whole and its parts."""

BINS = 20
"""Parts of the range of confidence in which answers are counted."""
_CONFIRMING = [state.value for state in CONFIRMATIONS if state is not State.PROPOSING]
_ASKED = [state.value for state in State if state not in CONFIRMATIONS]


class Course(NamedTuple):
    """What of a call says which way it took; empty texts for what there is nothing of."""

    outcome: str
    asked: str
    question_end: str
    result: str


class Confirmation(NamedTuple):
    """A question whether a municipality was meant, to which the caller said yes or no at once."""

    heard: str
    """The municipality that was asked about, by its code."""
    said: str
    """`YES` or `NO`."""
    meant: str
    """The one that the call was decided for; empty for none."""
    in_doubt: bool
    """Whether it was asked for its confidence, and not for a rival."""
    sure: int
    """The bin of its confidence, one of BINS; BINS itself is full confidence."""


@dataclass(frozen=True, slots=True)
class QuestionTime:
    """How many questions there were and the milliseconds that they took in all."""

    questions: int
    whole: int
    parts: Mapping[str, int]
    """By part; questions of old versions have none."""


@dataclass(frozen=True)
class Counts:
    """The calls of a period. Each property asks the database once; they raise SQLAlchemyError."""

    connection: Connection
    period: ReportPeriod
    municipality: str | None
    """A CBS code: calls decided for it only; None for all."""
    names: Mapping[str, str] = field(repr=False)
    """What municipalities are called, by their codes."""
    _others: dict[tuple[ReportPeriod, str | None], "Counts"] = field(default_factory=dict, repr=False)
    """All that are made of one another, so that each is counted once."""

    def over(self, period: ReportPeriod) -> "Counts":
        """Return the same of another period."""
        return self._other(period, self.municipality)

    def everywhere(self) -> "Counts":
        """Return the same of all municipalities together."""
        return self._other(self.period, None)

    @cached_property
    def courses(self) -> Mapping[Course, int]:
        """How many calls took which course."""
        return {Course(*kinds): count for kinds, count in self._counted(Course._fields).items()}

    @cached_property
    def calls(self) -> int:
        """How many calls there were."""
        return sum(self.courses.values())

    @cached_property
    def rolled_up(self) -> int:
        """How many of them have expired, so that only what they add up to is there."""
        return sum(self._expired_by_detail.values())

    @property
    def rolled_up_early(self) -> int:
        """How many of these an earlier version let expire, of which less is left."""
        return self._expired_by_detail.get(False, 0)

    @cached_property
    def _expired_by_detail(self) -> Mapping[bool, int]:
        """How many calls have expired, by whether all is left of them that this version keeps."""
        # A node always has a name; earlier versions kept none.
        detailed = CALL_HOUR.c.node != ""
        counts = select(detailed, func.sum(CALL_HOUR.c.calls)).where(*self._expired(CALL_HOUR.c)).group_by(detailed)
        return {bool(kept): int(count) for kept, count in self.connection.execute(counts)}

    @cached_property
    def not_connected(self) -> Mapping[str, int]:
        """How many calls were for a municipality that is not connected, by its code."""
        found = self._counted(("outcome", "municipality"))
        return {code: count for (outcome, code), count in found.items() if outcome == Outcome.NOT_CONNECTED and code}

    @cached_property
    def question_bins(self) -> Bins:
        """How many questions lasted how long."""
        bins = QUESTION_HOUR.c
        expired = select(bins.tenths, func.sum(bins.calls)).where(*self._expired(bins)).group_by(bins.tenths)
        found = Counter({tenths: count for (tenths,), count in self._sum_of(expired).items()})
        for tenths, count, *_ in self._questions_by_tenths:
            found[tenths] += count
        return found

    @cached_property
    def question_time(self) -> QuestionTime:
        """What the questions took, and where it went."""
        sums = (func.coalesce(func.sum(CALL_HOUR.c[name]), 0) for name in _QUESTION_SUMS)
        expired = self.connection.execute(select(*sums).where(*self._expired(CALL_HOUR.c))).one()
        single = (sums for _, _, *sums in self._questions_by_tenths)
        whole, *parts = (sum(map(int, column)) for column in zip(expired, *single, strict=True))
        return QuestionTime(self.questions, whole, MappingProxyType(dict(zip(_PARTS, parts, strict=True))))

    @cached_property
    def _questions_by_tenths(self) -> Sequence[Sequence[int]]:
        """For each length of the single calls' questions in tenths: how many, and the sums of their milliseconds."""
        tenths = (CALL.c.question_ms // 100).label("tenths")
        sums = (func.coalesce(func.sum(CALL.c[name]), 0) for name in _QUESTION_SUMS)
        query = select(tenths, func.count(), *sums).where(*self._single(), CALL.c.question_ms.is_not(None))
        return [tuple(row) for row in self.connection.execute(query.group_by(tenths))]

    @cached_property
    def weekly(self) -> Mapping[tuple[int, int], int]:
        """How many calls began in which hour, 0 to 23, of which weekday, 0 for Monday, by a Dutch clock."""
        hour = hour_began(self.connection)
        single = select(hour.label("hour"), func.count()).where(*self._single()).group_by(hour)
        rolled = CALL_HOUR.c
        expired = select(rolled.hour, func.sum(rolled.calls)).where(*self._expired(rolled)).group_by(rolled.hour)
        found: Counter[tuple[int, int]] = Counter()
        for (began,), count in self._sum_of(single, expired).items():
            at = began.astimezone(AMSTERDAM)
            # Python takes both hours that a clock shows when it goes back for the same one.
            found[at.hour, at.weekday()] += count
        return found

    @cached_property
    def person_bins(self) -> Bins:
        """How many calls were taken how long after they came in."""
        found: Counter[int] = Counter()
        for tenths, count, *_ in self._taken_by_tenths:
            found[tenths] += count
        return found

    @cached_property
    def _taken_by_tenths(self) -> Sequence[Sequence[int]]:
        """For each wait of the calls that were taken, in tenths: how many, and their milliseconds in all.

        Then how many of these were in the question; who wasn't asked was in it for none. A wait may be there twice: of
        single calls, and of expired ones.
        """
        waited = milliseconds_between(self.connection, CALL.c.started_at, CALL.c.taken_at)
        tenths = (waited // 100).label("tenths")
        sums = (func.sum(waited), func.sum(func.coalesce(CALL.c.question_ms, 0)))
        single = select(tenths, func.count(), *sums).where(*self._single(), CALL.c.taken_at.is_not(None))
        kept = TAKEN_HOUR.c
        added = (func.sum(kept[name]) for name in ("calls", "waited_ms", "question_ms"))
        expired = select(kept.tenths, *added).where(*self._expired(kept)).group_by(kept.tenths)
        queries = (single.group_by(tenths), expired)
        return [tuple(map(int, row)) for query in queries for row in self.connection.execute(query)]

    @property
    def questions(self) -> int:
        """How many questions there were."""
        return sum(self.question_bins.values())

    @property
    def taken(self) -> int:
        """How many calls were taken."""
        return sum(self.person_bins.values())

    @property
    def until_taken(self) -> tuple[int, int]:
        """How many milliseconds the calls that were taken waited in all, and how many in the question."""
        return sum(row[2] for row in self._taken_by_tenths), sum(row[3] for row in self._taken_by_tenths)

    @cached_property
    def languages(self) -> Mapping[str, int]:
        """How many questions ended in which language."""
        return {language: count for (language,), count in self._counted(("language",)).items() if language}

    @cached_property
    def tries(self) -> Mapping[tuple[str, str], int]:
        """How often a destination was tried, by its endpoint and what came of it, as `tries_of` says."""
        of_call = (CALL.c.endpoint, CALL.c.result, CALL.c.turned_away)
        query = select(*of_call, func.count()).where(*self._single()).group_by(*of_call)
        found: Counter[tuple[str, str]] = Counter()
        for columns, count in self._sum_of(query).items():
            for each in tries_of(*columns):
                found[each] += count
        kept = TRIED_HOUR.c
        expired = select(kept.endpoint, kept.end, func.sum(kept.calls)).where(*self._expired(kept))
        for (endpoint, end), count in self._sum_of(expired.group_by(kept.endpoint, kept.end)).items():
            found[endpoint, end] += count
        return found

    @cached_property
    def confirmations(self) -> Mapping[Confirmation, int]:
        """How many of the single calls' confirmations were answered how; a yes that the call didn't follow is none."""
        name, answer = ANSWER.alias(), ANSWER.alias()
        kinds = (name.c.best, answer.c.best, CALL.c.municipality, name.c.decision, _bin(name.c.confidence))
        followed = (answer.c.call_id == name.c.call_id) & (answer.c.place == name.c.place + 1)
        query = (
            select(*kinds, func.count())
            .join_from(CALL, name, name.c.call_id == CALL.c.id)
            .join(answer, followed)
            .where(*self._single(), name.c.state.in_(_ASKED), name.c.best.not_in(sorted(NO_NAMES)))
            .where(answer.c.state.in_(_CONFIRMING), answer.c.best.in_((YES, NO)), answer.c.decision == Verdict.ACCEPT)
            .group_by(*kinds)
        )
        found: Counter[Confirmation] = Counter()
        for (heard, said, meant, decision, sure), count in self._sum_of(query).items():
            if said == NO or meant == heard:
                found[Confirmation(heard, said, meant or "", decision == Verdict.CONFIRM, sure)] += count
        return found

    @cached_property
    def taken_unasked(self) -> Counter[int]:
        """How many of the single calls' names were taken without confirmation, by the bin of their confidence."""
        sure = _bin(ANSWER.c.confidence)
        query = self._answers(sure, CALL.c.question_end == How.SPEECH, ANSWER.c.decision == Verdict.ACCEPT)
        return Counter({found: count for (found,), count in self._sum_of(query).items()})

    @cached_property
    def said_as(self) -> Mapping[str, int]:
        """How many of the single calls' answers were which kind of name of the municipality that was decided for."""
        query = self._answers(ANSWER.c.said_as, ANSWER.c.said_as.is_not(None))
        return {kind: count for (kind,), count in self._sum_of(query).items()}

    @cached_property
    def came_back(self) -> tuple[int, int]:
        """How many of the single calls had been put through before, and how many of these there are in all."""
        query = select(func.count(CALL.c.came_back), func.count()).where(*self._single())
        back, calls = self.connection.execute(query).one()
        return int(back), int(calls)

    @cached_property
    def chose_other(self) -> tuple[int, int]:
        """How many of the single calls' callers had chosen another within ten minutes, and of how many it is known."""
        other = func.count(func.nullif(CALL.c.chose_before, ""))
        query = select(other, func.count(CALL.c.chose_before)).where(*self._single())
        found, compared = self.connection.execute(query).one()
        return int(found), int(compared)

    def _answers(self, kind: ColumnElement[Any], *which: ColumnElement[bool]) -> Any:
        """Return a query for the answers, by a kind, that meant the municipality decided for."""
        meant = (ANSWER.c.best == CALL.c.municipality, ANSWER.c.state.in_(_ASKED))
        query = select(kind, func.count()).join_from(CALL, ANSWER, ANSWER.c.call_id == CALL.c.id)
        return query.where(*self._single(), *meant, *which).group_by(kind)

    def _other(self, period: ReportPeriod, municipality: str | None) -> "Counts":
        self._others[self.period, self.municipality] = self
        made = Counts(self.connection, period, municipality, self.names, self._others)
        return self._others.setdefault((period, municipality), made)

    def _single(self) -> Sequence[ColumnElement[bool]]:
        return (*self._within(CALL.c.started_at, CALL.c.municipality), CALL.c.test.is_(False))

    def _expired(self, columns: Any) -> Sequence[ColumnElement[bool]]:
        return self._within(columns.hour, columns.municipality)

    def _within(self, time: Column[Any], municipality: Column[Any]) -> Sequence[ColumnElement[bool]]:
        during = (time >= self.period.since, time < self.period.until)
        return during if self.municipality is None else (*during, municipality == self.municipality)

    def _counted(self, names: Sequence[str]) -> Mapping[tuple[str, ...], int]:
        kinds, rolled = [CALL.c[name] for name in names], [CALL_HOUR.c[name] for name in names]
        single = select(*kinds, func.count()).where(*self._single()).group_by(*kinds)
        expired = select(*rolled, func.sum(CALL_HOUR.c.calls)).where(*self._expired(CALL_HOUR.c)).group_by(*rolled)
        found: Counter[tuple[str, ...]] = Counter()
        for key, count in self._sum_of(single, expired).items():
            found[tuple(text or "" for text in key)] += count
        return found

    def _sum_of(self, *queries: Any) -> Mapping[tuple[Any, ...], int]:
        """Return the counts that the last column of the queries gives, by what stands before it."""
        found: Counter[tuple[Any, ...]] = Counter()
        for query in queries:
            for *key, count in self.connection.execute(query):
                found[tuple(key)] += int(count)
        return found


def _bin(confidence: ColumnElement[Any]) -> ColumnElement[int]:
    # Kept to a thousandth, of which a database's own numbers may be a trace above or below.
    return cast(func.round(confidence * 1000), Integer) // (1000 // BINS)
