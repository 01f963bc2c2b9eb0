"""Columns and cells: the engine's types as kinds, Arrow values as the contract's JSON."""

from __future__ import annotations

import base64
import functools
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from deita_server_ext.errors import ResultTooLarge

BATCH_ROWS = 8192
"""Rows an Arrow batch of a page or a spool: small enough that the first comes at once."""
PAGE_BYTES = 100_000_000
"""What a page takes at the most, as Arrow and as JSON."""

_NUMBERS = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
    "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BIGNUM",
)  # fmt: skip
_AS_TEXT = re.compile(r"\b(BIT|ENUM|UNION|BIGNUM|UHUGEINT|TIME WITH TIME ZONE|VARIANT|GEOMETRY)\b")
"""Types that Arrow cannot carry or carries in a way that readers do not share."""
_NAMES = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'")
"""Field names and enum values in a type; what stands unquoted is lower case or a type."""

SAFE_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exact (ECMA-262, MAX_SAFE_INTEGER)."""


def kind(type_: str) -> str:
    """The contract's column kind for a type as DuckDB writes it."""
    if type_.endswith("]") or type_.startswith(("STRUCT", "MAP", "UNION", "VARIANT")):
        return "nested"
    if type_.startswith(_NUMBERS):
        return "number"
    if type_.startswith(("DATE", "TIME", "INTERVAL")):
        return "time"
    if type_ == "BOOLEAN":
        return "boolean"
    return "binary" if type_ == "BLOB" else "text"


def columns(names: Iterable[str], types: Iterable[Any]) -> list[dict[str, str]]:
    """The contract's columns."""
    return [
        {"name": name, "type": str(type_), "kind": kind(str(type_))}
        for name, type_ in zip(names, types, strict=True)
    ]


def projection(names: list[str], types: list[str], *, text: Callable[[str], bool]) -> str | None:
    """A select list that casts the columns whose type ``text`` names to VARCHAR.

    By position, since names may repeat; None where nothing is to be cast.
    """
    if not any(text(type_) for type_ in types):
        return None
    return ", ".join(
        f"CAST(#{i} AS VARCHAR) AS {quoted(name)}" if text(type_) else f"#{i} AS {quoted(name)}"
        for i, (name, type_) in enumerate(zip(names, types, strict=True), 1)
    )


