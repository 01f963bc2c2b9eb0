"""What a table's past needs: deletion that can be undone, where a snapshot came from, words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the columns, and the list of objects to be removed."""
    with op.batch_alter_table("tables") as tables:
        tables.add_column(sa.Column("description", sa.Text(), nullable=True))
        tables.add_column(sa.Column("column_descriptions", sa.Text(), nullable=True))
        tables.add_column(sa.Column("deleted_at", _MOMENT, nullable=True))
        tables.alter_column("name_lower", existing_type=sa.Text(), nullable=True)
    op.create_index("ix_tables_deleted_at", "tables", ["deleted_at"])
    op.add_column("snapshots", sa.Column("origin", sa.Text(), nullable=True))
    op.execute("UPDATE snapshots SET origin = 'new'")
    with op.batch_alter_table("snapshots") as snapshots:
        snapshots.alter_column("origin", existing_type=sa.Text(), nullable=False)
        snapshots.add_column(sa.Column("restored_from", sa.Integer(), nullable=True))
        snapshots.add_column(sa.Column("reading", sa.Text(), nullable=True))
        snapshots.add_column(sa.Column("rejects_key", sa.Text(), nullable=True))
        snapshots.add_column(sa.Column("rejects_bytes", sa.BigInteger(), nullable=True))
    op.create_index("ix_snapshots_key", "snapshots", ["key"])
    op.create_table(
        "discards",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_discards"),
    )
    op.create_index("ix_discards_due_at", "discards", ["due_at"])


def downgrade() -> None:
    """Drop them; tables whose deletion could be undone are gone for good."""
    op.drop_table("discards")
    op.drop_index("ix_snapshots_key", "snapshots")
    op.execute(
        "DELETE FROM snapshots WHERE table_id IN "
        "(SELECT id FROM tables WHERE deleted_at IS NOT NULL)"
    )
    op.execute("DELETE FROM tables WHERE deleted_at IS NOT NULL")
    with op.batch_alter_table("snapshots") as snapshots:
        for name in ("rejects_bytes", "rejects_key", "reading", "restored_from", "origin"):
            snapshots.drop_column(name)
    op.drop_index("ix_tables_deleted_at", "tables")
    with op.batch_alter_table("tables") as tables:
        tables.alter_column("name_lower", existing_type=sa.Text(), nullable=False)
        for name in ("deleted_at", "column_descriptions", "description"):
            tables.drop_column(name)
