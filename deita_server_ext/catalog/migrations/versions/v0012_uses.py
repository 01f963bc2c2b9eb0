"""When a workspace was last used, and when it goes unless it is used again."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_WORKSPACES = sa.table("workspaces", sa.column("used_at", _MOMENT))


def upgrade() -> None:
    """Add both; what is there counts as used today."""
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.add_column(sa.Column("used_at", _MOMENT, nullable=True))
        workspaces.add_column(sa.Column("expires_at", _MOMENT, nullable=True))
    now = datetime.now(UTC)
    if op.get_bind().dialect.name == "sqlite":
        now = now.replace(tzinfo=None)
    op.execute(sa.update(_WORKSPACES).values(used_at=now))
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.alter_column("used_at", existing_type=_MOMENT, nullable=False)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("workspaces") as workspaces:
        workspaces.drop_column("expires_at")
        workspaces.drop_column("used_at")
