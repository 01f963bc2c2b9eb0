"""Arrow and Parquet: columns as they are, types and all."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from deita_server_ext.engine import cells
from deita_server_ext.engine.nulls import cleared

from .objects import distinct
from .pieces import Sink
from .source import Source

GROUP_ROWS = 122_880
GROUP_BYTES = 32 << 20
"""What a row group of Parquet holds at the most; it is held until it is full."""

CODECS = ("zstd", "lz4")


def arrow_chunks(source: Source, compression: str | None = None) -> Iterator[bytes]:
    """An Arrow IPC stream in pieces, as the batches come.

    ``compression`` of its buffers is one of :data:`CODECS` or none.
    """
    sink, reader = Sink(), source.arrow()
    with pa.ipc.new_stream(sink, reader.schema, options=_options(compression)) as writer:
        for batch in reader:
            writer.write_batch(batch if source.kept else cleared(batch))
            yield from sink.full()
    yield from sink.rest()


def parquet_chunks(source: Source, compression: str | None = "zstd") -> Iterator[bytes]:
    """A Parquet file. Its columns have distinct names; intervals are texts."""
    reader = _of_parquet(source)
    names = distinct(source.names)
    schema = pa.schema(
        [field.with_name(name) for field, name in zip(reader.schema, names, strict=True)]
    )
    sink = Sink()
    with pq.ParquetWriter(sink, schema, compression=compression or "none") as writer:
        for group in _groups(reader):
            writer.write_table(pa.Table.from_batches(group).rename_columns(names).cast(schema))
            # Or it would be held until the next one is there.
            group.clear()
            yield from sink.full()
    yield from sink.rest()


def _of_parquet(source: Source) -> pa.RecordBatchReader:
    # Parquet knows no months, and seconds it would make milliseconds of.
    def text(type_: str) -> bool:
        return cells.needs_text(type_) or "INTERVAL" in type_

    if any("INTERVAL" in type_ for type_ in source.types):
        select = cells.projection(source.names, source.types, text=text)
        assert select is not None
        return source.select([select], cells.BATCH_ROWS)
    return source.arrow()


def _groups(reader: pa.RecordBatchReader) -> Iterator[list[pa.RecordBatch]]:
    group: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in reader:
        group.append(batch)
        rows += batch.num_rows
        size += batch.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield group
            group, rows, size = [], 0, 0
    if group:
        yield group


def _options(compression: str | None) -> pa.ipc.IpcWriteOptions:
    return pa.ipc.IpcWriteOptions(compression=compression)
