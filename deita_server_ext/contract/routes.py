"""Which verb on which path takes and gives what: the table the OpenAPI document is made from.

The paths are relative to ``/deita/api``. A test asserts that the handlers'
route table and this one name the same verbs on the same paths.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .base import Message
from .queries import History, Query, QueryRequest, Result
from .service import Health, Me
from .tables import Page, Table, TableList, TablePatch
from .uploads import FileList, Job, JobList, Uploaded
from .workspaces import Workspace, WorkspaceCreate, WorkspaceList, WorkspacePatch


@dataclass(frozen=True)
class Parameter:
    """A value in the query string. ``type`` is a JSON schema type."""

    name: str
    type: str
    description: str
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """One verb on one path."""

    verb: str
    path: str
    summary: str
    reply: type[Message] | None = None
    request: type[Message] | None = None
    status: int = 200
    query: tuple[Parameter, ...] = field(default=())
    body: str | None = None
    """The media type of a request body that is not JSON."""
    media: tuple[str, ...] = ("application/json",)
    """The media types of the reply."""
    public: bool = False
    """Whether it is answered without a login."""


ARROW = "application/vnd.apache.arrow.stream"
JSON = "application/json"
_PAGE = (
    Parameter("offset", "integer", "the first row, from 0"),
    Parameter("limit", "integer", "how many rows at the most"),
)
_FORMAT = (
    Parameter("format", "string", "`csv` (the default) or `arrow`"),
    Parameter("filename", "string", "the name the download gets"),
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
        "GET", "/workspaces", "My workspaces; the first one is made on first use.", WorkspaceList
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
    Operation("GET", "/workspaces/{workspace}/files", "The files as they came.", FileList),
    Operation(
        "POST",
        "/workspaces/{workspace}/files",
        "Upload a file, the whole of it as the body; a job makes a table of it.",
        Uploaded,
        status=202,
        query=(Parameter("filename", "string", "the file's name", required=True),),
        body="application/octet-stream",
    ),
    Operation("DELETE", "/workspaces/{workspace}/files/{file}", "Delete an original.", status=204),
    Operation(
        "GET", "/workspaces/{workspace}/jobs", "Jobs under way and of the last day.", JobList
    ),
    Operation("GET", "/jobs/{job}", "One job.", Job),
    Operation("DELETE", "/jobs/{job}", "Cancel a job.", Job),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables",
        "The tables.",
        TableList,
        query=(
            Parameter("deleted", "boolean", "those instead whose deletion can still be undone"),
        ),
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
        "/workspaces/{workspace}/tables/{table}/rows",
        "A page of a table.",
        Page,
        query=_PAGE,
        media=(JSON, ARROW),
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables/{table}/export",
        "All rows of a table, streamed.",
        query=_FORMAT,
        media=("text/csv", ARROW),
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
        "/workspaces/{workspace}/history",
        "Queries that were run in the workspace.",
        History,
        query=(
            Parameter("limit", "integer", "how many, 1 to 200 (50)"),
            Parameter("before", "string", "those older than this query"),
        ),
    ),
    Operation("GET", "/queries/{query}", "A query and its first page.", Query),
    Operation("DELETE", "/queries/{query}", "Cancel a query.", Query),
    Operation("GET", "/results/{result}", "A result.", Result),
    Operation(
        "GET",
        "/results/{result}/rows",
        "A page of a result.",
        Page,
        query=_PAGE,
        media=(JSON, ARROW),
    ),
    Operation(
        "GET",
        "/results/{result}/export",
        "All rows of a result, streamed.",
        query=_FORMAT,
        media=("text/csv", ARROW),
    ),
)
