"""Files with several tables in them, and lines that are no rows, over HTTP."""

from __future__ import annotations

import gzip
import io
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.api import Room, api_of, new_room
from tests.handlers.test_ingests import loaded, rows
from tests.server import running_server


def zipped(**members: str) -> bytes:
    """A zip with a CSV file each."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(f"data/{name}.csv", content)
    return made.getvalue()


def database(path: Path, **tables: str) -> bytes:
    """A SQLite file with these tables, each by the statement that fills it."""
    with closing(sqlite3.connect(path)) as connection:
        for name, select in tables.items():
            connection.execute(f'CREATE TABLE "{name}" AS {select}')
        connection.commit()
    return path.read_bytes()


def uploaded(room: Room, name: str, content: bytes) -> tuple[str, dict[str, Any]]:
    """The file's id, and its job's end."""
    answer = room.upload(name, content)
    return answer["file"]["id"], room.api.ended(answer["job"])


def test_a_table_each(room: Room, tmp_path: Path) -> None:
    content = database(tmp_path / "db", one="SELECT 1 AS a", two="SELECT 'x' AS b")
    file_id, job = uploaded(room, "My data.sqlite", content)
    assert job["state"] == "done", job
    assert sorted(table["name"] for table in job["tables"]) == ["My_data_one", "My_data_two"]
    assert rows(room, "SELECT a, b FROM My_data_one, My_data_two") == [[1, "x"]]
    reports = [
        room.api.ok("GET", f"{room.path}/tables/{table['id']}/report") for table in job["tables"]
    ]
    assert sorted(report["part"] for report in reports) == ["one", "two"]
    assert {report["file_id"] for report in reports} == {file_id}
    # One part alone is named by the file alone.
    job = loaded(room, file_id, options={"parts": ["two"]})
    assert [table["name"] for table in job["tables"]] == ["My_data"]


def test_of_an_archive(room: Room) -> None:
    _file_id, job = uploaded(room, "all.zip", zipped(a="n\n1\n", b="n\n2\n3\n"))
    assert job["state"] == "done", job
    assert len(job["tables"]) == 2
    assert sorted(table["row_count"] for table in job["tables"]) == [1, 2]
    assert all(table["name"].startswith("all_") for table in job["tables"])
    assert not any(table["name"].endswith("csv") for table in job["tables"])


def test_previewed(room: Room, tmp_path: Path) -> None:
    content = database(tmp_path / "db", one="SELECT 1 AS a", two="SELECT 'x' AS b")
    file_id, _job = uploaded(room, "d.sqlite", content)
    preview = room.api.ok("POST", f"{room.path}/previews", {"file_id": file_id})
    assert [part["name"] for part in preview["parts"]] == ["one", "two"]
    assert [part["rows"] for part in preview["parts"]] == [[[1]], [["x"]]]


@pytest.mark.parametrize("mode", ["replace", "append"])
def test_one_into_a_table(room: Room, tmp_path: Path, mode: str) -> None:
    room.table("t", "a\n7\n")
    content = database(tmp_path / "db", one="SELECT 1 AS a", two="SELECT 2 AS a")
    file_id, _job = uploaded(room, "d.sqlite", content)
    job = loaded(room, file_id, mode=mode, table="t")
    assert (job["state"], job["error"]["code"]) == ("failed", "unreadable_file")
    assert job["error"]["details"] == {"parts": ["one", "two"]}
    assert all(word in job["error"]["message"] for word in ("one", "two"))
    job = loaded(room, file_id, mode=mode, table="t", options={"parts": ["two"]})
    assert job["state"] == "done", job
    assert rows(room, "SELECT a FROM t") == ([[2]] if mode == "replace" else [[7], [2]])


DIRTY = "a,b\n" + "".join(f"{n},x\n" for n in range(50)) + "1,2,3,4\n" + "7,y\n"


def test_rejects(room: Room) -> None:
    table = room.table("t", DIRTY)
    report = room.api.ok("GET", f"{room.path}/tables/t/report")
    counts = report["report"]
    assert (counts["rejected"], report["rejects"]) == (1, True)
    assert counts["problems"][0]["first"]["line"] == 52
    response = room.api("GET", f"{room.path}/tables/t/rejects")
    header, reject, *others = response.text.splitlines()
    assert header.split(",")[:3] == ["line", "column", "text"]
    assert reject.startswith("52,")
    assert others == []
    # They take room too, and stay with their snapshot.
    files = sum(file["bytes"] for file in room.api.ok("GET", f"{room.path}/files")["items"])
    used = room.api.ok("GET", room.path)["bytes"]
    assert used == files + table["bytes"] + len(response.content)
    job = loaded(room, table["file_id"], mode="replace", table="t", options={"skip_lines": 0})
    assert job["state"] == "done", job
    first = room.api("GET", f"{room.path}/tables/t/rejects", params={"snapshot": 1})
    assert first.text == response.text
    room.api.ok("POST", f"{room.path}/tables/t/restore", {"snapshot": 1})
    assert room.api("GET", f"{room.path}/tables/t/rejects").text == response.text


def test_strict(room: Room) -> None:
    table = room.table("t", DIRTY)
    request = {"mode": "replace", "table": "t", "options": {"strict": True}}
    job = loaded(room, table["file_id"], **request)
    assert (job["state"], job["error"]["code"]) == ("failed", "unreadable_file")
    assert room.api.ok("GET", f"{room.path}/tables/t") == table


def test_a_full_workspace(tmp_path: Path) -> None:
    environment = {"DEITA_WORKSPACE_BYTES": "1000000"}
    with running_server(tmp_path, environment=environment) as server, api_of(server) as api:
        room = new_room(api, "Small")
        numbers = Random(1)
        content = "a\n" + "".join(f"{numbers.getrandbits(62)}\n" for _ in range(25_000))
        table = room.table("t", content)
        used = api.ok("GET", room.path)["bytes"]
        assert used < 1_000_000
        more = (1_000_000 - used) // table["bytes"]
        assert more == 1
        assert loaded(room, table["file_id"])["state"] == "done"
        job = loaded(room, table["file_id"], mode="replace", table="t")
        assert (job["state"], job["error"]["code"]) == ("failed", "workspace_full")
        assert job["error"]["details"]["limit_bytes"] == 1_000_000
        result = room.query("SELECT a FROM t")["result"]["id"]
        saved = {"name": "saved", "result_id": result}
        api.refused(413, "workspace_full", "POST", f"{room.path}/tables", saved)
        assert api.ok("GET", room.path)["bytes"] <= 1_000_000
        assert api.ok("GET", f"{room.path}/tables/t")["snapshot"] == 1
        # A file that comes packed may fit where its table does not.
        remaining = 1_000_000 - api.ok("GET", room.path)["bytes"]
        rows = int(remaining * 0.7 / 8.6)
        content = "a\n" + "".join(f"{numbers.getrandbits(62)}\n" for _ in range(rows))
        file_id, job = uploaded(room, "packed.csv.gz", gzip.compress(content.encode()))
        assert (job["state"], job["error"]["code"]) == ("failed", "workspace_full")
        files = {file["id"]: file["bytes"] for file in api.ok("GET", f"{room.path}/files")["items"]}
        assert job["error"]["details"]["left_bytes"] == remaining - files[file_id]
        assert "are left of the 1.0 MB" in job["error"]["message"]
        assert api.ok("GET", room.path)["bytes"] <= 1_000_000
