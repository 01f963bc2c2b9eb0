"""Resumable uploads: tus 1.0 (the protocol of tus.io) with the extensions creation,
creation-with-upload, creation-defer-length, checksum, expiration and termination."""

from __future__ import annotations

import base64
import re
from email.utils import format_datetime
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from deita_server_ext.contract import uploads as contract
from deita_server_ext.contract.operation import TUS_BYTES
from deita_server_ext.domain import Arrival
from deita_server_ext.errors import BadUpload, DeitaError, TusUnsupported, WrongMediaType
from deita_server_ext.services.receiving import CHECKSUMS, Receiving
from deita_server_ext.services.resumable import Announced

from .base import API, ID
from .digests import upload_checksum
from .receiving import ReceivingHandler

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,creation-defer-length,checksum,expiration,termination"
_SHA256 = re.compile(r"[0-9A-Fa-f]{64}")


class TusHandler(ReceivingHandler[Receiving]):
    """What every answer of the protocol has, and how it is spoken."""

    def set_default_headers(self) -> None:
        """Also in an error."""
        super().set_default_headers()
        self.set_header("Tus-Resumable", VERSION)
        self.set_header("Cache-Control", "no-store")

    def look(self) -> None:
        """Refuse other versions of the protocol. To list or show is no part of it."""
        speaks = self.request.headers.get("Tus-Resumable")
        if self.request.method not in ("GET", "OPTIONS") and speaks != VERSION:
            raise TusUnsupported(
                f"This server speaks tus {VERSION}.", hint=f"Send Tus-Resumable: {VERSION}."
            )

    @web.authenticated
    @authorized
    async def options(self, *_path: str) -> None:  # type: ignore[override]
        """Tell what this server can do."""
        self.set_header("Tus-Version", VERSION)
        self.set_header("Tus-Extension", EXTENSIONS)
        self.set_header("Tus-Checksum-Algorithm", ",".join(CHECKSUMS))
        largest = self.services.resumable.limits.file_bytes
        if largest is not None:
            self.set_header("Tus-Max-Size", str(largest))
        self.done()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """tus has a status of its own for a checksum, which has no name in HTTP."""
        error = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(error, TusUnsupported):
            self.set_header("Tus-Version", VERSION)
        if isinstance(error, DeitaError):
            self.set_status(error.status, error.code.replace("_", " "))
        super().write_error(status_code, **kwargs)

    def tell(self, arrival: Arrival) -> None:
        """How far it is, and what became of it, in headers."""
        self.set_header("Upload-Offset", str(arrival.offset))
        self.set_header("Upload-Expires", format_datetime(arrival.expires_at, usegmt=True))
        if arrival.finished:
            self.set_header("X-Deita-File", arrival.id)
        if arrival.job_id is not None:
            self.set_header("X-Deita-Job", arrival.job_id)

    def count(self, name: str) -> int | None:
        """A header's number of bytes. Raises BadUpload."""
        text = self.request.headers.get(name)
        if text is None:
            return None
        if not text.isascii() or not text.isdigit() or int(text) >= 1 << 63:
            raise BadUpload(f"{name} is to be a number of bytes.")
        return int(text)

    @property
    def brings_bytes(self) -> bool:
        """Whether the body is of the kind that an upload is made of."""
        media = self.request.headers.get("Content-Type", "")
        return media.partition(";")[0].strip().lower() == TUS_BYTES


