"""Workspaces as every question finds them: made once for as long as no table changes."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from deita_server_ext.blocking import Blocking
from deita_server_ext.domain import Sends, Table
from deita_server_ext.llm.relevance import Relevance
from deita_server_ext.llm.schema import ColumnFacts, TableFacts

REMEMBERED = 40
"""Workspaces that are remembered, each with what it sends."""


class Outline:
    """Tables with names, types, and what people say of them; ``facts`` are in their order."""

    def __init__(
        self,
        tables: Sequence[Table],
        facts: Sequence[TableFacts],
        blocking: Blocking,
        before: Outline | None,
    ) -> None:
        self.tables = tables
        self.facts = facts
        self.cost = sum(table.cost for table in facts)
        self._blocking = blocking
        self._words = [_words(table) for table in facts]
        same = before is not None and before._words == self._words
        self._index: asyncio.Future[Relevance] | None = before._index if before and same else None

    async def index(self) -> Relevance:
        """What finds tables and columns by words; made by whoever asks first."""
        if self._index is None or self._index.cancelled() or self._failed():
            self._index = asyncio.ensure_future(self._blocking.run(Relevance, self._words))
        return await asyncio.shield(self._index)

    def _failed(self) -> bool:
        made = self._index
        return made is not None and made.done() and made.exception() is not None


class Outlines:
    """Outlines of workspaces, by the very tables that the catalog gives for a revision."""

    def __init__(self, blocking: Blocking) -> None:
        self._blocking = blocking
        self._kept: OrderedDict[tuple[str, Sends], Outline] = OrderedDict()

    def of(self, workspace_id: str, tables: Sequence[Table], sends: Sends) -> Outline:
        """The outline of these tables."""
        key = workspace_id, sends
        known = self._kept.pop(key, None)
        if known is None or known.tables is not tables:
            known = Outline(tables, _facts(tables, sends, known), self._blocking, known)
        self._kept[key] = known
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)
        return known


def _facts(tables: Sequence[Table], sends: Sends, before: Outline | None) -> tuple[TableFacts, ...]:
    """Those of tables that have not changed stay the same, with what is known of them."""
    kept: dict[Any, TableFacts] = {}
    if before is not None:
        kept = {_state(t): f for t, f in zip(before.tables, before.facts, strict=True)}
    return tuple(kept.get(_state(table)) or _plain(table, sends) for table in tables)


def _state(table: Table) -> tuple[Any, ...]:
    return table.id, table.name, table.snapshot.id, table.updated_at


def _plain(table: Table, sends: Sends) -> TableFacts:
    rows = None if sends is Sends.NAMES else table.snapshot.row_count
    columns = tuple(
        ColumnFacts(c.name, c.type, table.column_descriptions.get(c.name, ""))
        for c in table.snapshot.columns
    )
    return TableFacts(table.name, columns, table.description or "", rows)


def _words(table: TableFacts) -> tuple[str, str, list[tuple[str, str]]]:
    return table.name, table.said, [(column.name, column.said) for column in table.columns]
