"""Which verb on which path takes and gives what: the table the OpenAPI document is made from.

The paths are relative to ``/deita/api``. A test asserts that the handlers'
route table and this one name the same verbs on the same paths.
"""

from __future__ import annotations

from .ai_routes import AI
from .chart_routes import CHARTS
from .check_routes import CHECKS
from .exports import MEDIA_TYPES, QueryExport, RowsExport
from .ingest import IngestRequest, Preview, PreviewRequest, TableReport
from .lease_routes import LEASES
from .member_routes import MEMBERS
from .operation import ARROW, JSON, Operation, Parameter
from .profiles import Profile, ProfileQuery
from .queries import History, Query, QueryRequest, Result, ResultFile, RunningQueryList
from .saved_routes import SAVED_QUERIES
from .service import Health, Me
from .tables import Page, Restore, SnapshotList, Table, TableCreate, TableList, TablePatch
from .upload_routes import UPLOADS
from .uploads import Job
from .views import RowsRequest, Summary, SummaryRequest, View, ViewQuery, ViewSql
from .workspaces import Workspace, WorkspaceCreate, WorkspaceList, WorkspacePatch

_SNAPSHOT = Parameter("snapshot", "integer", "its number; the current one where left out")
_PAGE = (
    Parameter("offset", "integer", "the first row, from 0"),
    Parameter("limit", "integer", "how many rows at the most"),
)
_VIEW = tuple(
    Parameter(name, "string", field.description or "")
    for name, field in ViewQuery.model_fields.items()
)
_EXPORT = tuple(
    Parameter(name, "boolean" if field.annotation is bool else "string", field.description or "")
    for name, field in RowsExport.model_fields.items()
)
_PROFILE = tuple(
    Parameter(name, type_, ProfileQuery.model_fields[name].description or "")
    for name, type_ in (("snapshot", "integer"), ("columns", "string"), ("seconds", "number"))
)
_EXPORTED = tuple(MEDIA_TYPES.values())
_RENAMED = (
    Parameter(
        "X-Deita-Renamed-Columns",
        "string",
        "where names repeated: the new ones by position from 1, as percent-encoded JSON",
    ),
)
OPERATIONS: tuple[Operation, ...] = (
    Operation("GET", "/health", "Is the service up?", Health, public=True),
    Operation("GET", "/me", "Who am I, and what may I do?", Me),
    Operation("GET", "/openapi.json", "This document."),
    Operation(
        "GET",
        "/events",
        "What changes, as it changes: each event's data is one of the Event messages.",
        media=("text/event-stream",),
    ),
    Operation(
        "GET",
        "/workspaces",
        "My workspaces, of which the first one is made on first use; then those of others.",
        WorkspaceList,
    ),
    Operation("POST", "/workspaces", "Make a workspace.", Workspace, WorkspaceCreate, status=201),
    Operation("GET", "/workspaces/{workspace}", "One workspace.", Workspace),
    Operation("PATCH", "/workspaces/{workspace}", "Rename a workspace.", Workspace, WorkspacePatch),
    Operation(
        "DELETE",
        "/workspaces/{workspace}",
        "Delete a workspace with all that is in it.",
        status=204,
    ),
    *MEMBERS,
    *UPLOADS,
    Operation(
        "GET",
        "/workspaces/{workspace}/tables",
        "The tables.",
        TableList,
        query=(
            Parameter("deleted", "boolean", "those instead whose deletion can still be undone"),
        ),
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/previews",
        "What a file would become, seen on its head; kept is nothing.",
        Preview,
        PreviewRequest,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/ingests",
        "Load a file: into new tables, in place of a table, or behind its rows; a job does it.",
        Job,
        IngestRequest,
        status=202,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/tables",
        "Make a table of all rows of a query's result.",
        Table,
        TableCreate,
        status=201,
    ),
    Operation("GET", "/workspaces/{workspace}/tables/{table}", "One table, by id or name.", Table),
    Operation(
        "PATCH",
        "/workspaces/{workspace}/tables/{table}",
        "Rename or describe a table.",
        Table,
        TablePatch,
    ),
    Operation(
        "DELETE",
        "/workspaces/{workspace}/tables/{table}",
        "Delete a table; for a while it can be brought back.",
        status=204,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/tables/{table}/undelete",
        "Bring a deleted table back, by its id.",
        Table,
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables/{table}/snapshots",
        "The snapshots that are kept, newest first.",
        SnapshotList,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/tables/{table}/restore",
        "Make the data of an earlier snapshot current again, as a new snapshot.",
        Table,
        Restore,
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables/{table}/report",
        "How the file of a snapshot was read, and what became of each of its lines.",
        TableReport,
        query=(_SNAPSHOT,),
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables/{table}/rejects",
        "The lines that were left out: line, column, text, kind and reason.",
        query=(_SNAPSHOT,),
        media=("text/csv",),
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables/{table}/rows",
        "A page of a table.",
        Page,
        query=(*_PAGE, *_VIEW),
        media=(JSON, ARROW),
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/tables/{table}/rows",
        "A page of a view of a table that is too long for a query string.",
        Page,
        RowsRequest,
        media=(JSON, ARROW),
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/tables/{table}/summary",
        "What the columns hold, over the rows that the filter leaves.",
        Summary,
        SummaryRequest,
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables/{table}/profile",
        "What the columns hold at a snapshot; found once, and kept.",
        Profile,
        query=_PROFILE,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/tables/{table}/sql",
        "A view as a statement.",
        ViewSql,
        View,
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables/{table}/export",
        "All rows of a table, or those of a view, streamed.",
        query=_EXPORT,
        media=_EXPORTED,
        tells=_RENAMED,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/queries",
        "Run a statement.",
        Query,
        QueryRequest,
        media=(JSON, ARROW),
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/queries",
        "My queries that wait or run.",
        RunningQueryList,
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/history",
        "Queries that I ran in the workspace.",
        History,
        query=(
            Parameter("limit", "integer", "how many, 1 to 200 (50)"),
            Parameter("before", "string", "those older than this query"),
        ),
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/queries/export",
        "All rows that a statement gives, streamed; no result is kept.",
        request=QueryExport,
        media=_EXPORTED,
        tells=_RENAMED,
    ),
    *SAVED_QUERIES,
    Operation("GET", "/queries/{query}", "A query and its first page.", Query),
    Operation("DELETE", "/queries/{query}", "Cancel a query.", Query),
    Operation("GET", "/results/{result}", "A result.", Result),
    Operation(
        "GET",
        "/results/{result}/file",
        "The file of a whole result, for programs of the same person on the same machine: of a "
        "server of one's own only.",
        ResultFile,
    ),
    Operation(
        "GET",
        "/results/{result}/rows",
        "A page of a result.",
        Page,
        query=(*_PAGE, *_VIEW),
        media=(JSON, ARROW),
    ),
    Operation(
        "POST",
        "/results/{result}/rows",
        "A page of a view of a result that is too long for a query string.",
        Page,
        RowsRequest,
        media=(JSON, ARROW),
    ),
    Operation(
        "POST",
        "/results/{result}/summary",
        "What the columns hold, over the rows that the filter leaves.",
        Summary,
        SummaryRequest,
    ),
    Operation("POST", "/results/{result}/sql", "A view as a statement.", ViewSql, View),
    *CHARTS,
    Operation(
        "GET",
        "/results/{result}/export",
        "All rows of a result, or those of a view, streamed.",
        query=_EXPORT,
        media=_EXPORTED,
        tells=_RENAMED,
    ),
    *LEASES,
    *AI,
    *CHECKS,
)
