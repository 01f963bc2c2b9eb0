"""Files and jobs over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import ensure_async
from tornado import web
from tornado.http1connection import HTTP1Connection

from deita_server_ext.contract import uploads as contract
from deita_server_ext.errors import DeitaError, InvalidRequest
from deita_server_ext.services.uploads import Upload

from .base import API, ID, Handler

DRAINED_BYTES = 64 << 20
"""How much of a refused upload is read to its end: a client that is still sending does not
hear the answer, and sees a broken connection instead of the reason."""


@web.stream_request_body
class FilesHandler(Handler):
    """A workspace's files; an upload goes to the store as it comes."""

    _upload: Upload | None = None
    _refused: DeitaError | None = None

    async def prepare(self, **options: Any) -> None:
        """Begin the upload before its body comes."""
        await super().prepare(**options)
        if self._finished or self.current_user is None or self.request.method != "POST":
            return
        # Only @authorized would ask, and it comes after the body.
        allowed = self.authorizer.is_authorized(
            self, self.current_user, "write", self.auth_resource
        )
        if not await ensure_async(allowed):
            raise web.HTTPError(403)
        # Jupyter's limit for a body in memory does not apply to one that is streamed.
        connection = self.request.connection
        assert isinstance(connection, HTTP1Connection)
        connection.set_max_body_size(1 << 50)
        size = self.request.headers.get("Content-Length")
        try:
            self._upload = await self.services.uploads.begin(
                self.user,
                self.path_args[0],
                self.get_query_argument("filename", ""),
                int(size) if size is not None else None,
            )
        except DeitaError as exc:
            if size is None or int(size) > DRAINED_BYTES:
                raise
            self._refused = exc

    async def data_received(self, chunk: bytes) -> None:
        """Pass the bytes on; past an error they are read and dropped."""
        if self._upload is None:
            return
        try:
            await self._upload.write(chunk)
        except DeitaError as exc:
            self._refused = exc
            upload, self._upload = self._upload, None
            await upload.abort()

    def on_connection_close(self) -> None:
        """The client has gone: keep nothing."""
        super().on_connection_close()
        if self._upload is not None:
            upload, self._upload = self._upload, None
            self._aborting = asyncio.ensure_future(upload.abort())

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List the files."""
        items = await self.services.uploads.list(self.user, workspace_id)
        self.reply(contract.FileList(items=[contract.File.model_validate(item) for item in items]))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:  # noqa: ARG002 - taken in prepare
        """The whole body has come: acknowledge the file."""
        if self._refused is not None:
            raise self._refused
        if self._upload is None:
            raise InvalidRequest("There is no file in this request.")
        upload, self._upload = self._upload, None
        file, job = await upload.finish()
        uploaded = contract.Uploaded(
            file=contract.File.model_validate(file), job=contract.Job.model_validate(job)
        )
        self.reply(uploaded, 202)


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


ROUTES = [
    (rf"{API}/workspaces/{ID}/files", FilesHandler),
    (rf"{API}/workspaces/{ID}/files/{ID}", FileHandler),
    (rf"{API}/workspaces/{ID}/jobs", JobsHandler),
    (rf"{API}/jobs/{ID}", JobHandler),
]
