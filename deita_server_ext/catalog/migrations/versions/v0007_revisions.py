"""A count of a workspace's changes, so that what was read of it once can be used again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the count, from 0."""
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.add_column(sa.Column("revision", sa.BigInteger(), nullable=True))
    op.execute("UPDATE workspaces SET revision = 0")
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.alter_column("revision", existing_type=sa.BigInteger(), nullable=False)


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.drop_column("revision")
