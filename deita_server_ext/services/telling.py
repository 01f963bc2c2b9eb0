"""What a model is told of a workspace: no more than the workspace's setting allows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Sends, Table, User
from deita_server_ext.engine.asking import asked
from deita_server_ext.errors import DeitaError
from deita_server_ext.llm.schema import (
    TableFacts,
    cells,
    choose,
    fitted,
    plain_type,
    quoted,
    told,
    within,
)

from .outlines import Outline, Outlines
from .profiles import Found, Profiles
from .tables import Tables

PROFILED = 25
"""Tables of which profiles are told."""
SAMPLED = 6
"""Tables of which rows are told, where they may be."""
SAMPLE_ROWS = 3
AT_ONCE_SECONDS = 0.0
"""How long is waited for profiles that are not there yet: they are found for the next question."""
REMEMBERED = 5_000
"""Snapshots of which the words are kept that tell their profiles."""


@dataclass(frozen=True)
class Surroundings:
    """A workspace as one answer sees it."""

    user: User
    workspace_id: str
    sends: Sends
    tables: tuple[Table, ...]

    @property
    def names(self) -> frozenset[str]:
        """What tables and columns are called."""
        columns = (column.name for table in self.tables for column in table.snapshot.columns)
        return frozenset((*(table.name for table in self.tables), *columns))

    def table(self, name: str) -> Table | None:
        """One by its name, in any case, or its id."""
        return self._by_name.get(name) or self._by_name.get(name.lower())

    @cached_property
    def _by_name(self) -> dict[str, Table]:
        by_name = {table.id: table for table in self.tables}
        return by_name | {table.name.lower(): table for table in self.tables}


class Telling:
    """Puts into words what a model may know."""

    def __init__(
        self, catalog: Catalog, tables: Tables, profiles: Profiles, blocking: Blocking
    ) -> None:
        self._catalog = catalog
        self._tables = tables
        self._profiles = profiles
        self._blocking = blocking
        self._outlines = Outlines(blocking)
        self._known: dict[tuple[str, Sends], dict[str, str]] = {}
        self._rich: dict[tuple[str, Sends], tuple[TableFacts, TableFacts]] = {}

    async def surroundings(self, user: User, workspace_id: str, sends: Sends) -> Surroundings:
        """The workspace as it is now."""
        tables = await self._catalog.tables.list(workspace_id)
        return Surroundings(user, workspace_id, sends, tables)

    async def schema(self, around: Surroundings, query: str, budget: int) -> str:
        """The tables in about ``budget`` tokens, those that ``query`` is about first."""
        outline = self._outline(around)
        index = await outline.index() if outline.cost > budget else None
        chosen, left_out = choose(outline.facts, index, query, budget)
        room = budget - sum(table.cost for table in chosen)
        richer = await self._enriched(around, chosen)
        lines = []
        for table, more in zip(chosen, richer, strict=True):
            needed = more.cost - table.cost
            if needed <= room:
                room -= needed
                lines.append(told(more))
            else:
                lines.append(told(table))
        if left_out:
            lines.append(f"… and {left_out} more tables: search_schema finds them")
        return "\n".join(lines) or "The workspace has no tables yet."

    async def search(self, around: Surroundings, query: str, most: int = 8) -> str:
        """Tables and columns that words fit, as a tool tells them."""
        outline = self._outline(around)
        index = await outline.index()
        found = await self._blocking.run(index.tables, query)
        lines = []
        for position, fitting in found[:most]:
            table = outline.facts[position]
            columns = [
                column
                for number, column in enumerate(table.columns)
                if number in fitting or len(table.columns) <= 12
            ]
            lines.append(told(replace(table, columns=tuple(columns[:30]))))
        return "\n".join(lines) or "Nothing fits these words."

    async def profile(self, around: Surroundings, table: str, column: str) -> str:
        """One column, as a tool tells it."""
        found = around.table(table)
        if found is None:
            return f"There is no table {quoted(table)}."
        refs: list[str | int] = [column]
        profile = await self._profiles.of(found, refs, 5.0)
        (position, facts), *_ = profile.columns.items()
        about = found.snapshot.columns[position]
        words = _words(facts, found.snapshot.row_count, around.sends) if facts else "not known yet"
        if around.sends is Sends.NAMES:
            words = "only names and types are told in this workspace"
        return f"{quoted(found.name)} {quoted(about.name)} {plain_type(about.type)} · {words}"

    async def one(
        self,
        around: Surroundings,
        table: Table,
        budget: int,
        columns: Sequence[str] | None = None,
    ) -> str:
        """One table, with as many of its columns (or of these) as ``budget`` tokens allow."""
        outline = self._outline(around)
        plain = outline.facts[around.tables.index(table)]
        (facts,) = await self._enriched(around, [plain])
        if columns is not None and len(columns) < len(facts.columns):
            wanted = set(columns)
            chosen = tuple(column for column in facts.columns if column.name in wanted)
            facts = replace(facts, columns=chosen, rows=())
        return within(told(fitted(facts, budget)), budget)

    def _outline(self, around: Surroundings) -> Outline:
        return self._outlines.of(around.workspace_id, around.tables, around.sends)

    async def _enriched(
        self, around: Surroundings, chosen: Sequence[TableFacts]
    ) -> list[TableFacts]:
        if around.sends is Sends.NAMES:
            return list(chosen)
        first = await asyncio.gather(
            *(self._profiled(around, table) for table in chosen[:PROFILED])
        )
        if around.sends is Sends.SAMPLES:
            sampled = await asyncio.gather(*(self._sampled(around, t) for t in first[:SAMPLED]))
            first = [*sampled, *first[SAMPLED:]]
        return [*first, *chosen[PROFILED:]]

    async def _profiled(self, around: Surroundings, facts: TableFacts) -> TableFacts:
        table = around.table(facts.name)
        if table is None:
            return facts
        # What is known of a snapshot stays so.
        key = table.snapshot.id, around.sends
        plain, rich = self._rich.get(key, (None, facts))
        if plain is facts:
            return rich
        words = self._known.get(key)
        known = words is not None
        if words is None:
            words = await self._profile_words(around, table)
        columns = tuple(
            replace(column, facts=words.get(column.name, column.facts)) for column in facts.columns
        )
        rich = replace(facts, columns=columns)
        if known:
            _make_room(self._rich)
            self._rich[key] = facts, rich
        return rich

    async def _profile_words(self, around: Surroundings, table: Table) -> dict[str, str]:
        """What profiles say of the table's columns, by name; as far as they are there at once."""
        try:
            profile = await self._profiles.of(table, None, AT_ONCE_SECONDS)
        except DeitaError:
            return {}
        rows = table.snapshot.row_count
        words = {
            table.snapshot.columns[position].name: _words(found, rows, around.sends)
            for position, found in profile.columns.items()
            if found is not None
        }
        if all(found is not None for found in profile.columns.values()):
            _make_room(self._known)
            self._known[table.snapshot.id, around.sends] = words
        return words

    async def _sampled(self, around: Surroundings, facts: TableFacts) -> TableFacts:
        table = around.table(facts.name)
        if table is None:
            return facts
        try:
            _header, rows = await asked(
                partial(self._tables.seat, around.user, around.workspace_id),
                lambda worker: worker.call(
                    "rows", snapshot=table.snapshot.id, offset=0, limit=SAMPLE_ROWS, format="json"
                ),
            )
        except DeitaError:
            return facts
        names = [column.name for column in table.snapshot.columns]
        kept = [names.index(c.name) for c in facts.columns if c.name in names]
        read = tuple(cells([row[position] for position in kept]) for row in json.loads(rows))
        return replace(facts, rows=read)


def _make_room(kept: dict[Any, Any]) -> None:
    """Forget the oldest where there is no room for one more."""
    while len(kept) >= REMEMBERED:
        del kept[next(iter(kept))]


def _words(found: Found, rows: int, sends: Sends) -> str:
    """What a profile says of a column; no value of it unless rows may be told."""
    words = []
    nulls, distinct = found["null_count"], found["distinct"]
    if nulls:
        words.append(f"{100 * nulls / max(rows, 1):.2g}% null")
    if distinct is not None:
        # An estimate: said to be so.
        words.append(f"about {distinct} different values" if distinct > 1 else "one value")
    if sends is Sends.SAMPLES:
        words += _values(found)
    return ", ".join(words)


def _values(found: Found) -> list[str]:
    frequent: list[dict[str, Any]] = found["values"] or []
    if frequent:
        return [f"often {cells([each['value'] for each in frequent[:6]])}"]
    if found["low"] is not None:
        return [f"from {cells([found['low']])[1:-1]} to {cells([found['high']])[1:-1]}"]
    return []
