"""Queries in real worker processes: pages, limits, bombs, changes of tables, exports."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pyarrow as pa
import pytest
import pytest_asyncio

from deita_server_ext.domain import new_id
from deita_server_ext.engine.pool import TableFile
from deita_server_ext.engine.running import RunningQuery
from deita_server_ext.errors import (
    DiskFull,
    MemoryLimit,
    QueryCancelled,
    QueryTimeout,
    ResultGone,
    ResultTooLarge,
    SnapshotBroken,
    SqlError,
    SqlFailed,
    SqlRefused,
    SqlSyntaxError,
    UnknownTable,
    WorkerDied,
)
from tests.engines import LIMITS, WORKSPACE, Engine, begun, running_engine

pytestmark = pytest.mark.asyncio(loop_scope="module")
SINCE_2 = int(duckdb.__version__.split(".", 1)[0]) >= 2
SLACK = 12.0
"""Seconds that a loaded machine may take on top of a limit."""

FLIGHTS = (
    "SELECT i AS id, 2013 AS year, ['UA', 'AA', NULL][i % 3 + 1] AS carrier, i / 8 AS delay, "
    "TIMESTAMP '2013-01-01' + INTERVAL (i) MINUTE AS departed FROM range(100000) t(i)"
)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """One workspace with a table in the engine's own format and one in Parquet."""
    async with running_engine(tmp_path_factory.mktemp("engine")) as made:
        made.tables = (
            made.snapshot("flights", FLIGHTS),
            made.snapshot("flights_p", FLIGHTS, parquet=True),
            made.snapshot('Odd "name"', 'SELECT 1 AS "a ""b""", \'x\' AS "é"'),
        )
        yield made


async def pages(engine: Engine, id: str, offset: int, limit: int) -> list[list[Any]]:
    """Rows of a result."""
    where = {"offset": offset, "limit": limit}
    _header, data = await engine.ask("results.page", id=id, format="json", **where)
    rows: list[list[Any]] = json.loads(data)
    return rows


def write(table: TableFile, content: bytes | None) -> None:
    """Spoil the file of a table, or take it away."""
    if content is None:
        Path(table.path).unlink()
    else:
        Path(table.path).write_bytes(content)


# Answers


async def test_a_query_gives_its_first_page_and_says_what_it_read(engine: Engine) -> None:
    ran = await engine.run("SELECT id, carrier FROM FLIGHTS ORDER BY id", page_size=3)
    assert ran.rows == [[0, "UA"], [1, "AA"], [2, None]]
    assert ran.first["columns"] == [
        {"name": "id", "type": "BIGINT", "kind": "number"},
        {"name": "carrier", "type": "VARCHAR", "kind": "text"},
    ]
    assert ran.first["tables"] == ["flights@1"]
    assert ran.first["row_count"] is None
    assert ran.last["row_count"] == 100_000
    assert set(ran.first["stats"]) == {"gate_ms", "first_page_ms"}


async def test_small_results_know_their_rows_at_once(engine: Engine) -> None:
    assert (await engine.run("SELECT 1")).first["row_count"] == 1
    assert (await engine.run("SELECT 1 WHERE false")).first["row_count"] == 0
    empty = await engine.run("SELECT 1 AS a, 'x' AS b WHERE false")
    assert (empty.rows, empty.last["row_count"]) == ([], 0)
    assert await pages(engine, empty.id, 0, 10) == []


async def test_arrow_and_json_say_the_same(engine: Engine) -> None:
    sql = "SELECT id, carrier, delay, year > 2000 AS b FROM flights ORDER BY id LIMIT 100"
    ran = await engine.run(sql, format="arrow")
    columns = [column.to_pylist() for column in ran.table.columns]
    assert [list(row) for row in zip(*columns, strict=True)] == (await engine.run(sql)).rows


async def test_pages_come_in_any_order(engine: Engine) -> None:
    ran = await engine.run("SELECT id FROM flights ORDER BY id DESC")
    for offset, limit in ((99_990, 50), (0, 3), (50_000, 2), (100_000, 5), (8191, 2)):
        found = await pages(engine, ran.id, offset, limit)
        assert found == [[99_999 - i] for i in range(offset, min(offset + limit, 100_000))]


