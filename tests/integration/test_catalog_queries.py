"""The history of queries, on SQLite and on Postgres."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import QueryState, Workspace, new_id, utcnow
from deita_server_ext.errors import NotFound
from tests import samples


async def test_a_query_is_kept_as_it_goes_on(catalog: Catalog, workspace: Workspace) -> None:
    begun = replace(samples.query(workspace.id), params={"carrier": "UA", "delay": 1.5, "x": None})
    await catalog.queries.put(begun)
    assert await catalog.queries.get(begun.id) == begun
    done = replace(
        begun,
        state=QueryState.DONE,
        columns=samples.columns(3),
        row_count=336_776,
        tables=("flights@1", "airlines@2"),
        stats={"run_ms": 1.25, "rows": 50},
        finished_at=utcnow(),
    )
    await catalog.queries.put(done)
    assert await catalog.queries.get(begun.id) == done


async def test_a_failed_query_keeps_its_error(catalog: Catalog, workspace: Workspace) -> None:
    error = {"code": "sql_syntax", "message": "no", "hint": "yes", "details": {"line": 1}}
    failed = replace(samples.query(workspace.id), state=QueryState.FAILED, error=error)
    await catalog.queries.put(failed)
    assert await catalog.queries.get(failed.id) == failed


async def test_any_statement_can_be_kept(catalog: Catalog, workspace: Workspace) -> None:
    long = "SELECT '" + "ä" * 1_000_000 + "\0'"
    await catalog.queries.put(query := samples.query(workspace.id, long))
    assert (await catalog.queries.get(query.id)).sql == long.replace("\0", "\ufffd")


async def test_the_newest_come_first(catalog: Catalog, workspace: Workspace) -> None:
    queries = [samples.query(workspace.id) for _ in range(4)]
    for query in queries:
        await catalog.queries.put(query)
    newest = list(reversed(queries))
    assert await catalog.queries.list(workspace.id, "ada", limit=3) == tuple(newest[:3])


async def test_old_ones_are_deleted_unless_they_run(catalog: Catalog, workspace: Workspace) -> None:
    running, done, young = (samples.query(workspace.id) for _ in range(3))
    done = replace(done, state=QueryState.DONE)
    for query in (running, done, young):
        await catalog.queries.put(query)
    moment = young.created_at - timedelta(milliseconds=1)
    assert await catalog.queries.delete_before(moment) == (done.id,)
    left = await catalog.queries.list(workspace.id, "ada", 10)
    assert [query.id for query in left] == [young.id, running.id]
    assert await catalog.queries.list(workspace.id, "bob", 10) == ()


async def test_what_is_not_there(catalog: Catalog) -> None:
    with pytest.raises(NotFound):
        await catalog.queries.get(new_id())
    with pytest.raises(NotFound):
        await catalog.queries.put(samples.query(new_id()))


async def test_an_id_stays_its_first_querys(catalog: Catalog, workspace: Workspace) -> None:
    first = samples.query(workspace.id)
    assert not await catalog.queries.has(first.id)
    await catalog.queries.put(first)
    assert await catalog.queries.has(first.id)
    second = replace(samples.query(workspace.id, "SELECT 2"), id=first.id)
    await catalog.queries.put(second, third := samples.query(workspace.id))
    assert await catalog.queries.get(first.id) == first
    assert await catalog.queries.get(third.id) == third
