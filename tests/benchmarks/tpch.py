"""TPC-H at scale factor 1 over REST, against bare DuckDB on native tables in this process."""

from __future__ import annotations

import contextlib
import http.client
import json
import math
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import httpx
import pyarrow as pa

from tests.corpora import tpc
from tests.server import running_server

from .measure import in_turn, report
from .service import Bench

ARROW = "application/vnd.apache.arrow.stream"
ROUNDS = 7
FEWEST_SECONDS = 0.1
"""Queries that take less are measured by what is added, not by the ratio."""
FIRST_PAGES = (
    "SELECT * FROM lineitem LIMIT 50",
    "SELECT * FROM orders WHERE o_orderkey = 4000000",
    "SELECT n_name, count(*) FROM nation JOIN supplier ON s_nationkey = n_nationkey GROUP BY ALL",
)
MILLION = "SELECT * FROM lineitem LIMIT 1000000"


def run() -> None:
    """First pages, the 22 queries, a million rows, repetitions, pages of six million rows."""
    with loaded() as (service, connection, queries):
        _first_pages(service, connection)
        _queries(service, connection, queries)
        _million_rows(service, connection)
        _repetition(service)
        _pages(service)


@contextmanager
def loaded() -> Iterator[tuple[Bench, duckdb.DuckDBPyConnection, dict[int, str]]]:
    """A server with the eight tables, a bare DuckDB with the same, and the queries."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = tpc.fetch(folder, "tpch", scale=1.0)
        connection = duckdb.connect(str(folder / "bare.duckdb"))
        for table, path in made.tables["tpch"].items():
            connection.execute(f"CREATE TABLE {table} AS FROM '{path}'")
        large = {"DEITA_RESULT_BYTES": str(4 << 30), "DEITA_QUERY_TIMEOUT_SECONDS": "300"}
        with running_server(folder / "server", environment=large) as server:
            api = httpx.Client(
                base_url=f"{server.url}deita/api/",
                headers={"Authorization": f"token {server.token}"},
                timeout=300,
            )
            with api:
                workspace = api.get("workspaces").json()["items"][0]["id"]
                service = Bench(api, workspace, folder)
                for table, path in made.tables["tpch"].items():
                    service.upload(path, table, suffix="parquet")
                cache = server.data / "cache" / workspace
                # The native files are built behind the scenes, one after the other.
                while len(list(cache.glob("*.duckdb"))) < len(made.tables["tpch"]):
                    time.sleep(0.5)
                yield service, connection, made.queries["tpch"]
        connection.close()


def _first_pages(service: Bench, connection: duckdb.DuckDBPyConnection) -> None:
    for sql in FIRST_PAGES:
        times = in_turn(
            60,
            ours=lambda sql=sql: service.ask(sql, fresh=True, accept=ARROW),
            bare=lambda sql=sql: connection.execute(sql).fetchmany(50),
        )
        report(f"first page: {sql[:44]}", times["ours"], times["bare"], "+3 ms")


def _queries(
    service: Bench, connection: duckdb.DuckDBPyConnection, queries: dict[int, str]
) -> None:
    ratios = []
    for number, sql in queries.items():
        times = in_turn(
            ROUNDS,
            ours=lambda sql=sql: service.ask(sql, fresh=True, accept=ARROW),
            bare=lambda sql=sql: connection.execute(sql).fetchmany(50),
        )
        if times["bare"] >= FEWEST_SECONDS:
            ratios.append(times["ours"] / times["bare"])
            report(f"TPC-H query {number}", times["ours"], times["bare"], "×1.05")
    mean = math.exp(statistics.fmean(math.log(ratio) for ratio in ratios))
    print(f"{len(ratios)} queries of 100 ms and more: geometric mean ×{mean:.3f}", flush=True)


def _million_rows(service: Bench, connection: duckdb.DuckDBPyConnection) -> None:
    def streamed() -> pa.Table:
        # Not by httpx, which hands over large bodies at a third of http.client's speed.
        result = service.query(MILLION)["id"]
        url = service.api.base_url
        connection = http.client.HTTPConnection(url.host, url.port)
        path = f"{url.path}results/{result}/export?format=arrow"
        authorization = {"Authorization": service.api.headers["Authorization"]}
        with contextlib.closing(connection):
            connection.request("GET", path, headers=authorization)
            with pa.ipc.open_stream(pa.PythonFile(connection.getresponse())) as stream:
                return stream.read_all()

    client = service.client()

    def ours() -> pa.Table:
        return client.query(MILLION, fresh=True).arrow()

    with contextlib.closing(client):
        assert streamed().num_rows == ours().num_rows == 1_000_000
        times = in_turn(
            ROUNDS,
            ours=ours,
            streamed=streamed,
            bare=lambda: connection.sql(MILLION).to_arrow_table(),
        )
    report("1M × 16 rows to Arrow in the client", times["ours"], times["bare"], "×1.3")
    report("1M × 16 rows to Arrow over HTTP", times["streamed"], times["bare"], "none")


def _repetition(service: Bench) -> None:
    sql = "SELECT l_returnflag, sum(l_quantity) FROM lineitem GROUP BY ALL ORDER BY ALL"

    service.ask(sql, fresh=True)
    time.sleep(0.5)
    assert json.loads(service.ask(sql, fresh=False))["stats"]["cache_hit"] == 1
    times = in_turn(
        60, ours=lambda: service.ask(sql, fresh=False), bare=lambda: service.api.get("health")
    )
    report("a repetition, against GET health", times["ours"], times["bare"], "3 ms in all")


def _pages(service: Bench) -> None:
    answer = service.query("SELECT * FROM lineitem")
    result = answer["id"]
    while service.api.get(f"results/{result}").json()["row_count"] is None:
        time.sleep(0.2)
    places = random.Random(1)
    for encoding, accept in (("JSON", "application/json"), ("Arrow", ARROW)):
        seconds = []
        for _n in range(200):
            offset = places.randrange(6_000_000)
            started = time.perf_counter()
            reply = service.api.get(
                f"results/{result}/rows",
                params={"offset": offset, "limit": 100},
                headers={"Accept": accept},
            )
            seconds.append(time.perf_counter() - started)
            assert reply.is_success, reply.text
        seconds.sort()
        print(
            f"any page of 100 of {encoding:<5} in a result of 6M × 16: median "
            f"{seconds[100] * 1e3:.1f} ms, p95 {seconds[190] * 1e3:.1f} ms   aim: 20 ms",
            flush=True,
        )
