"""The formats of exports: which there are, and what makes the bytes of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .columnar import arrow_chunks, parquet_chunks
from .delimited import Dialect, csv_chunks
from .objects import distinct, json_chunks, json_line_chunks
from .source import Source
from .spreadsheet import xlsx_chunks

_KEYS = ("parquet", "json", "jsonl")
"""Formats where a column's name must be its own."""


def chunks_of(source: Source, format: str, options: dict[str, Any]) -> Iterator[bytes]:
    """The bytes of an export. ``options`` are a :class:`Dialect`'s, and ``compression``."""
    options = dict(options)
    compression = options.pop("compression", None)
    match format:
        case "csv":
            return csv_chunks(source, Dialect(**options))
        case "json":
            return json_chunks(source)
        case "jsonl":
            return json_line_chunks(source)
        case "parquet":
            return parquet_chunks(source, compression or "zstd")
        case "xlsx":
            return xlsx_chunks(source)
        case _:
            return arrow_chunks(source, compression)


def renamed(source: Source, format: str) -> dict[str, str]:
    """The new names of columns that share theirs with an earlier one, by position from 1."""
    if format not in _KEYS:
        return {}
    pairs = zip(source.names, distinct(source.names), strict=True)
    return {str(i): new for i, (old, new) in enumerate(pairs, 1) if new != old}
