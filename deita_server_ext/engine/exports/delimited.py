"""CSV (RFC 4180) in many dialects.

The engine itself writes the lines, one text a row, in all of its threads; they leave as they
lie in Arrow's memory. Values have the engine's own text, which it reads back as the same value.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .pieces import joined, line_rows, text
from .source import Source, literal
from .wide import is_wide, wide_rows

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""What a cell may not begin with in a spreadsheet, wide forms as well (OWASP, CSV Injection;
OWASP ASVS 5.0, 1.2.10)."""

_NUMBERS = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
    "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE", "DECIMAL", "BIGNUM", "BOOLEAN",
)  # fmt: skip
_PLAIN = (*_NUMBERS, "UUID", "DATE", "TIME", "INTERVAL")
"""Types whose texts hold letters, digits and ``+-.: ()`` alone: no delimiter, no quote."""


@dataclass(frozen=True)
class Dialect:
    """How CSV is written. The default is what most programs write.

    A text that holds the delimiter, the quote or a line's end is quoted, and so is one that
    is spelled like ``null``; ``quote_all`` quotes all but NULL. ``decimal`` is the point of
    decimals and floats. ``guard`` puts an apostrophe before what a spreadsheet would take
    for a formula; what is no text but a number stays as it is. ``bom`` tells Excel that it
    is UTF-8.
    """

    delimiter: str = ","
    quote: str = '"'
    newline: str = "\n"
    header: bool = True
    null: str = ""
    decimal: str = "."
    quote_all: bool = False
    guard: bool = False
    bom: bool = False


def csv_chunks(source: Source, dialect: Dialect) -> Iterator[bytes]:
    """The rows as CSV in UTF-8.

    Where the only column is NULL and has no spelling, its line is a pair of quotes: readers
    take an empty line for none.
    """
    return joined(_parts(source, dialect))


def _parts(source: Source, dialect: Dialect) -> Iterator[bytes | memoryview]:
    if dialect.bom:
        yield b"\xef\xbb\xbf"
    if dialect.header:
        names = (header_cell(name, dialect) for name in source.names)
        yield (dialect.delimiter.join(names) + dialect.newline).encode()
    if is_wide(source):
        between = ["", *[dialect.delimiter] * (len(source.names) - 1)]
        for rows in wide_rows(
            source, lambda type_: _alone(type_, dialect), between, dialect.newline
        ):
            yield text(rows)
        return
    lists = [_texts(source, dialect), _line(source, dialect)]
    for batch in source.select(lists, line_rows(len(source.names))):
        yield text(batch.column(0))


def header_cell(name: str, dialect: Dialect) -> str:
    """A column's name as a cell, by the rules for texts."""
    if dialect.guard and name.startswith(_FORMULA):
        name = f"'{name}"
    needed = any(one in name for one in (dialect.delimiter, dialect.quote, "\n", "\r"))
    if needed or dialect.quote_all or name in ("", dialect.null):
        return dialect.quote + name.replace(dialect.quote, dialect.quote * 2) + dialect.quote
    return name


def _texts(source: Source, dialect: Dialect) -> str:
    return ", ".join(_text(i, type_, dialect) for i, type_ in enumerate(source.types, 1))


def _text(i: int, type_: str, dialect: Dialect) -> str:
    """The value's text before it is quoted."""
    value = f"CAST(#{i} AS VARCHAR)"
    if dialect.decimal != "." and _is(type_, ("FLOAT", "DOUBLE", "DECIMAL")):
        value = f"replace({value}, '.', {literal(dialect.decimal)})"
    elif dialect.guard and not _is(type_, _NUMBERS):
        starts = ", ".join(literal(start) for start in _FORMULA)
        value = f"CASE WHEN left({value}, 1) IN ({starts}) THEN '''' || {value} ELSE {value} END"
    return f"{value} AS v{i}"


def _alone(type_: str, dialect: Dialect) -> list[str]:
    """A cell by itself."""
    return [_text(1, type_, dialect), f"{_cell(1, type_, dialect, alone=False)} AS cell"]


def _line(source: Source, dialect: Dialect) -> str:
    delimiter = literal(dialect.delimiter)
    written = f", {delimiter}, ".join(
        _cell(i, type_, dialect, alone=len(source.types) == 1)
        for i, type_ in enumerate(source.types, 1)
    )
    return f"concat({written}, {literal(dialect.newline)}) AS line"


def _cell(i: int, type_: str, dialect: Dialect, *, alone: bool) -> str:
    quote = literal(dialect.quote)
    null = literal(dialect.null or (dialect.quote * 2 if alone else ""))
    quoted = f"{quote} || replace(#{i}, {quote}, {quote} || {quote}) || {quote}"
    if dialect.quote_all:
        return f"CASE WHEN #{i} IS NULL THEN {null} ELSE {quoted} END"
    needed = []
    if dialect.null or not _is(type_, _PLAIN):
        needed.append(f"#{i} = {literal(dialect.null)}")
    if not _is(type_, _PLAIN):
        needed.append(f"#{i} = ''")
        needed += [
            f"contains(#{i}, {literal(one)})"
            for one in (dialect.delimiter, dialect.quote, "\n", "\r")
        ]
    when = f"WHEN {' OR '.join(needed)} THEN {quoted} " if needed else ""
    return f"CASE WHEN #{i} IS NULL THEN {null} {when}ELSE #{i} END"


def _is(type_: str, kinds: tuple[str, ...]) -> bool:
    return type_.startswith(kinds) and not type_.endswith("]")