def presentable(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """The relation with what Arrow cannot carry as text."""
    select = projection(relation.columns, [str(t) for t in relation.types], text=needs_text)
    return relation if select is None else relation.project(select)


def needs_text(type_: str) -> bool:
    """Whether values of this type travel as their text."""
    return _AS_TEXT.search(_NAMES.sub("", type_)) is not None


def quoted(name: str) -> str:
    """An identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'


def json_rows(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> bytes:
    """The rows as a JSON array of arrays (see ``deita_server_ext.contract.tables.Cell``)."""
    encoders = [_encoder(field.type) for field in schema]
    rows: list[Any] = []
    for batch in batches:
        cells = [
            _plain(column)
            or [None if value is None else encode(value) for value in _values(column)]
            for column, encode in zip(batch.columns, encoders, strict=True)
        ]
        rows.extend(zip(*cells, strict=True) if cells else ([] for _ in range(batch.num_rows)))
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def json_texts(column: pa.Array) -> list[str]:
    """The JSON of each value of a column (see ``deita_server_ext.contract.tables.Cell``)."""
    encode = _encoder(column.type)
    return [
        json.dumps(
            None if value is None else encode(value),
            ensure_ascii=False,
            separators=(",", ":"),
            allow_nan=False,
        )
        for value in _values(column)
    ]


def encoded(batches: list[pa.RecordBatch], schema: pa.Schema, format: str) -> bytes:
    """Batches as the contract's JSON rows (``json``), or as an Arrow IPC stream: plain
    (``arrow``), or with its buffers compressed (``arrow+zstd``).

    Raises ResultTooLarge for more than :data:`PAGE_BYTES`, which the server would hold at once.
    """
    _check(sum(batch.nbytes for batch in batches))
    if format == "json":
        rows = json_rows(batches, schema)
        _check(len(rows))
        return rows
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression=format.partition("+")[2] or None)
    with pa.ipc.new_stream(sink, schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return bytes(sink.getvalue())


def _check(size: int) -> None:
    """Raise ResultTooLarge for a page of so many bytes, if they are too many."""
    if size > PAGE_BYTES:
        raise ResultTooLarge(
            f"These rows take {size / 1e6:,.0f} MB; a page has at most {PAGE_BYTES / 1e6:.0f} MB.",
            hint="Ask for fewer rows at a time or for parts of long values, or export them.",
        )


def _plain(column: pa.Array) -> list[Any] | None:
    """The cells of a column that needs no encoder, all at once; None of one that does."""
    type_ = column.type
    if pa.types.is_string(type_):
        return list(column.to_pylist())
    if not (pa.types.is_integer(type_) or pa.types.is_float64(type_)):
        return None
    numbers = (column.fill_null(0) if column.null_count else column).to_numpy()
    if pa.types.is_float64(type_):
        fits = np.isfinite(numbers).all()
    else:
        fits = (
            type_.bit_width < 64
            or (
                (numbers <= SAFE_INTEGER)
                & (numbers >= -SAFE_INTEGER if type_ == pa.int64() else True)
            ).all()
        )
    if not fits:
        return None
    cells: list[Any] = numbers.tolist()
    if column.null_count:
        for i in np.flatnonzero(column.is_null().to_numpy(zero_copy_only=False)).tolist():
            cells[i] = None
    return cells


def _values(column: pa.Array) -> Iterator[Any]:
    # Python's datetime stops at microseconds and at year 9999: take the count instead.
    counted = _counted(column.type)
    return iter((column if counted == column.type else column.cast(counted)).to_pylist())


def _counted(type_: pa.DataType) -> pa.DataType:  # noqa: PLR0911 - one line a type
    """The type with integers in place of times, at every depth."""
    if pa.types.is_timestamp(type_) or pa.types.is_time64(type_):
        return pa.int64()
    if pa.types.is_date32(type_):
        return pa.int32()
    if pa.types.is_struct(type_):
        return pa.struct([field.with_type(_counted(field.type)) for field in type_])
    if pa.types.is_map(type_):
        return pa.map_(_counted(type_.key_type), _counted(type_.item_type))
    if pa.types.is_fixed_size_list(type_):
        return pa.list_(type_.value_field.with_type(_counted(type_.value_type)), type_.list_size)
    if pa.types.is_large_list(type_):
        return pa.large_list(type_.value_field.with_type(_counted(type_.value_type)))
    if pa.types.is_list(type_):
        return pa.list_(type_.value_field.with_type(_counted(type_.value_type)))
    return type_


def _encoder(type_: pa.DataType) -> Callable[[Any], Any]:  # noqa: PLR0911 - one line a type
    """What makes JSON of a value that is not None."""
    if pa.types.is_timestamp(type_):
        return _timestamp(_PER_SECOND[type_.unit], "+00:00" if type_.tz else "")
    if pa.types.is_time64(type_):
        per_second = _PER_SECOND[type_.unit]
        return lambda value: _clock(value, per_second)
    if pa.types.is_date32(type_):
        return _date
    if pa.types.is_decimal(type_):
        return lambda value: format(value, "f")
    if pa.types.is_floating(type_):
        return _float
    if pa.types.is_integer(type_):
        return _integer
    if _is_bytes(type_):
        return lambda value: base64.b64encode(value).decode()
    if pa.types.is_interval(type_):
        return _interval
    if pa.types.is_map(type_):
        return _map(_encoder(type_.key_type), _encoder(type_.item_type))
    if pa.types.is_struct(type_):
        return _struct({field.name: _encoder(field.type) for field in type_})
    if pa.types.is_nested(type_):
        return _list(_encoder(type_.value_type))
    return lambda value: value if isinstance(value, bool | str) else str(value)


def _is_bytes(type_: pa.DataType) -> bool:
    return bool(pa.types.is_binary(type_) or pa.types.is_large_binary(type_))


def _list(item: Callable[[Any], Any]) -> Callable[[list[Any]], list[Any]]:
    return lambda values: [None if value is None else item(value) for value in values]


def _map(
    key: Callable[[Any], Any], item: Callable[[Any], Any]
) -> Callable[[list[tuple[Any, Any]]], list[Any]]:
    return lambda pairs: [[key(k), None if v is None else item(v)] for k, v in pairs]


def _struct(fields: dict[str, Callable[[Any], Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda value: {
        name: None if item is None else fields[name](item) for name, item in value.items()
    }


def _interval(value: Any) -> dict[str, int]:
    return {"months": value.months, "days": value.days, "nanoseconds": value.nanoseconds}


_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_INFINITE_DATE = 2**31 - 1


def _timestamp(per_second: int, zone: str) -> Callable[[int], str]:
    return lambda value: _moment(value, per_second, zone)


@functools.lru_cache(4096)
def _moment(value: int, per_second: int, zone: str) -> str:
    if abs(value) >= 2**63 - 1:
        return "infinity" if value > 0 else "-infinity"
    days, rest = divmod(value, 86_400 * per_second)
    return f"{_date(days)}T{_clock(rest, per_second)}{zone}"


@functools.lru_cache(4096)
def _date(days: int) -> str:
    """Days since 1970 as ISO 8601, for every year (civil-from-days, by 400-year eras)."""
    if abs(days) >= _INFINITE_DATE:
        return "infinity" if days > 0 else "-infinity"
    eras, day = divmod(days, 146_097)
    in_era = date.fromordinal(date(2000, 1, 1).toordinal() + (day - 10_957) % 146_097)
    # 10,957 days lie between 1970 and 2000, where an era of 400 years begins.
    year = in_era.year + 400 * (eras + (0 if day >= 10_957 else -1))
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{in_era.month:02d}-{in_era.day:02d}"


def _clock(value: int, per_second: int) -> str:
    seconds, fraction = divmod(value, per_second)
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if not fraction:
        return text
    return f"{text}.{fraction:0{len(str(per_second)) - 1}d}".rstrip("0")


def _float(value: float) -> float | str:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


def _integer(value: int) -> int | str:
    return value if -SAFE_INTEGER <= value <= SAFE_INTEGER else str(value)
