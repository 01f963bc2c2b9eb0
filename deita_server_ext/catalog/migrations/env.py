"""Alembic runs this for every migration; the connection comes from ``catalog.migrate``."""

from __future__ import annotations

from alembic import context

from deita_server_ext.catalog.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite cannot alter most of a table in place; Alembic then copies it.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
