"""Arrow and Parquet exports: the same values and types, read by others; and constant memory."""

from __future__ import annotations

import contextlib
import io
import tracemalloc
from array import array
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deita_server_ext.engine.cells import encoded
from deita_server_ext.engine.exports.columnar import arrow_chunks
from deita_server_ext.engine.exports.formats import chunks_of
from deita_server_ext.engine.exports.pieces import CHUNK_BYTES
from deita_server_ext.engine.exports.source import of_batches, of_relation
from deita_server_ext.engine.nulls import cleared
from tests.exported import COLUMNS, Record, connected, exported, of_records, records

NAMES = list(COLUMNS)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return connected()


@pytest.mark.parametrize("compression", [None, "zstd", "lz4"])
@pytest.mark.parametrize("sql", ["SELECT * EXCLUDE (f) FROM types", "SELECT 1 AS a WHERE false"])
def test_an_arrow_stream_equals_the_source(
    connection: duckdb.DuckDBPyConnection, sql: str, compression: str | None
) -> None:
    data = exported(connection, sql, "arrow", compression=compression)
    with pa.ipc.open_stream(data) as stream:
        table = stream.read_all()
    reader = connection.cursor().sql(sql).to_arrow_reader(8192)
    assert table.equals(source := reader.read_all())
    form = "arrow" if compression is None else f"arrow+{compression}"
    assert encoded([*map(cleared, source.to_batches())], source.schema, form) == data


def test_compression_makes_a_stream_smaller(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT i // 100 AS n, 'text ' || i // 100 AS t FROM range(100000) r(i)"
    plain = len(exported(connection, sql, "arrow"))
    assert all(len(exported(connection, sql, "arrow", compression=codec)) < plain / 4
               for codec in ("zstd", "lz4"))  # fmt: skip


@pytest.mark.parametrize("table", ["types", "more"])
def test_the_engine_reads_parquet_back(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, table: str
) -> None:
    path = tmp_path / "out.parquet"
    path.write_bytes(exported(connection, f"FROM {table}", "parquet"))
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
    types = {name: type_ for name, type_, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
    casts = ", ".join(f'CAST("{name}" AS {type_}) AS "{name}"' for name, type_ in types.items())
    back = f"(SELECT {casts} FROM '{path}')"
    for one, other in ((table, back), (back, table)):
        missing = f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})"
        assert connection.execute(missing).fetchone() == (0,)


def test_parquet_columns_have_distinct_names(connection: duckdb.DuckDBPyConnection) -> None:
    data = exported(connection, "SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a", "parquet")
    frame = pd.read_parquet(io.BytesIO(data))
    assert frame.to_dict("records") == [{"a": 1, "a_1": 2, "a_2": 3, "a_3": 4}]


def test_parquet_of_no_rows_has_its_columns(connection: duckdb.DuckDBPyConnection) -> None:
    data = exported(connection, "FROM more WHERE false", "parquet")
    table = pq.read_table(io.BytesIO(data))
    assert table.num_rows == 0
    assert table.column_names[:3] == ["i", "l", "s"]


@settings(max_examples=30, deadline=None)
@given(rows=records(NAMES), compression=st.sampled_from([None, "zstd", "lz4"]))
def test_others_read_every_value(rows: list[Record], compression: str | None) -> None:
    data, source = of_records(rows, NAMES, "parquet", compression=compression)
    assert pq.read_table(io.BytesIO(data)).to_pylist() == source.to_pylist()
    data, source = of_records(rows, NAMES, "arrow", compression=compression)
    with pa.ipc.open_stream(data) as stream:
        assert stream.read_all().to_pylist() == source.to_pylist()


LARGE = "SELECT i, i / 7 AS f, 'some text ' || i AS t FROM range({}) r(i)"


@pytest.mark.parametrize("format", ["csv", "arrow", "parquet", "jsonl", "xlsx"])
def test_a_large_export_takes_constant_memory(
    connection: duckdb.DuckDBPyConnection, format: str
) -> None:
    """Tens of megabytes go through; a few pieces at a time are held."""
    rows = 500_000 if format == "xlsx" else 2_000_000
    source = of_relation(cursor := connection.cursor(), cursor.sql(LARGE.format(rows)))
    held = total = 0
    arrow_before = pa.total_allocated_bytes()
    tracemalloc.start()
    try:
        for chunk in chunks_of(source, format, {}):
            total += len(chunk)
            assert len(chunk) <= 12 * CHUNK_BYTES
            held = max(held, pa.total_allocated_bytes() - arrow_before)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total > 4_000_000
    assert peak < 40 * CHUNK_BYTES
    assert held < 40 * CHUNK_BYTES


@pytest.mark.parametrize("format", ["csv", "arrow", "parquet", "jsonl", "json", "xlsx"])
def test_an_export_that_ends_early_frees_its_cursor(
    connection: duckdb.DuckDBPyConnection, format: str
) -> None:
    cursor = connection.cursor()
    source = of_relation(cursor, cursor.sql(LARGE.format(2_000_000_000)))
    chunks: Any = chunks_of(source, format, {})
    assert next(chunks)
    cursor.interrupt()
    with contextlib.suppress(duckdb.Error, pa.ArrowException, OSError):
        chunks.close()
    cursor.close()
    with pytest.raises(duckdb.Error):
        cursor.execute("SELECT 1")
    assert connection.cursor().execute("SELECT 1").fetchone() == (1,)


def test_an_unread_stream_is_not_begun_and_what_is_kept_goes_as_it_is(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    # What lies under the null was seen to when it was written.
    data = pa.py_buffer(array("q", [1, 77]))
    column = pa.Array.from_buffers(pa.int64(), 2, [pa.py_buffer(b"\x01"), data])
    batch = pa.record_batch({"a": column})
    asked = []

    def batches() -> Any:
        asked.append(1)
        yield batch

    reader = pa.RecordBatchReader.from_batches(batch.schema, batches())
    chunks = arrow_chunks(of_batches(connection.cursor(), reader))
    assert asked == []
    with pa.ipc.open_stream(b"".join(chunks)) as stream:
        read = stream.read_next_batch()
    assert read.to_pylist() == [{"a": 1}, {"a": None}]
    assert read.column(0).buffers()[1].slice(0, 16) == data
