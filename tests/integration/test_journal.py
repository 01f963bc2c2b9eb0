"""Queries on their way into the history."""

from __future__ import annotations

import pytest

from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import new_id
from deita_server_ext.errors import NotFound
from deita_server_ext.services.journal import Journal
from tests import samples


async def test_one_whose_workspace_is_gone_keeps_no_other_back(catalog: Catalog) -> None:
    workspace = samples.workspace()
    await catalog.workspaces.add(workspace)
    first, lost, last = (samples.query(of) for of in (workspace.id, new_id(), workspace.id))
    journal = Journal(catalog)
    for query in (first, lost, last):
        journal.add(query)
    assert journal.find(first.id) == first
    await journal.written()
    assert journal.find(first.id) is None
    assert await catalog.queries.get(first.id) == first
    assert await catalog.queries.get(last.id) == last
    with pytest.raises(NotFound):
        await catalog.queries.get(lost.id)
