"""What the line magics show: a small table, or a few words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from .contract import Cell
from .layout import html_note, html_table, text_table


@dataclass(frozen=True)
class Listing:
    """Rows under column names. ``right`` names the columns that are aligned to the right."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    right: frozenset[str] = field(default_factory=frozenset)

    def __repr__(self) -> str:
        table, _hidden = text_table(self.columns, self.rows, self._right(), cell=80)
        parts = [table] if self.rows else []
        return "\n\n".join([*parts, self.note] if self.note else parts)

    def _repr_mimebundle_(self, **_kwargs: object) -> dict[str, Any]:
        table, _hidden = html_table(self.columns, self.rows, self._right())
        note = html_note(self.note) if self.note else ""
        return {
            "text/plain": repr(self),
            "text/html": f"<div>{table if self.rows else ''}{note}</div>",
        }

    def _right(self) -> list[bool]:
        return [column in self.right for column in self.columns]


@dataclass(frozen=True)
class Words:
    """A few lines of text, laid out as they are."""

    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_kwargs: object) -> dict[str, Any]:
        return {"text/plain": self.text, "text/html": f"<pre>{escape(self.text)}</pre>"}
