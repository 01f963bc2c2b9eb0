"""Charts of a table of 10M rows beside the same of one of 1,000: what comes is as small."""

from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import Any

import duckdb

from .service import Bench, bench
from .views import uploaded

ROWS = (1000, 10_000_000)
ROUNDS = 5
MADE = """SELECT range AS n, 'carrier ' || (hash(range) % 16) AS carrier,
    'tail ' || (hash(range * 3) % 4000) AS tail, (hash(range * 5) % 100000 / 100)::DOUBLE AS delay,
    (hash(range * 7) % 5000)::INT AS distance,
    TIMESTAMP '2013-01-01' + to_seconds((range * 31536000.0 / {rows})::BIGINT) AS at
    FROM range({rows})"""
CHARTS: dict[str, dict[str, Any]] = {
    "bars of a mean": {"mark": "bar", "x": "carrier", "y": ("delay", "mean")},
    "20 of 4,000 values": {"mark": "bar", "x": "tail", "y": ("delay", "mean")},
    "line of a sum by day": {"mark": "line", "x": "at", "y": ("delay", "sum")},
    "line of each row": {"mark": "line", "x": "at", "y": ("delay", None)},
    "stacked area": {"mark": "area", "x": "at", "color": "carrier"},
    "histogram": {"mark": "histogram", "x": "delay"},
    "points": {"mark": "scatter", "x": "delay", "y": ("distance", None)},
    "density": {"mark": "scatter", "x": "delay", "y": ("distance", None), "many": "density"},
    "boxes": {"mark": "box", "x": "carrier", "y": ("delay", None)},
    "heat map": {"mark": "heatmap", "x": "carrier", "y": ("delay", None)},
}


def run() -> None:
    """One line a chart: the median of both, and the bytes that came."""
    with bench() as service:
        targets = [table(service, rows) for rows in ROWS]
        for name, said in CHARTS.items():
            times, sizes = [], []
            for target in targets:
                taken = [draw(service, target, said) for _ in range(ROUNDS)]
                times.append(statistics.median(one[0] for one in taken))
                sizes.append(taken[0][1])
            print(
                f"{name:<24} 1,000 rows {times[0]:7.1f} ms {sizes[0] / 1000:6.0f} kB   "
                f"10,000,000 rows {times[1]:8.1f} ms {sizes[1] / 1000:6.0f} kB",
                flush=True,
            )


def table(service: Bench, rows: int) -> str:
    """A table of so many rows, once the engine's own file is there."""
    path = Path(service.folder) / f"made{rows}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({MADE.format(rows=rows)}) TO '{path}'")
    target = uploaded(service, path)
    assert target is not None
    return target


def draw(service: Bench, target: str, said: dict[str, Any]) -> tuple[float, int]:
    """Milliseconds, and the bytes of the answer."""
    chart = dict(said)
    for channel in ("x", "color"):
        if channel in chart:
            chart[channel] = {"column": chart[channel]}
    if "y" in chart:
        column, aggregate = chart["y"]
        chart["y"] = {"column": column, "aggregate": aggregate}
    start = time.perf_counter()
    reply = service.api.post(f"{target}/chart", json={"chart": chart})
    assert reply.is_success, reply.text
    return (time.perf_counter() - start) * 1e3, len(reply.content)
