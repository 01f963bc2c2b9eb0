"""The workspace's tables inside a worker: snapshot files attached, a view over each."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from deita_server_ext.errors import NotFound, SnapshotBroken

from .cells import quoted
from .naming import folded


@dataclass(frozen=True)
class Attached:
    """A table as the worker knows it. ``source`` is what stands behind FROM."""

    name: str
    number: int
    snapshot: str
    path: str
    source: str

    @property
    def native(self) -> bool:
        """Whether the file is DuckDB's own, else Parquet while that is being built."""
        return self.path.endswith(".duckdb")


class Snapshots:
    """Keeps the views in step with the catalog.

    A change swaps all views in one transaction: a query that has begun goes on with those it
    saw, the next one sees all of the new. Files that no table names any more are detached
    when no query runs. ``folder`` is the working directory: its files go by their bare names.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._connection = connection.cursor()
        self._folder = folder
        self._tables: dict[str, Attached] = {}
        self._by_snapshot: dict[str, Attached] = {}
        self._attached: set[str] = set()
        self._earlier: dict[str, Attached] = {}
        self._names: dict[str, set[str]] = {}
        self._lock = threading.RLock()
        self._users = 0

    def replace(self, tables: list[dict[str, Any]]) -> None:
        """Make ``tables`` (name, number, snapshot, path) the workspace's tables."""
        with self._lock:
            wanted = {entry["name"]: self._attach(entry) for entry in tables}
            before = self._tables
            self._connection.begin()
            try:
                for name, table in before.items():
                    if wanted.get(name) != table:
                        self._connection.execute(f"DROP VIEW main.{quoted(name)}")
                for name, table in wanted.items():
                    if before.get(name) != table:
                        self._connection.execute(
                            f"CREATE VIEW main.{quoted(name)} AS SELECT * FROM {table.source}"
                        )
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise
            self._tables = wanted
            self._by_snapshot = {table.snapshot: table for table in wanted.values()}
            self._names = {key: v for key, v in self._names.items() if key in self._by_snapshot}
            self._detach_unused()

    def page_sql(self, snapshot: str, offset: int, limit: int) -> str:
        """The statement for a page of a table, in the order of the file. Raises NotFound."""
        table = self._of(snapshot)
        source, number = self.numbered(snapshot)
        if table.native and number == "rowid":
            # Rows of a file that never changes are numbered without gaps: no row before
            # the page is read, where OFFSET would read them all.
            where = f"rowid >= {int(offset)} AND rowid < {int(offset) + int(limit)}"
            return f"SELECT * FROM {source} WHERE {where}"
        return f"SELECT * FROM {table.source} LIMIT {int(limit)} OFFSET {int(offset)}"

    def all_sql(self, snapshot: str) -> str:
        """The statement for all rows of a table. Raises NotFound."""
        return f"SELECT * FROM {self._of(snapshot).source}"

    def numbered(self, snapshot: str) -> tuple[str, str]:
        """What stands behind FROM for a table, and what gives a row's number. Raises NotFound."""
        table = self._of(snapshot)
        with self._lock:
            if snapshot not in self._names:
                relation = self._connection.sql(f"{self.all_sql(snapshot)} LIMIT 0")
                self._names[snapshot] = {folded(name) for name in relation.columns}
        number = "rowid" if table.native else "file_row_number"
        if number in self._names[snapshot]:
            # The name is a column's of the table: then the rows are counted.
            return table.source, "(row_number() OVER () - 1)"
        if table.native:
            return table.source, number
        return f"{table.source[:-1]}, file_row_number = true)", number

    def _of(self, snapshot: str) -> Attached:
        with self._lock:
            table = self._by_snapshot.get(snapshot)
            earlier = [one for one in self._earlier.values() if one.snapshot == snapshot]
        if table is not None:
            return table
        if not earlier:
            raise NotFound(
                "The table has changed or gone since.", hint="Look at the list of tables again."
            )
        return earlier[0]

    @contextlib.contextmanager
    def reading(self, earlier: Iterable[dict[str, Any]] = ()) -> Iterator[dict[str, Attached]]:
        """The tables by name, whose files stay attached for as long as the query runs.

        ``earlier`` are snapshots that are no table's current one, each by a name of its own
        (``flights@3``), attached for those who name them. A table of such a name comes first.
        """
        with self._lock:
            tables = self._tables
            if earlier:
                tables = {**self._look_back(earlier), **tables}
            self._users += 1
        try:
            yield tables
        finally:
            with self._lock:
                self._users -= 1
                self._detach_unused()

    def _look_back(self, earlier: Iterable[dict[str, Any]]) -> dict[str, Attached]:
        """Put a view over each of these snapshots; those whose name is a table's are left out."""
        names = {folded(name) for name in self._tables}
        wanted = {
            entry["name"]: self._attach(entry)
            for entry in earlier
            if folded(entry["name"]) not in names
        }
        for name, table in wanted.items():
            if self._earlier.get(name) != table:
                self._connection.execute(
                    f"CREATE OR REPLACE VIEW main.{quoted(name)} AS SELECT * FROM {table.source}"
                )
                self._earlier[name] = table
        return wanted

    def _attach(self, table: dict[str, Any]) -> Attached:
        whole = Path(table["path"])
        path = whole.name if whole.parent == self._folder else str(whole)
        database = f"s_{table['snapshot']}"
        native = path.endswith(".duckdb")
        literal = "'" + path.replace("'", "''") + "'"
        if native and database not in self._attached:
            try:
                self._connection.execute(f"ATTACH {literal} AS {quoted(database)} (READ_ONLY)")
            except duckdb.Error as exc:
                raise SnapshotBroken(
                    f"This machine's copy of {table['name']} cannot be read.",
                    hint="Run it again: a new copy is being made.",
                    details={"snapshot": table["snapshot"]},
                ) from exc
            self._attached.add(database)
        source = f"{quoted(database)}.main.data" if native else f"read_parquet({literal})"
        return Attached(table["name"], table["number"], table["snapshot"], path, source)

    def _detach_unused(self) -> None:
        if self._users:
            return
        for name in self._earlier:
            self._connection.execute(f"DROP VIEW main.{quoted(name)}")
        self._earlier = {}
        used = {f"s_{table.snapshot}" for table in self._tables.values() if table.native}
        for database in self._attached - used:
            self._connection.execute(f"DETACH {quoted(database)}")
        self._attached &= used
