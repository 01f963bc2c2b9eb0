"""Medians of things done in turn, so that what else the machine does falls on all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def in_turn(rounds: int, **what: Callable[[], object]) -> dict[str, float]:
    """The median seconds of each, each done once a round."""
    times: dict[str, list[float]] = {name: [] for name in what}
    for work in what.values():
        work()
    for _ in range(rounds):
        for name, work in what.items():
            start = time.perf_counter()
            work()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def report(title: str, ours: float, bare: float, aim: str) -> None:
    """One line: both medians, what Deita adds, the ratio, and what is aimed at."""
    print(
        f"{title:<58} {ours * 1e3:8.1f} ms  bare {bare * 1e3:8.1f} ms  "
        f"+{(ours - bare) * 1e3:7.1f} ms  ×{ours / bare:5.2f}   aim: {aim}",
        flush=True,
    )
