"""The kernel's view of the service's replies has the fields of the service's own contract."""

from __future__ import annotations

from typing import get_type_hints

import pytest
from pydantic import BaseModel

from deita_labext.kernel import contract, result
from deita_server_ext.contract import (
    base,
    charts,
    queries,
    routes,
    saved,
    tables,
    threads,
    uploads,
    views,
    workspaces,
)

PAIRS: list[tuple[type, type[BaseModel]]] = [
    (contract.ErrorBody, base.ErrorBody),
    (contract.Column, tables.Column),
    (contract.Workspace, workspaces.Workspace),
    (contract.TableColumn, tables.TableColumn),
    (contract.Table, tables.Table),
    (contract.File, uploads.File),
    (contract.JobTable, uploads.JobTable),
    (contract.Job, uploads.Job),
    (contract.ResultBody, queries.Result),
    (contract.ResultFile, queries.ResultFile),
    (contract.Query, queries.Query),
    (contract.RunningQuery, queries.RunningQuery),
    (contract.Past, queries.Past),
    (contract.History, queries.History),
    (contract.SavedQuery, saved.SavedQuery),
    (contract.Snapshot, tables.Snapshot),
    (contract.Page, tables.Page),
    (contract.ColumnSummary, views.ColumnSummary),
    (contract.Summary, views.Summary),
    (contract.ViewSql, views.ViewSql),
    (contract.DrawnField, charts.DrawnField),
    (contract.Drawing, charts.Drawing),
    (contract.Thread, threads.Thread),
    (contract.ThreadMessage, threads.ThreadMessage),
    (contract.SqlBlock, threads.SqlBlock),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_the_fields_are_the_same(ours: type, theirs: type[BaseModel]) -> None:
    assert set(get_type_hints(ours)) == set(theirs.model_fields)


def test_the_choices_are_the_same() -> None:
    assert get_type_hints(contract.Column)["kind"] == tables.ColumnKind
    assert get_type_hints(contract.Job)["state"] == uploads.JobState
    assert get_type_hints(contract.Query)["state"] == queries.QueryState
    assert contract.Param == queries.Param
    assert get_type_hints(contract.ThreadMessage)["state"] == threads.MessageState


def test_the_media_type_is_the_same() -> None:
    assert result.ARROW == routes.ARROW
