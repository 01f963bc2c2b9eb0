"""Which verb on which path takes and gives what: the table the OpenAPI document is made from.

The paths are relative to ``/deita/api``. A test asserts that the handlers'
route table and this one name the same verbs on the same paths.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .base import Message
from .exports import MEDIA_TYPES, ExportOptions, QueryExport
from .ingest import IngestRequest, Preview, PreviewRequest, TableReport
from .queries import History, Query, QueryRequest, Result
from .service import Health, Me
from .tables import Page, Restore, SnapshotList, Table, TableCreate, TableList, TablePatch
from .uploads import (
    FileList,
    Job,
    JobList,
    ResumableUpload,
    ResumableUploadList,
    Uploaded,
    UrlUpload,
)
from .views import RowsRequest, Summary, SummaryRequest, View, ViewQuery, ViewSql
from .workspaces import Workspace, WorkspaceCreate, WorkspaceList, WorkspacePatch


@dataclass(frozen=True)
class Parameter:
    """A value in the query string, or a header. ``type`` is a JSON schema type."""

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
    headers: tuple[Parameter, ...] = ()
    """What the request's headers say."""
    tells: tuple[Parameter, ...] = ()
    """What the reply's headers say."""


ARROW = "application/vnd.apache.arrow.stream"
JSON = "application/json"
BYTES = "application/octet-stream"
TUS_BYTES = "application/offset+octet-stream"
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
    for name, field in ExportOptions.model_fields.items()
)
_EXPORTED = tuple(MEDIA_TYPES.values())
_RENAMED = (
    Parameter(
        "X-Deita-Renamed-Columns",
        "string",
        "where names repeated: the new ones by position from 1, as percent-encoded JSON",
    ),
)
_RANGE = (
    Parameter("Range", "string", "one range of bytes; then the answer is a 206"),
    Parameter("If-Range", "string", "the `ETag` that the range is of"),
)
_TUS = Parameter("Tus-Resumable", "string", "`1.0.0`", required=True)
_LENGTH = Parameter("Upload-Length", "integer", "the whole file's bytes")
_OFFSET = Parameter("Upload-Offset", "integer", "the bytes that are here", required=True)
_CHECKSUM = Parameter(
    "Upload-Checksum",
    "string",
    "`sha1` or `sha256`, a blank and the body's digest in Base64: nothing of a body that has "
    "another one is kept (460)",
)
_ARRIVED = (
    _OFFSET,
    Parameter("Upload-Expires", "string", "when it is removed unless more comes"),
    Parameter("X-Deita-File", "string", "the file's id, once all of it has come"),
    Parameter("X-Deita-Job", "string", "the id of the job that makes tables of it, likewise"),
)
_CREATION = (
    _TUS,
    _LENGTH,
    Parameter("Upload-Defer-Length", "integer", "`1` where the length is not known yet"),
    Parameter(
        "Upload-Metadata",
        "string",
        "`filename` (needed), `filetype`, `relativePath` (the name with its folders), `sha256` "
        "(64 hexadecimal digits that the whole file is to have), each with its value in Base64",
        required=True,
    ),
    _CHECKSUM,
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
        body=BYTES,
        headers=(
            Parameter(
                "Repr-Digest",
                "string",
                "`sha-256=:…:` (RFC 9530): a file that has another one is not kept (460)",
            ),
        ),
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/files/from-url",
        "Take a file from another server, where its host is allowed (`url_hosts`).",
        Uploaded,
        UrlUpload,
        status=202,
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/files/{file}/content",
        "The original, byte for byte, or a range of it.",
        media=(BYTES,),
        headers=_RANGE,
        tells=(
            Parameter("ETag", "string", "the file's SHA-256"),
            Parameter("Repr-Digest", "string", "the file's SHA-256 (RFC 9530)"),
            Parameter("Content-Range", "string", "which bytes these are, of how many"),
        ),
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/uploads",
        "Resumable uploads that are not finished.",
        ResumableUploadList,
    ),
    Operation(
        "POST",
        "/workspaces/{workspace}/uploads",
        "Begin a resumable upload by tus 1.0; the body, if any, is its first bytes. What the "
        "server can do is told by OPTIONS.",
        ResumableUpload,
        status=201,
        body=TUS_BYTES,
        headers=_CREATION,
        tells=(Parameter("Location", "string", "the upload's address"), *_ARRIVED),
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/uploads/{upload}",
        "A resumable upload, with its file and job once it is finished.",
        ResumableUpload,
    ),
    Operation(
        "HEAD",
        "/workspaces/{workspace}/uploads/{upload}",
        "How far a resumable upload is.",
        status=204,
        headers=(_TUS,),
        tells=(_LENGTH, *_ARRIVED),
    ),
    Operation(
        "PATCH",
        "/workspaces/{workspace}/uploads/{upload}",
        "The next bytes of a resumable upload. A lost connection keeps what came of them.",
        status=204,
        body=TUS_BYTES,
        headers=(_TUS, _OFFSET, _LENGTH, _CHECKSUM),
        tells=_ARRIVED,
    ),
    Operation(
        "DELETE",
        "/workspaces/{workspace}/uploads/{upload}",
        "Stop a resumable upload and keep nothing; one that is finished stops its job.",
        status=204,
        headers=(_TUS,),
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
        "POST",
        "/workspaces/{workspace}/tables/{table}/sql",
        "A view as a statement.",
        ViewSql,
        View,
    ),
    Operation(
        "GET",
        "/workspaces/{workspace}/tables/{table}/export",
        "All rows of a table, streamed.",
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
        "/workspaces/{workspace}/history",
        "Queries that were run in the workspace.",
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
    Operation("GET", "/queries/{query}", "A query and its first page.", Query),
    Operation("DELETE", "/queries/{query}", "Cancel a query.", Query),
    Operation("GET", "/results/{result}", "A result.", Result),
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
    Operation(
        "GET",
        "/results/{result}/export",
        "All rows of a result, streamed.",
        query=_EXPORT,
        media=_EXPORTED,
        tells=_RENAMED,
    ),
)
