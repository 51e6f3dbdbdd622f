"""The tables of the database, alike in SQLite and PostgreSQL. A change of them needs a migration, in `migrations`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from veertien.archive.rows import AnswerRow, CallRow, ChangeRow, KeptRow


class UtcTime(TypeDecorator[datetime]):
    """A moment to the millisecond. SQLite, which has no type for one, holds "2026-11-28T13:30:00.123Z", which sorts."""

    impl = String(24)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the database's own type."""
        own = dialect.name == "postgresql"
        return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True, precision=3) if own else String(24))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """Return what the database gets."""
        if value is None or dialect.name == "postgresql":
            return value
        return utc_text(value)

    def process_result_value(self, value: datetime | str | None, dialect: Dialect) -> datetime | None:
        """Return what the database gives, in UTC."""
        return datetime.fromisoformat(value) if isinstance(value, str) else value and value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

_QUESTION_TIMES = (
    "question_ms",
    "connecting_ms",
    "prompt_ms",
    "thinking_ms",
    "speaking_ms",
    "silence_ms",
    "recognising_ms",
    "confirming_ms",
)
"""How long a question lasted, and each of its parts."""

CALL = Table(
    "call",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("node", Text, nullable=False),
    Column("unique_id", Text, nullable=False),
    Column("sip_call_id", Text),
    Column("started_at", UtcTime, nullable=False),
    *(Column(name, UtcTime) for name in ("answered_at", "decided_at", "dialled_at", "taken_at", "ended_at")),
    Column("test", Boolean, nullable=False),
    Column("dialled", Text),
    Column("area_code", Text),
    Column("national", Boolean, nullable=False),
    Column("caller_kind", Text),
    Column("caller_area_code", Text),
    Column("language", Text),
    Column("outcome", Text, nullable=False),
    *(
        Column(name, Text)
        for name in ("reason_code", "reason", "municipality", "asked", "hint", "barred", "question_end")
    ),
    *(
        Column(name, Integer)
        for name in (
            *_QUESTION_TIMES,
            "prompts",
            "barge_ins",
            "keys",
            "audio_ms",
        )
    ),
    Column("no_audio", Boolean, nullable=False),
    Column("announced_ms", Integer),
    Column("trunks", Text, nullable=False),
    Column("endpoint", Text),
    Column("attempt", Integer),
    Column("result", Text),
    Column("cause", Integer),
    Column("sip_status", Integer),
    Column("turned_away", Text, nullable=False),
    Column("fell_back", Boolean, nullable=False),
    Column("came_back", Text),
    Column("talk_ms", Integer),
    *(Column(name, Text) for name in ("ended_by", "tables", "model", "version", "chose_before")),
    # All that calls are filtered by, so that those who are meant are found and counted in it alone.
    Index(
        "ix_call_listed",
        "started_at",
        "id",
        "test",
        "outcome",
        "municipality",
        "area_code",
        "asked",
        "question_end",
        "reason_code",
        "result",
        "endpoint",
        "dialled",
        "node",
        "trunks",
    ),
    Index(None, "unique_id"),
    Index(None, "sip_call_id"),
    # With whether it is a test, so that a municipality's are counted in it alone.
    Index(None, "municipality", "started_at", "test"),
    Index(None, "trunks"),
)

ANSWER = Table(
    "answer",
    METADATA,
    Column("call_id", String(36), ForeignKey("call.id", ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("at", UtcTime, nullable=False),
    Column("state", Text),
    Column("decision", Text),
    Column("best", Text),
    Column("confidence", Double),
    Column("second", Text),
    Column("second_confidence", Double),
    Column("speech_ms", Integer, nullable=False),
    Column("recognition_ms", Integer, nullable=False),
    Column("snr_db", Double),
    Column("clipped", Double),
    Column("lost", Double),
    Column("over_prompt", Boolean, nullable=False),
    Column("second_ear", Text),
    Column("second_ear_ms", Integer),
    Column("said_as", Text),
)

CHANGE = Table(
    "change",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("node", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("kind", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("who", Text),
    Column("tables", Text),
    Column("version", Text, nullable=False),
    Column("what", Text),
    Index(None, "at"),
)

NODE = Table(
    "node",
    METADATA,
    Column("name", Text, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("process", "state", "version", "tables")),
    Column("tables_since", UtcTime, nullable=False),
    Column("nodes", Text, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
)
"""What each node told last; in SQLite, which one machine writes, nothing."""

HOUR_SUMS = (
    *_QUESTION_TIMES,
    "barge_ins",
    "keys",
    "talk_ms",
)
"""Columns of `call` whose sums `call_hour` has, under the same names."""
HOUR_KINDS = (
    "dialled",
    "area_code",
    "municipality",
    "outcome",
    "reason_code",
    "asked",
    "hint",
    "question_end",
    "result",
    "node",
    "language",
    "caller_kind",
)
"""Columns of `call` by which `call_hour` parts its counts; empty where the call has nothing there."""
HOUR_PLACES = ("area_code", "municipality")
"""The same of the other tables by hours."""

CALL_HOUR = Table(
    "call_hour",
    METADATA,
    Column("hour", UtcTime, primary_key=True),
    *(Column(name, Text, primary_key=True) for name in HOUR_KINDS),
    Column("calls", BigInteger, nullable=False),
    *(Column(name, BigInteger, nullable=False) for name in HOUR_SUMS),
    Index(None, "municipality", "hour"),
)
"""Calls whose single rows have expired, by the hour in which they began; test calls are left out."""

QUESTION_HOUR = Table(
    "question_hour",
    METADATA,
    Column("hour", UtcTime, primary_key=True),
    *(Column(name, Text, primary_key=True) for name in HOUR_PLACES),
    Column("tenths", Integer, primary_key=True),
    Column("calls", BigInteger, nullable=False),
)
"""How many of them had a question of so many whole tenths of a second: medians are worked out from it."""

TAKEN_HOUR = Table(
    "taken_hour",
    METADATA,
    Column("hour", UtcTime, primary_key=True),
    *(Column(name, Text, primary_key=True) for name in HOUR_PLACES),
    Column("tenths", Integer, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in ("calls", "waited_ms", "question_ms")),
)
"""How many of them were taken so many whole tenths of a second after they came in; how long they waited in all, and how
much of that was the question."""

TRIED_HOUR = Table(
    "tried_hour",
    METADATA,
    Column("hour", UtcTime, primary_key=True),
    *(Column(name, Text, primary_key=True) for name in (*HOUR_PLACES, "endpoint", "end")),
    Column("calls", BigInteger, nullable=False),
)
"""How often each destination was tried for them, and what came of it."""

TABLE_OF: Mapping[type[KeptRow], Table] = MappingProxyType({CallRow: CALL, AnswerRow: ANSWER, ChangeRow: CHANGE})
"""Where the rows of each kind go, in the order in which they can be written."""


def utc_text(at: datetime) -> str:
    """Return a moment as SQLite, CSV and JSON have it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
