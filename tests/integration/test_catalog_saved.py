"""Saved queries, on SQLite and on Postgres."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import SavedQuery, Workspace, new_id, utcnow
from deita_server_ext.errors import NameTaken, NotFound


def saved(workspace_id: str, name: str) -> SavedQuery:
    now = utcnow()
    return SavedQuery(new_id(), workspace_id, "ada", name, "FROM t", now, now)


async def test_kept_under_names_in_any_case(catalog: Catalog, workspace: Workspace) -> None:
    late, early = saved(workspace.id, "Österreich"), saved(workspace.id, "early")
    for each in (late, early):
        await catalog.saved_queries.add(each)
    assert await catalog.saved_queries.list(workspace.id) == (early, late)
    assert await catalog.saved_queries.get(workspace.id, "ÖSTERREICH") == late
    with pytest.raises(NameTaken):
        await catalog.saved_queries.add(saved(workspace.id, "öSTERREICH"))
    with pytest.raises(NameTaken):
        await catalog.saved_queries.change(early.id, name="ÖSTERREICH")
    changed = await catalog.saved_queries.change(early.id, name="Early", description="at dawn")
    assert changed.updated_at >= early.updated_at
    assert replace(changed, updated_at=early.updated_at) == replace(
        early, name="Early", description="at dawn"
    )
    await catalog.saved_queries.delete(early.id)
    await catalog.saved_queries.delete(early.id)
    assert await catalog.saved_queries.list(workspace.id) == (late,)
    with pytest.raises(NotFound):
        await catalog.saved_queries.change(early.id, sql="FROM u")


async def test_an_id_goes_before_a_name(catalog: Catalog, workspace: Workspace) -> None:
    first = saved(workspace.id, "first")
    second = saved(workspace.id, first.id)
    for each in (first, second):
        await catalog.saved_queries.add(each)
    assert await catalog.saved_queries.get(workspace.id, first.id) == first


async def test_they_go_with_their_workspace(catalog: Catalog, workspace: Workspace) -> None:
    await catalog.saved_queries.add(saved(workspace.id, "q"))
    await catalog.workspaces.delete(workspace.id)
    assert await catalog.saved_queries.list(workspace.id) == ()
    with pytest.raises(NotFound):
        await catalog.saved_queries.add(saved(workspace.id, "q"))
