"""The reader of DuckDB's own files. Of what is in them, only base tables' rows are read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from deita_server_ext.engine.cells import quoted
from deita_server_ext.engine.faults import message_of
from deita_server_ext.errors import DeitaError, UnreadableFile
from deita_server_ext.ingest import staging
from deita_server_ext.ingest.progress import Progress
from deita_server_ext.ingest.reader import Part, Source, files
from deita_server_ext.ingest.staging import Relation
from deita_server_ext.ingest.statements import literal

from .tables import wanted

MAGIC = b"DUCK"
MAGIC_AT = 8
_DATABASE = "incoming_database"


@dataclass(frozen=True)
class _Table:
    name: str
    relation: str


class DuckDBFile:
    """Reads databases that this version of DuckDB can open."""

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        with _attached(source) as tables:
            for table in tables:
                found = Relation.of(source, table.name, table.relation)
                total = _count(source, table.relation)
                found.relation = f"(FROM {table.relation} LIMIT {int(rows)})"
                part = staging.load(source, found, files(source.scratch))
                yield staging.head(source, part, rows, complete=total <= rows)

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        with _attached(source) as tables:
            counts = [_count(source, table.relation) for table in tables]
            total = max(sum(counts), 1)
            before = 0
            for number, (table, rows) in enumerate(zip(tables, counts, strict=True)):
                found = Relation.of(source, table.name, table.relation)
                own = progress.within(before / total, rows / total, before)
                with own.watching(source.connection, rows=rows):
                    part = staging.load(source, found, files(directory, number))
                yield part
                before += rows


@contextlib.contextmanager
def _attached(source: Source) -> Iterator[list[_Table]]:
    connection = source.connection
    try:
        connection.execute(
            f"ATTACH {literal(str(source.path))} AS {quoted(_DATABASE)} (TYPE duckdb, READ_ONLY)"
        )
        try:
            yield _tables(source)
        finally:
            connection.execute(f"DETACH {quoted(_DATABASE)}")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as exc:
        raise _unreadable(exc) from exc


def _tables(source: Source) -> list[_Table]:
    rows = source.connection.execute(
        "SELECT schema_name, table_name FROM duckdb_tables() "
        "WHERE database_name = ? AND NOT internal ORDER BY schema_name <> 'main', 1, table_oid",
        [_DATABASE],
    ).fetchall()
    named = {
        table if schema == "main" else f"{schema}.{table}": (
            f"{quoted(_DATABASE)}.{quoted(schema)}.{quoted(table)}"
        )
        for schema, table in rows
    }
    return [_Table(name, named[name]) for name in wanted(source, list(named))]


def _count(source: Source, relation: str) -> int:
    ((count,),) = source.connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
    return int(count)


def _unreadable(exc: duckdb.Error) -> DeitaError:
    message = message_of(exc).strip()
    if "ncrypt" in message:
        return UnreadableFile(
            "The DuckDB database is encrypted.",
            hint="Copy its tables to a database without encryption, and add that file.",
        )
    if "version" in message.lower() or "newer" in message.lower():
        return UnreadableFile(
            f"The DuckDB database was written by another version than {duckdb.__version__} can "
            "read.",
            hint="Export its tables (EXPORT DATABASE … (FORMAT parquet)), and add those.",
        )
    return UnreadableFile(
        f"The DuckDB database is damaged or incomplete: {message.splitlines()[0][:300]}",
        hint="Export its tables as Parquet, and add those.",
    )
