"""Earlier snapshots in a real worker: there for the statement that names them, and then gone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from deita_server_ext.engine.pool import TableFile
from deita_server_ext.errors import UnknownTable
from tests.engines import WORKSPACE, Engine, running_engine

PEEK = 'SELECT count(*) FROM "t@1"'


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[Engine]:
    """An engine whose workspace has a table at its second snapshot."""
    async with running_engine(tmp_path) as running:
        yield running


def state(engine: Engine, *, parquet: bool = False) -> tuple[TableFile, TableFile]:
    """The table's current snapshot, and its first as a query is given it."""
    first = engine.snapshot("t", "SELECT 1 AS a", parquet=parquet)
    current = engine.snapshot("t", "SELECT 2 AS a")
    return current, replace(first, name="t@1")


async def value(engine: Engine, sql: str, tables: TableFile, *earlier: TableFile) -> Any:
    """The one value that a query gives, which is given these earlier snapshots."""
    query = engine.query()
    await query.run(
        engine.pool, WORKSPACE, (tables,), sql=sql, params={}, page_size=10, format="json",
        earlier=earlier,
    )  # fmt: skip
    header, payload = query.first.result()
    return header["tables"], payload


@pytest.mark.parametrize("parquet", [True, False])
async def test_for_those_who_name_it(engine: Engine, parquet: bool) -> None:
    current, first = state(engine, parquet=parquet)
    for _ in range(2):
        read, rows = await value(engine, 'SELECT t.a, o.a FROM t, "T@1" o', current, first)
        assert (read, rows) == (["t@2", "t@1@1"], b"[[2,1]]")
        # Nobody else sees it.
        with pytest.raises(UnknownTable):
            await value(engine, PEEK, current)
        assert (await value(engine, "SELECT a FROM t", current))[1] == b"[[2]]"


async def test_the_plan_and_the_columns(engine: Engine) -> None:
    current, first = state(engine)
    _read, rows = await value(engine, 'DESCRIBE "t@1"', current, first)
    assert rows.startswith(b'[["a","INTEGER"')
    _read, rows = await value(engine, 'EXPLAIN SELECT a FROM "t@1"', current, first)
    assert b"t@1" not in rows or b"physical_plan" in rows


async def test_a_table_of_that_name_comes_first(engine: Engine) -> None:
    current, first = state(engine)
    other = replace(engine.snapshot("other", "SELECT 3 AS a"), name="T@1")
    query = engine.query()
    await query.run(
        engine.pool, WORKSPACE, (current, other), sql='SELECT a FROM "t@1"', params={},
        page_size=10, format="json", earlier=(first,),
    )  # fmt: skip
    assert query.first.result()[1] == b"[[3]]"


async def test_many_at_once(engine: Engine) -> None:
    current, first = state(engine)
    both = 'SELECT o.a + t.a FROM t, "t@1" o, range(2000) r(i) WHERE i = 7'
    plain = "SELECT t.a FROM t, range(2000) r(i) WHERE i = 7"
    answers = await asyncio.gather(
        *(value(engine, both, current, first) for _ in range(10)),
        *(value(engine, plain, current) for _ in range(10)),
    )
    assert [rows for _read, rows in answers] == [b"[[3]]"] * 10 + [b"[[2]]"] * 10
    with pytest.raises(UnknownTable):
        await value(engine, PEEK, current)
