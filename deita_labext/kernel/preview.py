"""What a notebook shows and keeps of a result: its first rows, in three forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .contract import Cell
from .layout import HTML_COLUMNS, count, html_note, html_table, text_table
from .listing import Words

if TYPE_CHECKING:
    from .result import Result

MIME = "application/vnd.deita.result+json"
WAIT_SECONDS = 0.1
"""How long a display waits for the number of rows."""
MAX_ROWS = 50
_TEXT_ROWS = 20
_MAX_BYTES = 200_000
"""Of the rows kept for the grid, which brings the others itself."""
_HTML_CELLS = 2000


def bundle(result: Result) -> dict[str, Any]:
    """The display's forms: for Deita's grid, for any browser, for a terminal."""
    return {
        MIME: {
            "version": 1,
            "result_id": result.id,
            "workspace_id": result.workspace_id,
            "sql": result.sql,
            "columns": result.schema,
            "row_count": result.row_count,
            "elapsed_ms": result.stats.get("total_ms"),
            "tables": result.tables,
            "name": result.name,
            "rows": _within(result.first_rows[:MAX_ROWS]),
            "page_size": result.page_size,
            "key": result.key,
        },
        "text/html": html(result),
        "text/plain": text(result),
    }


def html(result: Result) -> str:
    """A static table of the first rows, and how many there are."""
    most = max(5, _HTML_CELLS // min(len(result.columns), HTML_COLUMNS))
    rows = result.first_rows[: min(most, MAX_ROWS)]
    right = _numbers(result)
    table, hidden = html_table(result.columns, rows, right, result.types)
    return f"<div>{table}{html_note(_footer(result, len(rows), hidden))}</div>"


def text(result: Result) -> str:
    """The first rows as text, and how many there are."""
    rows = result.first_rows[:_TEXT_ROWS]
    table, hidden = text_table(result.columns, rows, _numbers(result))
    return f"{table}\n\n{_footer(result, len(rows), hidden)}"


def plan(result: Result) -> Words:
    """The text of an EXPLAIN's result."""
    return Words("\n".join(str(row[-1]) for row in result.first_rows).rstrip())


def facts(result: Result) -> list[str]:
    """The time it took and the tables it was made of, where known."""
    elapsed = result.stats.get("total_ms")
    found = [] if elapsed is None else [duration(elapsed)]
    return [*found, ", ".join(result.tables)] if result.tables else found


def _footer(result: Result, shown: int, hidden_columns: int) -> str:
    total = result.row_count
    if total is None:
        rows = f"showing {shown} rows, more are being written"
    elif total > shown:
        rows = f"showing {shown} of {count(total, 'row')}; export gives all"
    else:
        rows = count(total, "row")
    parts = [rows]
    if hidden_columns:
        parts.append(f"{count(hidden_columns, 'more column')}")
    # Where this is seen the grid is not: in a file, or after the result is no longer kept.
    more = ["run the cell again in Jupyter to scroll them all"] if total != shown else []
    return " · ".join((*parts, *facts(result), *more))


def _numbers(result: Result) -> list[bool]:
    return [column["kind"] == "number" for column in result.schema]


def _within(rows: list[list[Cell]]) -> list[list[Cell]]:
    """The rows that fit; a notebook file is no place for megabytes."""
    left = _MAX_BYTES
    for index, row in enumerate(rows):
        left -= len(json.dumps(row, ensure_ascii=False).encode())
        if left < 0:
            return rows[:index]
    return rows


def duration(milliseconds: float) -> str:
    """A time as ``3.2 ms``, ``481 ms``, ``12.5 s``."""
    if milliseconds < 9.95:
        return f"{milliseconds:.1f} ms"
    return f"{milliseconds:.0f} ms" if milliseconds < 9950 else f"{milliseconds / 1000:.1f} s"
