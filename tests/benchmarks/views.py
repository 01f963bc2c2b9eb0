"""Pages of a table and of a result of 6M rows: as they are, sorted, filtered; and summaries."""

from __future__ import annotations

import json
import random
import statistics
import time

import duckdb
import httpx

from .service import Bench, bench

ROWS = 6_000_000
MADE = f"""SELECT range AS l_orderkey, (hash(range) % 200000)::BIGINT AS l_partkey,
    (range % 7)::INT AS l_linenumber, (hash(range * 3) % 50)::DECIMAL(15, 2) AS l_quantity,
    (hash(range * 5) % 10000000 / 100)::DECIMAL(15, 2) AS l_extendedprice,
    (hash(range * 7) % 11 / 100)::DECIMAL(15, 2) AS l_discount,
    ['A', 'N', 'R'][(hash(range) % 3 + 1)::INT] AS l_returnflag,
    (DATE '1992-01-02' + (hash(range * 11) % 2500)::INT)::DATE AS l_shipdate,
    (DATE '1992-01-02' + (hash(range * 13) % 2500)::INT)::DATE AS l_commitdate,
    ['DELIVER IN PERSON', 'COLLECT COD', 'NONE'][(hash(range + 2) % 3 + 1)::INT] AS l_shipinstruct,
    ['AIR', 'MAIL', 'SHIP', 'TRUCK'][(hash(range + 3) % 4 + 1)::INT] AS l_shipmode,
    md5(range::VARCHAR)[:20] AS l_comment
    FROM range({ROWS})"""
VIEWS: dict[str, dict[str, object]] = {
    "as it is": {},
    "sorted by a number": {"sort": [{"column": "l_extendedprice", "descending": True}]},
    "sorted by two": {"sort": [{"column": "l_shipdate"}, {"column": "l_comment"}]},
    "filtered": {"filter": {"op": ">", "column": "l_quantity", "value": 25}},
}
ARROW = {"Accept": "application/vnd.apache.arrow.stream"}


def run() -> None:
    """First page of each view, then 200 random pages of 50 rows and 50 of 200."""
    with bench() as service:
        path = service.folder / "lineitem.parquet"
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({MADE}) TO '{path}'")
        result = service.query(MADE)["id"]
        wait(service, f"results/{result}")
        targets = {"result": f"results/{result}"}
        if (table := uploaded(service, path)) is not None:
            targets["table"] = table
        for name, target in targets.items():
            for title, view in VIEWS.items():
                pages(service, f"{name} {title}", target, view)
            summary(service, name, target)


def uploaded(service: Bench, path: object) -> str | None:
    """The table made of the Parquet file, once the engine's own file is there."""
    with open(str(path), "rb") as file:  # noqa: PTH123
        reply = service.api.post(
            f"workspaces/{service.workspace}/files",
            params={"filename": "lineitem.parquet"},
            content=file,
        )
    if reply.is_error:
        print(f"no table: {reply.text[:100]}")
        return None
    job = reply.json()["job"]
    while job["state"] in ("queued", "running"):
        time.sleep(0.05)
        job = service.api.get(f"jobs/{job['id']}").json()
    if job["state"] != "done":
        print(f"no table: {job['error']}")
        return None
    time.sleep(20)  # the native file is being built behind the scenes
    return f"workspaces/{service.workspace}/tables/{job['tables'][0]['id']}"


def wait(service: Bench, path: str) -> None:
    """Until all rows are there."""
    while not service.api.get(path).json()["complete"]:
        time.sleep(0.05)


def page(
    service: Bench, target: str, view: dict[str, object], offset: int, limit: int
) -> tuple[float, httpx.Response]:
    """Milliseconds and the answer."""
    start = time.perf_counter()
    body = {**view, "offset": offset, "limit": limit}
    reply = service.api.post(f"{target}/rows", content=json.dumps(body), headers=ARROW)
    assert reply.is_success, reply.text
    return (time.perf_counter() - start) * 1e3, reply


def pages(service: Bench, title: str, target: str, view: dict[str, object]) -> None:
    """One line: the first page, how long till any page can be had, p50 and p95 of them."""
    first, _reply = page(service, target, view, 0, 50)
    start = time.perf_counter()
    page(service, target, view, ROWS // 3, 50)
    ready = (time.perf_counter() - start) * 1e3 + first
    while not (count := page(service, target, view, 0, 1)[1].headers["X-Deita-Row-Count"]):
        time.sleep(0.1)
    rows = int(count)
    found = []
    for limit, times in ((50, 200), (200, 50)):
        taken = [
            page(service, target, view, random.randrange(rows - limit), limit)[0]
            for _ in range(times)
        ]
        p95 = statistics.quantiles(taken, n=20)[18]
        found.append(f"{limit} rows: p50 {statistics.median(taken):5.1f} p95 {p95:5.1f} ms")
    print(
        f"{title:<28} first {first:7.1f} ms  all {ready:7.1f} ms  {'  '.join(found)}   aim: 20 ms",
        flush=True,
    )


def summary(service: Bench, title: str, target: str) -> None:
    """One line: all columns of all rows, and over a filter."""
    for view in ({}, {"filter": {"op": "=", "column": "l_shipmode", "value": "AIR"}}):
        start = time.perf_counter()
        reply = service.api.post(f"{target}/summary", json={**view, "seconds": 20})
        assert reply.is_success, reply.text
        done = sum(column["computed"] for column in reply.json()["columns"])
        taken = (time.perf_counter() - start) * 1e3
        print(f"{title} summary of {done} columns {'filtered ' if view else ''}{taken:8.1f} ms")
