"""JSON Lines and JSON: each row an object, its values as the contract's ``Cell`` has them.

The engine writes what it can in all of its threads; intervals, nanoseconds and nested values
are written here, by the same rules as a page's.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from deita_server_ext.engine import cells

from .pieces import joined, line_rows, text
from .source import Source, literal
from .wide import is_wide, wide_rows

_NUMBERS = ("BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER")
_TEXTS = ("VARCHAR", "JSON", "UUID", "TIME")
_QUOTED = ("HUGEINT", "DECIMAL")


def distinct(names: list[str]) -> list[str]:
    """The names with those that come again numbered: ``a, a, a_1`` are ``a, a_2, a_1``."""
    taken = set(names)
    seen: set[str] = set()
    found = []
    for name in names:
        free = name
        if name in seen:
            numbered = (f"{name}_{number}" for number in itertools.count(1))
            free = next(one for one in numbered if one not in taken and one not in seen)
        seen.add(free)
        found.append(free)
    return found


def json_line_chunks(source: Source) -> Iterator[bytes]:
    """An object a line, UTF-8."""
    return joined(_rows(source, "", "\n"))


def json_chunks(source: Source) -> Iterator[bytes]:
    """One array of objects."""
    return joined(_array(source))


def _array(source: Source) -> Iterator[bytes | memoryview]:
    rows = _rows(source, ",\n", "")
    first = next(rows, memoryview(b""))
    yield b"[\n"
    yield first[2:]
    yield from rows
    yield b"\n]\n"


def _rows(source: Source, before: str, after: str) -> Iterator[memoryview]:
    if is_wide(source):
        for whole in _wide(source, before, after):
            yield text(whole)
        return
    parts: list[str] = []
    written: list[str] = [literal(before + "{")]
    here: list[int] = []
    for i, (key, type_) in enumerate(zip(_keys(source), source.types, strict=True), 1):
        written.append(literal(key))
        value = _value(i, type_)
        if value is None:
            here.append(len(parts) + 1)
            parts += [f"concat({', '.join(written)})", f"#{i}"]
            written = []
        else:
            written.append(_or_null(i, value))
    parts.append(f"concat({', '.join((*written, literal('}' + after)))})")
    select = ", ".join(f"{part} AS p{i}" for i, part in enumerate(parts))
    for batch in source.select([select], line_rows(len(source.names))):
        columns = [
            pa.array(cells.json_texts(column), pa.string()) if i in here else column
            for i, column in enumerate(batch.columns)
        ]
        whole = columns[0] if len(columns) == 1 else pc.binary_join_element_wise(*columns, "")
        yield text(whole)


def _wide(source: Source, before: str, after: str) -> Iterator[pa.Array]:
    def cell(type_: str) -> list[str] | None:
        value = _value(1, type_)
        return None if value is None else [f"{_or_null(1, value)} AS cell"]

    first, *others = _keys(source)
    return wide_rows(source, cell, [f"{before}{{{first}", *others], f"}}{after}")


def _keys(source: Source) -> list[str]:
    """What stands before each value."""
    keys = [json.dumps(name, ensure_ascii=False) + ":" for name in distinct(source.names)]
    return [key if i == 0 else f",{key}" for i, key in enumerate(keys)]


def _or_null(i: int, value: str) -> str:
    return f"CASE WHEN #{i} IS NULL THEN 'null' ELSE {value} END"


def _value(i: int, type_: str) -> str | None:  # noqa: PLR0911 - one line a kind
    """The expression for a value's JSON, None where it is not the engine's to write."""
    value = f"CAST(#{i} AS VARCHAR)"
    if type_ in _NUMBERS:
        return value
    if type_ in ("BIGINT", "UBIGINT"):
        safe = f"#{i} BETWEEN -{cells.SAFE_INTEGER} AND {cells.SAFE_INTEGER}"
        return f"CASE WHEN {safe} THEN {value} ELSE '\"' || {value} || '\"' END"
    if type_ in ("FLOAT", "DOUBLE"):
        infinite = f"WHEN #{i} > 0 THEN '\"Infinity\"' ELSE '\"-Infinity\"'"
        said = f"CASE WHEN isnan(#{i}) THEN '\"NaN\"' {infinite} END"
        return (
            f"CASE WHEN isfinite(#{i}) THEN CAST(CAST(#{i} AS DOUBLE) AS VARCHAR) ELSE {said} END"
        )
    if cells.needs_text(type_) or type_ in _TEXTS:
        return f"CAST(to_json({value}) AS VARCHAR)"
    if type_.endswith("]"):
        return None
    if type_.startswith(_QUOTED):
        return f"'\"' || {value} || '\"'"
    if type_ == "BLOB":
        return f"'\"' || base64(#{i}) || '\"'"
    if type_ == "DATE":
        return f"'\"' || {_day(f'#{i}')} || '\"'"
    if type_ in ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS"):
        return _moment(f"CAST(#{i} AS TIMESTAMP)", "")
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return _moment(f"(#{i} AT TIME ZONE 'UTC')", "+00:00")
    return None


def _day(day: str) -> str:
    """A date as ISO 8601 has it, years before 1 with their astronomical number."""
    sign = f"CASE WHEN year({day}) < 0 THEN '-' ELSE '' END"
    early = f"printf('%s%04d%s', {sign}, abs(year({day})), strftime({day}, '-%m-%d'))"
    when = f"isfinite({day}) AND year({day}) < 1"
    return f"CASE WHEN {when} THEN {early} ELSE CAST({day} AS VARCHAR) END"


def _moment(moment: str, zone: str) -> str:
    day = _day(f"CAST({moment} AS DATE)")
    clock = f"CAST(CAST({moment} AS TIME) AS VARCHAR)"
    told = f"WHEN isfinite({moment}) THEN {day} || 'T' || {clock} || '{zone}'"
    return f"'\"' || CASE {told} ELSE CAST({moment} AS VARCHAR) END || '\"'"
