"""The client's tables: looked at, described, changed, gone back in, written out."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from .contract import Page, Profile, Snapshot, Summary, Table, ViewSql
from .contract_ingest import TableReport
from .errors import DeitaError
from .formats import export_query
from .plots import Plot
from .rooms import Room, listed


class Tables(Room):
    """The tables of the workspace in use, each by name or id."""

    def tables(self, *, deleted: bool = False) -> list[Table]:
        """The workspace's tables, by name; or those whose deletion can still be undone."""
        return self._items("tables", query={"deleted": "true"} if deleted else None)

    def table(self, name: str) -> Table:
        """One table, by name or id."""
        try:
            return cast(Table, self.transport.json("GET", self._path("tables", name)))
        except DeitaError as error:
            if error.code == "not_found" and not error.hint:
                names = [table["name"] for table in self.tables()]
                error.hint = f"There are: {listed(names)}." if names else "There are no tables yet."
            raise

    def change_table(
        self,
        table: str,
        *,
        name: str | None = None,
        description: str | None = None,
        columns: Mapping[str, str] | None = None,
    ) -> Table:
        """Rename a table, or say what it and its columns are; an empty text takes that away."""
        given = {"name": name, "description": description, "columns": columns}
        body = {key: value for key, value in given.items() if value is not None}
        return cast(Table, self.transport.json("PATCH", self._path("tables", table), body=body))

    def delete_table(self, table: str) -> None:
        """Delete a table; for a while :meth:`undelete_table` brings it back."""
        self.transport.json("DELETE", self._path("tables", table))

    def undelete_table(self, table_id: str) -> Table:
        """Bring a deleted table back, by its id."""
        return cast(
            Table, self.transport.json("POST", self._path("tables", table_id, "undelete"), body={})
        )

    def create_table(self, name: str, result_id: str) -> Table:
        """Make a table of all rows of a result."""
        body = {"name": name, "result_id": result_id}
        # All rows are read and written before the answer comes.
        made = self.transport.json("POST", self._path("tables"), body=body, seconds=None)
        return cast(Table, made)

    def snapshots(self, table: str) -> list[Snapshot]:
        """The states of a table that are kept, newest first; SQL reads one as ``"table@3"``."""
        return self._items("tables", table, "snapshots")

    def restore(self, table: str, snapshot: int) -> Table:
        """Make the data of an earlier snapshot current again."""
        where = self._path("tables", table, "restore")
        return cast(Table, self.transport.json("POST", where, body={"snapshot": snapshot}))

    def report(self, table: str, snapshot: int | None = None) -> TableReport:
        """How the file of a snapshot was read, and what became of its lines."""
        where = self._path("tables", table, "report")
        return cast(TableReport, self.transport.json("GET", where, query=_at(snapshot)))

    def rejects(self, table: str, path: str | os.PathLike[str], snapshot: int | None = None) -> int:
        """Write the lines of a snapshot's file that were left out as CSV; the bytes written."""
        where = self._path("tables", table, "rejects")
        return self.transport.download(where, _at(snapshot), path)

    def profile(
        self,
        table: str,
        columns: Sequence[str | int] | None = None,
        *,
        snapshot: int | None = None,
        seconds: float = 5.0,
    ) -> Profile:
        """What a table's columns hold at a snapshot: found once, and kept.

        After so many seconds the answer has what is there; the rest is found meanwhile.
        """
        query: dict[str, str | int] = {**_at(snapshot), "seconds": str(seconds)}
        if columns is not None:
            query["columns"] = json.dumps(list(columns))
        where = self._path("tables", table, "profile")
        return cast(Profile, self.transport.json("GET", where, query=query))

    def table_sql(
        self,
        table: str,
        *,
        sort: Sequence[Mapping[str, Any]] = (),
        filter: Mapping[str, Any] | None = None,
        search: str | None = None,
    ) -> ViewSql:
        """A view of a table as a statement, and the values it needs."""
        body = {"sort": list(sort), "filter": filter, "search": search}
        where = self._path("tables", table, "sql")
        return cast(ViewSql, self.transport.json("POST", where, body=body))

    def rows(
        self,
        table: str,
        *,
        offset: int = 0,
        limit: int | None = None,
        sort: Sequence[Mapping[str, Any]] = (),
        filter: Mapping[str, Any] | None = None,
        search: str | None = None,
    ) -> Page:
        """A page of a table. ``sort`` and ``filter`` are as the contract's View has them."""
        body = {
            "offset": offset,
            "limit": limit,
            "sort": list(sort),
            "filter": filter,
            "search": search,
        }
        return cast(
            Page, self.transport.json("POST", self._path("tables", table, "rows"), body=body)
        )

    def summary(
        self,
        table: str,
        columns: Sequence[str | int] | None = None,
        *,
        seconds: float = 5.0,
        filter: Mapping[str, Any] | None = None,
        search: str | None = None,
        values: int | None = None,
    ) -> Summary:
        """What a table's columns hold, as far as it can be told within so many seconds.

        Of the rows that ``filter`` and ``search`` leave; ``values`` asks for so many of the
        most frequent ones.
        """
        body = {
            "columns": None if columns is None else list(columns),
            "seconds": seconds,
            "filter": filter,
            "search": search,
            "values": values,
        }
        where = self._path("tables", table, "summary")
        return cast(Summary, self.transport.json("POST", where, body=body))

    def plot(self, table: str) -> Plot:
        """Charts of a table's rows, as :attr:`Result.plot` draws them."""
        return Plot(self.transport, self._path("tables", table))

    def export_table(
        self,
        /,
        name: str,
        path: str | os.PathLike[str],
        *,
        progress: Callable[[int], None] | None = None,
        **options: str | bool | None,
    ) -> int:
        """Write all rows of a table to ``path``, as :meth:`Result.write` does."""
        query = export_query(path, options)
        where = self._path("tables", name, "export")
        return self.transport.download(where, query, path, progress=progress)


def _at(snapshot: int | None) -> dict[str, str | int]:
    return {} if snapshot is None else {"snapshot": snapshot}
