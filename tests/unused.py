"""Workspaces that nobody has used for long, as the sweep leaves them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.server import Server


def expire(server: Server, workspace_id: str, day: str) -> None:
    """Have a workspace that was not used since the server began be deleted on a day to come."""
    with closing(sqlite3.connect(server.data / "catalog.sqlite", timeout=30)) as catalog, catalog:
        changed = catalog.execute(
            "UPDATE workspaces SET used_at = '2020-01-01 00:00:00', expires_at = ? WHERE id = ?",
            (f"{day} 12:00:00", workspace_id),
        )
        assert changed.rowcount == 1
