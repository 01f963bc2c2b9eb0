"""The cache of snapshots may be lost or damaged at any time: it is made anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api import Room, api_of, wait
from tests.server import Server, running_server


def natives(server: Server) -> list[Path]:
    """The engine's own files of the snapshots."""
    return sorted((server.data / "cache").glob("*/*.duckdb"))


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut", "gone"])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: str) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
        room.table("a", "n\n1\n2\n")
        room.table("b", "n\n3\n")
        wait(lambda: len(natives(server)) == 2)
    for path in natives(server):
        content = path.read_bytes()
        if damage == "gone":
            path.unlink()
        else:
            damaged = {"empty": b"", "garbage": b"no database" * 1000, "cut": content[:5000]}
            path.write_bytes(damaged[damage])
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, room.id)
        sql = "SELECT (SELECT count(*) FROM a), (SELECT sum(n) FROM b)"
        assert room.query(sql, fresh=True)["rows"] == [[2, "3"]]
        assert api.ok("GET", f"{room.path}/tables/a/rows")["rows"] == [[1], [2]]
        # The new files come behind the scenes, and are then used.
        wait(lambda: len(natives(server)) == 2)
        assert room.query(sql, fresh=True)["rows"] == [[2, "3"]]


def test_a_damaged_earlier_snapshot_is_told_once(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
        table = room.table("a", "n\n1\n2\n")
        wait(lambda: len(natives(server)) == 1)
        earlier = natives(server)[0]
        path = f"{room.path}/tables/{table['id']}/restore"
        api.ok("POST", path, {"snapshot": 1})
        room.query("FROM a")
        wait(lambda: len(natives(server)) == 2)
    earlier.write_bytes(b"no database" * 1000)
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, room.id)
        sql = 'SELECT count(*) FROM "a@1"'
        error = room.query_refused(503, "snapshot_broken", sql)
        assert "again" in error["hint"]
        assert room.query(sql)["rows"] == [[2]]
