"""Rows as a table of text and as a static table in HTML.

A cell is a value of the contract's JSON. Null is a dim ``∅``, the empty string
is empty. The HTML has no script, takes the page's own colours, and everything
that came from data is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from unicodedata import category, combining, east_asian_width

from .contract import Cell

NULL = "∅"
TEXT_COLUMNS_WIDTH = 110
"""Columns beyond this many characters are left out of the text, and said to be."""
HTML_COLUMNS = 60
_HTML_CELL = 120
_LINE = "rgba(128,128,128,.35)"


def cell_text(cell: Cell) -> str:
    """One value as a person reads it; null is :data:`NULL`."""
    if cell is None:
        return NULL
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)


def width(text: str) -> int:
    """How many places ``text`` takes where all characters are equally wide."""
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def cut(text: str, size: int) -> str:
    """``text`` on one line, what cannot be seen replaced, at most ``size`` characters."""
    shown = text[: size + 1]
    shown = "".join(" " if category(char) in ("Cc", "Zl", "Zp") else char for char in shown)
    return shown if len(shown) <= size else f"{shown[: size - 1]}…"


def text_table(
    names: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    right: Sequence[bool],
    *,
    cell: int = 40,
) -> tuple[str, int]:
    """The table as lines of text, and how many columns found no room in it.

    Cells are cut at ``cell`` characters.
    """
    columns: list[list[str]] = []
    room = TEXT_COLUMNS_WIDTH
    for index, name in enumerate(names):
        cells = [cut(text, cell) for text in (name, *(cell_text(row[index]) for row in rows))]
        size = max(map(width, cells))
        if columns and size > room:
            break
        room -= size + 2
        columns.append([_pad(cell, size, right[index]) for cell in cells])
    lines = ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]
    if lines:
        lines.insert(1, "  ".join("─" * width(column[0]) for column in columns))
    return "\n".join(lines), len(names) - len(columns)


def _pad(text: str, size: int, right: bool) -> str:
    blanks = " " * (size - width(text))
    return blanks + text if right else text + blanks


def html_table(
    names: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    right: Sequence[bool],
    titles: Sequence[str] | None = None,
) -> tuple[str, int]:
    """The table in HTML, and how many columns found no room. ``titles`` are the heads' tooltips."""
    shown = min(len(names), HTML_COLUMNS)
    align = ["right" if on else "left" for on in right]
    heads = "".join(
        f'<th style="text-align:{align[index]};border-bottom:1px solid {_LINE}"'
        + (f' title="{escape(titles[index])}"' if titles else "")
        + f">{escape(cut(names[index], _HTML_CELL))}</th>"
        for index in range(shown)
    )
    body = "".join(
        f"<tr>{''.join(_html_cell(row[index], align[index]) for index in range(shown))}</tr>"
        for row in rows
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return table, len(names) - shown


def _html_cell(cell: Cell, align: str) -> str:
    if cell is None:
        content = f'<span style="opacity:.5" title="null">{NULL}</span>'
    else:
        content = escape(cut(cell_text(cell), _HTML_CELL))
    return f'<td style="text-align:{align}">{content}</td>'


def html_note(text: str) -> str:
    """One quiet line under a table."""
    return f'<div style="opacity:.7">{escape(text)}</div>'


def count(number: int, noun: str) -> str:
    """``1 row``, ``336,776 rows``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size_text(size: int) -> str:
    """Bytes as ``812 B``, ``12.4 kB``, ``3.1 MB``, ``1.2 GB``."""
    if size < 1000:
        return f"{size} B"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.5 or unit == "GB":
            break
    return f"{amount:.1f} {unit}" if amount < 99.95 else f"{amount:,.0f} {unit}"
