"""An index by which it is found which lists of destinations there are."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make it."""
    op.create_index(op.f("ix_call_trunks"), "call", ["trunks"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index(op.f("ix_call_trunks"), "call")
