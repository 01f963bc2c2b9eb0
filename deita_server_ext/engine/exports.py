"""Exports as streams of bytes, at constant memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.csv

from . import cells
from .cells import BATCH_ROWS, presentable
from .faults import translate
from .host import Answer
from .results import Results
from .snapshots import Snapshots

CHUNK_BYTES = 1 << 20
"""About how much is handed over at a time."""

_AS_THEY_ARE = frozenset(
    {"VARCHAR", "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT",
     "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE"}
)  # fmt: skip
"""Types whose text in CSV is the same from Arrow as from the engine."""


@dataclass
class Export:
    """An export under way. It may be closed in one thread while another makes a piece."""

    cursor: duckdb.DuckDBPyConnection
    chunks: Iterator[bytes]
    closed: bool = False
    _making: threading.RLock = field(default_factory=threading.RLock)

    def chunk(self) -> bytes:
        """The next piece, none at the end and after :meth:`close`."""
        with self._making:
            return b"" if self.closed else next(self.chunks, b"")

    def close(self) -> None:
        """Stop what still runs for it, wait until it has stopped, then let go."""
        self.cursor.interrupt()
        # A cursor closed under the thread that reads from it takes the process down.
        with self._making:
            if self.closed:
                return
            self.closed = True
            close = getattr(self.chunks, "close", None)
            if close is not None:
                close()
            self.cursor.close()


class Exports:
    """The exports of a worker's workspace, by ids that the server chooses."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, results: Results, snapshots: Snapshots
    ) -> None:
        self._connection = connection
        self._results = results
        self._snapshots = snapshots
        self._exports: dict[str, Export] = {}

    def begin(
        self,
        *,
        id: str,
        format: str,
        result: str | None = None,
        snapshot: str | None = None,
    ) -> Answer:
        """Begin an export of a result or a table; ``chunk`` gives its bytes."""
        cursor = self._connection.cursor()
        if result is not None:
            spool = self._results.spool(result)
            reader = pa.RecordBatchReader.from_batches(spool.schema, spool.batches())
            if format == "csv":
                chunks = csv_chunks(cursor.from_arrow(reader))
        else:
            assert snapshot is not None
            relation = cursor.sql(self._snapshots.all_sql(snapshot))
            if format == "csv":
                chunks = csv_chunks(relation)
            else:
                reader = presentable(relation).to_arrow_reader(BATCH_ROWS)
        if format != "csv":
            chunks = arrow_chunks(reader)
        self._exports[id] = Export(cursor, chunks)
        return {}, b""

    def chunk(self, *, id: str) -> Answer:
        """The next bytes of an export, none at its end."""
        export = self._exports[id]
        try:
            data = export.chunk()
        except Exception as exc:
            self._exports.pop(id, None)
            raise translate(exc) from exc
        if not data:
            self.end(id=id)
        return {}, data

    def end(self, *, id: str) -> Answer:
        """Forget an export, finished or not."""
        export = self._exports.pop(id, None)
        if export is not None:
            export.close()
        return {}, b""


def arrow_chunks(reader: pa.RecordBatchReader) -> Iterator[bytes]:
    """An Arrow IPC stream of all batches."""
    sink = _Sink()
    with pa.ipc.new_stream(sink, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
            if sink.size >= CHUNK_BYTES:
                yield sink.take()
    yield from sink.rest()


def csv_chunks(relation: duckdb.DuckDBPyRelation) -> Iterator[bytes]:
    """CSV (RFC 4180, UTF-8, a header line): NULL is nothing, an empty text is ``""``.

    Texts, common numbers and booleans are written by Arrow; for all other types the engine's
    own text is taken, which it reads back as the same value.
    """
    projection = cells.projection(
        relation.columns,
        [str(type_) for type_ in relation.types],
        text=lambda type_: type_ not in _AS_THEY_ARE,
    )
    if projection is not None:
        relation = relation.project(projection)
    rows = relation.to_arrow_reader(65_536)
    sink = _Sink()
    with pa.csv.CSVWriter(sink, rows.schema) as writer:
        for batch in rows:
            writer.write_batch(batch)
            if sink.size >= CHUNK_BYTES:
                yield sink.take()
    yield from sink.rest()


class _Sink:
    """What Arrow's writers write into; emptied as it fills."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """What was written stays to be taken."""

    def take(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self._parts)
        self._parts, self.size = [], 0
        return data

    def rest(self) -> Iterator[bytes]:
        """What is left, in pieces that are not larger than the others."""
        data = self.take()
        for start in range(0, len(data), CHUNK_BYTES * 2):
            yield data[start : start + CHUNK_BYTES * 2]
