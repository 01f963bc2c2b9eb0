"""Files and jobs over HTTP."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from deita_server_ext import domain
from deita_server_ext.contract import uploads as contract
from deita_server_ext.contract.operation import BYTES
from deita_server_ext.errors import InvalidRequest, RangeUnsatisfiable
from deita_server_ext.services.uploads import Upload

from .base import API, ID, Handler
from .digests import repr_digest, sha256_header
from .receiving import ReceivingHandler
from .streaming import StreamHandler
from .waited import WaitedHandler

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class FilesHandler(ReceivingHandler[Upload]):
    """A workspace's files."""

    receives = "POST"

    async def begin(self, size: int | None) -> Upload:
        """Get ready for the file."""
        return await self.services.uploads.begin(
            self.user,
            self.path_args[0],
            self.get_query_argument("filename", ""),
            size,
            repr_digest(self.request.headers.get("Repr-Digest")),
            ingest=self.flag("ingest", "true"),
            holder=self._holder(),
        )

    def _holder(self) -> str | None:
        """Whose the table will be. Raises InvalidRequest."""
        holder = self.get_query_argument("holder", None)
        if holder is not None and not re.fullmatch(ID, holder):
            raise InvalidRequest("holder is to be 32 hexadecimal digits.")
        return holder

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List the files."""
        items = await self.services.uploads.list(self.user, workspace_id)
        self.reply(contract.FileList(items=[contract.File.model_validate(item) for item in items]))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:  # noqa: ARG002 - taken in begin
        """The whole body has come: acknowledge the file."""
        upload = self.received()
        if upload is None:
            raise InvalidRequest("There is no file in this request.")
        file, job = await upload.finish()
        self.reply(uploaded(file, job), 202)


class FromUrlHandler(WaitedHandler):
    """Files from other servers."""

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """Take one; the answer comes when all of it is here. Who goes before has it stopped."""
        asked = self.message(contract.UrlUpload)
        with self.waited_for():
            fetching = self.services.fetching
            made = await fetching.fetch(self.user, workspace_id, asked.url, asked.filename)
        self.reply(uploaded(*made), 202)


class ContentHandler(StreamHandler):
    """An original, byte for byte."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, file_id: str) -> None:
        """Send it, or the range that is asked for."""
        uploads = self.services.uploads
        file = await uploads.get(self.user, workspace_id, file_id)
        self.set_header("Accept-Ranges", "bytes")
        self.set_header("ETag", f'"{file.sha256}"')
        first, last = 0, file.bytes - 1
        unchanged = self.request.headers.get("If-Range") in (None, f'"{file.sha256}"')
        asked = _RANGE.fullmatch(self.request.headers.get("Range", "").strip())
        if asked is not None and unchanged and any(asked.groups()):
            first, last = _range(asked[1], asked[2], file.bytes)
            self.set_status(206)
            self.set_header("Content-Range", f"bytes {first}-{last}/{file.bytes}")
        else:
            self.set_header("Repr-Digest", sha256_header(file.sha256))
        # As a download only: what somebody uploaded must not run as a page of this server.
        self.attached(PurePosixPath(file.name).name)
        self.set_header("Content-Length", str(last - first + 1))
        await self.stream(BYTES, uploads.content(file, first, last))

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Where a range is none of the file's, say how long it is."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, RangeUnsatisfiable):
            self.set_header("Content-Range", f"bytes */{error.details['bytes']}")
        super().write_error(status_code, **kwargs)


def _range(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and the last byte that a range of HTTP asks for."""
    if not first:
        wanted = int(last)
        begin, end = max(0, size - wanted), size - 1
    else:
        begin, end = int(first), min(int(last or size), size - 1)
    if begin > end:
        raise RangeUnsatisfiable(
            f"The file has {size} bytes.",
            hint="Ask for a range that begins within it.",
            details={"bytes": size},
        )
    return begin, end


class FileHandler(Handler):
    """One file."""

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, file_id: str) -> None:
        """Delete the original."""
        await self.services.uploads.delete(self.user, workspace_id, file_id)
        self.done()


class JobsHandler(Handler):
    """A workspace's jobs."""

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """Those under way and of the last day."""
        items = await self.services.jobs.list(self.user, workspace_id)
        self.reply(contract.JobList(items=[contract.Job.model_validate(item) for item in items]))


class JobHandler(Handler):
    """One job."""

    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        """Show it."""
        self.reply(contract.Job.model_validate(await self.services.jobs.get(self.user, job_id)))

    @web.authenticated
    @authorized
    async def delete(self, job_id: str) -> None:
        """Cancel it."""
        self.reply(contract.Job.model_validate(await self.services.jobs.cancel(self.user, job_id)))


def uploaded(file: domain.File, job: domain.Job | None) -> contract.Uploaded:
    """A file that is kept and its job, as the contract says it."""
    return contract.Uploaded(
        file=contract.File.model_validate(file),
        job=None if job is None else contract.Job.model_validate(job),
    )


ROUTES = [
    (rf"{API}/workspaces/{ID}/files", FilesHandler),
    (rf"{API}/workspaces/{ID}/files/from-url", FromUrlHandler),
    (rf"{API}/workspaces/{ID}/files/{ID}/content", ContentHandler),
    (rf"{API}/workspaces/{ID}/files/{ID}", FileHandler),
    (rf"{API}/workspaces/{ID}/jobs", JobsHandler),
    (rf"{API}/jobs/{ID}", JobHandler),
]
