"""What is there of a workspace, wherever Deita keeps things."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from tests.api import Room
from tests.server import Server

Left = dict[str, object]


def left(server: Server, room: Room) -> Left:
    """Catalog rows but queries and jobs, and files on the disk, of one workspace.

    As it is when nothing changes any more: a result's file is finished after its answer.
    """
    found = _look(server, room)
    for _look_again in range(50):
        time.sleep(0.15)
        before, found = found, _look(server, room)
        if found == before:
            break
    return found


def _look(server: Server, room: Room) -> Left:
    found: Left = {}
    with closing(sqlite3.connect(server.data / "catalog.sqlite")) as catalog:
        for table in ("files", "tables"):
            of = f"SELECT id FROM {table} WHERE workspace_id = ?"
            found[table] = sorted(catalog.execute(of, (room.id,)))
        found["snapshots"] = sorted(
            catalog.execute(
                "SELECT id FROM snapshots WHERE table_id IN "
                "(SELECT id FROM tables WHERE workspace_id = ?)",
                (room.id,),
            )
        )
    for place in ("objects", "cache", "spool"):
        root = server.data / place
        found[place] = sorted(
            str(path.relative_to(root))
            for path in root.rglob("*")
            if path.is_file() and room.id in path.parts
        )
    return found


def unfinished(server: Server) -> list[str]:
    """What is on its way in the object store, and what jobs work on."""
    places = (server.data / "objects" / ".unfinished").glob("*")
    staged = (server.data / "run").glob("*/staging/*")
    return [path.name for path in (*places, *staged)]
