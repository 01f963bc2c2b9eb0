"""The client's queries: run, remembered, cancelled, written out without a result."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import cast
from uuid import uuid4

from .contract import History, Param, Query, ResultBody, RunningQuery
from .errors import DeitaError
from .formats import export_query
from .result import Result
from .rooms import Room, path
from .running import Running
from .statements import Statement

_ID = re.compile(r"[0-9a-f]{32}")


class Queries(Room):
    """Statements over the tables of the workspace in use."""

    def query(
        self,
        sql: str | Statement,
        params: Mapping[str, Param] | None = None,
        *,
        workspace: str | None = None,
        page_size: int | None = None,
        timeout: float | None = None,
        fresh: bool = False,
        name: str | None = None,
    ) -> Result:
        """Run a statement; back as soon as its first page is there.

        ``params`` are bound to ``$name`` or ``:name`` by the engine. ``timeout`` is in seconds.
        An answer from before over the same data will not do where ``fresh``. ``name`` is the
        variable it is meant for. An interrupt cancels the query at the service and is raised
        as :class:`Interrupted`.
        """
        statement = Statement.given(sql, params)
        prepared = self.prepare(
            statement, workspace=workspace, page_size=page_size, timeout=timeout, fresh=fresh,
            name=name,
        )  # fmt: skip
        try:
            return prepared.result()
        except DeitaError as error:
            raise statement.locate(error) from None

    def begin(
        self,
        sql: str | Statement,
        params: Mapping[str, Param] | None = None,
        *,
        workspace: str | None = None,
        page_size: int | None = None,
        timeout: float | None = None,
        fresh: bool = False,
        name: str | None = None,
    ) -> Running:
        """Send a statement as :meth:`query` does, and wait for nothing."""
        prepared = self.prepare(
            sql, params, workspace=workspace, page_size=page_size, timeout=timeout, fresh=fresh,
            name=name,
        )  # fmt: skip
        prepared.start()
        return prepared

    def prepare(
        self,
        sql: str | Statement,
        params: Mapping[str, Param] | None = None,
        *,
        workspace: str | None = None,
        page_size: int | None = None,
        timeout: float | None = None,
        fresh: bool = False,
        name: str | None = None,
    ) -> Running:
        """A statement that is ready to be sent: ``start()`` sends it, ``result()`` too."""
        statement = Statement.given(sql, params)
        body: dict[str, object] = {
            "id": uuid4().hex,
            "sql": statement.sql,
            "params": dict(statement.params),
            "fresh": fresh,
        }
        if page_size is not None:
            body["page_size"] = page_size
        if timeout is not None:
            body["timeout"] = timeout

        def made(query: Query) -> Result:
            if query["error"]:
                raise DeitaError.from_body(query["error"])
            result = query["result"]
            if result is None:
                raise DeitaError(
                    "The query was stopped before it had rows.", code="query_cancelled"
                )
            return Result(
                self, result, query["rows"], query["stats"],
                statement=statement, page_size=page_size, name=name,
            )  # fmt: skip

        where = path("workspaces", self._workspace_id(workspace), "queries")
        return Running(self.transport, where, body, made)

    def _workspace_id(self, name: str | None) -> str:
        if name is None:
            return self.workspace["id"]
        return name if _ID.fullmatch(name) else self.find_workspace(name)["id"]

    def result(self, query_id: str) -> Result:
        """The result of a query that ran before, as long as it is kept."""
        query = self.query_state(query_id)
        if query["error"]:
            raise DeitaError.from_body(query["error"], sql=query["sql"])
        body = query["result"] or self.transport.json("GET", path("results", query_id))
        return Result(
            self, cast(ResultBody, body), query["rows"], query["stats"],
            statement=Statement.written(query["sql"], query["params"]),
        )  # fmt: skip

    def history(self, limit: int = 50, before: str | None = None) -> History:
        """Queries that have ended, newest first; with ``before`` those older than that one."""
        query: dict[str, str | int] = {"limit": limit}
        if before is not None:
            query["before"] = before
        return cast(History, self.transport.json("GET", self._path("history"), query=query))

    def running(self) -> list[RunningQuery]:
        """One's own queries that wait or run in the workspace in use, oldest first."""
        return cast(list[RunningQuery], self._items("queries"))

    def query_state(self, query_id: str) -> Query:
        """A query as the service sees it now, with its first page where it has one."""
        return cast(Query, self.transport.json("GET", path("queries", query_id)))

    def cancel(self, query_id: str) -> Query:
        """Stop a query; one that has ended stays as it is."""
        return cast(Query, self.transport.json("DELETE", path("queries", query_id)))

    def export(
        self,
        /,
        sql: str,
        target: str | os.PathLike[str],
        params: Mapping[str, Param] | None = None,
        *,
        timeout: float | None = None,
        **options: str | bool | None,
    ) -> int:
        """Write all rows of a statement to ``target``, and keep no result; the bytes written.

        ``options`` are those of :meth:`Result.write`.
        """
        given: dict[str, object] = {name: options[name] for name in options}
        body = export_query(target, options) | given
        body |= {"sql": sql, "params": dict(params or {})}
        if timeout is not None:
            body["timeout"] = timeout
        try:
            return self.transport.download(self._path("queries", "export"), {}, target, body=body)
        except DeitaError as error:
            error.sql = sql
            raise
