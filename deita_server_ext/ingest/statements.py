"""Values within statements that take no parameters (COPY, ATTACH, a reader's options)."""

from __future__ import annotations

PARQUET = "FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2"
"""How snapshots are written: v2 with zstd is smaller and faster to read than v1."""


def literal(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
