"""Delimited text (CSV, TSV, …) to Parquet, by DuckDB's reader, with its silent losses caught."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from deita_server_ext.engine.faults import message_of, translate
from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest import encoding
from deita_server_ext.ingest.statements import literal

MAX_COLUMNS = 10_000
_DELIMITERS = ",;\t|"
TRANSCODED = "utf-8.csv"
"""The file's text as UTF-8, in the scratch directory for as long as it is read."""
_QUOTED_AS_USUAL = {"quote": "'\"'", "escape": "'\"'"}
_DECIMAL_COMMAS: tuple[dict[str, Any], ...] = (
    {"decimal_separator": "','"},
    {"decimal_separator": "','", "thousands": "'.'"},
)


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
    try:
        found = encoding.detect(path)
        if found is not encoding.UTF8:
            _transcode(reading, scratch, found)
        _refuse_too_many_columns(_head(reading.path))
        _read(connection, reading, target, scratch)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        (scratch / TRANSCODED).unlink(missing_ok=True)
    return reading.notes


def _read(
    connection: duckdb.DuckDBPyConnection, reading: Reading, target: Path, scratch: Path
) -> None:
    """Try, and where the reader says what hinders it, once more for each such reason."""
    tried: set[str] = set()
    while True:
        try:
            _copy(connection, reading, target)
        except duckdb.Error as exc:
            reason = _reason(message_of(exc), reading.path)
            if reason is None or reason in tried:
                raise _unreadable(exc, reading.path) from exc
            tried.add(reason)
            if reason == "encoding":
                _transcode(reading, scratch, encoding.UTF8)
            elif reason == "newlines":
                _even_newlines(reading, scratch)
            elif reason == "type":
                # A value far down does not fit what the first lines promised: look at all.
                reading.options |= {"sample_size": -1, "buffer_size": 64 << 20}
            else:
                reading.options |= {"max_line_size": 32 << 20, "buffer_size": 64 << 20}
        else:
            return


def _reason(message: str, path: Path) -> str | None:
    """What can be done about an error, if anything."""
    if "not utf-8 encoded" in message:
        return "encoding"
    if "Error when converting column" in message:
        return "type"
    if "Maximum line size" in message:
        return "line"
    head = _head(path)
    if b"\r\n" in head and re.search(rb"(?<!\r)\n", head):
        return "newlines"
    return None


def _transcode(reading: Reading, scratch: Path, found: encoding.Encoding) -> None:
    target = scratch / TRANSCODED
    used = encoding.transcode(reading.path, target, found)
    reading.path = target
    reading.notes.append(f"read as {used.label}")


def _even_newlines(reading: Reading, scratch: Path) -> None:
    made, target = scratch / "even.csv", scratch / TRANSCODED
    encoding.transcode(reading.path, made, encoding.Encoding("utf-8", "UTF-8"), newline=None)
    made.replace(target)
    reading.path = target
    reading.notes.append("line ends were mixed")


def _copy(connection: duckdb.DuckDBPyConnection, reading: Reading, target: Path) -> None:
    _decide(connection, reading)
    connection.execute(
        f"COPY (SELECT * FROM {_source(reading)}) TO {literal(str(target))} "
        "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
    )


