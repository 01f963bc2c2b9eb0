"""Uploads of which no table is to be made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what an upload is for, and whether it is finished, which its job told until now."""
    with op.batch_alter_table("arrivals") as arrivals:
        arrivals.add_column(sa.Column("ingest", sa.Boolean(), nullable=True))
        arrivals.add_column(sa.Column("finished", sa.Boolean(), nullable=True))
    op.execute("UPDATE arrivals SET ingest = true, finished = (job_id IS NOT NULL)")
    with op.batch_alter_table("arrivals") as arrivals:
        arrivals.alter_column("ingest", existing_type=sa.Boolean(), nullable=False)
        arrivals.alter_column("finished", existing_type=sa.Boolean(), nullable=False)


def downgrade() -> None:
    """Drop both; of what came alone only the file stays."""
    op.execute("DELETE FROM arrivals WHERE finished AND job_id IS NULL")
    with op.batch_alter_table("arrivals") as arrivals:
        arrivals.drop_column("finished")
        arrivals.drop_column("ingest")
