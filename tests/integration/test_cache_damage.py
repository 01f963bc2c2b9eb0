"""The cache of snapshots may be lost or damaged at any time: it is made anew."""

from __future__ import annotations

from collections.abc import Callable
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


def test_a_damaged_earlier_snapshot_holds_nobody_up(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
        table = room.table("a", "n\n1\n2\n")
        wait(lambda: len(natives(server, room)) == 1)
        earlier = natives(server, room)[0]
        api.ok("POST", f"{room.path}/tables/{table['id']}/restore", {"snapshot": 1})
        sql = 'SELECT count(*) AS n FROM "a@1"'
        said: dict[str, Callable[[], object]] = {
            "a check": lambda: api.ok("POST", f"{room.path}/check", {"sql": sql})["ok"],
            "a plan": lambda: bool(api.ok("POST", f"{room.path}/plan", {"sql": sql})),
            "an export": lambda: (
                api("POST", f"{room.path}/queries/export", json={"sql": sql}).text == "n\n2\n"
            ),
            "a query": lambda: room.query(sql, fresh=True)["rows"] == [[2]],
        }
        for how, ask in zip(DAMAGES, said.values(), strict=True):
            room.query(sql, fresh=True)
            wait(earlier.exists)
            damage(earlier, how)
            assert ask() is True, how


def test_damage_in_the_middle_is_told_once(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
        made = room.whole(room.query("SELECT i, hash(i) AS h FROM range(300000) t(i)"))
        api.ok("POST", f"{room.path}/tables", {"name": "a", "result_id": made["id"]})
        wait(lambda: len(natives(server, room)) == 1)
        [path] = natives(server, room)
    content = path.read_bytes()
    path.write_bytes(content[:900_000] + b"damage" + content[900_006:])
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, room.id)
        sql = "SELECT count(DISTINCT h) FROM a"
        # Nobody can have the engine's file made anew by saying so.
        said = "Corrupt database file: computed checksum 1 does not match"
        room.query_refused(400, "sql_failed", f"SELECT error('{said}') FROM range(100000)")
        assert path.exists()
        error = room.query_refused(503, "snapshot_broken", sql)
        assert "again" in error["hint"]
        assert room.query(sql)["rows"] == [[300_000]]
        wait(path.exists)
        assert room.query(sql, fresh=True)["rows"] == [[300_000]]
