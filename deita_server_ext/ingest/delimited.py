"""Delimited text (CSV, TSV, …) to Parquet, by DuckDB's reader, with its silent losses caught."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from deita_server_ext.engine.faults import translate
from deita_server_ext.errors import UnreadableFile

from . import encoding

MAX_COLUMNS = 10_000
_DELIMITERS = ",;\t|"


@dataclass
class Reading:
    """How a file was read. ``notes`` are for the person, ``options`` for the reader."""

    path: Path
    options: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read(
    connection: duckdb.DuckDBPyConnection, path: Path, target: Path, scratch: Path
) -> list[str]:
    """Write the file's rows to ``target`` as Parquet and return notes on what was done.

    Raises UnreadableFile where no table can be made of the file without losing some of it.
    """
    reading = Reading(path)
    found = encoding.detect(path)
    if found is not encoding.UTF8:
        _transcode(reading, scratch, found)
    try:
        _copy(connection, reading, target)
    except duckdb.Error as exc:
        message = str(exc)
        if "not utf-8 encoded" in message and reading.path == path:
            _transcode(reading, scratch, encoding.UTF8)
        elif "Error when converting column" in message:
            # A value far down does not fit what the first lines promised: look at all of them.
            reading.options["sample_size"] = -1
            reading.options["buffer_size"] = 64 << 20
        else:
            raise _unreadable(exc, reading.path) from exc
        try:
            _copy(connection, reading, target)
        except duckdb.Error as again:
            raise _unreadable(again, reading.path) from again
    return reading.notes


def _transcode(reading: Reading, scratch: Path, found: encoding.Encoding) -> None:
    target = scratch / "utf-8.csv"
    used = encoding.transcode(reading.path, target, found)
    reading.path = target
    reading.notes.append(f"read as {used.label}")


def _copy(connection: duckdb.DuckDBPyConnection, reading: Reading, target: Path) -> None:
    _decide(connection, reading)
    connection.execute(
        f"COPY (SELECT * FROM {_source(reading)}) TO {literal(str(target))} "
        "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
    )


def _decide(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """Settle what the reader would settle by itself, and refuse where it would lose lines."""
    # An empty text in quotes is a value, not NULL, unless the file quotes its empty numbers.
    reading.options["allow_quoted_nulls"] = False
    exact = _sniff(connection, reading)
    if b'""' in _head(reading.path):
        reading.options["allow_quoted_nulls"] = True
        lenient = _sniff(connection, reading)
        reading.options["allow_quoted_nulls"] = exact["types"] != lenient["types"]
    names: list[str] = exact["names"]
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile(
            f"The file has {len(names):,} columns; a table may have {MAX_COLUMNS:,}.",
            hint="Turn columns into rows, or split the file.",
        )
    if exact["skipped"] and not exact["header"]:
        raise _ragged(reading.path, exact["delimiter"])
    if len(names) == 1 and exact["header"] and any(mark in names[0] for mark in _DELIMITERS):
        mark = max(_DELIMITERS, key=names[0].count)
        raise _ragged(reading.path, mark)
    if exact["skipped"]:
        lines = "line" if exact["skipped"] == 1 else "lines"
        reading.notes.append(f"{exact['skipped']} {lines} before the header left out")


def _sniff(connection: duckdb.DuckDBPyConnection, reading: Reading) -> dict[str, Any]:
    row = connection.execute(
        "SELECT Delimiter, SkipRows, HasHeader, list_transform(Columns, lambda c: c.name), "
        "list_transform(Columns, lambda c: c.type) "
        f"FROM sniff_csv({literal(str(reading.path))}{_options(reading)})"
    ).fetchone()
    assert row is not None
    return dict(zip(("delimiter", "skipped", "header", "names", "types"), row, strict=True))


def _source(reading: Reading) -> str:
    return f"read_csv({literal(str(reading.path))}{_options(reading)})"


def _options(reading: Reading) -> str:
    return "".join(f", {name} = {value}" for name, value in reading.options.items())


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(encoding.HEAD_BYTES)


def literal(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def _ragged(path: Path, delimiter: str) -> UnreadableFile:
    """The error for lines that do not agree, naming the first that differs from line 1."""
    lines = _head(path).decode(errors="replace").splitlines()
    counts = [line.count(delimiter) + 1 for line in lines]
    other = next((i for i, count in enumerate(counts) if count != counts[0]), None)
    where = ""
    details: dict[str, Any] = {}
    if other is not None:
        where = f": line 1 has {counts[0]}, line {other + 1} has {counts[other]}"
        details = {"line": other + 1, "text": lines[other][:200]}
    return UnreadableFile(
        f"The lines do not all have the same number of columns{where}.",
        hint="Look there for a missing or an extra delimiter or quote, and add the file again.",
        details=details,
    )


def _unreadable(exc: duckdb.Error, path: Path) -> BaseException:
    """The reader's error in a person's words."""
    message = str(exc)
    if not ("CSV" in message or "sniffing" in message):
        return translate(exc)
    if "sniffing file" in message:
        lines = _head(path).decode(errors="replace").splitlines()
        mark = max(_DELIMITERS, key=lines[0].count)
        if len({line.count(mark) for line in lines[:-1]}) > 1 and mark in lines[0]:
            return _ragged(path, mark)
        return UnreadableFile(
            "This cannot be read as delimited text: no delimiter fits its lines.",
            hint="Check that it is a CSV file with the same number of columns in every line.",
        )
    line = re.search(r"CSV Error on Line: (\d+)", message)
    text = re.search(r"Original Line: (.*)", message)
    reason = message.split("\n")
    why = next(
        (part for part in reason[1:] if part and not part.startswith(("Original Line", "CSV"))),
        "it does not fit the lines before it",
    )
    where = f"Line {line[1]}: " if line else ""
    details: dict[str, Any] = {"line": int(line[1])} if line else {}
    if text:
        details["text"] = text[1][:200]
    return UnreadableFile(
        f"{where}{why.strip().rstrip('.')}.",
        hint="Correct that line in the file, and add it again.",
        details=details,
    )
