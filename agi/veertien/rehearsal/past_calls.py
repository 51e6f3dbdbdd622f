"""Calls as their records tell of them: what of a call is needed to send it through other tables and thresholds."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from veertien.archive.database import ROWS_AT_ONCE
from veertien.archive.schema import ANSWER, CALL
from veertien.conversation import How


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """One answer, as it was recognised then."""

    state: str | None
    """The question that it was an answer to."""
    best: str | None
    confidence: float | None
    second: str | None
    second_confidence: float | None
    over_prompt: bool


@dataclass(frozen=True, slots=True)
class PastCall:
    """One call; what is None did not happen, or isn't known."""

    id: str
    at: datetime
    dialled: str | None
    """None where the dialplan's fallback took it, and nothing else was heard of it."""
    caller_kind: str | None
    caller_area_code: str | None
    municipality: str | None
    asked: str | None
    hint: str | None
    barred: str | None
    came_back: str | None
    question_end: str | None
    question_ms: int | None
    answers: tuple[PastAnswer, ...] = ()

    @property
    def chosen(self) -> str | None:
        """The CBS code of the municipality that the caller chose in the question."""
        return self.municipality if self.question_end in set(How) else None


_ANSWER = ("state", "best", "confidence", "second", "second_confidence", "over_prompt")
_CALL = (
    "dialled",
    "caller_kind",
    "caller_area_code",
    "municipality",
    "asked",
    "hint",
    "barred",
    "came_back",
    "question_end",
    "question_ms",
)


def past_calls(connection: Connection, since: datetime, until: datetime) -> Iterator[PastCall]:
    """Give the calls that came in from `since` on and before `until`, oldest first, a few at a time in memory.

    Test calls are left out. Raises SQLAlchemyError.
    """
    query = select(CALL.c.id, CALL.c.started_at, *(CALL.c[name] for name in _CALL))
    query = query.where(CALL.c.started_at >= since, CALL.c.started_at < until, CALL.c.test.is_(False))
    options = {"stream_results": True, "yield_per": ROWS_AT_ONCE}
    found = connection.execute(query.order_by(CALL.c.started_at, CALL.c.id), execution_options=options)
    for rows in found.partitions():
        answers = _answers(connection, [row.id for row in rows])
        for row in rows:
            yield replace(PastCall(*row), answers=tuple(answers.get(row.id, ())))


def _answers(connection: Connection, ids: list[str]) -> dict[str, list[PastAnswer]]:
    found: dict[str, list[PastAnswer]] = {}
    query = select(ANSWER.c.call_id, *(ANSWER.c[name] for name in _ANSWER)).where(ANSWER.c.call_id.in_(ids))
    for call, *answer in connection.execute(query.order_by(ANSWER.c.call_id, ANSWER.c.place)):
        found.setdefault(call, []).append(PastAnswer(*answer))
    return found
