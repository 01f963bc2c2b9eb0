"""Rows of a file behind those of a table: two Parquet files become one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

import duckdb

from deita_server_ext.engine import cells
from deita_server_ext.errors import CannotAppend

from .mapping import EXACT_IN_DOUBLE, TEXT, Mapped, appended
from .statements import PARQUET, literal


def append(
    connection: duckdb.DuckDBPyConnection,
    base: Path,
    addition: Path,
    target: Path,
    *,
    as_text: Collection[str],
    reread: bool,
) -> tuple[list[Mapped], list[str]]:
    """Write the rows of ``base``, then those of ``addition``, to ``target`` as Parquet.

    Gives the columns' mapping, and the columns of the file that are to be read anew as text
    first: then nothing was written. They are asked for where ``reread`` says that there is
    still a way to; else their values' own text is taken. Raises CannotAppend.
    """
    mapping = _mapping(connection, base, addition, as_text)
    text = [m.source for m in mapping if m.change == "converted" and m.source is not None]
    if text and reread:
        return mapping, text
    for mapped in mapping:
        if mapped.whole_numbers:
            _check_whole_numbers(connection, base, addition, mapped)
    rows = " UNION ALL ".join(
        f"SELECT {', '.join(columns)} FROM read_parquet({literal(str(path))})"
        for path, columns in (
            (base, _select(mapping, of_table=True)),
            (addition, _select(mapping, of_table=False)),
        )
    )
    connection.execute(f"COPY ({rows}) TO {literal(str(target))} ({PARQUET})")
    return mapping, []


def _mapping(
    connection: duckdb.DuckDBPyConnection, base: Path, addition: Path, as_text: Collection[str]
) -> list[Mapped]:
    """How the columns fit. Raises CannotAppend for the first that does not."""
    table, file = _columns(connection, base), _columns(connection, addition)
    mapping = appended(table, file, as_text=as_text)
    doubtful = [m.source for m in mapping if _may_be_empty(m) and m.source is not None]
    if doubtful:
        empty = _empty(connection, addition, doubtful)
        mapping = appended(table, file, as_text=as_text, empty=empty)
    for mapped in mapping:
        if mapped.type is None:
            raise _refused(
                mapped,
                f"The column {mapped.column} is {mapped.table_type} in the table and "
                f"{mapped.file_type} in the file.",
            )
    return mapping


def _may_be_empty(mapped: Mapped) -> bool:
    # A column without any value has no type of its own: readers call it text.
    return mapped.file_type == TEXT and mapped.table_type not in (None, TEXT)


def _columns(connection: duckdb.DuckDBPyConnection, path: Path) -> list[tuple[str, str]]:
    relation = connection.sql(f"FROM read_parquet({literal(str(path))})")
    return [(n, str(t)) for n, t in zip(relation.columns, relation.types, strict=True)]


def _empty(connection: duckdb.DuckDBPyConnection, path: Path, names: Iterable[str]) -> set[str]:
    """Which of the columns hold nothing but nulls, in lower case."""
    names = list(names)
    counts = ", ".join(f"count({cells.quoted(name)})" for name in names)
    row = connection.execute(f"SELECT {counts} FROM read_parquet({literal(str(path))})").fetchone()
    assert row is not None
    return {name.lower() for name, count in zip(names, row, strict=True) if count == 0}


def _check_whole_numbers(
    connection: duckdb.DuckDBPyConnection, base: Path, addition: Path, mapped: Mapped
) -> None:
    """Raise CannotAppend where a whole number is too large to be exact as a DOUBLE."""
    sides = ((base, mapped.column, mapped.table_type), (addition, mapped.source, mapped.file_type))
    for path, name, type_ in sides:
        if type_ == "DOUBLE" or name is None:
            continue
        column = cells.quoted(name)
        row = connection.execute(
            f"SELECT {column} FROM read_parquet({literal(str(path))}) "
            f"WHERE {column} NOT BETWEEN {-EXACT_IN_DOUBLE} AND {EXACT_IN_DOUBLE} LIMIT 1"
        ).fetchone()
        if row is not None:
            raise _refused(
                mapped,
                f"The column {mapped.column} is {mapped.table_type} in the table and "
                f"{mapped.file_type} in the file, and as DOUBLE {row[0]} would lose digits.",
            )


def _refused(mapped: Mapped, message: str) -> CannotAppend:
    return CannotAppend(
        message,
        hint="Choose VARCHAR for the column to keep both as text, another type that both are, "
        "or leave the column out.",
        details={
            "column": mapped.column,
            "table_type": mapped.table_type,
            "file_type": mapped.file_type,
        },
    )


def _select(mapping: list[Mapped], *, of_table: bool) -> list[str]:
    """One side's columns in the order and with the types of the whole."""
    columns = []
    for mapped in mapping:
        type_ = mapped.table_type if of_table else mapped.file_type
        name = mapped.column if of_table else mapped.source
        value = "NULL" if type_ is None or name is None else cells.quoted(name)
        if type_ != mapped.type:
            value = f"CAST({value} AS {mapped.type})"
        columns.append(f"{value} AS {cells.quoted(mapped.column)}")
    return columns
