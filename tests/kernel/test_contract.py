"""The kernel's view of the service's replies has the fields of the service's own contract."""

from __future__ import annotations

from typing import get_args, get_type_hints

import pytest
from pydantic import BaseModel

from deita_labext.kernel import (
    contract,
    contract_ai,
    contract_checks,
    contract_ingest,
    rows,
)
from deita_server_ext.contract import (
    ai,
    base,
    charts,
    checks,
    events,
    ingest,
    leases,
    members,
    profiles,
    queries,
    routes,
    saved,
    service,
    tables,
    threads,
    uploads,
    views,
    workspaces,
)

PAIRS: list[tuple[type, type[BaseModel]]] = [
    (contract.ErrorBody, base.ErrorBody),
    (contract.Health, service.Health),
    (contract.Limits, service.Limits),
    (contract.Me, service.Me),
    (contract.Uploaded, uploads.Uploaded),
    (contract_ingest.Lease, leases.Lease),
    (contract.ColumnProfile, profiles.ColumnProfile),
    (contract.Profile, profiles.Profile),
    *(
        (getattr(ours, name), getattr(theirs, name))
        for ours, theirs, names in (
            (
                contract_ai,
                ai,
                "AiModel AiBudget Ai WorkspaceAi VerifiedRun Verified VerifiedReport",
            ),
            (contract_checks, checks, "SqlProblem Check FunctionName Formatted PlanNode Plan"),
            (
                contract_ingest,
                ingest,
                "Decision IngestColumn ProblemPlace Problem IngestReport ColumnMapping "
                "PreviewPart Preview TableReport",
            ),
        )
        for name in names.split()
    ),
    (contract.Column, tables.Column),
    (contract.Workspace, workspaces.Workspace),
    (contract.Member, members.Member),
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


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(contract.Event, events.Event), (contract_ai.AnswerEvent, threads.AnswerEvent)],
)
def test_an_event_has_the_keys_of_all_kinds(ours: type, theirs: object) -> None:
    kinds: tuple[type[BaseModel], ...] = get_args(getattr(theirs, "__value__", theirs))
    assert set(get_type_hints(ours)) == {name for kind in kinds for name in kind.model_fields}
    types = {kind.model_fields["type"].default for kind in kinds}
    assert set(get_args(get_type_hints(ours)["type"])) == types


def test_the_choices_are_the_same() -> None:
    assert contract_ai.Task == threads.Task
    assert contract_ai.Feedback == threads.Feedback
    assert contract_ai.Sends == ai.Sends
    assert get_type_hints(contract.Column)["kind"] == tables.ColumnKind
    assert get_type_hints(contract.Job)["state"] == uploads.JobState
    assert get_type_hints(contract.Query)["state"] == queries.QueryState
    assert contract.Param == queries.Param
    assert get_type_hints(contract.ThreadMessage)["state"] == threads.MessageState


def test_the_media_type_is_the_same() -> None:
    assert rows.ARROW == routes.ARROW
