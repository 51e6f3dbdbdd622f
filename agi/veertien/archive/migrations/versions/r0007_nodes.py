"""What the nodes that serve calls side by side tell each other."""

import sqlalchemy as sa
from alembic import op

from veertien.archive.schema import UtcTime

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "node",
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("process", "state", "version", "tables")),
        sa.Column("tables_since", UtcTime(), nullable=False),
        sa.Column("nodes", sa.Text(), nullable=False),
        sa.Column("seen_at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_node")),
    )


def downgrade() -> None:
    """Take it away: it has nothing that isn't told anew."""
    op.drop_table("node")
