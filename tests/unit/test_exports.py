"""Exports read back as what they were made of, at constant memory."""

from __future__ import annotations

import csv
import io
import time
import tracemalloc
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from deita_server_ext.engine.exports import CHUNK_BYTES, Export, arrow_chunks, csv_chunks

TYPES = """
    SELECT * FROM (VALUES
      (1, true, 1.50::DECIMAL(9, 2), 0.1::DOUBLE, 'plain', '2013-01-31'::DATE),
      (NULL, NULL, NULL, NULL, NULL, NULL),
      (-2, false, -0.05, 'nan', '', '0044-03-15 (BC)'),
      (3, true, 0, 'inf', 'a,b;c\td', 'infinity'),
      (4, true, 99999.99, 1e300, 'say "hi"', '12013-01-31'),
      (5, true, 1, -0.5, E'two\\nlines\\r\\n', '1970-01-01'),
      (6, true, 1, 1, 'é𝄞', '2000-02-29'),
      (7, true, 1, 1, ' padded ', '2000-02-29'),
      (8, true, 1, 1, 'NULL', '2000-02-29'),
      (9, true, 1, 1, '=1+1', '2000-02-29')
    ) t(i, b, d, f, t, day)
"""
MORE = """
    SELECT i, [i, NULL] AS l, {'a': i, 'b': 'x,"y"'} AS s, MAP {'k': i} AS m,
      'b'::ENUM('a', 'b') AS e, '\\xFF\\x00'::BLOB AS blob, uuid() AS u,
      TIMESTAMP '2013-01-31 05:15:00.123456' + INTERVAL (i) DAY AS ts,
      TIMESTAMPTZ '2013-01-31 05:15:00+00' AS tz, INTERVAL 3 DAY AS iv, TIME '05:15:00.5' AS tm,
      170141183460469231731687303715884105727 AS h, '0101'::BIT AS bit,
      '340282366920938463463374607431768211455'::UHUGEINT AS uh, '{"a": 1}'::JSON AS js
    FROM range(3) r(i)
"""


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    made = duckdb.connect()
    made.execute("SET TimeZone = 'UTC'")
    made.execute(f"CREATE TABLE types AS {TYPES}")
    made.execute(f"CREATE TABLE more AS {MORE}")
    return made


def exported(connection: duckdb.DuckDBPyConnection, sql: str) -> bytes:
    return b"".join(csv_chunks(connection.cursor().sql(sql)))


@pytest.mark.parametrize("table", ["types", "more"])
def test_csv_read_back_equals_the_source(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, table: str
) -> None:
    (tmp_path / "out.csv").write_bytes(exported(connection, f"FROM {table}"))
    described = connection.execute(f"DESCRIBE {table}").fetchall()
    columns = ", ".join(f"'{name}': '{type_.replace(chr(39), chr(39) * 2)}'"
                        for name, type_, *_ in described)  # fmt: skip
    back = (
        f"SELECT * FROM read_csv('{tmp_path / 'out.csv'}', header = true, delim = ',', "
        f"quote = '\"', escape = '\"', allow_quoted_nulls = false, nullstr = '', "
        f"columns = {{{columns}}})"
    )
    there = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert connection.execute(f"SELECT count(*) FROM ({back})").fetchone() == there
    for one, other in ((table, f"({back})"), (f"({back})", table)):
        missing = f"SELECT count(*) FROM (FROM {one} EXCEPT ALL FROM {other})"
        assert connection.execute(missing).fetchone() == (0,)


def test_null_is_nothing_and_an_empty_text_is_quoted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    sql = "SELECT * FROM (VALUES (NULL, 'a'), ('', 'b'), ('NULL', NULL)) t(x, \"y,\"\"z\")"
    assert exported(connection, sql) == b'"x","y,""z"\n,"a"\n"","b"\n"NULL",\n'


def test_other_readers_agree_on_quotes_newlines_and_delimiters(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    text = exported(connection, "FROM types").decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    assert header == ["i", "b", "d", "f", "t", "day"]
    texts = connection.execute("SELECT coalesce(t, '') FROM types").fetchall()
    assert [(row[4],) for row in rows] == texts
    assert [row[2] for row in rows][:4] == ["1.50", "", "-0.05", "0.00"]


def test_the_header_stands_alone_where_there_are_no_rows(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert exported(connection, "SELECT 1 AS a, 'x' AS a, [1] AS b WHERE false") == b'"a","a","b"\n'


@pytest.mark.parametrize(
    "sql", ["SELECT * EXCLUDE (f) FROM types", "FROM more", "SELECT 1 AS a WHERE false"]
)
def test_an_arrow_stream_equals_the_source(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    source = connection.cursor().sql(sql).to_arrow_reader(8192)
    data = b"".join(arrow_chunks(source))
    with pa.ipc.open_stream(data) as stream:
        table = stream.read_all()
    assert table.equals(connection.cursor().sql(sql).to_arrow_reader(8192).read_all())


def test_floats_that_are_no_numbers_go_through_arrow(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    sql = "SELECT f FROM types"
    data = b"".join(arrow_chunks(connection.cursor().sql(sql).to_arrow_reader(8192)))
    with pa.ipc.open_stream(data) as stream:
        found = [repr(value) for value in stream.read_all()["f"].to_pylist()]
    assert found[:4] == ["0.1", "None", "nan", "inf"]


@pytest.mark.parametrize("format", ["csv", "arrow"])
def test_a_large_export_takes_constant_memory(
    connection: duckdb.DuckDBPyConnection, format: str
) -> None:
    """70 MB and more go through; a few pieces at a time are held."""
    sql = "SELECT i, i / 7 AS f, 'some text ' || i AS t FROM range(2000000) r(i)"
    relation = connection.cursor().sql(sql)
    chunks = csv_chunks(relation) if format == "csv" else arrow_chunks(
        relation.to_arrow_reader(8192)
    )  # fmt: skip
    held = total = 0
    arrow_before = pa.total_allocated_bytes()
    tracemalloc.start()
    try:
        for chunk in chunks:
            total += len(chunk)
            assert len(chunk) <= 12 * CHUNK_BYTES
            held = max(held, pa.total_allocated_bytes() - arrow_before)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert total > 70_000_000
    assert peak < 40 * CHUNK_BYTES
    assert held < 40 * CHUNK_BYTES


@pytest.mark.parametrize("format", ["csv", "arrow"])
def test_an_export_that_ends_early_frees_its_cursor(
    connection: duckdb.DuckDBPyConnection, format: str
) -> None:
    cursor = connection.cursor()
    relation = cursor.sql("SELECT i, 'some text ' || i AS t FROM range(2000000000) r(i)")
    chunks = csv_chunks(relation) if format == "csv" else arrow_chunks(
        relation.to_arrow_reader(8192)
    )  # fmt: skip
    export = Export(cursor, chunks)
    assert len(next(export.chunks)) >= CHUNK_BYTES
    started = time.monotonic()
    export.close()
    assert time.monotonic() - started < 5
    assert next(export.chunks, None) is None
    with pytest.raises(duckdb.Error):
        cursor.execute("SELECT 1")
