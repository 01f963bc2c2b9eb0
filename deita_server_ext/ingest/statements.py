"""Values within statements that take no parameters (COPY, ATTACH, a reader's options)."""

from __future__ import annotations


def literal(text: str) -> str:
    """``text`` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
