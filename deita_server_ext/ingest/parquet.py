"""The reader of Parquet files: written anew, so that every snapshot is of one kind."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import duckdb

from deita_server_ext.engine.faults import message_of
from deita_server_ext.errors import DeitaError, UnreadableFile

from . import staging
from .progress import Progress
from .reader import Part, Source, files
from .staging import Relation
from .statements import literal

MAGIC = b"PAR1"
ENCRYPTED = b"PARE"
_MAX_FOOTER = 64 << 20
"""Bytes of metadata: a thousand columns in a thousand row groups need about a tenth."""


class Parquet:
    """Reads Parquet, nested too."""

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        relation = _relation(source)
        total = _count(source, relation.relation)
        relation.relation = f"(FROM {relation.relation} LIMIT {int(rows)})"
        part = _read(source, relation, files(source.scratch).parquet.parent)
        yield staging.head(source, part, rows, complete=total <= rows)

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        relation = _relation(source)
        total = _count(source, relation.relation)
        with progress.watching(source.connection, rows=total):
            part = _read(source, relation, directory)
        yield part


def _relation(source: Source) -> Relation:
    _look(source.path)
    try:
        return Relation.of(source, "", f"read_parquet({literal(str(source.path))})")
    except duckdb.Error as exc:
        raise _unreadable(exc) from exc


def _count(source: Source, relation: str) -> int:
    ((count,),) = source.connection.execute(f"SELECT count(*) FROM {relation}").fetchall()
    return int(count)


def _read(source: Source, relation: Relation, directory: Path) -> Part:
    try:
        return staging.load(source, relation, files(directory))
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as exc:
        raise _unreadable(exc) from exc


def _look(path: Path) -> None:
    """Refuse what has no footer or a vast one (Apache Parquet, file format)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) == ENCRYPTED:
            raise _encrypted()
        file.seek(max(size - 8, 0))
        end = file.read(8)
    if end[4:] == ENCRYPTED:
        raise _encrypted()
    if size < 12 or end[4:] != MAGIC:
        raise UnreadableFile(
            "The Parquet file is incomplete: its end is missing.",
            hint="Copy or write it again, and add it again.",
        )
    (footer,) = struct.unpack("<I", end[:4])
    if footer > min(size - 12, _MAX_FOOTER):
        raise UnreadableFile(
            "The Parquet file is damaged: its footer says what cannot be.",
            hint="Write it again, and add it again.",
        )


def _encrypted() -> UnreadableFile:
    return UnreadableFile(
        "The Parquet file is encrypted.",
        hint="Write it without encryption, and add that file.",
    )


def _unreadable(exc: duckdb.Error) -> DeitaError:
    message = message_of(exc)
    if "ncrypt" in message:
        return _encrypted()
    if isinstance(exc, duckdb.ConversionException):
        return UnreadableFile(
            f"A value does not fit: {message.strip().rstrip('.')[:300]}.",
            hint="Give the column another type, such as VARCHAR.",
        )
    return UnreadableFile(
        "The Parquet file is damaged, or of a kind that cannot be read: "
        f"{message.strip().splitlines()[0].rstrip('.')[:300]}.",
        hint="Write it again with a recent program, and add that file.",
    )
