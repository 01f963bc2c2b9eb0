"""The whole service through its ends: closed and started again, and killed in the middle."""

from __future__ import annotations

import csv
from pathlib import Path
from uuid import uuid4

import psutil

from tests.api import Api, Room, api_of, wait
from tests.handlers.left import left, unfinished
from tests.handlers.sending import MB, begun, lines
from tests.handlers.tus import Tus
from tests.server import Server, running_server
from tests.unused import expire


def first_room(api: Api) -> Room:
    """The workspace that is there for everybody."""
    return Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])


def no_run_folder_but(server: Server) -> None:
    """Assert that no other server's working folder is left."""
    names = [path.name for path in (server.data / "run").iterdir()]
    assert names == [str(server.process.pid)]


def all_dead(workers: list[psutil.Process]) -> None:
    """Assert that these processes end by themselves."""
    _gone, alive = psutil.wait_procs(workers, timeout=10)
    assert alive == []


def test_closed_and_started_again(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = first_room(api)
        room.table("flights", "carrier,delay\nUA,1\nDL,\n")
        answer = room.query("SELECT * FROM flights ORDER BY carrier", page_size=1)
        result = room.whole(answer)
        shown = {
            path: api.ok("GET", path)
            for path in ("/workspaces", f"{room.path}/tables", f"{room.path}/files",
                         f"{room.path}/jobs", f"/results/{result['id']}",
                         f"/results/{result['id']}/rows", f"{room.path}/tables/flights/rows")
        }  # fmt: skip
        old = Room(api, api.ok("POST", "/workspaces", {"name": "Left alone"})["id"])
        old.table("t", "a\n1\n")
        assert list(server.data.rglob(f"*{old.id}*/**/*.parquet"))
        workers = server.workers()
        assert workers
        server.process.terminate()
        assert server.process.wait(15) == 0
        all_dead(workers)
        assert "Traceback" not in server.log
    expire(server, old.id, "2021-01-01")
    days = {"DEITA_WORKSPACE_DAYS": "60"}
    with running_server(tmp_path, environment=days) as server, api_of(server) as api:
        # What nobody has used, and was said to expire, goes with all that was in it.
        wait(lambda: "Left alone" not in str(api.ok("GET", "/workspaces")))
        wait(lambda: not list(server.data.rglob(f"*{old.id}*")))
        assert "Left alone" in server.log
        for path, before in shown.items():
            assert api.ok("GET", path) == before, path
        no_run_folder_but(server)
        room = Room(api, room.id)
        assert room.query("SELECT max(delay) FROM flights")["rows"] == [[1]]
        query = api.ok("GET", f"/queries/{result['id']}")
        assert (query["state"], query["rows"]) == ("done", [["DL", None], ["UA", 1]])
        export = api("GET", f"/results/{result['id']}/export")
        assert list(csv.reader(export.text.splitlines()))[1:] == [["DL", ""], ["UA", "1"]]


def test_killed_while_a_file_comes(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = first_room(api)
        before = left(server, room)
        connection = begun(room, server, size=50 * MB)
        connection.send(b"a\n" + b"1\n" * (5 * MB))
        wait(lambda: unfinished(server) != [])
        path = Tus(room).begin("in_pieces.csv", 50 * MB)
        piece = Tus(room).open(server, path, 0, 50 * MB)
        piece.send(b"a\n" + b"1\n" * (5 * MB))
        wait(lambda: api.ok("GET", f"{room.path}/uploads")["items"][0]["offset"] > 0)
        server.kill()
        connection.close()
        piece.close()
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, room.id)
        offset = Tus(room).offset(path)
        assert 4 * MB <= offset <= 2 + 10 * MB
        assert Tus(room).delete(path).status_code == 204
        assert api.ok("GET", f"{room.path}/files")["items"] == []
        assert api.ok("GET", f"{room.path}/jobs")["items"] == []
        assert left(server, room) == before
        no_run_folder_but(server)
        assert room.ingest("again.csv", "a\n1\n")["state"] == "done"


def test_killed_while_a_job_is_at_work(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = first_room(api)
        uploaded = [room.upload("long.csv", lines(60))]
        job = uploaded[0]["job"]
        uploaded += [room.upload("short.csv", b"a\n1\n") for _n in range(5)]
        wait(lambda: api.ok("GET", f"/jobs/{job['id']}")["progress"] is not None)
        workers = server.workers()
        server.kill()
        all_dead(workers)
    with running_server(tmp_path) as server, api_of(server) as api:
        room = Room(api, room.id)
        # What was acknowledged is there, and its tables come after all.
        files = [one["file"] for one in reversed(uploaded)]
        assert api.ok("GET", f"{room.path}/files")["items"] == files
        for one in uploaded:
            assert api.ended(api.ok("GET", f"/jobs/{one['job']['id']}"), 60)["state"] == "done"
        assert room.names() == ["long", "short", *(f"short_{n}" for n in range(2, 6))]
        found = left(server, room)
        numbers = [len(found[kind]) for kind in ("files", "tables", "snapshots", "objects")]  # type: ignore[arg-type]
        assert numbers == [6, 6, 6, 12]
        wait(lambda: unfinished(server) == [])
        no_run_folder_but(server)


def test_killed_while_a_query_runs(tmp_path: Path) -> None:
    with running_server(tmp_path) as server, api_of(server) as api:
        room = first_room(api)
        room.table("t", "a\n1\n")
        query_id = uuid4().hex
        answer = room.query(
            "SELECT range, md5(range::VARCHAR) FROM range(100000000)", id=query_id, page_size=1
        )
        assert answer["state"] == "running"
        workers = server.workers()
        server.kill()
        all_dead(workers)
    with running_server(tmp_path) as server, api_of(server) as api:
        for path in (f"/queries/{query_id}", f"/results/{query_id}/rows"):
            error = api.refused(404, "not_found", "GET", path)
            assert "Run the statement again" in error["hint"]
        room = Room(api, room.id)
        assert room.query("SELECT a FROM t")["rows"] == [[1]]
        no_run_folder_but(server)
        assert query_id not in str(left(server, room)["spool"])
