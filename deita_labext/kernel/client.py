"""A client of the Deita service: workspaces, tables, uploads, queries, exports."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast
from urllib.parse import quote
from uuid import uuid4

from . import private
from .connection import Look, Service, find
from .contract import File, Job, Param, Query, Table, Workspace
from .errors import DeitaError, Interrupted
from .formats import export_query
from .result import Result
from .transport import Transport

Progress = Callable[[int, int], None]
"""Called with the bytes sent so far, and the bytes in all."""
_FINAL = ("done", "failed", "cancelled")


class Client:
    """One service, and the workspace in use.

    >>> client = connect()
    >>> client.upload("flights.csv")
    >>> client.query("select count(*) from flights").fetchall()
    """

    def __init__(self, service: Service | str, *, looks: list[Look] | None = None) -> None:
        """``looks`` are the places looked at until the service was found, for display."""
        if isinstance(service, str):
            service = Service(service)
        self.service = service
        self.looks = looks or [Look(service.place, "asked for", used=True)]
        self.transport = Transport(service)
        self._workspace: Workspace | None = None

    def __repr__(self) -> str:
        return f"Client({self.service.url})"

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    @property
    def workspace(self) -> Workspace:
        """The workspace in use: at first ``DEITA_WORKSPACE``, or else the first of all."""
        if self._workspace is None:
            if name := os.environ.get("DEITA_WORKSPACE"):
                self._workspace = self.find_workspace(name)
            else:
                self._workspace = self.workspaces()[0]
        return self._workspace

    def workspaces(self) -> list[Workspace]:
        """The person's workspaces, by name."""
        return cast(list[Workspace], self.transport.json("GET", "workspaces")["items"])

    def find_workspace(self, name: str) -> Workspace:
        """The workspace with this name (in whatever case) or id."""
        workspaces = self.workspaces()
        for same in (
            lambda w: name in (w["name"], w["id"]),
            lambda w: name.casefold() == w["name"].casefold(),
        ):
            for workspace in filter(same, workspaces):
                return workspace
        raise DeitaError(
            f"There is no workspace “{name}”.",
            code="not_found",
            hint=f"There are: {_listed([w['name'] for w in workspaces])}. "
            "`%deita use --create NAME` makes one.",
        )

    def use(self, name: str, *, create: bool = False) -> Workspace:
        """Work in the workspace with this name or id from now on; ``create`` makes it if absent."""
        try:
            self._workspace = self.find_workspace(name)
        except DeitaError as error:
            if not create or error.code != "not_found":
                raise
            made = self.transport.json("POST", "workspaces", body={"name": name})
            self._workspace = cast(Workspace, made)
        return self._workspace

    def tables(self) -> list[Table]:
        """The workspace's tables, by name."""
        return cast(list[Table], self.transport.json("GET", self._path("tables"))["items"])

    def table(self, name: str) -> Table:
        """One table, by name or id."""
        try:
            return cast(Table, self.transport.json("GET", self._path("tables", name)))
        except DeitaError as error:
            if error.code == "not_found" and not error.hint:
                names = [table["name"] for table in self.tables()]
                error.hint = (
                    f"There are: {_listed(names)}." if names else "There are no tables yet."
                )
            raise

    def files(self) -> list[File]:
        """The files that were uploaded, newest first."""
        return cast(list[File], self.transport.json("GET", self._path("files"))["items"])

    def upload(
        self, path: str | os.PathLike[str], *, wait: bool = True, progress: Progress | None = None
    ) -> Job:
        """Upload a file; the job makes a table of it. With ``wait``, the job when it is done."""
        path = Path(path)
        try:
            source = path.open("rb")
        except OSError as exc:
            raise DeitaError(
                f"{path} cannot be read: {exc.strerror or exc}.", code="unreadable_file"
            ) from exc
        with source:
            size = os.fstat(source.fileno()).st_size
            uploaded = self.transport.upload(
                self._path("files"),
                source,
                size,
                query={"filename": path.name},
                progress=(lambda sent: progress(sent, size)) if progress else None,
            )
        job = cast(Job, uploaded["job"])
        return self.wait(job) if wait else job

    def job(self, job_id: str) -> Job:
        """A job as it is now."""
        return cast(Job, self.transport.json("GET", f"jobs/{quote(job_id, safe='')}"))

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

    def cancel_job(self, job_id: str) -> None:
        """Stop a job that is under way."""
        self.transport.json("DELETE", f"jobs/{quote(job_id, safe='')}")

    def query(
        self,
        sql: str,
        params: Mapping[str, Param] | None = None,
        *,
        workspace: str | None = None,
        page_size: int | None = None,
        timeout: float | None = None,
        name: str | None = None,
    ) -> Result:
        """Run a statement; back as soon as its first page is there.

        ``params`` are bound to ``$name`` by the engine. ``timeout`` is in seconds.
        ``name`` is the variable it is meant for. An interrupt cancels the query at
        the service and is raised as :class:`Interrupted`.
        """
        room = self.find_workspace(workspace) if workspace else self.workspace
        query_id = uuid4().hex
        body: dict[str, object] = {"id": query_id, "sql": sql, "params": dict(params or {})}
        if page_size is not None:
            body["page_size"] = page_size
        if timeout is not None:
            body["timeout"] = timeout
        path = f"workspaces/{room['id']}/queries"
        try:
            # The service has a time limit of its own, and an interrupt is always heard.
            query = cast(Query, self.transport.json("POST", path, body=body, seconds=None))
        except KeyboardInterrupt:
            self._cancel(query_id)
            raise Interrupted("query cancelled") from None
        except DeitaError as error:
            error.sql = sql
            raise
        if query["error"]:
            raise DeitaError.from_body(query["error"], sql=sql)
        result = query["result"]
        if result is None:
            raise DeitaError("The query was stopped before it had rows.", code="query_cancelled")
        return Result(
            self.transport, result, query["rows"], query["stats"], page_size=page_size, name=name
        )

    def export_table(
        self, name: str, path: str | os.PathLike[str], **options: str | bool | None
    ) -> int:
        """Write all rows of a table to ``path``, as :meth:`Result.write` does."""
        query = export_query(path, options)
        return self.transport.download(self._path("tables", name, "export"), query, path)

    def _cancel(self, query_id: str) -> None:
        """Cancel a query that the service may be about to hear of only now."""
        for _attempt in range(5):
            try:
                self.transport.json("DELETE", f"queries/{query_id}", seconds=5)
            except DeitaError as error:
                if error.code != "not_found":
                    return
                time.sleep(0.1)
            else:
                return

    def _path(self, *parts: str) -> str:
        return "/".join(
            ("workspaces", self.workspace["id"], *(quote(part, safe="") for part in parts))
        )


