"""What is exported in tests: every type that the engine has, and rows that hypothesis makes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from deita_server_ext.engine.exports.formats import chunks_of
from deita_server_ext.engine.exports.source import of_batches, of_relation

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
      (8, true, 1, '-inf', 'NULL', '-infinity'),
      (9, true, 1, 1, '=1+1', '1900-02-28')
    ) t(i, b, d, f, t, day)
"""
MORE = """
    SELECT i, [i, NULL] AS l, {'a': i, 'b': 'x,"y"'} AS s, MAP {'k': i} AS m,
      'b'::ENUM('a', 'b') AS e, '\\xFF\\x00'::BLOB AS blob, uuid() AS u,
      TIMESTAMP '2013-01-31 05:15:00.123456' + INTERVAL (i) DAY AS ts,
      TIMESTAMPTZ '2013-01-31 05:15:00+00' AS tz, INTERVAL 3 DAY AS iv, TIME '05:15:00.5' AS tm,
      170141183460469231731687303715884105 AS h, '0101'::BIT AS bit,
      '340282366920938463463374607431768211455'::UHUGEINT AS uh, '{"a": 1}'::JSON AS js,
      TIMESTAMP_NS '2013-01-31 05:15:00.123456789' AS ns, TIMESTAMP_S '0044-03-15 (BC) 05:15:00' AS s0,
      9007199254740993 + i AS big, 0.1::FLOAT AS f4, 12345678901234567.89::DECIMAL(20, 2) AS wide
    FROM range(3) r(i)
"""  # noqa: E501


def connected() -> duckdb.DuckDBPyConnection:
    """An engine with the tables ``types`` and ``more``."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET threads = 2")
    connection.execute(f"CREATE TABLE types AS {TYPES}")
    connection.execute(f"CREATE TABLE more AS {MORE}")
    return connection


def exported(
    connection: duckdb.DuckDBPyConnection, sql: str, format: str = "csv", **options: Any
) -> bytes:
    """What an export of a statement's rows is."""
    source = of_relation((cursor := connection.cursor()), cursor.sql(sql))
    return b"".join(chunks_of(source, format, options))


COLUMNS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "small": (pa.int32(), st.integers(-(2**31), 2**31 - 1)),
    "large": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "real": (pa.float64(), st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False)),
    "flag": (pa.bool_(), st.booleans()),
    "exact": (
        pa.decimal128(18, 4),
        st.decimals(Decimal(-(10**13)), Decimal(10**13), allow_nan=False, places=4),
    ),
    "day": (pa.date32(), st.dates()),
    "moment": (pa.timestamp("us"), st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31))),
    "clock": (pa.time64("us"), st.times()),
    "bytes": (pa.binary(), st.binary(max_size=8)),
    "text": (
        pa.string(),
        st.text(st.characters(codec="utf-8"), max_size=12)
        | st.text("=+-@\t\r\n\"',; _x0041aAé\0", max_size=9),
    ),
    "nested": (
        pa.list_(pa.struct([("a", pa.int64()), ("b", pa.string())])),
        st.lists(
            st.none()
            | st.fixed_dictionaries(
                {"a": st.none() | st.integers(-(2**63), 2**63 - 1), "b": st.text(max_size=4)}
            ),
            max_size=3,
        ),
    ),
}

Record = dict[str, Any]


def records(names: Sequence[str]) -> st.SearchStrategy[list[Record]]:
    """Rows of the columns of these names, with nulls."""
    row = st.tuples(*(st.none() | COLUMNS[name][1] for name in names))
    return st.lists(row.map(lambda values: dict(zip(names, values, strict=True))), max_size=20)


def of_records(
    rows: list[Record], names: list[str], format: str, **options: Any
) -> tuple[bytes, pa.Table]:
    """The export of rows as of a result's, and the rows as Arrow has them."""
    schema = pa.schema([(name, COLUMNS[name][0]) for name in names])
    table = pa.Table.from_pylist(rows, schema=schema)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        source = of_batches(connection.cursor(), table.to_reader(max_chunksize=7))
        return b"".join(chunks_of(source, format, options)), table


def written(value: Any) -> Any:
    """A value as the engine writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        fraction = f".{value.microsecond:06d}".rstrip("0") if value.microsecond else ""
        return f"{value:%H:%M:%S}{fraction}".join((f"{value.date().isoformat()} ", ""))
    if isinstance(value, date | time):
        return value.isoformat().rstrip("0") if "." in value.isoformat() else value.isoformat()
    return str(value)
