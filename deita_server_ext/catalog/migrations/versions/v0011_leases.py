"""Tables that go with the kernel that sent them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.String(32)


def upgrade() -> None:
    """Make the table; what kernels have sent before stays."""
    op.create_table(
        "leases",
        sa.Column("job_id", _ID, nullable=False),
        sa.Column("workspace_id", _ID, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("holder", _ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_leases"),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name="fk_leases_job_id_jobs", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"],
            ["workspaces.id"],
            name="fk_leases_workspace_id_workspaces",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_leases_holder", "leases", ["holder"])
    op.create_index("ix_leases_expires_at", "leases", ["expires_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("leases")