async def test_a_result_outlives_its_worker(engine: Engine) -> None:
    ran = await engine.run("SELECT id FROM flights ORDER BY id")
    await engine.pool.evict(WORKSPACE)
    await engine.run("SELECT 1")
    assert await pages(engine, ran.id, 99_999, 5) == [[99_999]]
    with pytest.raises(ResultGone):
        await engine.ask("results.page", id=new_id(), offset=0, limit=1, format="json")


async def test_parameters_are_bound(engine: Engine) -> None:
    sql = "SELECT $a AS a, $b AS b, $c AS c, count(*) AS n FROM flights WHERE carrier = $carrier"
    params = {"a": "x'; DROP TABLE flights --", "b": 1.5, "c": None, "carrier": "UA"}
    ran = await engine.run(sql, params=params)
    assert ran.rows == [["x'; DROP TABLE flights --", 1.5, None, 33_334]]
    enums = "SELECT $x::ENUM('a', 'b') AS e, [1] AS l -- a comment"
    assert (await engine.run(enums, params={"x": "b"})).rows == [["b", [1]]]
    assert (await engine.run("EXPLAIN SELECT $x", params={"x": 1})).rows


@pytest.mark.parametrize(
    ("sql", "params"),
    [("SELECT $a", {}), ("SELECT $a + $b", {"a": 1}), ("SELECT $1", {}), ("SELECT 1", {"a": 1})],
)
async def test_parameters_must_fit(engine: Engine, sql: str, params: dict[str, Any]) -> None:
    with pytest.raises(SqlError) as caught:
        await engine.run(sql, params=params)
    assert caught.value.message


@pytest.mark.parametrize(
    ("sql", "kind", "place"),
    [
        ("SELECT *\nFROM flights\nWHERE id = = 1", SqlSyntaxError, (3, 12)),
        ("SELEC 1", SqlSyntaxError, (1, 1)),
        ("SELECT 'é', FROM WHERE", SqlSyntaxError, None),
        ("SELECT 1,\n  nope FROM flights", SqlFailed, (2, 3)),
        ("-- é\nEXPLAIN\nSELECT 'é', nope FROM flights", SqlFailed, (3, 13)),
        ("SELECT 'a'::INTEGER", SqlFailed, None),
        ("SELECT id FROM flights GROUP BY carrier", SqlFailed, None),
        ("SELECT error('mine')", SqlFailed, None),
        ("SELECT sum(carrier) FROM flights", SqlFailed, None),
        ("SELECT * FROM fligths", UnknownTable, (1, 15)),
        ("SELECT getenv('HOME')", SqlRefused, (1, 8)),
        ("INSERT INTO flights VALUES (1)", SqlRefused, (1, 1)),
        ("SELECT 5!", SqlRefused, (1, 9)),
        ("SELECT " + "(" * 10_000 + "1" + ")" * 10_000, SqlError, None),
    ],
)
async def test_errors_name_their_kind_and_place(
    engine: Engine, sql: str, kind: type[SqlError], place: tuple[int, int] | None
) -> None:
    with pytest.raises(kind) as caught:
        await engine.run(sql)
    if place is not None:
        assert (caught.value.details["line"], caught.value.details["column"]) == place
    assert str(engine.root) not in json.dumps(caught.value.body())
    assert "LINE 1" not in caught.value.message


async def test_an_error_in_the_middle_keeps_what_came(engine: Engine) -> None:
    sql = (
        "SELECT CASE WHEN i < 4000000 THEN i ELSE error('broken row') END AS i "
        "FROM range(5000000) t(i)"
    )
    query = engine.query()
    with pytest.raises(SqlFailed, match=r"(?i)broken row"):
        await engine.drive(query, sql)
    _first, payload = query.first.result()
    assert json.loads(payload)[:2] == [[0], [1]]
    assert await pages(engine, query.id, 5, 2) == [[5], [6]]
    with pytest.raises(SqlFailed, match=r"(?i)broken row"):
        await pages(engine, query.id, 4_999_000, 5)


async def test_the_first_page_comes_before_the_end(engine: Engine) -> None:
    query = engine.query()
    sql = "SELECT i, i * 2 AS j FROM range(14000000) t(i)"
    task = asyncio.create_task(engine.drive(query, sql))
    first, payload = await query.first
    assert not task.done()
    assert json.loads(payload) == [[i, 2 * i] for i in range(50)]
    assert first["row_count"] is None
    assert await pages(engine, query.id, 20_000, 1) == [[20_000, 40_000]]
    assert (await task)["row_count"] == 14_000_000
    assert await pages(engine, query.id, 13_999_999, 10) == [[13_999_999, 27_999_998]]


