"""Keys, of one column or several, and columns whose values stand in them, by count."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import prod
from typing import Any

from deita_server_ext.domain import Column, ColumnKind, Table, User
from deita_server_ext.errors import DeitaError, SqlError

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


MOST_KEPT, MOST_WORKSPACES = 500, 200
"""Keys of a workspace, and workspaces, that are remembered."""
MOST_TOGETHER = 3
"""Columns of a key."""
TRIES_TOGETHER = 6
"""Keys of several columns that are tried of two tables, the narrowest first."""


@dataclass(frozen=True)
class Relation:
    """``matched`` of the ``values`` different values of columns are in another table's key.

    ``columns`` and ``other_columns`` are in the same order.
    """

    table: str
    columns: tuple[str, ...]
    other_table: str
    other_columns: tuple[str, ...]
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
    ones: tuple[_End, ...]
    keys: tuple[_End, ...]
    alike: bool

    @property
    def id(self) -> tuple[tuple[str, str], ...]:
        """By snapshots, which never change: what was counted once stays true."""
        return tuple((end.table.snapshot.id, end.column.name) for end in (*self.ones, *self.keys))

    @property
    def tables(self) -> tuple[str, str]:
        """The ids of its two tables."""
        return self.ones[0].table.id, self.keys[0].table.id


class Relations:
    """Finds keys within a budget of time, and remembers what was counted.

    What was counted of two snapshots stays true whatever becomes of other tables.
    """

    def __init__(self, trials: Trials, profiles: Profiles) -> None:
        self._trials = trials
        self._profiles = profiles
        self._counted: dict[tuple[tuple[str, str], ...], Relation | None] = {}
        self._found: dict[str, dict[tuple[tuple[str, str], ...], Relation]] = {}

    def known(self, workspace_id: str, tables: Sequence[Table]) -> tuple[Relation, ...]:
        """What was found of these tables as they are, the surest first, without more counting."""
        names = {table.snapshot.id: table.name for table in tables}
        found = []
        for pair, relation in self._found.get(workspace_id, {}).items():
            one, other = names.get(pair[0][0]), names.get(pair[-1][0])
            if one is not None and other is not None:
                found.append(replace(relation, table=one, other_table=other))
        return _surest(found)

    async def find(
        self, user: User, workspace_id: str, tables: Sequence[Table], seconds: float
    ) -> tuple[tuple[Relation, ...], bool]:
        """The keys, the surest first, and whether all likely pairs were counted in time."""
        end = time.monotonic() + seconds
        ends = await self._ends(tables, seconds / 2)
        pairs = _pairs(ends)
        complete = len(ends) == sum(len(table.snapshot.columns) for table in tables)
        complete &= len(pairs) <= MOST_PAIRS
        found: list[Relation] = []
        related: set[tuple[str, str]] = set()

        async def count(pair: _Pair) -> bool:
            """Whether there was time for it."""
            left = end - time.monotonic()
            if pair.id not in self._counted and left <= 0:
                return False
            relation = await self._count(user, workspace_id, pair, min(left, PAIR_SECONDS))
            if relation is not None:
                found.append(relation)
                related.add(pair.tables)
            return True

        for pair in pairs[:MOST_PAIRS]:
            complete = await count(pair) and complete
        for pair in _together(ends):
            # Where one column suffices, or fewer do, more are no key.
            if pair.tables not in related:
                complete = await count(pair) and complete
        return _surest(found), complete

    async def _ends(self, tables: Sequence[Table], seconds: float) -> list[_End]:
        end = time.monotonic() + seconds
        ends = []
        for table in tables:
            left = max(0.01, end - time.monotonic())
            profile = await self._profiles.of(table, None, left)
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
            except SqlError:
                self._counted[pair.id] = None
                return None
            except DeitaError:
                # It says nothing of the pair: another time it may be counted.
                return None
            relation = self._counted[pair.id] = _judged(pair, *trial.rows[0])
            if relation is not None:
                self._keep(workspace_id, pair, relation)
        return self._counted[pair.id]

    def _keep(self, workspace_id: str, pair: _Pair, relation: Relation) -> None:
        kept = self._found[workspace_id] = self._found.pop(workspace_id, {})
        kept[pair.id] = relation
        if len(kept) > MOST_KEPT:
            del kept[next(iter(kept))]
        if len(self._found) > MOST_WORKSPACES:
            del self._found[next(iter(self._found))]


def _surest(found: list[Relation]) -> tuple[Relation, ...]:
    return tuple(sorted(found, key=lambda one: (-one.matched / one.values, -one.values)))


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
                pairs.append(_Pair((one,), (key,), alike))
    return sorted(pairs, key=lambda pair: (not pair.alike, -pair.ones[0].distinct))


def _together(ends: list[_End]) -> Iterator[_Pair]:
    """Columns of the same names in two tables that may be a key of one of them together."""
    by_table: dict[str, dict[str, _End]] = {}
    for end in ends:
        by_table.setdefault(end.table.id, {})[end.column.name.lower()] = end
    for keys in by_table.values():
        parts = {
            name: end
            for name, end in keys.items()
            if end.nulls == 0 and end.distinct > 1 and not end.likely_key
        }
        for ones in by_table.values():
            if ones is keys:
                continue
            shared = [
                (ones[name], key)
                for name, key in parts.items()
                if name in ones and _comparable(ones[name].column, key.column, alike=True)
            ]
            likely = [
                chosen
                for many in range(2, MOST_TOGETHER + 1)
                for chosen in sorted(combinations(shared, many), key=_different)
                if _different(chosen) >= 0.85 * chosen[0][1].rows
            ]
            for chosen in likely[:TRIES_TOGETHER]:
                yield _Pair(tuple(one for one, _ in chosen), tuple(k for _, k in chosen), True)


def _different(chosen: Sequence[tuple[_End, _End]]) -> int:
    """How many different values a key of these columns could have at the most."""
    return prod(key.distinct for _one, key in chosen)


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
    of, other = quoted(pair.ones[0].table.name), quoted(pair.keys[0].table.name)
    ones = [quoted(end.column.name) for end in pair.ones]
    keys = [quoted(end.column.name) for end in pair.keys]
    values = ", ".join(f"{name} AS v{n}" for n, name in enumerate(ones))
    of_key = ", ".join(f"{name} AS k{n}" for n, name in enumerate(keys))
    filled = " AND ".join(f"{name} IS NOT NULL" for name in ones)
    same = " AND ".join(f"v{n} = k{n}" for n in range(len(ones)))
    return (
        f"SELECT (SELECT count(*) FROM {other}) = (SELECT count(*) FROM (SELECT DISTINCT {of_key} "
        f"FROM {other})), count(*), count(k0) "
        f"FROM (SELECT DISTINCT {values} FROM {of} WHERE {filled}) "
        f"LEFT JOIN (SELECT DISTINCT {of_key} FROM {other}) ON {same}"
    )


def _judged(pair: _Pair, unique: Any, values: int, matched: int) -> Relation | None:
    if not unique or not values:
        return None
    enough = SAME_NAME_SHARE if pair.alike else OTHER_NAME_SHARE
    if matched < enough * values or (not pair.alike and values < FEWEST_VALUES):
        return None
    return Relation(
        table=pair.ones[0].table.name,
        columns=tuple(end.column.name for end in pair.ones),
        other_table=pair.keys[0].table.name,
        other_columns=tuple(end.column.name for end in pair.keys),
        values=values,
        matched=matched,
    )
