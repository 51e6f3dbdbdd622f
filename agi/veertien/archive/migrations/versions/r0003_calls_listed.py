"""Indexes by which pages find calls among many: one that holds all that filters ask for, and one for each name."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the indexes. The wide one takes the place of one that it begins with, and of one that had less in it."""
    op.create_index(
        "ix_call_listed",
        "call",
        [
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
        ],
    )
    op.drop_index("ix_call_started_at_id", "call")
    op.drop_index("ix_call_area_code_started_at", "call")
    op.create_index(op.f("ix_call_unique_id"), "call", ["unique_id"])
    op.create_index(op.f("ix_call_sip_call_id"), "call", ["sip_call_id"])
