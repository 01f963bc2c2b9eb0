"""All of TPC-H's lineitem as CSV over REST against ``COPY TO`` in a bare DuckDB."""

from __future__ import annotations

import time

from .measure import in_turn, report
from .service import Bench
from .tpch import loaded

TABLE = "lineitem"
FORMATS = ("arrow", "parquet", "jsonl", "xlsx")


def run() -> None:
    """The table, a result of it, a statement; what else the table can be has no aim."""
    with loaded() as (service, connection, _queries):
        answer = service.query(f"FROM {TABLE}")
        result = f"results/{answer['id']}"
        while not service.api.get(result).json()["complete"]:
            time.sleep(0.2)
        table = f"workspaces/{service.workspace}/tables/{TABLE}/export"
        statement = f"workspaces/{service.workspace}/queries/export"
        out = service.folder / "bare.csv"
        times = in_turn(
            5,
            bare=lambda: connection.execute(f"COPY {TABLE} TO '{out}' (HEADER)"),
            table=lambda: fetch(service, "GET", table),
            result=lambda: fetch(service, "GET", f"{result}/export"),
            statement=lambda: fetch(service, "POST", statement, json={"sql": f"FROM {TABLE}"}),
        )
        for what in ("table", "result", "statement"):
            report(f"export: CSV of a {what}, 6M rows", times[what], times["bare"], "×1.3")
        for format in FORMATS:
            started = time.perf_counter()
            fetch(service, "GET", table, params={"format": format})
            taken = time.perf_counter() - started
            report(f"export: {format} of a table, 6M rows, once", taken, times["bare"], "none")


def fetch(service: Bench, verb: str, path: str, **request: object) -> None:
    """Receive all of an export into a file, as a client that saves it does."""
    with (
        service.api.stream(verb, path, **request) as reply,  # type: ignore[arg-type]
        (service.folder / "fetched").open("wb") as file,
    ):
        reply.raise_for_status()
        for piece in reply.iter_raw():
            file.write(piece)
