"""The cache of snapshots may be lost or damaged at any time: it is made anew."""

from __future__ import annotations

from pathlib import Path

from tests.api import Room, api_of, new_room, wait
from tests.server import Server, running_server

DAMAGES = ("empty", "garbage", "cut", "gone")


def natives(server: Server, room: Room) -> list[Path]:
    """The engine's own files of the workspace's snapshots."""
    return sorted((server.data / "cache" / room.id).glob("*.duckdb"))


def damage(path: Path, how: str) -> None:
    """Do that to a file."""
    content = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        damaged = {"empty": b"", "garbage": b"no database" * 1000, "cut": content[:5000]}
        path.write_bytes(damaged[how])


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    rooms: dict[str, Room] = {}
    with running_server(tmp_path) as server, api_of(server) as api:
        for how in DAMAGES:
            room = rooms[how] = new_room(api, how)
            room.table("a", "n\n1\n2\n")
            room.table("b", "n\n3\n")
        for room in rooms.values():
            wait(lambda room=room: len(natives(server, room)) == 2)
    for how, room in rooms.items():
        for path in natives(server, room):
            damage(path, how)
    with running_server(tmp_path) as server, api_of(server) as api:
        for how, former in rooms.items():
            room = Room(api, former.id)
            sql = "SELECT (SELECT count(*) FROM a), (SELECT sum(n) FROM b)"
            assert room.query(sql, fresh=True)["rows"] == [[2, "3"]], how
            assert api.ok("GET", f"{room.path}/tables/a/rows")["rows"] == [[1], [2]], how
            # The new files come behind the scenes, and are then used.
            wait(lambda room=room: len(natives(server, room)) == 2)
            assert room.query(sql, fresh=True)["rows"] == [[2, "3"]], how


def test_a_damaged_earlier_snapshot_is_told_once(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
        table = room.table("a", "n\n1\n2\n")
        wait(lambda: len(natives(server, room)) == 1)
        earlier = natives(server, room)[0]
        path = f"{room.path}/tables/{table['id']}/restore"
        api.ok("POST", path, {"snapshot": 1})
        room.query("FROM a")
        wait(lambda: len(natives(server, room)) == 2)
    damage(earlier, "garbage")
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, room.id)
        sql = 'SELECT count(*) FROM "a@1"'
        error = room.query_refused(503, "snapshot_broken", sql)
        assert "again" in error["hint"]
        assert room.query(sql)["rows"] == [[2]]
