"""How files come and go, and the jobs that make tables of them."""

from __future__ import annotations

from .operation import BYTES, TUS_BYTES, Operation, Parameter
from .uploads import (
    FileList,
    Job,
    JobList,
    ResumableUpload,
    ResumableUploadList,
    Uploaded,
    UrlUpload,
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
    Parameter("X-Deita-Job", "string", "the id of the job that makes tables of it, if any"),
)
_CREATION = (
    _TUS,
    _LENGTH,
    Parameter("Upload-Defer-Length", "integer", "`1` where the length is not known yet"),
    Parameter(
        "Upload-Metadata",
        "string",
        "`filename` (needed), `filetype`, `relativePath` (the name with its folders), `sha256` "
        "(64 hexadecimal digits that the whole file is to have), `ingest` (`false` to keep the "
        "file only, and make no table of it), each with its value in Base64",
        required=True,
    ),
    _CHECKSUM,
)

UPLOADS: tuple[Operation, ...] = (
    Operation("GET", "/workspaces/{workspace}/files", "The files as they came.", FileList),
    Operation(
        "POST",
        "/workspaces/{workspace}/files",
        "Upload a file, the whole of it as the body; a job makes a table of it. With "
        "`ingest=false` none does, and `job` is null.",
        Uploaded,
        status=202,
        query=(
            Parameter("filename", "string", "the file's name", required=True),
            Parameter("ingest", "boolean", "`false` to keep the file only"),
            Parameter(
                "holder",
                "string",
                "32 hexadecimal digits: the table goes when no sign of life comes (`/leases`)",
            ),
        ),
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
        "Stop a resumable upload and keep nothing; one that is finished stops its job, or where it "
        "has none, takes its file away.",
        status=204,
        headers=(_TUS,),
    ),
    Operation("DELETE", "/workspaces/{workspace}/files/{file}", "Delete an original.", status=204),
    Operation(
        "GET", "/workspaces/{workspace}/jobs", "Jobs under way and of the last day.", JobList
    ),
    Operation("GET", "/jobs/{job}", "One job.", Job),
    Operation("DELETE", "/jobs/{job}", "Cancel a job.", Job),
)
