"""What a workspace told its models when a message was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is there was written before anything was told."""
    op.add_column("messages", sa.Column("sends", sa.Text(), nullable=True))
    op.execute("UPDATE messages SET sends = 'names'")
    with op.batch_alter_table("messages") as messages:
        messages.alter_column("sends", existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("sends")