# Limits

BOMBS = {
    "a cross join": "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000) c",
    "cross joined tables": "SELECT sum(a.id * b.id) FROM flights a, flights b, flights c",
    "endless recursion": "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT 1 - n FROM t) "
    "SELECT count(*) FROM t",
    "a huge text": "SELECT length(repeat('x', 2000000000))",
    "a huge list": "SELECT len(range(2000000000))",
    "list_reduce": "SELECT list_reduce(range(30000000), lambda a, b: a + b)",
    "levenshtein": "SELECT levenshtein(repeat('ab', 60000), repeat('ba', 60000))",
    "a large result": "SELECT a.range, b.range FROM range(100000) a, range(100000) b",
    "list of everything": "SELECT list(a.range || b.range) FROM range(100000) a, range(100000) b",
    "text of everything": "SELECT string_agg(a.range || b.range) "
    "FROM range(100000) a, range(100000) b",
}

DEAF = (
    "SELECT sum(jaro_winkler_similarity(repeat('ab', 30000), repeat('ba', 30000) || range)) "
    "FROM range(2000)"
)
"""Hears no interrupt until it is through."""


@pytest.mark.parametrize("bomb", BOMBS)
async def test_a_bomb_is_answered_and_the_next_query_runs(engine: Engine, bomb: str) -> None:
    before = await engine.pid()
    with pytest.raises((QueryTimeout, MemoryLimit, ResultTooLarge)) as caught:
        await asyncio.wait_for(engine.run(BOMBS[bomb], seconds=1.0), 1 + 2 + SLACK)
    assert caught.value.hint
    if isinstance(caught.value, QueryTimeout):
        assert "1 seconds" in caught.value.message
    assert await engine.value("SELECT count(*) FROM flights") == 100_000
    if await engine.pid() != before:
        assert not psutil.pid_exists(before)


@pytest.mark.parametrize("bomb", ["a cross join", "levenshtein", "endless recursion"])
async def test_cancel_is_heeded(engine: Engine, bomb: str) -> None:
    query = engine.query()
    task = asyncio.create_task(engine.drive(query, BOMBS[bomb]))
    await asyncio.sleep(0.5)
    assert not task.done()
    query.cancel()
    with pytest.raises(QueryCancelled):
        await asyncio.wait_for(task, 2 + SLACK)
    if not query.first.done() or query.first.exception() is not None:
        with pytest.raises(QueryCancelled):
            await query.first
    assert await engine.value("SELECT 42") == 42


async def test_what_cannot_be_interrupted_is_killed(engine: Engine) -> None:
    before = await engine.pid()
    with pytest.raises(QueryTimeout):
        await engine.run(DEAF, seconds=0.5)
    assert await engine.value("SELECT 42") == 42
    assert await engine.pid() != before
    assert not psutil.pid_exists(before)


async def test_a_query_cancelled_before_it_began_does_not_begin(engine: Engine) -> None:
    query = engine.query()
    query.cancel()
    with pytest.raises(QueryCancelled):
        await engine.drive(query, BOMBS["a cross join"])
    assert await engine.value("SELECT 42") == 42


async def test_memory_has_a_limit_that_is_named(engine: Engine) -> None:
    with pytest.raises(MemoryLimit) as caught:
        await engine.run("SELECT list(range) FROM range(200000000)")
    assert "worker_memory_bytes" in str(caught.value.hint)
    assert await engine.value("SELECT 42") == 42


async def test_temporary_files_have_a_limit_that_is_named(engine: Engine) -> None:
    with pytest.raises(MemoryLimit) as caught:
        await engine.run(
            "SELECT * FROM (SELECT i, md5(i::VARCHAR) AS m FROM range(20000000) t(i)) ORDER BY m",
            seconds=120,
        )
    assert "temporary files" in caught.value.message
    assert "MiB)" in caught.value.message
    assert "worker_temp_bytes" in str(caught.value.hint)
    assert await engine.value("SELECT 42") == 42


