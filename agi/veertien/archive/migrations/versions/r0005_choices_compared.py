"""What a caller chose a moment before, where that is compared."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; calls that are there were not compared."""
    op.add_column("call", sa.Column("chose_before", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the column away, with what was compared."""
    op.drop_column("call", "chose_before")
