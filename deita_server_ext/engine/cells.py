"""Columns and cells: the engine's types as kinds, Arrow values as the contract's JSON."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa

_NUMBERS = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
    "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BIGNUM",
)  # fmt: skip
_AS_TEXT = ("BIT", "ENUM", "UNION", "BIGNUM", "TIME WITH TIME ZONE", "VARIANT", "GEOMETRY")
"""Types that Arrow cannot carry or carries in a way that readers do not share."""

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


def needs_text(type_: str) -> bool:
    """Whether values of this type travel as their text."""
    return any(f"{word}" in type_ for word in _AS_TEXT)


def quoted(name: str) -> str:
    """An identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'


def json_rows(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> bytes:
    """The rows as a JSON array of arrays (see ``deita_server_ext.contract.tables.Cell``)."""
    encoders = [_encoder(field.type) for field in schema]
    rows: list[Any] = []
    for batch in batches:
        cells = [
            [None if value is None else encode(value) for value in _values(column)]
            for column, encode in zip(batch.columns, encoders, strict=True)
        ]
        rows.extend(zip(*cells, strict=True) if cells else ([] for _ in range(batch.num_rows)))
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _values(column: pa.Array) -> Iterator[Any]:
    # Python's datetime stops at microseconds and at year 9999: take the count instead.
    if pa.types.is_timestamp(column.type) or pa.types.is_time64(column.type):
        return iter(column.cast(pa.int64()).to_pylist())
    if pa.types.is_date32(column.type):
        return iter(column.cast(pa.int32()).to_pylist())
    return iter(column.to_pylist(maps_as_pydicts=None))


def _encoder(type_: pa.DataType) -> Callable[[Any], Any]:  # noqa: PLR0911 - one line a type
    if pa.types.is_timestamp(type_):
        return _timestamp(_PER_SECOND[type_.unit], "+00:00" if type_.tz else "")
    if pa.types.is_time64(type_):
        per_second = _PER_SECOND[type_.unit]
        return lambda value: _clock(value, per_second)
    if pa.types.is_date32(type_):
        return _date
    if pa.types.is_decimal(type_):
        return str
    if pa.types.is_floating(type_):
        return _float
    if pa.types.is_integer(type_):
        return _integer
    if pa.types.is_nested(type_) or pa.types.is_binary(type_) or pa.types.is_interval(type_):
        return _nested
    return lambda value: value


_PER_SECOND = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
_INFINITE_DATE = 2**31 - 1


def _timestamp(per_second: int, zone: str) -> Callable[[int], str]:
    def encode(value: int) -> str:
        if abs(value) >= 2**63 - 1:
            return "infinity" if value > 0 else "-infinity"
        days, rest = divmod(value, 86_400 * per_second)
        return f"{_date(days)}T{_clock(rest, per_second)}{zone}"

    return encode


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


def _nested(value: Any) -> Any:  # noqa: PLR0911 - one line a type
    if isinstance(value, bool | str | None):
        return value
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, pa.MonthDayNano):
        return {"months": value.months, "days": value.days, "nanoseconds": value.nanoseconds}
    if isinstance(value, dict):
        return {key: _nested(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_nested(item) for item in value]
    return str(value)
