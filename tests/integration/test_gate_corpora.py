"""All of TPC-H and TPC-DS through the gate and a worker, with the results of a bare engine."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import duckdb
import pyarrow as pa
import pytest
import pytest_asyncio

from deita_server_ext.engine import gate
from deita_server_ext.engine.judge import Judge
from deita_server_ext.engine.pool import TableFile
from tests.corpora import tpc
from tests.engines import LIMITS, Engine, running_engine

pytestmark = pytest.mark.asyncio(loop_scope="module")

# One thread: rows that an ORDER BY leaves equal then come in the same order twice.
# Five queries compare a date with a text and a date, which 2.0 takes no more.
BETWEEN_TEXTS = re.compile(r"(?i)(\bbetween\s+)('\d+-\d+-\d+')")
WORKSPACES = {"tpch": "1" * 32, "tpcds": "2" * 32}
ONE_THREAD = replace(LIMITS, memory_bytes=512 << 20, threads=1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> tpc.Tpc:
    """The queries and tables; where they cannot be had, only CI insists."""
    try:
        return tpc.fetch(tmp_path_factory.mktemp("tpc"))
    except tpc.NotFetched as exc:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the packages with the queries cannot be had: {exc}")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """Workers for one workspace a benchmark."""
    async with running_engine(tmp_path_factory.mktemp("engine"), ONE_THREAD) as made:
        yield made


@pytest.fixture(scope="module")
def snapshots(corpus: tpc.Tpc, engine: Engine) -> dict[str, tuple[TableFile, ...]]:
    """Each benchmark's tables, as its workspace has them."""
    return {
        benchmark: tuple(
            engine.snapshot(name, f"SELECT * FROM '{path}'", workspace=WORKSPACES[benchmark])
            for name, path in tables.items()
        )
        for benchmark, tables in corpus.tables.items()
    }


@pytest.fixture(scope="module")
def bare(corpus: tpc.Tpc) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """Engines of the same version, with nothing around them."""
    connections = {benchmark: duckdb.connect() for benchmark in corpus.tables}
    for benchmark, tables in corpus.tables.items():
        connections[benchmark].execute("SET threads = 1")
        for name, path in tables.items():
            connections[benchmark].execute(f"CREATE TABLE {name} AS SELECT * FROM '{path}'")
    yield connections
    for connection in connections.values():
        connection.close()


def values(table: pa.Table) -> list[list[str]]:
    """Rows as text; what binary fractions cannot tell apart counts as equal."""
    columns = [
        [f"{value:.9g}" if isinstance(value, float) else str(value) for value in column.to_pylist()]
        for column in table.columns
    ]
    return [list(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("benchmark", "number"),
    [("tpch", n) for n in range(1, 23)] + [("tpcds", n) for n in range(1, 100)],
)
async def test_it_passes_both_judges_and_gives_what_a_bare_engine_gives(
    engine: Engine,
    bare: dict[str, duckdb.DuckDBPyConnection],
    snapshots: dict[str, tuple[TableFile, ...]],
    corpus: tpc.Tpc,
    benchmark: str,
    number: int,
) -> None:
    text = corpus.queries[benchmark][number]
    Judge(bare[benchmark].cursor()).check(
        gate.judge(text, corpus.tables[benchmark]), corpus.tables[benchmark]
    )
    sql = BETWEEN_TEXTS.sub(r"\1DATE \2", text)
    ran = await engine.run(
        sql,
        workspace=WORKSPACES[benchmark],
        tables=snapshots[benchmark],
        format="arrow",
        page_size=10_000,
    )
    expected: pa.Table = bare[benchmark].sql(sql).to_arrow_table()
    assert values(ran.table) == values(expected)
    assert ran.last["row_count"] == expected.num_rows
    read = {table.split("@")[0] for table in ran.first["tables"]}
    assert read == {name.lower() for name in bare[benchmark].get_table_names(sql)}


async def test_it_was_all_of_them(corpus: tpc.Tpc) -> None:
    assert {name: len(queries) for name, queries in corpus.queries.items()} == {
        "tpch": 22,
        "tpcds": 99,
    }
