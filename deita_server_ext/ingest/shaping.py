"""A part's columns as a table has them: names and types asked for, and what Parquet can hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from deita_server_ext.engine import cells
from deita_server_ext.engine.cells import quoted
from deita_server_ext.errors import UnreadableFile

from . import columns
from .report import MAX_REJECTS, Rejects, Report
from .statements import literal

MAX_COLUMNS = 10_000
_WIDE = re.compile(r"\bU?HUGEINT\b")
_AS_TEXT = re.compile(r"\b(BIGNUM|BIT|UNION|VARIANT|GEOMETRY|TIME_NS|TIME WITH TIME ZONE)\b")
_NAMES = re.compile(r"\"(?:[^\"]|\"\")*\"|'(?:[^']|'')*'")


@dataclass(frozen=True)
class Shaped:
    """One column: its name in the file, where it is read from, its own name, what makes it."""

    source: str
    read: str
    name: str
    type: str
    expression: str
    asked: bool


def shape(names: Sequence[str], types: Sequence[str], options: dict[str, Any]) -> list[Shaped]:
    """The columns of a table, given those that are read and what was asked for.

    Raises InvalidRequest where a column is asked for that is not there, or a type that is none,
    and UnreadableFile where there are too many columns.
    """
    refuse_too_many(len(names))
    shaped: list[Shaped] = []
    for choice in columns.choices(columns.names(list(names)), options):
        read, found = names[choice.index], types[choice.index]
        if choice.type is None:
            type_, expression = _stored(quoted(read), found)
        else:
            type_ = choice.type
            value = _read_text(quoted(read), type_, options) if found == "VARCHAR" else quoted(read)
            expression = f"TRY_CAST({value} AS {type_})"
        asked = choice.type is not None
        shaped.append(Shaped(choice.source, read, choice.name, type_, expression, asked))
    return shaped


def refuse_too_many(width: int) -> None:
    """Raises UnreadableFile for more columns than a table may have."""
    if width > MAX_COLUMNS:
        raise UnreadableFile(
            f"The file has {width:,} columns; a table may have {MAX_COLUMNS:,}.",
            hint="Turn columns into rows, or split the file.",
        )


def write(
    connection: duckdb.DuckDBPyConnection, shaped: Sequence[Shaped], relation: str, target: Path
) -> None:
    """Write what ``relation`` (what stands behind FROM) gives to ``target`` as Parquet."""
    select = ", ".join(f"{column.expression} AS {quoted(column.name)}" for column in shaped)
    try:
        connection.execute(
            f"COPY (SELECT {select} FROM {relation}) TO {literal(str(target))} "
            "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
        )
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def written(
    connection: duckdb.DuckDBPyConnection, shaped: Sequence[Shaped], path: Path
) -> list[dict[str, str]]:
    """The contract's columns of a Parquet file that ``write`` made."""
    relation = connection.sql(f"FROM read_parquet({literal(str(path))})")
    found = cells.columns(relation.columns, relation.types)
    return [{"source": column.source, **entry} for column, entry in zip(shaped, found, strict=True)]


def count_nulled(
    connection: duckdb.DuckDBPyConnection,
    shaped: Sequence[Shaped],
    staged: Path,
    line: Callable[[int], int],
    report: Report,
    rejects: Rejects,
) -> None:
    """Report the values in ``staged`` (Parquet) that become null by the types asked for.

    ``line`` gives the source line of a row (from 0).
    """
    for column in shaped:
        if not column.asked:
            continue
        name = quoted(column.read)
        lost = (
            f"FROM read_parquet({literal(str(staged))}, file_row_number = true) "
            f"WHERE {name} IS NOT NULL AND ({column.expression}) IS NULL"
        )
        ((count,),) = connection.execute(f"SELECT count(*) {lost}").fetchall()
        if not count:
            continue
        reason = f"It is no {column.type}."
        places = connection.execute(
            f"SELECT file_row_number, left({name}::VARCHAR, 2000) {lost} "
            f"ORDER BY file_row_number LIMIT {MAX_REJECTS + 1}"
        ).fetchall()
        report.cells_nulled += count
        first, text = places[0]
        report.problem("type", reason, line=line(first), column=column.name, text=text, count=count)
        for number, value in places:
            rejects.add(
                line=line(number), column=column.name, text=value, kind="type", reason=reason
            )


def _read_text(name: str, wanted: str, options: dict[str, Any]) -> str:
    """What a text says, given how the file writes dates and numbers."""
    form = options.get("date_format" if wanted == "DATE" else "timestamp_format")
    if form and wanted.startswith(("DATE", "TIMESTAMP")):
        return f"try_strptime(trim({name}), {literal(form)})"
    if wanted == "VARCHAR":
        return name
    value = f"trim({name})"
    if not wanted.startswith(("DATE", "TIME", "BOOLEAN")):
        if thousands := options.get("thousands"):
            value = f"replace({value}, {literal(thousands)}, '')"
        if (decimal := options.get("decimal")) and decimal != ".":
            value = f"replace({value}, {literal(decimal)}, '.')"
    return f"nullif({value}, '')"


def _stored(name: str, found: str) -> tuple[str, str]:
    """What Parquet can hold of a type without loss, and what makes it.

    Of itself, the engine writes HUGEINT to Parquet as DOUBLE, and a union as a structure.
    """
    plain = _NAMES.sub("", found)
    if plain in ("NULL", "") or found == '"NULL"':
        return "VARCHAR", f"CAST({name} AS VARCHAR)"
    if _AS_TEXT.search(plain) or ("HUGEINT" in plain and found != plain):
        return "VARCHAR", f"CAST({name} AS VARCHAR)"
    if _WIDE.search(plain):
        # 38 digits; more do not fit, which is an error and no loss.
        type_ = _WIDE.sub("DECIMAL(38,0)", found)
        return type_, f"CAST({name} AS {type_})"
    return found, name
