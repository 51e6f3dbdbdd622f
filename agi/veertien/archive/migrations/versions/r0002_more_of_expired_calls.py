"""What stays of expired calls tells more of them, and an answer what kind of name was said."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from veertien.archive.schema import UtcTime

revision = "0002"
down_revision = "0001"

_NEW = ("node", "language", "caller_kind")
_KINDS = (
    "dialled",
    "area_code",
    "municipality",
    "outcome",
    "reason_code",
    "asked",
    "hint",
    "question_end",
    "result",
)


def upgrade() -> None:
    """Add the columns and tables. Hours that are there keep an empty text in them: a node's name never is."""
    with op.batch_alter_table("answer") as answer:
        answer.add_column(sa.Column("said_as", sa.Text(), nullable=True))
    # Changed, not made anew, where the database can: who was given rights to the table keeps them.
    with op.batch_alter_table("call_hour") as hours:
        for name in _NEW:
            hours.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        hours.drop_constraint("pk_call_hour", type_="primary")
        hours.create_primary_key("pk_call_hour", ["hour", *_KINDS, *_NEW])
    with op.batch_alter_table("call_hour") as hours:
        for name in _NEW:
            hours.alter_column(name, server_default=None, existing_type=sa.Text(), existing_nullable=False)
    _make("taken_hour", (sa.Column("tenths", sa.Integer(), nullable=False),), ("waited_ms", "question_ms"))
    ends = (sa.Column("endpoint", sa.Text(), nullable=False), sa.Column("end", sa.Text(), nullable=False))
    _make("tried_hour", ends, ())


def _make(name: str, kinds: Sequence[sa.Column[str] | sa.Column[int]], sums: Sequence[str]) -> None:
    by = ("hour", "area_code", "municipality", *(kind.name for kind in kinds))
    op.create_table(
        name,
        sa.Column("hour", UtcTime(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        *kinds,
        *(sa.Column(count, sa.BigInteger(), nullable=False) for count in ("calls", *sums)),
        sa.PrimaryKeyConstraint(*by, name=op.f(f"pk_{name}")),
    )
