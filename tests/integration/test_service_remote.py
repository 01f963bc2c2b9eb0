"""The whole service on Postgres and S3: the same way through, and no secret goes astray."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.api import Api, Room, api_of, wait
from tests.postgres import Postgres
from tests.s3 import S3
from tests.server import Server, running_server

PASSWORD = "postgres-password-that-nobody-sees"  # Postgres trusts the tests, whatever it is


def with_password(url: str) -> str:
    """The database's URL with a password in it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.replace("@", f":{PASSWORD}@")))


@contextmanager
def remote(home: Path, url: str, s3: S3, prefix: str) -> Iterator[tuple[Server, Api]]:
    """A server that keeps everything elsewhere."""
    variables = {
        "DEITA_CATALOG_URL": with_password(url),
        "DEITA_STORAGE": f"s3://{s3.bucket}/{prefix}",
        "DEITA_STORAGE_ENDPOINT": s3.endpoint,
        "DEITA_STORAGE_REGION": "us-east-1",
        **s3.environment,
    }
    home.mkdir(exist_ok=True)
    with running_server(home, environment=variables) as server, api_of(server) as api:
        yield server, api


def keys(s3: S3, prefix: str) -> list[str]:
    """What is in the bucket."""
    client = s3.client()
    try:
        found = client.list_objects_v2(Bucket=s3.bucket, Prefix=f"{prefix}/")
        return [item["Key"] for item in found.get("Contents", [])]
    finally:
        client.close()


def test_the_whole_way(tmp_path: Path, postgres_url: str, s3: S3) -> None:
    prefix = tmp_path.name
    answers: list[str] = []
    with remote(tmp_path / "one", postgres_url, s3, prefix) as (server, api):
        api.http.event_hooks["response"].append(
            lambda response: answers.append(f"{response.headers}{response.read()!r}")
        )
        room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
        table = room.table("flights", "carrier,delay\n" + "UA,1\nDL,2\n" * 5000)
        assert table["row_count"] == 10_000
        assert len(keys(s3, prefix)) == 2
        assert not (server.data / "objects").exists()
        assert not (server.data / "catalog.sqlite").exists()
        answer = room.query("SELECT * FROM flights", page_size=2)
        assert answer["rows"] == [["UA", 1], ["DL", 2]]
        room.whole(answer)
        page = api.ok("GET", f"/results/{answer['id']}/rows", params={"offset": 9_999})
        assert page["rows"] == [["DL", 2]]
        assert api("GET", f"{room.path}/tables/flights/export").text.count("\n") == 10_001
        room.query_refused(400, "unknown_table", "SELECT * FROM flihgts")
        room.query_refused(403, "sql_refused", "SELECT * FROM read_csv('/proc/self/environ')")
        assert room.ingest("bad.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))["state"] == "failed"

        secrets = (PASSWORD, s3.secret_key, server.token, "DEITA_", "AWS_", "JUPYTER_TOKEN")
        workers = server.workers()
        assert workers
        for worker in workers:
            environment = Path(f"/proc/{worker.pid}/environ").read_bytes().decode()
            command = " ".join(worker.cmdline())
            for secret in secrets:
                assert secret not in environment
                assert secret not in command
        for secret in secrets[:3]:
            assert not any(secret in told for told in answers)
            assert secret not in server.log.replace(f"token={server.token}", "")

        gone = room.table("gone", "a\n1\n")
        assert api("DELETE", f"{room.path}/tables/{gone['id']}").status_code == 204
        assert api("DELETE", f"{room.path}/files/{gone['file_id']}").status_code == 204
        left = keys(s3, prefix)
        assert not any(gone["file_id"] in key for key in left)
        # The deleted table's snapshot is there for as long as it can be brought back.
        assert len(left) == 4
        api.ok("POST", f"{room.path}/tables/{gone['id']}/undelete")
        assert room.query("SELECT a FROM gone")["rows"] == [[1]]

    # A new machine, with nothing on its disk.
    with remote(tmp_path / "two", postgres_url, s3, prefix) as (_server, api):
        room = Room(api, room.id)
        assert room.query("SELECT count(*) FROM flights")["rows"] == [[10_000]]
        more = room.upload("more.csv", b"delay,carrier,new\n1.5,AA,x\n")
        api.ended(more["job"])
        request = {"file_id": more["file"]["id"], "mode": "append", "table": "flights"}
        [part] = api.ok("POST", f"{room.path}/previews", request)["parts"]
        assert [column["change"] for column in part["mapping"]] == ["same", "widened", "added"]
        assert api.ended(api.ok("POST", f"{room.path}/ingests", request))["state"] == "done"
        both = 'SELECT (SELECT sum(delay) FROM flights), (SELECT count(*) FROM "flights@1")'
        answer = room.query(both)
        assert answer["rows"] == [[15_001.5, 10_000]]
        saved = {"name": "saved", "result_id": answer["result"]["id"]}
        assert api.ok("POST", f"{room.path}/tables", saved)["row_count"] == 1
        api.ok("POST", f"{room.path}/tables/flights/restore", {"snapshot": 1})
        assert room.query("SELECT count(*) FROM flights")["rows"] == [[10_000]]
        assert api("DELETE", room.path).status_code == 204
        assert keys(s3, prefix) == []


def test_two_servers_share_a_catalog(tmp_path: Path, postgres_url: str, s3: S3) -> None:
    prefix = tmp_path.name
    with (
        remote(tmp_path / "one", postgres_url, s3, prefix) as (_first, one),
        remote(tmp_path / "two", postgres_url, s3, prefix) as (_second, two),
    ):
        [mine], [same] = (api.ok("GET", "/workspaces")["items"] for api in (one, two))
        assert mine["id"] == same["id"]
        rooms = [Room(api, mine["id"]) for api in (one, two)]
        jobs = [rooms[n % 2].upload(f"t{n}.csv", b"a\n%d\n" % n)["job"] for n in range(10)]
        ended = [rooms[0].api.ended(job) for job in jobs]
        assert {job["state"] for job in ended} == {"done"}
        # Each was done once: as many tables as files, as many objects as both.
        names = sorted(f"t{n}" for n in range(10))
        assert rooms[0].names() == rooms[1].names() == names
        assert len(keys(s3, prefix)) == 20
        for room in rooms:
            assert room.query("SELECT a FROM t7")["rows"] == [[7]]
        two("DELETE", f"{rooms[1].path}/tables/t7")
        rooms[0].query_refused(400, "unknown_table", "SELECT a FROM t7")
        two.ok("PATCH", f"{rooms[1].path}/tables/t8", {"name": "renamed"})
        assert rooms[0].query("SELECT a FROM renamed")["rows"] == [[8]]
        job = rooms[0].upload("cancelled.csv", b"a\n" + b"1\n" * 10_000_000)["job"]
        wait(lambda: two.ok("GET", f"/jobs/{job['id']}")["state"] != "queued")
        two("DELETE", f"/jobs/{job['id']}")
        state = two.ended(two.ok("GET", f"/jobs/{job['id']}"), 30)["state"]
        assert state in ("cancelled", "done")
        assert ("cancelled" in rooms[1].names()) is (state == "done")


def test_a_database_that_is_not_there(tmp_path: Path, postgres: Postgres, s3: S3) -> None:
    url = postgres.url("no_such_database")
    with remote(tmp_path / "one", url, s3, tmp_path.name) as (server, api):
        error = api.http.get("/workspaces").json()["error"]
        assert PASSWORD not in str(error)
        assert PASSWORD not in server.log
        assert api.ok("GET", "/health")["status"] == "ok"
