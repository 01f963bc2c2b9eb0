"""The reader of SQLite files: types by the values, whatever the columns were declared as."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from deita_server_ext.engine.cells import quoted
from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest import columns, staging
from deita_server_ext.ingest.gathering import Gathered, gather
from deita_server_ext.ingest.progress import Progress
from deita_server_ext.ingest.reader import Files, Part, Source, files
from deita_server_ext.ingest.report import Rejects, Report
from deita_server_ext.ingest.values import Chunk

from .tables import wanted

MAGIC = b"SQLite format 3\0"
ROWS = 8192
_MAX_VALUE = 256 << 20
"""Bytes of one value."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?")

Convert = Callable[[Any], Any]


class SQLite:
    """Reads the tables of an SQLite database; views and virtual tables are not run."""

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        with _opened(source.path) as database:
            for table in database.tables(source):
                total = database.count(table)
                part = _part(source, database, table, min(total, rows), files(source.scratch))
                yield staging.head(source, part, rows, complete=total <= rows)

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        with _opened(source.path) as database:
            tables = [(table, database.count(table)) for table in database.tables(source)]
            total = max(sum(rows for _table, rows in tables), 1)
            before = 0
            for number, (table, rows) in enumerate(tables):
                own = progress.within(before / total, rows / total, before)
                yield _part(source, database, table, rows, files(directory, number), own)
                before += rows


@dataclass(frozen=True)
class _Table:
    """``columns`` are named as in the file, ``declared`` is what each was declared to be."""

    name: str
    columns: Sequence[str]
    declared: Sequence[str]


class _Database:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.misread = 0

    def tables(self, source: Source) -> list[_Table]:
        names = [
            name
            for _schema, name, kind, *_rest in self._connection.execute("PRAGMA main.table_list")
            if kind == "table" and not name.startswith("sqlite_")
        ]
        return [self._table(name) for name in wanted(source, sorted(names))]

    def _table(self, name: str) -> _Table:
        # Hidden columns (1) belong to virtual tables; generated ones (2, 3) are computed.
        found = [
            (column, declared)
            for _id, column, declared, _null, _default, _key, hidden in self._connection.execute(
                f"PRAGMA main.table_xinfo({quoted(name)})"
            )
            if hidden != 1
        ]
        return _Table(name, [name for name, _ in found], [declared for _, declared in found])

    def count(self, table: _Table) -> int:
        row = self._connection.execute(f"SELECT count(*) FROM main.{quoted(table.name)}")
        return int(row.fetchone()[0])

    def rows(self, table: _Table, most: int) -> Iterator[list[tuple[Any, ...]]]:
        """The first ``most`` rows, in the table's own order."""
        select = ", ".join(map(quoted, table.columns))
        cursor = self._connection.execute(
            f"SELECT {select} FROM main.{quoted(table.name)} LIMIT ?", [most]
        )
        while block := cursor.fetchmany(ROWS):
            yield block

    def meaning(self, table: _Table, index: int, most: int) -> Convert | None:
        """What a column's values mean, by its declaration, where every one of them fits."""
        declared = table.declared[index].upper()
        convert: Convert
        if "BOOL" in declared:
            convert = _boolean
        elif "DATE" in declared or "TIME" in declared:
            convert = _moment
        else:
            return None
        one = _Table(table.name, [table.columns[index]], [declared])
        try:
            for block in self.rows(one, most):
                for (value,) in block:
                    convert(value)
        except (ValueError, TypeError):
            return None
        return convert

    def read_misencoded(self) -> None:
        """From here on, take texts that are no UTF-8 for Windows-1252, and count them."""
        self._connection.text_factory = self._text

    def _text(self, data: bytes) -> str:
        try:
            return data.decode()
        except UnicodeDecodeError:
            self.misread += 1
            return data.decode("cp1252", errors="replace")


def _part(
    source: Source,
    database: _Database,
    table: _Table,
    rows: int,
    target: Files,
    progress: Progress | None = None,
) -> Part:
    try:
        gathered = _gathered(database, table, rows)
        return gather(source, gathered, target, progress)
    except sqlite3.OperationalError as exc:
        if "decode" not in str(exc):
            raise
    database.read_misencoded()
    gathered = _gathered(database, table, rows)
    gathered.notes.append("texts that are no UTF-8 read as Windows-1252")
    return gather(source, gathered, target, progress)


def _gathered(database: _Database, table: _Table, rows: int) -> Gathered:
    names = columns.names(list(table.columns))
    meanings = [database.meaning(table, index, rows) for index in range(len(names))]

    def chunks() -> Iterator[Chunk]:
        line = 1
        for block in database.rows(table, rows):
            read: list[Sequence[Any]] = list(zip(*block, strict=True))
            for index, convert in enumerate(meanings):
                if convert is not None:
                    read[index] = [convert(value) for value in read[index]]
            yield Chunk.of(read, range(line, line + len(block)))
            line += len(block)

    report = Report()

    def settle(count: int, _rejects: Rejects) -> None:
        report.lines = report.loaded = count

    return Gathered(table.name, names, [True] * len(names), chunks, rows, report, settle)


def _boolean(value: Any) -> bool | None:
    if value is None:
        return None
    if type(value) is int and value in (0, 1):
        return bool(value)
    raise ValueError(value)


def _moment(value: Any) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise TypeError(value)
    if _DAY.fullmatch(value):
        return date.fromisoformat(value)
    if _MOMENT.fullmatch(value):
        return datetime.fromisoformat(value)
    raise ValueError(value)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[_Database]:
    """The database, with nothing allowed but to read it."""
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro&immutable=1",
            uri=True,
            # The engine asks for the next rows from threads of its own.
            check_same_thread=False,
        )
        with contextlib.closing(connection):
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE)
            connection.set_authorizer(_only_reading)
            yield _Database(connection)
    except sqlite3.DataError as exc:
        raise UnreadableFile(
            f"A value of the database is larger than {_MAX_VALUE >> 20} MB.",
            hint="Leave that column out, and add the file again.",
        ) from exc
    except sqlite3.DatabaseError as exc:
        raise UnreadableFile(
            f"The SQLite database is damaged, incomplete or encrypted: {exc}.",
            hint="Check it with PRAGMA integrity_check, save it with VACUUM INTO, and add that "
            "file.",
        ) from exc


_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION)
_PRAGMAS = ("table_list", "table_xinfo")


def _only_reading(
    action: int, first: str | None, _second: str | None, _database: str | None, _by: str | None
) -> int:
    pragma = action == sqlite3.SQLITE_PRAGMA and first in _PRAGMAS
    return sqlite3.SQLITE_OK if pragma or action in _ALLOWED else sqlite3.SQLITE_DENY
