"""Profiles: all that is told of the columns of one snapshot.

What a summary tells, and besides it quantiles, mean and deviation, lengths of texts, and how
many cells are NaN or infinite. What is found is in the contract's shapes
(``deita_server_ext.contract.profiles.ColumnProfile``), each column as soon as it is there.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from deita_server_ext.errors import DeitaError

from .cells import kind, needs_text
from .conditions import ViewColumn
from .faults import translate
from .host import Answer, Emit
from .snapshots import Snapshots
from .sources import SnapshotRows
from .stoppable import Stoppable
from .summaries import Asked, Found, Measured, Summaries, cells_of, ordered
from .views import Views

SHARES = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}
"""The quantiles that are told."""
EXACT_ROWS = 1_000_000
"""Quantiles of more rows are estimated: exact ones hold a whole column in memory."""
TOGETHER = 16
"""Columns that are read in one scan, where rows are few."""
CELLS = 4_000_000
"""Of so many cells at most the exact quantiles are sought in one scan."""
_PLAIN_RANGE = (1e-100, 1e100)
"""Between these, squares neither overflow nor vanish."""


class ColumnProfiles(Summaries):
    """Profiles of columns, as :class:`Summaries` are summaries."""

    exact = True

    def _first(self, column: ViewColumn) -> Asked:
        """What a summary asks; quantiles, lengths, and what is no number."""
        select = dict(super()._first(column).select)
        name = f"c{column.position}"
        if _has_nan(column):
            select["nan"] = f"count(*) FILTER (isnan({name}))"
        if _has_infinity(column):
            select["infinite"] = f"count(*) FILTER (isinf({name}))"
        if (quantiles := _quantiles(column, exact=self.exact)) is not None:
            select["quantiles"] = quantiles
        if kind(column.type) == "text":
            length = f"length(CAST({name} AS VARCHAR))"
            select |= {f"{of}_length": f"{of}({length})" for of in ("min", "avg", "max")}
        return Asked(select)

    def _begun(self, column: ViewColumn, found: Measured) -> Found:
        """A summary, with more of the first scan."""
        values = {name: array[0].as_py() for name, array in found.items() if "length" in name}
        lengths = None
        if values.get("min_length") is not None:
            lengths = {name: values[f"{short}_length"] for name, short in _LENGTHS.items()}
        return {
            **super()._begun(column, found),
            "nan_count": _count(found, "nan"),
            "infinity_count": _count(found, "infinite"),
            "quantiles": _told(found.get("quantiles")),
            "mean": None,
            "deviation": None,
            "lengths": lengths,
        }

    def _second(self, column: ViewColumn, found: Measured) -> Asked:
        """What a summary asks; mean and deviation, of values that are scaled where their
        squares could not be told."""
        asked = super()._second(column, found)
        if kind(column.type) != "number" or not found["low"][0].is_valid:
            return asked
        number = f"CAST({ordered(column)} AS DOUBLE) / {_scale(found)!r}::DOUBLE"
        more = {"mean": f"favg({number})", "deviation": f"stddev_samp({number})"}
        return Asked({**asked.select, **more, "scale": f"{_scale(found)!r}::DOUBLE"}, asked.edges)

    def _end(self, column: ViewColumn, summary: Found, asked: Asked, found: Measured) -> None:
        super()._end(column, summary, asked, found)
        if "scale" in found:
            scale = found["scale"][0].as_py()
            for name in ("mean", "deviation"):
                value = found[name][0].as_py()
                if value is not None and math.isfinite(value * scale):
                    summary[name] = value * scale


class Profiles:
    """Profiles the snapshots of a worker's workspace."""

    def __init__(self, snapshots: Snapshots, views: Views) -> None:
        self._snapshots = snapshots
        self._views = views

    def take(
        self, *, emit: Emit, id: str, table: dict[str, Any], columns: list[int], seconds: float
    ) -> Answer:
        """Say what columns hold, some at a time, as far as it is found in so many seconds.

        ``table`` is any snapshot, as :meth:`Session.tables` takes it; ``id`` is what
        ``views.stop`` takes. Each answer has ``columns``, what was found by position. Columns
        that the engine cannot tell of are left out; the last answer then says the ``fault``.
        """
        # By a name of its own, in nobody's way.
        named = {**table, "name": f"profile of {table['snapshot']}"}
        with self._views.working(id, seconds) as work, self._snapshots.reading([named]):
            rows = SnapshotRows(self._snapshots, table["snapshot"], work.cursor)
            wanted = [rows.columns[position] for position in columns]
            try:
                faults = self._take(emit, rows, wanted, work)
            except Exception:
                if not work.late:
                    raise
                faults = []
        return {"fault": faults[0] if faults else None}, b""

    def _take(
        self, emit: Emit, rows: SnapshotRows, wanted: list[ViewColumn], work: Stoppable
    ) -> list[dict[str, Any]]:
        faults = []
        profiles = ColumnProfiles(
            work.cursor, lambda used: rows.scan(work.cursor, used, lambda: work.stopped), {}
        )
        count = profiles.count()
        profiles.exact = count <= EXACT_ROWS
        profiles.together = together = max(1, min(TOGETHER, CELLS // max(1, count)))
        left = [wanted[i : i + together] for i in range(0, len(wanted), together)]
        while left:
            group = left.pop(0)
            work.check()
            try:
                found = list(profiles.of(group))
            except (duckdb.Error, pa.ArrowException) as exc:
                work.check()
                if len(group) > 1:
                    # One of them is too much, or beyond the engine: the others are not.
                    left[:0] = [[column] for column in group]
                else:
                    faults.append(_said(exc))
                continue
            pairs = zip(group, found, strict=True)
            emit({"columns": {str(column.position): one for column, one in pairs}}, b"")
        return faults


_LENGTHS = {"low": "min", "mean": "avg", "high": "max"}


def _has_nan(column: ViewColumn) -> bool:
    return column.type in ("FLOAT", "DOUBLE")


def _has_infinity(column: ViewColumn) -> bool:
    return (_has_nan(column) or column.type.startswith(("DATE", "TIMESTAMP"))) and kind(
        column.type
    ) != "nested"


def _quantiles(column: ViewColumn, *, exact: bool) -> str | None:
    """The expression for a list of quantiles, None where the type has none."""
    if kind(column.type) not in ("number", "time") or not (exact or column.type != "INTERVAL"):
        return None
    shares = ", ".join(f"{share!r}" for share in SHARES.values())
    function = "quantile_disc" if exact else "approx_quantile"
    found = f"{function}({ordered(column)}, [{shares}])"
    return f"CAST({found} AS VARCHAR[])" if needs_text(column.type) else found


def _told(quantiles: pa.Array | None) -> Found | None:
    """The quantiles as cells by name."""
    if quantiles is None or not quantiles[0].is_valid:
        return None
    return dict(zip(SHARES, cells_of(quantiles.flatten()), strict=True))


def _count(found: Measured, name: str) -> int | None:
    return int(found[name][0].as_py()) if name in found else None


def _scale(found: Measured) -> float:
    """What numbers are divided by before they are squared."""
    ends: Sequence[Any] = [found[name][0].as_py() for name in ("low", "high")]
    greatest = 0.0
    for end in ends:
        with contextlib.suppress(OverflowError):
            greatest = max(greatest, abs(float(end)))
    low, high = _PLAIN_RANGE
    return greatest if greatest and math.isfinite(greatest) and not low < greatest < high else 1.0


def _said(exc: Exception) -> dict[str, Any]:
    error = translate(exc)
    if not isinstance(error, DeitaError):
        raise error
    return error.body()
