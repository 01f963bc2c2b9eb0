"""Nulls in Arrow's memory: nothing is told of what was there before."""

from __future__ import annotations

import io
from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest

from deita_server_ext.engine.nulls import cleared
from tests.exported import connected

HALF = "CASE WHEN i % 3 = 0 THEN NULL ELSE {} END"
VALUES = [
    "i", "(i % 9)::TINYINT", "i::SMALLINT", "i::INTEGER", "i::FLOAT", "i::DOUBLE", "i % 2 = 0",
    "i::DECIMAL(9, 2)", "i::DECIMAL(30, 2)", "DATE '2020-01-01'", "TIME '10:00:00'",
    "TIMESTAMP '2020-01-01 10:00:00'", "INTERVAL 3 DAY", "'a'::ENUM('a', 'b')", "'text'",
    "'x'::BLOB", "uuid()", "[i, NULL]", "{'a': i, 'b': NULL::INT}", "MAP {'k': NULL::INT}",
    "[{'a': [NULL, i]}]", "array_value(i, NULL)",
]  # fmt: skip


def written(batch: pa.RecordBatch) -> bytes:
    file = io.BytesIO()
    with pa.ipc.new_stream(file, batch.schema) as writer:
        writer.write_batch(batch)
    return file.getvalue()


def test_zeros_stand_under_nulls() -> None:
    told = pa.array([1, 7, 8, 9])
    valid = pa.py_buffer(bytes([0b0101]))
    array = pa.Array.from_buffers(pa.int64(), 4, [valid, told.buffers()[1]])
    [column] = cleared(pa.RecordBatch.from_arrays([array], ["n"])).columns
    assert column.to_pylist() == [1, None, 8, None]
    assert memoryview(column.buffers()[1]).cast("q").tolist() == [1, 0, 8, 0]


@pytest.mark.parametrize("value", VALUES)
def test_the_values_stay_and_are_the_same_bytes_each_time(value: str) -> None:
    with connected() as connection:
        sql = f"SELECT {value} AS whole, {HALF.format(value)} AS half FROM range(5000) t(i)"
        connection.execute(
            f"CREATE TABLE made AS {sql.replace('i::TINYINT', '(i % 100)::TINYINT')}"
        )
        batches = [batch_of(connection) for _ in range(3)]
    clean = [cleared(batch) for batch in batches]
    for before, after in zip(batches, clean, strict=True):
        after.validate(full=True)
        assert after.equals(before)
        assert after.schema == before.schema
    assert all(one == other for one, other in pairwise(map(written, clean)))


def batch_of(connection: duckdb.DuckDBPyConnection) -> pa.RecordBatch:
    """All rows, in memory that others have used."""
    connection.execute("SELECT count(DISTINCT hash(range)) FROM range(50000)").fetchall()
    return connection.sql("FROM made").to_arrow_reader(5000).read_next_batch()
