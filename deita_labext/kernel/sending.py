"""One file on its way to be a table; it can be stopped from another thread, whatever it is at."""

from __future__ import annotations

import contextlib
import os

from .client import Client
from .contract import Job
from .errors import DeitaError
from .work import Stop


class Sending:
    """An upload. :meth:`send` and :meth:`finish` are for the thread that works, the rest for who
    waits."""

    def __init__(
        self, client: Client, path: str | os.PathLike[str], holder: str | None = None
    ) -> None:
        self.share: float | None = None
        """How much of it is sent, 0..1; None before the first byte."""
        self._client = client
        self._path = path
        self._holder = holder
        self._stop = Stop()
        self._job: Job | None = None

    def send(self) -> Job:
        """Send the file; the job that makes tables of it."""
        self._stop.heed()
        self._job = self._client.upload(
            self._path, wait=False, progress=self._told, holder=self._holder
        )
        if self._stop.said:
            self._drop(self._job)
        return self._job

    def finish(self) -> Job:
        """Send the file; the job when it is done."""
        return self._client.wait(self.send())

    @property
    def doing(self) -> str:
        """What it is at, in words."""
        if self._job is not None:
            return "reading"
        return "sending" if self.share is None else f"sending {self.share:.0%}"

    def stop(self) -> None:
        """Send no more of it, and leave nothing of it at the service."""
        self._stop.say()
        if self._job is not None:
            self._drop(self._job)

    def _told(self, sent: int, total: int) -> None:
        self._stop.heed()
        self.share = sent / total if total else 1.0

    def _drop(self, job: Job) -> None:
        with contextlib.suppress(DeitaError):
            self._client.cancel_job(job["id"])
            with contextlib.suppress(DeitaError):
                job = self._client.wait(job)
            for table in job["tables"]:
                self._client.delete_table(table["id"])
            if job["file_id"]:
                self._client.delete_file(job["file_id"])
