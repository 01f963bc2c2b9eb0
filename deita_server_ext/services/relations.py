"""Keys: columns whose values stand in another table's key, counted by the engine."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from deita_server_ext.domain import Column, ColumnKind, Table, User
from deita_server_ext.errors import DeitaError, QueryTimeout

from .profiles import Found, Profiles
from .trials import Trials, quoted

MOST_PAIRS = 150
"""Pairs of columns that are counted at the most; the likeliest first."""
PAIR_SECONDS = 5.0
SAME_NAME_SHARE = 0.5
OTHER_NAME_SHARE = 0.9
"""Of the different values, how many must be in the key where the names are, or are not, alike."""
FEWEST_VALUES = 3
"""Of columns whose names are not alike: fewer values are in a key by chance."""


@dataclass(frozen=True)
class Relation:
    """``matched`` of the ``values`` different values of a column are in another table's key."""

    table: str
    column: str
    other_table: str
    other_column: str
    values: int
    matched: int


@dataclass(frozen=True)
class _End:
    """A column of a snapshot, with what is known of it."""

    table: Table
    column: Column
    rows: int
    distinct: int
    nulls: int

    @property
    def likely_key(self) -> bool:
        """``distinct`` is an estimate, some per cent off."""
        return self.nulls == 0 and self.rows > 0 and self.distinct >= 0.85 * self.rows


@dataclass(frozen=True)
class _Pair:
    one: _End
    key: _End
    alike: bool

    @property
    def id(self) -> tuple[str, str, str, str]:
        """By snapshots, which never change: what was counted once stays true."""
        one, key = self.one, self.key
        return (one.table.snapshot.id, one.column.name, key.table.snapshot.id, key.column.name)


class Relations:
    """Finds keys within a budget of time, and remembers what was counted."""

    def __init__(self, trials: Trials, profiles: Profiles) -> None:
        self._trials = trials
        self._profiles = profiles
        self._counted: dict[tuple[str, str, str, str], Relation | None] = {}
        self._found: dict[frozenset[str], tuple[Relation, ...]] = {}

    def known(self, tables: Sequence[Table]) -> tuple[Relation, ...]:
        """What was found of these tables as they are, without looking for more."""
        return self._found.get(_key(tables), ())

    async def find(
        self, user: User, workspace_id: str, tables: Sequence[Table], seconds: float
    ) -> tuple[tuple[Relation, ...], bool]:
        """The keys, the surest first, and whether all likely pairs were counted in time."""
        end = time.monotonic() + seconds
        ends = await self._ends(user, workspace_id, tables, seconds / 2)
        pairs = _pairs(ends)
        complete = len(ends) == sum(len(table.snapshot.columns) for table in tables)
        complete &= len(pairs) <= MOST_PAIRS
        found = []
        for pair in pairs[:MOST_PAIRS]:
            left = end - time.monotonic()
            if pair.id not in self._counted and left <= 0:
                complete = False
                break
            relation = await self._count(user, workspace_id, pair, min(left, PAIR_SECONDS))
            if relation is not None:
                found.append(relation)
        found.sort(key=lambda one: (-one.matched / one.values, -one.values))
        if complete:
            self._found[_key(tables)] = tuple(found)
            while len(self._found) > 50:
                del self._found[next(iter(self._found))]
        return tuple(found), complete

    async def _ends(
        self, user: User, workspace_id: str, tables: Sequence[Table], seconds: float
    ) -> list[_End]:
        end = time.monotonic() + seconds
        ends = []
        for table in tables:
            left = max(0.01, end - time.monotonic())
            profile = await self._profiles.get(user, workspace_id, table.id, None, None, left)
            for position, facts in profile.columns.items():
                if facts is not None:
                    ends.append(_end(table, table.snapshot.columns[position], facts))
        return ends

    async def _count(
        self, user: User, workspace_id: str, pair: _Pair, seconds: float
    ) -> Relation | None:
        if pair.id not in self._counted:
            if len(self._counted) > 5000:
                self._counted.clear()
            try:
                trial = await self._trials.run(
                    user, workspace_id, _counting(pair), rows=1, seconds=seconds
                )
            except QueryTimeout:
                return None
            except DeitaError:
                self._counted[pair.id] = None
                return None
            self._counted[pair.id] = _judged(pair, *trial.rows[0])
        return self._counted[pair.id]


def _key(tables: Sequence[Table]) -> frozenset[str]:
    return frozenset(f"{table.name}@{table.snapshot.id}" for table in tables)


def _end(table: Table, column: Column, facts: Found) -> _End:
    rows = table.snapshot.row_count
    return _End(table, column, rows, facts["distinct"] or 0, facts["null_count"] or 0)


def _pairs(ends: list[_End]) -> list[_Pair]:
    """Pairs that may be a key and its use, those with names alike first."""
    pairs = []
    for key in (end for end in ends if end.likely_key):
        for one in ends:
            if one.table.id == key.table.id or one.distinct == 0:
                continue
            alike = _alike(one, key)
            if not _comparable(one.column, key.column, alike=alike):
                continue
            if one.distinct <= 1.3 * key.distinct or alike:
                pairs.append(_Pair(one, key, alike))
    return sorted(pairs, key=lambda pair: (not pair.alike, -pair.one.distinct))


def _comparable(one: Column, key: Column, *, alike: bool) -> bool:
    """Whether values of one may be values of the other; small integers are so by chance."""
    if one.kind is not key.kind:
        return False
    if one.kind is ColumnKind.TEXT:
        return True
    if one.kind is ColumnKind.NUMBER:
        return alike and "DOUBLE" not in (one.type, key.type)
    return one.kind is ColumnKind.TIME and alike


def _alike(one: _End, key: _End) -> bool:
    """Whether the names say so: ``carrier`` and ``carrier``, ``airport_id`` and ``airports.id``."""
    mine, other = one.column.name.lower(), key.column.name.lower()
    of = key.table.name.lower()
    singular = of.removesuffix("s")
    return mine == other or mine in (
        f"{of}_{other}",
        f"{singular}_{other}",
        f"{singular}{other}",
        f"{singular}_id",
        f"{singular}id",
    )


def _counting(pair: _Pair) -> str:
    one, key = quoted(pair.one.column.name), quoted(pair.key.column.name)
    of, other = quoted(pair.one.table.name), quoted(pair.key.table.name)
    return (
        f"SELECT (SELECT count(*) = count(DISTINCT {key}) FROM {other}), count(*), count(k) "
        f"FROM (SELECT DISTINCT {one} AS v FROM {of} WHERE {one} IS NOT NULL) "
        f"LEFT JOIN (SELECT DISTINCT {key} AS k FROM {other}) ON v = k"
    )


def _judged(pair: _Pair, unique: Any, values: int, matched: int) -> Relation | None:
    if not unique or not values:
        return None
    enough = SAME_NAME_SHARE if pair.alike else OTHER_NAME_SHARE
    if matched < enough * values or (not pair.alike and values < FEWEST_VALUES):
        return None
    return Relation(
        table=pair.one.table.name,
        column=pair.one.column.name,
        other_table=pair.key.table.name,
        other_column=pair.key.column.name,
        values=values,
        matched=matched,
    )