class UploadsHandler(TusHandler):
    """A workspace's uploads under way."""

    receives = "POST"
    _made: Arrival | None = None

    async def begin(self, size: int | None) -> Receiving | None:
        """Make the upload, and take its first bytes where they come along."""
        checksum = upload_checksum(self.request.headers.get("Upload-Checksum"))
        uploads, workspace_id = self.services.resumable, self.path_args[0]
        self._made = await uploads.create(self.user, workspace_id, self._announced())
        if not self.brings_bytes or size == 0:
            return None
        return await uploads.resume(
            self.user, workspace_id, self._made.id, 0, size=size, checksum=checksum
        )

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str) -> None:
        """List those that are not finished."""
        found = await self.services.resumable.list(self.user, workspace_id)
        items = [contract.ResumableUpload.model_validate(arrival) for arrival in found]
        self.reply(contract.ResumableUploadList(items=items))

    @web.authenticated
    @authorized
    async def post(self, workspace_id: str) -> None:
        """The upload is there: tell where."""
        receiving = self.received()
        assert self._made is not None
        arrival = self._made if receiving is None else await receiving.finish()
        base = self.settings["base_url"]
        place = url_path_join(base, "deita/api/workspaces", workspace_id, "uploads", arrival.id)
        self.set_header("Location", place)
        self.tell(arrival)
        self.reply(contract.ResumableUpload.model_validate(arrival), 201)

    def _announced(self) -> Announced:
        headers = self.request.headers
        length, deferred = self.count("Upload-Length"), headers.get("Upload-Defer-Length")
        if (length is None) != (deferred == "1") or deferred not in (None, "1"):
            raise BadUpload(
                "An upload needs its length.",
                hint="Send Upload-Length in bytes, or Upload-Defer-Length: 1.",
            )
        words = headers.get("Upload-Metadata")
        known = metadata(words)
        sha256 = known.get("sha256") or None
        if sha256 is not None and not _SHA256.fullmatch(sha256):
            raise BadUpload("The metadata's sha256 is to be 64 hexadecimal digits.")
        ingest = known.get("ingest") or "true"
        if ingest not in ("true", "false"):
            raise BadUpload("The metadata's ingest is to be true or false.")
        filename = known.get("filename") or known.get("name") or ""
        path = known.get("relativePath") or ""
        path = "" if path == "null" else path
        return Announced(filename, length, path, sha256, words, ingest == "true")


class UploadHandler(TusHandler):
    """One upload under way."""

    receives = "PATCH"

    async def begin(self, size: int | None) -> Receiving | None:
        """Get ready for the bytes that follow."""
        if not self.brings_bytes:
            raise WrongMediaType(
                "These are not the bytes of an upload.", hint=f"Send Content-Type: {TUS_BYTES}."
            )
        offset = self.count("Upload-Offset")
        if offset is None:
            raise BadUpload(
                "It is not said where these bytes belong.", hint="Send Upload-Offset in bytes."
            )
        workspace_id, upload_id = self.path_args
        return await self.services.resumable.resume(
            self.user,
            workspace_id,
            upload_id,
            offset,
            size=size,
            length=self.count("Upload-Length"),
            checksum=upload_checksum(self.request.headers.get("Upload-Checksum")),
        )

    @web.authenticated
    @authorized
    async def get(self, workspace_id: str, upload_id: str) -> None:
        """Show it, with its file and job once it is finished."""
        uploads = self.services.resumable
        arrival = await uploads.get(self.user, workspace_id, upload_id)
        shown = contract.ResumableUpload.model_validate(arrival)
        if (outcome := await uploads.outcome(arrival)) is not None:
            file, job = outcome
            shown.file = contract.File.model_validate(file)
            shown.job = None if job is None else contract.Job.model_validate(job)
        self.reply(shown)

    @web.authenticated
    @authorized
    async def head(self, workspace_id: str, upload_id: str) -> None:
        """Tell how far it is."""
        arrival = await self.services.resumable.get(self.user, workspace_id, upload_id)
        self.tell(arrival)
        if arrival.length is None:
            self.set_header("Upload-Defer-Length", "1")
        else:
            self.set_header("Upload-Length", str(arrival.length))
        if arrival.metadata is not None:
            self.set_header("Upload-Metadata", arrival.metadata)
        self.done()

    @web.authenticated
    @authorized
    async def patch(self, *_path: str) -> None:
        """The bytes have come."""
        receiving = self.received()
        assert receiving is not None
        self.tell(await receiving.finish())
        self.done()

    @web.authenticated
    @authorized
    async def delete(self, workspace_id: str, upload_id: str) -> None:
        """Stop it, and keep nothing."""
        await self.services.resumable.remove(self.user, workspace_id, upload_id)
        self.done()


def metadata(words: str | None) -> dict[str, str]:
    """An ``Upload-Metadata``: names, each with a value in Base64 or none. Raises BadUpload."""
    found: dict[str, str] = {}
    for pair in (words or "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            if name:
                found[name] = base64.b64decode(value.strip(), validate=True).decode()
        except ValueError as exc:
            raise BadUpload(
                f"The metadata's {name[:50]} is not Base64 of UTF-8.", hint="See tus 1.0, Creation."
            ) from exc
    return found


ROUTES = [
    (rf"{API}/workspaces/{ID}/uploads", UploadsHandler),
    (rf"{API}/workspaces/{ID}/uploads/{ID}", UploadHandler),
]
