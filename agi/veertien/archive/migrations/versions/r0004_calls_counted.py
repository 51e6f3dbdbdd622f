"""Indexes by which a municipality's calls are counted without a look at each, and its hours are found."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the indexes. The first takes the place of one that it begins with."""
    op.create_index(op.f("ix_call_municipality_started_at_test"), "call", ["municipality", "started_at", "test"])
    op.drop_index("ix_call_municipality_started_at", "call")
    op.create_index(op.f("ix_call_hour_municipality_hour"), "call_hour", ["municipality", "hour"])


def downgrade() -> None:
    """Make the one again whose place was taken, and take the others away."""
    op.create_index(op.f("ix_call_municipality_started_at"), "call", ["municipality", "started_at"])
    op.drop_index(op.f("ix_call_municipality_started_at_test"), "call")
    op.drop_index(op.f("ix_call_hour_municipality_hour"), "call_hour")
