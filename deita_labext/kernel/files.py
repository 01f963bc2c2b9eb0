"""The client's files: sent, looked into, read into tables; and the jobs that do it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal, cast

from .contract import File, Job, Uploaded
from .contract_ingest import Lease, Preview
from .errors import DeitaError
from .rooms import Room, path
from .transport import CHUNK

Progress = Callable[[int, int], None]
"""Called with the bytes sent so far, and the bytes in all."""
_FINAL = ("done", "failed", "cancelled")


class Files(Room):
    """The files of the workspace in use, as they came."""

    def files(self) -> list[File]:
        """The files that were uploaded, newest first."""
        return self._items("files")

    def upload(
        self,
        path: str | os.PathLike[str],
        *,
        filename: str | None = None,
        wait: bool = True,
        progress: Progress | None = None,
        holder: str | None = None,
    ) -> Job:
        """Upload a file; the job makes a table of it. With ``wait``, the job when it is done.

        ``filename`` is the name it gets there, where that is another one. ``progress`` is called
        with the bytes sent so far, and the bytes in all. With a ``holder`` (32 hexadecimal
        digits) the table goes unless :meth:`renew` says, time and again, that it is to stay.
        """
        given = {"holder": holder} if holder else {}
        job = self._sent(path, filename, progress, given)["job"]
        assert job is not None
        return self.wait(job) if wait else job

    def upload_file(
        self,
        path: str | os.PathLike[str],
        *,
        filename: str | None = None,
        progress: Progress | None = None,
    ) -> File:
        """Upload a file and make no table of it; :meth:`look_into` and :meth:`ingest` may."""
        return self._sent(path, filename, progress, {"ingest": "false"})["file"]

    def _sent(
        self,
        path: str | os.PathLike[str],
        filename: str | None,
        progress: Progress | None,
        given: Mapping[str, str],
    ) -> Uploaded:
        path = Path(path)
        try:
            source = path.open("rb")
        except OSError as exc:
            raise DeitaError(
                f"{path} cannot be read: {exc.strerror or exc}.", code="unreadable_file"
            ) from exc
        query = {"filename": filename or path.name, **given}
        with source:
            size = os.fstat(source.fileno()).st_size
            uploaded = self.transport.upload(
                self._path("files"),
                source,
                size,
                query=query,
                digest=_digest(source),
                progress=(lambda sent: progress(sent, size)) if progress else None,
            )
        return cast(Uploaded, uploaded)

    def upload_url(self, url: str, filename: str | None = None, *, wait: bool = True) -> Job:
        """Have the service take a file from another server, where its host is allowed."""
        body = {"url": url, "filename": filename}
        where = self._path("files", "from-url")
        uploaded = self.transport.json("POST", where, body=body, seconds=None)
        job = cast(Job, uploaded["job"])
        return self.wait(job) if wait else job

    def download(self, file_id: str, target: str | os.PathLike[str]) -> int:
        """Write an original to ``target``, byte for byte; the bytes written."""
        return self.transport.download(self._path("files", file_id, "content"), {}, target)

    def delete_file(self, file_id: str) -> None:
        """Delete an original; the tables made of it stay."""
        self.transport.json("DELETE", self._path("files", file_id))

    def look_into(
        self, file_id: str, options: Mapping[str, Any] | None = None, *, rows: int = 100
    ) -> Preview:
        """What a file would become; ``options`` are as the contract's IngestOptions has them."""
        body = {"file_id": file_id, "options": dict(options or {}), "rows": rows}
        found = self.transport.json("POST", self._path("previews"), body=body, seconds=None)
        return cast(Preview, found)

    def ingest(
        self,
        file_id: str,
        *,
        options: Mapping[str, Any] | None = None,
        mode: Literal["new", "replace", "append"] = "new",
        table: str | None = None,
        name: str | None = None,
        wait: bool = True,
    ) -> Job:
        """Load a file: into new tables (called ``name``), in place of a table, or behind its
        rows."""
        body = {
            "file_id": file_id, "options": dict(options or {}), "mode": mode, "table": table,
            "name": name,
        }  # fmt: skip
        job = cast(Job, self.transport.json("POST", self._path("ingests"), body=body))
        return self.wait(job) if wait else job

    def jobs(self) -> list[Job]:
        """The workspace's jobs, newest first: those under way and those of the last day."""
        return self._items("jobs")

    def job(self, job_id: str) -> Job:
        """A job as it is now."""
        return cast(Job, self.transport.json("GET", path("jobs", job_id)))

    def wait(self, job: Job) -> Job:
        """The job when it is done; raises what made it fail."""
        pause = 0.05
        while job["state"] not in _FINAL:
            time.sleep(pause)
            pause = min(pause * 1.5, 1.0)
            job = self.job(job["id"])
        if job["error"]:
            raise DeitaError.from_body(job["error"])
        if job["state"] == "cancelled":
            raise DeitaError("The upload was cancelled.", code="cancelled")
        return job

    def renew(self, holder: str) -> Lease:
        """A sign of life: what was uploaded for this holder is kept on, for a while."""
        return cast(Lease, self.transport.json("PUT", path("leases", holder)))

    def let_go(self, holder: str) -> None:
        """What was uploaded for this holder goes, except for tables that were changed since."""
        self.transport.json("DELETE", path("leases", holder))

    def cancel_job(self, job_id: str) -> Job:
        """Stop a job that is under way."""
        return cast(Job, self.transport.json("DELETE", path("jobs", job_id)))


def _digest(source: BinaryIO) -> bytes | None:
    """The SHA-256 of a file, which is read for it; None of what can be read once only."""
    if not source.seekable():
        return None
    digest = hashlib.sha256()
    while block := source.read(CHUNK):
        digest.update(block)
    source.seek(0)
    return digest.digest()