async def test_a_result_over_its_limit_keeps_its_first_page(engine: Engine) -> None:
    query = engine.query()
    with pytest.raises(ResultTooLarge) as caught:
        await engine.drive(query, "SELECT i, i AS j, i AS k FROM range(100000000) t(i)")
    assert "0.3 GB" in caught.value.message
    assert await pages(engine, query.id, 100, 1) == [[100, 100, 100]]
    spool = engine.root / "spool" / WORKSPACE / f"{query.id}.arrow"
    assert spool.stat().st_size <= LIMITS.result_bytes


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("after_rows", [100_000, 1])
async def test_a_full_disk_is_told(engine: Engine, after_rows: int) -> None:
    query = engine.query()
    spool = engine.root / "spool" / WORKSPACE / f"{query.id}.arrow"
    spool.symlink_to("/dev/full")
    with pytest.raises(DiskFull) as caught:
        await engine.drive(query, f"SELECT id FROM flights LIMIT {after_rows}")
    assert caught.value.hint
    assert await engine.value("SELECT 42") == 42


async def test_a_limit_on_files_is_a_full_disk(engine: Engine) -> None:
    resource = pytest.importorskip("resource")
    pid = await engine.pid()
    _soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(DiskFull):
            await engine.run("SELECT id FROM flights")
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert await engine.value("SELECT count(*) FROM flights") == 100_000


async def test_a_worker_that_is_killed_takes_only_its_query_along(engine: Engine) -> None:
    query = engine.query()
    task = asyncio.create_task(engine.drive(query, BOMBS["a cross join"]))
    await begun(query)
    os.kill(await engine.pid(), signal.SIGKILL)
    with pytest.raises(WorkerDied) as caught:
        await asyncio.wait_for(task, SLACK)
    assert caught.value.hint
    assert isinstance(query.first.exception(), WorkerDied)
    assert await engine.value("SELECT count(*) FROM flights") == 100_000


async def test_others_are_answered_while_one_query_is_heavy(engine: Engine) -> None:
    query = engine.query(timeout=20)
    task = asyncio.create_task(engine.drive(query, BOMBS["cross joined tables"]))
    await asyncio.sleep(0.3)
    for i in range(5):
        assert await asyncio.wait_for(engine.value(f"SELECT {i}"), SLACK) == i
    assert not task.done()
    query.cancel()
    with pytest.raises(QueryCancelled):
        await task


# Tables


async def test_parquet_is_queried_like_the_engines_own_format(engine: Engine) -> None:
    for sql in (
        "SELECT * FROM {} ORDER BY id LIMIT 20 OFFSET 777",
        "SELECT carrier, count(*), sum(delay), min(departed) FROM {} GROUP BY ALL ORDER BY ALL",
        "DESCRIBE {}",
        "SELECT count(*) FROM {} WHERE carrier IS NULL",
    ):
        native = await engine.run(sql.format("flights"))
        parquet = await engine.run(sql.format("flights_p"))
        assert native.rows == parquet.rows
        assert native.first["columns"] == parquet.first["columns"]


async def test_rows_of_a_table_come_in_the_files_order(engine: Engine) -> None:
    native, parquet, _odd = engine.tables
    for offset, limit in ((0, 50), (99_990, 50), (61_439, 3), (100_000, 5)):
        answers = [
            (await engine.ask("rows", snapshot=s.snapshot, offset=offset, limit=limit,
                              format="json"))[1]
            for s in (native, parquet)
        ]  # fmt: skip
        assert answers[0] == answers[1]
        ids = [row[0] for row in json.loads(answers[0])]
        assert ids == list(range(offset, min(offset + limit, 100_000)))


async def test_odd_names_are_quoted_everywhere(engine: Engine) -> None:
    ran = await engine.run('SELECT * FROM "odd ""NAME"""')
    assert ran.rows == [[1, "x"]]
    assert [c["name"] for c in ran.first["columns"]] == ['a "b"', "é"]
    assert ran.first["tables"] == ['Odd "name"@1']


async def test_plans_and_errors_hold_no_path(engine: Engine) -> None:
    sizes = "(FORMAT json)", "(ANALYZE, FORMAT json)", "ANALYZE", ""
    for how in sizes:
        for table in ("flights", "flights_p"):
            sql = f"EXPLAIN {how} SELECT carrier, count(*) FROM {table} GROUP BY ALL"
            text = json.dumps((await engine.run(sql)).rows)
            assert "carrier" in text
            assert not [part for part in (engine.root.name, WORKSPACE) if part in _flat(text)]


def _flat(text: str) -> str:
    """A plan without the lines and frames that may break a path."""
    return re.sub(r"[\s│]|\\n", "", text)


