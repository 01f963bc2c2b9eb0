"""Files as they came, and the jobs that make tables of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import ErrorBody, Id, Message, Moment

JobState = Literal["queued", "running", "done", "failed", "cancelled"]


class File(Message):
    """An upload, kept byte for byte as it came."""

    id: Id
    workspace_id: Id
    name: str
    bytes: int
    sha256: str
    created_at: Moment


class FileList(Message):
    """The files of a workspace, newest first."""

    items: list[File]
    next: str | None = None


class JobTable(Message):
    """A table that a job made."""

    id: Id
    name: str
    row_count: int
    column_count: int


class Job(Message):
    """Work that takes time.

    ``progress`` is 0..1, or null where it cannot be known; ``rows`` were read so
    far, null where that is not known; ``message`` is one line for a person;
    ``tables`` is filled when ``state`` is ``done``, ``error`` when it is ``failed``.
    """

    id: Id
    workspace_id: Id
    kind: Literal["ingest"]
    state: JobState
    progress: float | None
    rows: int | None
    message: str | None
    error: ErrorBody | None
    file_id: Id | None
    tables: list[JobTable]
    created_at: Moment
    finished_at: Moment | None


class JobList(Message):
    """Jobs of a workspace, newest first: those under way and those of the last day."""

    items: list[Job]
    next: str | None = None


class Uploaded(Message):
    """The file is kept; the job makes a table of it, null where none was asked for."""

    file: File
    job: Job | None


class ResumableUpload(Message):
    """A file that comes in pieces: ``offset`` of its ``length`` bytes are here.

    ``length`` is null until the client has told it. What is not finished by ``expires_at``
    is removed. Once all has come it is ``finished``: the file is kept under the upload's own id,
    and ``job_id`` makes tables of it where ``ingest`` asked for that. ``file`` and ``job`` are
    told where one upload is asked for.
    """

    id: Id
    workspace_id: Id
    name: str
    length: int | None
    offset: int
    created_at: Moment
    expires_at: Moment
    ingest: bool
    finished: bool
    job_id: Id | None
    file: File | None = None
    job: Job | None = None


class ResumableUploadList(Message):
    """The uploads of a workspace that are not finished, newest first."""

    items: list[ResumableUpload]
    next: str | None = None


class UrlUpload(Message):
    """A file to be taken from another server; ``filename`` where it is to have another name."""

    url: Annotated[str, Field(min_length=1, max_length=4000)]
    filename: str | None = None
