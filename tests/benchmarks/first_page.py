"""The first page over REST against the same SQL in a bare DuckDB in this process."""

from __future__ import annotations

import time

from .measure import in_turn, report
from .service import bare, bench

SMALL = "+3 ms"
LARGE = "×1.05"
ARROW = "application/vnd.apache.arrow.stream"
QUERIES = (
    ("SELECT * FROM flights LIMIT 50", SMALL),
    (
        "SELECT carrier, count(*) n, avg(dep_delay) late FROM flights GROUP BY carrier ORDER BY n",
        SMALL,
    ),
    (
        "SELECT carrier, quantile_cont(distance * dep_delay, 0.9), count(DISTINCT tailnum), "
        "count(DISTINCT arr_time * 1000 + flight) FROM flights, range(8) GROUP BY carrier",
        LARGE,
    ),
)


def run() -> None:
    """Small queries: what is added; a query of 100 ms and more: the ratio.

    As Arrow, which grid and kernel ask for, and as JSON.
    """
    with bench() as service:
        service.upload(service.folder / "flights.csv", "flights")
        connection = bare(service.folder)
        service.query(QUERIES[0][0])
        time.sleep(3)  # the native file is being built behind the scenes
        for sql, aim in QUERIES:
            times = in_turn(
                40 if aim == SMALL else 7,
                arrow=lambda sql=sql: service.ask(sql, fresh=True, accept=ARROW),
                json=lambda sql=sql: service.query(sql),
                bare=lambda sql=sql: connection.execute(sql).fetchmany(50),
            )
            report(f"first page: {sql[:44]}", times["arrow"], times["bare"], aim)
            report(f"  as JSON: {sql[:44]}", times["json"], times["bare"], aim)
        connection.close()