def connect(
    url: str | None = None,
    token: str | None = None,
    *,
    notice: Callable[[str], None] | None = None,
) -> Client:
    """A client of the service at ``url``, or of the one that is found (see :mod:`.connection`).

    ``notice`` is told what takes a while.
    """
    service, looks = find(
        url,
        token,
        environ=os.environ,
        runtime_dir=_runtime_dir,
        probe=_probe,
        start=lambda: private.start(notice),
    )
    if url is not None and (reason := _probe(service, seconds=10)):
        raise DeitaError(
            f"{service.url} does not let this kernel in: {reason}.",
            code="no_service",
            hint="Is the address right, and the token? `%deita connect URL TOKEN`",
        )
    return Client(service, looks=looks)


def _probe(service: Service, seconds: float = 5) -> str | None:
    transport = Transport(service)
    try:
        transport.json("GET", "me", seconds=seconds)
    except DeitaError as error:
        return error.message.rstrip(".")
    except ValueError:
        return "what answers there is not Deita"
    finally:
        transport.close()
    return None


def _runtime_dir() -> Path:
    from jupyter_core.paths import jupyter_runtime_dir  # noqa: PLC0415 - only where it is needed

    return Path(jupyter_runtime_dir())


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:10])
    return f"{shown}, …" if len(names) > 10 else shown