async def test_a_file_that_is_gone_is_an_error_without_its_path(engine: Engine) -> None:
    lost = engine.snapshot("lost", "SELECT 1 AS a", parquet=True)
    tables = (*engine.tables, lost)
    assert await engine.value("FROM lost", tables=tables) == 1
    write(lost, None)
    with pytest.raises(SqlFailed) as caught:
        await engine.run("SELECT a + 1 FROM lost", tables=tables)
    assert "/" not in json.dumps(caught.value.body())
    assert await engine.value("SELECT 42") == 42


async def test_a_table_that_cannot_be_attached_leaves_the_others(engine: Engine) -> None:
    broken = engine.snapshot("broken", "SELECT 1 AS a")
    write(broken, b"no database" * 1000)
    with pytest.raises(SnapshotBroken) as caught:
        await engine.run("SELECT 1", tables=(*engine.tables, broken))
    assert caught.value.hint
    assert await engine.value("SELECT count(*) FROM flights") == 100_000


async def test_tables_come_and_go_while_queries_run(engine: Engine) -> None:
    versions: list[tuple[TableFile, ...]] = []
    for v in range(4):
        parquet = v % 2 == 1
        versions.append(
            tuple(
                engine.snapshot(name, f"SELECT {v} AS v, i FROM range(3000) t(i)", parquet=parquet)
                for name in ("a", "b")
            )
        )
    sql = (
        "SELECT min(a.v), max(a.v), min(b.v), max(b.v), count(*) "
        "FROM a JOIN b USING (i) JOIN a a2 USING (i)"
    )

    async def one(i: int) -> None:
        (row,) = (await engine.run(sql, tables=versions[i % 4])).rows
        # A change between the seat and the query may come in between, half of one may not.
        assert len(set(row[:4])) == 1
        assert row[4] == 3000

    gate = asyncio.Semaphore(6)

    async def bounded(i: int) -> None:
        async with gate:
            await one(i)

    await asyncio.gather(*(bounded(i) for i in range(80)))
    with pytest.raises(UnknownTable):
        await engine.run("FROM a")
    assert await engine.value("SELECT count(*) FROM flights") == 100_000


async def test_a_running_query_keeps_the_tables_that_it_began_with(engine: Engine) -> None:
    old = engine.snapshot("big", "SELECT 1 AS v, i FROM range(200000) t(i)")
    new = engine.snapshot("big", "SELECT 2 AS v, i FROM range(10) t(i)")
    query = engine.query()
    sql = "SELECT v, a.i FROM big a JOIN range(20) ON true"
    task = asyncio.create_task(engine.drive(query, sql, tables=(old,)))
    await query.first
    ran = await engine.run("SELECT max(v), count(*) FROM big", tables=(new,))
    assert ran.rows == [[2, 10]]
    assert ran.first["tables"] == ["big@2"]
    assert (await task)["row_count"] == 4_000_000
    assert (await pages(engine, query.id, 3_999_999, 1))[0][0] == 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="open files are read from /proc")
async def test_a_snapshot_that_nobody_reads_is_let_go(engine: Engine) -> None:
    old = engine.snapshot("let_go", "SELECT 1 AS v")
    new = engine.snapshot("let_go", "SELECT 2 AS v")

    async def opened() -> set[str]:
        return {file.path for file in psutil.Process(await engine.pid()).open_files()}

    assert await engine.value("FROM let_go", tables=(old,)) == 1
    assert old.path in await opened()
    assert await engine.value("FROM let_go", tables=(new,)) == 2
    assert old.path not in await opened()
    assert new.path in await opened()


async def test_a_query_is_cancelled_while_its_rows_are_written(engine: Engine) -> None:
    query = engine.query()
    task = asyncio.create_task(engine.drive(query, "SELECT i FROM range(10000000000) t(i)"))
    _header, payload = await query.first
    assert json.loads(payload)[:2] == [[0], [1]]
    query.cancel()
    with pytest.raises(QueryCancelled):
        await task
    assert query.spent["run_ms"] > 0
    assert await engine.value("SELECT 42") == 42


