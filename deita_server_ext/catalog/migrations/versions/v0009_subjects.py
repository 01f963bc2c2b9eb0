"""Who asked, and what a question came with; blocks of charts without a field that nobody filled."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MESSAGES = sa.table("messages", sa.column("id", sa.Text()), sa.column("blocks", sa.Text()))


def upgrade() -> None:
    """Add the columns; of questions that are there neither is known."""
    op.add_column("messages", sa.Column("author", sa.Text(), nullable=True))
    op.add_column("messages", sa.Column("subject", sa.Text(), nullable=True))
    connection = op.get_bind()
    found = sa.select(_MESSAGES).where(_MESSAGES.c.blocks.contains('"spec"'))
    for message_id, kept in connection.execute(found).all():
        blocks = json.loads(kept)
        for block in blocks:
            if block.get("kind") == "chart":
                block.pop("spec", None)
        changed = sa.update(_MESSAGES).where(_MESSAGES.c.id == message_id)
        connection.execute(changed.values(blocks=json.dumps(blocks)))


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("messages") as messages:
        messages.drop_column("subject")
        messages.drop_column("author")
