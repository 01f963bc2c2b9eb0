"""Columns of JSON records, by the engine's reader, and exact where floats are not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from deita_server_ext.engine.cells import quoted
from deita_server_ext.errors import UnreadableFile
from deita_server_ext.ingest.reader import Source
from deita_server_ext.ingest.report import Report
from deita_server_ext.ingest.shaping import refuse_too_many
from deita_server_ext.ingest.staging import Relation
from deita_server_ext.ingest.statements import literal

LARGEST = 256 << 20
"""Bytes of one record, or of one line."""
_USUAL = 16 << 20
_WHOLE = "[\\[:,]\\s*-?\\d{16,}\\s*[,}\\]]"
_DIGITS = 38


@dataclass(frozen=True)
class Records:
    """A file of JSON as the engine is to read it. ``largest`` bounds one record, in bytes."""

    path: Path
    format: str
    largest: int = _USUAL
    long_numbers: bool = False

    def function(self, *, maps: bool = True, columns: str = "") -> str:
        """What stands behind FROM."""
        threshold = "" if maps else ", map_inference_threshold = -1"
        return (
            f"read_json({literal(str(self.path))}, format = '{self.format}', sample_size = -1, "
            f"maximum_object_size = {self.largest}{threshold}{columns})"
        )


def relation(source: Source, records: Records, report: Report) -> Relation:
    """The records as a part, with types that hold every value over the whole file.

    Raises what the engine says of a file that it cannot read.
    """
    connection = source.connection
    function = records.function()
    found = connection.sql(f"FROM {function}")
    names, types = list(found.columns), [str(type_) for type_ in found.types]
    if names == ["json"] and types[0].startswith("MAP("):
        # Many keys, each in few records: columns of a table all the same.
        ((width,),) = connection.execute(
            "SELECT count(DISTINCT key) FROM "
            f"(SELECT unnest(map_keys(json)) AS key FROM {function})"
        ).fetchall()
        if not width:
            raise UnreadableFile(
                "The JSON has no keys that could be columns.",
                hint="Check that the right file was saved, and add it again.",
            )
        refuse_too_many(width)
        function = records.function(maps=False)
        found = connection.sql(f"FROM {function}")
        names, types = list(found.columns), [str(type_) for type_ in found.types]
    refuse_too_many(len(names))
    part = Relation("", function, names, types, report)
    if records.long_numbers:
        _exactly(connection, records, part)
    if list(part.names) == ["json"]:
        part.relation = f"(SELECT json AS value FROM {part.relation})"
        part.names = ["value"]
    return part


def _exactly(connection: duckdb.DuckDBPyConnection, records: Records, part: Relation) -> None:
    """Keep integers that the engine would make floats of."""
    floats = [name for name, type_ in zip(part.names, part.types, strict=True) if "DOUBLE" in type_]
    if not floats:
        return
    typed = ", ".join(
        f"{literal(name)}: {literal('JSON' if name in floats else type_)}"
        for name, type_ in zip(part.names, part.types, strict=True)
    )
    raw = records.function(columns=f", columns = {{{typed}}}")
    counted = ", ".join(map(_counted, floats))
    (row,) = connection.execute(f"SELECT {counted} FROM {raw}").fetchall()
    select: list[str] = []
    types: list[str] = []
    for name, type_ in zip(part.names, part.types, strict=True):
        if name not in floats:
            select.append(quoted(name))
            types.append(type_)
            continue
        at = 3 * floats.index(name)
        long, others, digits = row[at], row[at + 1], row[at + 2] or 0
        read, chosen = _chosen(name, type_, long, others, digits, part)
        select.append(f"{read} AS {quoted(name)}")
        types.append(chosen)
    part.relation = f"(SELECT {', '.join(select)} FROM {raw})"
    part.types = types


def _counted(name: str) -> str:
    """How many long integers, how many other values, and the most digits of an integer."""
    text = f"CAST({quoted(name)} AS VARCHAR)"
    whole = f"regexp_full_match({text}, '-?\\d+')"
    long = f"(({whole} AND length({text}) >= 16) OR regexp_matches({text}, {literal(_WHOLE)}))"
    return (
        f"count(*) FILTER ({long}), count(*) FILTER (NOT {whole} AND {text} <> 'null'), "
        f"max(length(ltrim({text}, '-'))) FILTER ({whole})"
    )


def _chosen(
    name: str, type_: str, long: int, others: int, digits: int, part: Relation
) -> tuple[str, str]:
    text = quoted(name)
    if not long:
        return f"CAST({text} AS {type_})", type_
    part.notes.append(f"{name}: integers kept exact")
    if type_ != "DOUBLE":
        return text, "JSON"
    if others or digits > _DIGITS:
        return f"CAST({text} AS VARCHAR)", "VARCHAR"
    return f"CAST(CAST({text} AS VARCHAR) AS DECIMAL(38,0))", "DECIMAL(38,0)"


_WHERE = re.compile(r"in (?:line|record/value) (\d+)")
_FILE = re.compile(r" in file \"[^\"]*\"")


def place(message: str) -> int | None:
    """The line or the record that the engine's message names."""
    match = _WHERE.search(message)
    return int(match[1]) if match else None


def reason(message: str) -> str:
    """What the engine says is wrong, without the file, the place and its advice."""
    text = _FILE.sub("", message).split("\n")[0]
    text = text.rpartition(": ")[2] if "Malformed" in text else text.partition(": ")[2]
    text = text.strip().rstrip(".")
    return (text[:1].upper() + text[1:])[:300] or "It is no JSON"


def too_large(size: int) -> UnreadableFile:
    """The error for a record that is longer than one may be."""
    return UnreadableFile(
        f"A record of the JSON is larger than {size >> 20} MB.",
        hint="Write one record a line (NDJSON), or split the file.",
    )