def _decide(connection: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """Settle what the reader would settle by itself, and refuse where it would lose lines."""
    for name in (*_QUOTED_AS_USUAL, *_DECIMAL_COMMAS[-1]):
        reading.options.pop(name, None)
    # An empty text in quotes is a value, not NULL, unless the file quotes its empty numbers.
    reading.options["allow_quoted_nulls"] = False
    exact = _sniff(connection, reading)
    head = _head(reading.path)
    if exact["quote"] == "(empty)" and exact["delimiter"] in ",;":
        _expect_quotes(connection, reading, exact, head)
    if exact["delimiter"] != "," and re.search(rb"\d,\d", head):
        exact = _decimal_commas(connection, reading, exact)
    if b'""' in head:
        reading.options["allow_quoted_nulls"] = True
        lenient = _sniff(connection, reading)
        reading.options["allow_quoted_nulls"] = exact["types"] != lenient["types"]
    names: list[str] = exact["names"]
    if len(names) > MAX_COLUMNS:
        raise _too_wide(len(names))
    if exact["skipped"] and not exact["header"]:
        raise _ragged(reading.path, exact["delimiter"])
    if len(names) == 1 and exact["header"] and any(mark in names[0] for mark in _DELIMITERS):
        mark = max(_DELIMITERS, key=names[0].count)
        raise _ragged(reading.path, mark)
    if exact["skipped"]:
        lines = "line" if exact["skipped"] == 1 else "lines"
        reading.notes.append(f"{exact['skipped']} {lines} before the header left out")


def _expect_quotes(
    connection: duckdb.DuckDBPyConnection, reading: Reading, exact: dict[str, Any], head: bytes
) -> None:
    """Quotes may come after the lines that the reader looked at; an open one is an error.

    The reader takes quotes for letters in all of a file when one of them is not closed.
    """
    mark = re.escape(exact["delimiter"].encode())
    if opened := re.search(rb"(?:^|(?<=[\r\n" + mark + rb"]))\"", head):
        line = len(head[: opened.start()].splitlines()) + head[: opened.start()].endswith(b"\n")
        line = max(line, 1)
        raise UnreadableFile(
            f"Line {line}: a quote opens a value there, and the quotes do not add up.",
            hint="Close it, or write it twice where it belongs to the text; then add the file "
            "again.",
            details={"line": line},
        )
    reading.options |= _QUOTED_AS_USUAL
    try:
        same = _sniff(connection, reading)["names"] == exact["names"]
    except duckdb.Error:
        same = False
    if not same:
        for name in _QUOTED_AS_USUAL:
            del reading.options[name]


def _decimal_commas(
    connection: duckdb.DuckDBPyConnection, reading: Reading, exact: dict[str, Any]
) -> dict[str, Any]:
    """Take commas for decimal marks where that makes numbers of texts and spoils none."""
    best = exact
    for options in _DECIMAL_COMMAS:
        tried = Reading(reading.path, reading.options | options)
        found = _sniff(connection, tried)
        pairs = list(zip(exact["types"], found["types"], strict=False))
        gained = found["types"].count("VARCHAR") < best["types"].count("VARCHAR")
        kept = all(before in ("VARCHAR", after) for before, after in pairs)
        points = "thousands" in options and "DOUBLE" in exact["types"]
        if found["names"] == exact["names"] and gained and kept and not points:
            reading.options |= options
            best = found
    note = "commas read as decimal marks"
    if best is not exact and note not in reading.notes:
        reading.notes.append(note)
    return best


def _refuse_too_many_columns(head: bytes) -> None:
    """The reader needs much memory for a very wide file before it can say how wide it is."""
    first = (head.splitlines() or [b""])[0]
    width = 1 + max(first.count(mark.encode()) for mark in _DELIMITERS)
    if width > MAX_COLUMNS:
        raise _too_wide(width)


def _too_wide(width: int) -> UnreadableFile:
    return UnreadableFile(
        f"The file has {width:,} columns; a table may have {MAX_COLUMNS:,}.",
        hint="Turn columns into rows, or split the file.",
    )


def _sniff(connection: duckdb.DuckDBPyConnection, reading: Reading) -> dict[str, Any]:
    row = connection.execute(
        "SELECT Delimiter, Quote, SkipRows, HasHeader, list_transform(Columns, lambda c: c.name), "
        "list_transform(Columns, lambda c: c.type) "
        f"FROM sniff_csv({literal(str(reading.path))}{_options(reading)})"
    ).fetchone()
    assert row is not None
    return dict(
        zip(("delimiter", "quote", "skipped", "header", "names", "types"), row, strict=True)
    )


def _source(reading: Reading) -> str:
    return f"read_csv({literal(str(reading.path))}{_options(reading)})"


def _options(reading: Reading) -> str:
    return "".join(f", {name} = {value}" for name, value in reading.options.items())


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(encoding.HEAD_BYTES)


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


_WHYS = ("Expected Number", "Value with unterminated", "Error when converting", "Maximum line")
"""How the line of the reader's message begins that says what is wrong."""


def _unreadable(exc: duckdb.Error, path: Path) -> BaseException:
    """The reader's error in a person's words."""
    message = message_of(exc)
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
    why = next(
        (part for part in message.split("\n") if part.startswith(_WHYS)),
        "It does not fit the lines before it",
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