async def test_workspaces_do_not_see_each_others_tables(engine: Engine) -> None:
    other = "1" * 32
    secret = engine.snapshot("secret", "SELECT 'secret' AS s", workspace=other)
    assert await engine.value("FROM secret", workspace=other, tables=(secret,)) == "secret"
    with pytest.raises(UnknownTable):
        await engine.run("FROM secret")
    with pytest.raises(UnknownTable):
        await engine.run("FROM flights", workspace=other, tables=(secret,))
    assert await engine.pid(other) != await engine.pid()
    # Nor by its path: the worker itself cannot open it.
    with pytest.raises(Exception, match=r"(?i)permission|disabled|cannot"):
        await engine.run("FROM secret", tables=(*engine.tables, secret))
    ran = await engine.run("SELECT 1", workspace=other, tables=(secret,))
    with pytest.raises(ResultGone):
        await pages(engine, ran.id, 0, 1)


# Exports


CSV: dict[str, Any] = {
    "delimiter": ",", "quote": '"', "newline": "\n", "header": True, "null": "", "decimal": ".",
    "quote_all": False, "guard": False, "bom": False, "compression": None,
}  # fmt: skip


async def export(engine: Engine, format: str, **of: str) -> bytes:
    """All bytes of an export."""
    id, parts = new_id(), []
    await engine.ask("exports.begin", id=id, format=format, options=CSV, **of)
    while (data := (await engine.ask("exports.chunk", id=id))[1]) != b"":
        parts.append(data)
    return b"".join(parts)


async def test_tables_and_results_are_exported_whole(engine: Engine) -> None:
    ran = await engine.run("SELECT * FROM flights")
    of_result = await export(engine, "csv", result=ran.id)
    assert of_result.count(b"\n") == 100_001
    assert of_result.startswith(b"id,year,carrier,delay,departed\n0,2013,UA,0")
    for snapshot in engine.tables[:2]:
        assert await export(engine, "csv", snapshot=snapshot.snapshot) == of_result
        data = await export(engine, "arrow", snapshot=snapshot.snapshot)
        with pa.ipc.open_stream(data) as stream:
            table = stream.read_all()
        assert table.num_rows == 100_000
        assert table["id"].to_pylist() == list(range(100_000))


async def test_an_export_of_a_result_waits_for_rows_to_come(engine: Engine) -> None:
    query = engine.query()
    task = asyncio.create_task(engine.drive(query, "SELECT i FROM range(3000000) t(i)"))
    await query.first
    data = await export(engine, "csv", result=query.id)
    assert data.endswith(b"\n2999999\n")
    assert (await task)["row_count"] == 3_000_000


async def test_an_export_can_end_early(engine: Engine) -> None:
    ran = await engine.run("SELECT i, i AS j FROM range(3000000) t(i)")
    for _ in range(3):
        id = new_id()
        await engine.ask("exports.begin", id=id, format="csv", options=CSV, result=ran.id)
        assert len((await engine.ask("exports.chunk", id=id))[1]) > 1_000_000
        await engine.ask("exports.end", id=id)
        await engine.ask("exports.end", id=id)
    assert await engine.value("SELECT 42") == 42


async def test_a_query_that_nobody_waits_for_can_be_cancelled(engine: Engine) -> None:
    query: RunningQuery = engine.query()
    task = asyncio.create_task(engine.drive(query, BOMBS["a cross join"]))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.wait_for(engine.value("SELECT 42"), SLACK) == 42


async def test_the_first_page_is_full_whatever_the_batches(engine: Engine) -> None:
    """A grouping hands over its few groups in several small batches."""
    sql = "SELECT i % 40 AS g, count(*) FROM range(500000) t(i) GROUP BY g"
    for _time in range(10):
        answer = await engine.run(sql, page_size=30)
        assert len(answer.rows) == 30
        assert answer.last["row_count"] == 40
        whole = await engine.run(sql, page_size=50)
        assert (len(whole.rows), whole.first["row_count"]) == (40, 40)


async def test_an_export_may_end_while_a_piece_is_made(engine: Engine) -> None:
    """Whoever asked for it has gone: the worker lets go of it and lives on."""
    pid = await engine.pid()
    answer = await engine.run("SELECT range AS i, 'x' || range AS t FROM range(200000)")
    for _time in range(25):
        export = new_id()
        of = {"options": CSV, "result": answer.id}
        await engine.ask("exports.begin", id=export, format="csv", **of)
        piece = asyncio.create_task(engine.ask("exports.chunk", id=export))
        await asyncio.sleep(0)
        await engine.ask("exports.end", id=export)
        await asyncio.gather(piece, return_exceptions=True)
    assert await engine.pid() == pid
    assert await engine.value("SELECT 1") == 1
