"""The client, for scripts and for asyncio, against a real service."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from deita_labext.kernel import AsyncClient, Client, DeitaError, connect, connect_async, frames
from deita_labext.kernel.connection import KERNEL_HEADER
from deita_labext.kernel.sending import Sending
from deita_labext.kernel.work import Stop, Stopped
from tests.api import wait

from .conftest import Server

CSV = "carrier,delay\nUA,12\nAA,3\nUA,30\n"


@pytest.fixture
def client(server: Server, tmp_path: Path) -> Iterator[Client]:
    """A client in a workspace of its own, with one table."""
    with connect(server.url, server.token) as found:
        found.use(tmp_path.name, create=True)
        (tmp_path / "flights.csv").write_text(CSV)
        found.upload(tmp_path / "flights.csv")
        yield found
        found.delete_workspace(tmp_path.name)


def test_rows_come_as_well_where_the_service_s_files_are_out_of_reach(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = client.query("select range as n, md5(range::varchar) as h from range(100000)")
    near = result.arrow()
    monkeypatch.setattr(frames, "map_file", lambda _path, _size: None)
    far = result.arrow()
    assert near.equals(far)
    assert near.column("n").to_pylist() == list(range(100_000))


def test_workspaces(client: Client, tmp_path: Path) -> None:
    made = client.create_workspace(f"{tmp_path.name}-2")
    renamed = client.rename_workspace(made["id"], f"{tmp_path.name}-3")
    assert renamed["name"] in [workspace["name"] for workspace in client.workspaces()]
    assert client.within(renamed["name"]).tables() == []
    assert client.workspace["name"] == tmp_path.name
    client.delete_workspace(renamed["name"])
    with pytest.raises(DeitaError, match="no workspace"):
        client.use(renamed["name"])
    assert client.me()


def test_tables_over_time(client: Client, tmp_path: Path) -> None:
    table = client.change_table("flights", description="Late ones", columns={"delay": "in minutes"})
    assert table["description"] == "Late ones"
    assert [c["description"] for c in table["columns"]] == [None, "in minutes"]
    [file] = client.files()
    counted = client.query("select count(*) from flights")
    job = client.ingest(file["id"], mode="append", table="flights")
    assert job["state"] == "done"
    assert (counted[0], counted.refresh()[0]) == ((3,), (6,))
    assert [s["number"] for s in client.snapshots("flights")] == [2, 1]
    assert client.query('select count(*) from flights join "flights@1" using (delay)')[0] == (6,)
    assert client.restore("flights", 1)["snapshot"] == 3
    assert client.report("flights", 1)["report"]["rows"] == 3
    page = client.rows(
        "flights", limit=1, sort=[{"column": "delay", "descending": True}], search="ua"
    )
    assert (page["rows"], page["row_count"]) == ([["UA", 30]], 2)
    [_carrier, delay] = client.summary("flights")["columns"]
    assert (delay["low"], delay["high"]) == (3, 30)
    table_id = client.table("flights")["id"]
    client.delete_table("flights")
    assert client.tables() == []
    assert [t["id"] for t in client.tables(deleted=True)] == [table_id]
    assert client.undelete_table(table_id)["name"] == "flights"


def test_files(client: Client, tmp_path: Path) -> None:
    [file] = client.files()
    assert client.download(file["id"], tmp_path / "back.csv") == len(CSV)
    assert (tmp_path / "back.csv").read_text() == CSV
    seen = client.look_into(file["id"], {"header_rows": 0}, rows=1)
    assert len(seen["parts"][0]["columns"]) == 2
    assert client.jobs()[0]["state"] == "done"
    client.delete_file(file["id"])
    assert client.files() == []


def test_queries(client: Client, tmp_path: Path) -> None:
    result = client.query("from flights where delay > :least", {"least": 10})
    assert sorted(result) == [("UA", 12), ("UA", 30)]
    again = client.result(result.id)
    assert len(again) == 2
    made = client.create_table("late", result.id)
    assert made["row_count"] == 2
    history = client.history(limit=1)
    assert history["items"][0]["sql"] == "from flights where delay > $least"
    older = client.history(before=history["next"]) if history["next"] else None
    assert older is None or older["items"] == []
    assert client.cancel(result.id)["state"] == "done"
    # It knows the values it was run with.
    assert again.params == {"least": 10}
    assert sorted(again.filter("delay > :least and delay < :most", most=20)) == [("UA", 12)]
    assert sorted(again.refresh()) == sorted(result)
    assert "delay" in str(again.plan())
    assert again.page(limit=1, sort=[{"column": "delay"}])["rows"] == [["UA", 12]]
    size = client.export(
        "select * from flights where delay > :least order by delay", tmp_path / "out.parquet",
        {"least": 10},
    )  # fmt: skip
    assert size == (tmp_path / "out.parquet").stat().st_size
    assert pq.read_table(tmp_path / "out.parquet")["delay"].to_pylist() == [12, 30]
    client.export("from flights", tmp_path / "out.csv", delimiter=";", header=False)
    assert (tmp_path / "out.csv").read_text().splitlines()[0].count(";") == 1
    with pytest.raises(DeitaError) as caught:
        client.query("select *\nfrom flihgts")
    assert (caught.value.line, caught.value.sql) == (2, "select *\nfrom flihgts")


def test_one_client_cancels_another_s_query(client: Client, server: Server) -> None:
    slow = "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 7"
    begun = client.begin(slow)
    with connect(server.url, server.token) as other:
        other.use(client.workspace["name"])
        while not (found := other.running()):
            assert not begun.wait(0.05)
        assert [query["sql"] for query in found] == [slow]
        assert other.query_state(found[0]["id"])["state"] in ("queued", "running")
        assert other.cancel(found[0]["id"])["id"] == begun.id
    with pytest.raises(DeitaError) as caught:
        begun.result()
    assert caught.value.code == "query_cancelled"


def test_what_is_stopped_on_its_way_leaves_nothing(client: Client, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(CSV)
    stopped = Sending(client, tmp_path / "more.csv")
    stopped.stop()
    with pytest.raises(Stopped):
        stopped.finish()
    arrived = Sending(client, tmp_path / "more.csv")
    job = arrived.send()
    arrived.stop()
    assert client.job(job["id"])["state"] in ("cancelled", "done")
    assert [table["name"] for table in client.tables()] == ["flights"]
    assert [file["name"] for file in client.files()] == ["flights.csv"]

    stop = Stop()

    def told(size: int) -> None:
        assert size > 0
        stop.say()
        stop.heed()

    with pytest.raises(Stopped):
        client.query("from flights").write(tmp_path / "late.csv", progress=told)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flights.csv", "more.csv"]


def test_saved_queries(client: Client) -> None:
    assert client.saved_queries() == []
    late = client.save_query("Late", "from flights where delay > $least", description="Why")
    assert (late["name"], late["description"]) == ("Late", "Why")
    with pytest.raises(DeitaError, match="already") as caught:
        client.save_query("LATE", "from flights")
    assert caught.value.code == "name_taken"
    again = client.save_query("LATE", "from flights", replace=True)
    assert (again["id"], again["name"], again["sql"]) == (late["id"], "Late", "from flights")
    assert client.saved_query(late["id"]) == client.saved_query("late") == again
    changed = client.change_saved_query("late", name="All", description="")
    assert (changed["name"], changed["description"]) == ("All", None)
    assert client.saved_queries() == [changed]
    client.delete_saved_query("all")
    with pytest.raises(DeitaError) as caught:
        client.saved_query("all")
    assert caught.value.code == "not_found"


async def test_for_asyncio(client: Client, server: Server) -> None:
    waiting = await connect_async(server.url, server.token)
    await waiting.use(client.workspace["name"])
    assert [table["name"] for table in await waiting.tables()] == ["flights"]
    results = await asyncio.gather(
        *(waiting.query("select $n + count(*) from flights", {"n": n}) for n in range(8))
    )
    assert [await result.fetchall() for result in results] == [[(n + 3,)] for n in range(8)]
    late = await (await waiting.query("from flights")).filter("delay > 10")
    assert await late.count() == 2
    assert (await (await late.sort("-delay")).df())["delay"].tolist() == [30, 12]
    assert (await waiting.save_query("late", "from flights"))["name"] == "late"
    assert len(await waiting.saved_queries()) == 1
    await waiting.delete_saved_query("late")
    with pytest.raises(DeitaError) as caught:
        await waiting.query("select * from flihgts")
    assert caught.value.sql == "select * from flihgts"
    await waiting.close()


def test_statements_that_are_looked_at(client: Client) -> None:
    check = client.check("select delay from flights where delay > :least", {"least": 1})
    assert (check["ok"], check["tables"], check["params"]) == (True, ["flights"], ["least"])
    wrong = client.check("select dely from flights")
    assert wrong["error"] is not None
    assert client.format("select 1")["sql"].lower().split() == ["select", "1"]
    assert client.plan("from flights where delay > :least", {"least": 1})["text"]
    assert "avg" in [function["name"] for function in client.functions()]
    profile = client.profile("flights", ["delay"])
    assert [column["name"] for column in profile["columns"]] == ["delay"]
    sql = client.table_sql("flights", search="aa")
    assert client.query(sql["sql"], sql["params"]).fetchall() == [("AA", 3)]
    assert client.summary("flights", ["delay"], search="aa")["row_count"] == 1
    assert client.health()["version"]
    assert client.ai_settings()["sends"] in ("names", "profiles", "samples")
    assert client.change_ai_settings(sends="names") == {"sends": "names"}
    assert client.verified() == []


def test_a_file_without_a_table(client: Client, tmp_path: Path) -> None:
    (tmp_path / "later.csv").write_text(CSV)
    file = client.upload_file(tmp_path / "later.csv")
    assert [table["name"] for table in client.tables()] == ["flights"]
    client.ingest(file["id"], name="sooner")
    assert sorted(table["name"] for table in client.tables()) == ["flights", "sooner"]


async def test_rows_and_events_for_asyncio(client: Client) -> None:
    waiting = AsyncClient(client)
    result = await waiting.query("select range as n from range(2500)")
    assert [row async for row in result] == [(n,) for n in range(2500)]
    assert (result.columns, await result.csv()) == (["n"], result.result.csv())
    events = waiting.events()
    heard = asyncio.ensure_future(anext(events))
    # Until somebody listens nobody is told.
    while not heard.done():
        await waiting.change_table("flights", description="heard")
        await asyncio.wait([heard], timeout=0.2)
    assert heard.result()["type"]
    await events.aclose()


async def test_a_cancelled_task_cancels_its_query(client: Client) -> None:
    slow = "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 7"
    task = asyncio.create_task(AsyncClient(client).query(slow))
    await asyncio.to_thread(
        wait, lambda: "running" in [query["state"] for query in client.running()]
    )
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for _attempt in range(50):
        items = (await asyncio.to_thread(client.history))["items"]
        if items:
            break
        await asyncio.sleep(0.1)
    assert [item["state"] for item in items] == ["cancelled"]


def test_events(client: Client) -> None:
    heard: queue.Queue[dict[str, Any]] = queue.Queue()
    listener = client.within(client.workspace["id"])

    def listen() -> None:
        for event in listener.events():
            heard.put(event)
            if event["type"] == "tables":
                return

    thread = threading.Thread(target=listen)
    thread.start()
    # Until somebody listens nobody is told.
    while thread.is_alive():
        client.change_table("flights", description="heard")
        thread.join(0.2)
    events = list(heard.queue)
    assert [event["type"] for event in events][-1] == "tables"
    assert events[-1]["workspace_id"] == client.workspace["id"]


def test_the_header_of_kernels_is_the_service_s() -> None:
    from deita_server_ext.handlers.base import KERNEL_HEADER as THEIRS

    assert KERNEL_HEADER == THEIRS
