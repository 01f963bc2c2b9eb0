"""Cells against JupySQL's and against a bare DuckDB, in one process and one run.

JupySQL is measured where it is installed (``pip install '.[bench]'``), and told where it is not.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from statistics import median

import duckdb
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.manager import KernelManager

from deita_labext.kernel import Client

from .measure import in_turn, report
from .service import Bench, bench

TINY = "select 42 as answer"
WIDE = "from wide"
ROWS = 1_000_000
MAKE = """
create table wide as select
  range as id, range % 7 as small, range * 1.5 as price, random() as chance,
  (range / 100)::decimal(18, 2) as money, date '2020-01-01' + (range % 1000)::int as day,
  timestamp '2020-01-01' + to_seconds(range) as moment, range % 2 = 0 as flag,
  'name ' || range % 1000 as name, 'city ' || range % 37 as city,
  case when range % 10 = 0 then null else range end as gaps, range::float as short,
  range::int as whole, md5(range::varchar) as text, range % 100 as percent, -range as minus
from range(?)
"""
LONG = 6_000_000
MAKE_LONG = """
create table long as select range as id, range % 1000 as part, range * 1.25 as price,
  date '1992-01-01' + (range % 2500)::int as shipped, 'comment ' || range % 7919 as comment
from range(?)
"""
SLOW = "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 7"


def run() -> None:
    """The fixed cost of a cell, six million rows shown, a million into three libraries, a stop."""
    with bench() as service:
        connection = duckdb.connect()
        connection.execute(MAKE, [ROWS])
        connection.sql(WIDE).write_parquet(str(service.folder / "wide.parquet"))
        service.upload(service.folder / "wide.parquet", "wide", "parquet")
        client = service.client()
        shell = InteractiveShell.instance()
        ways = _fixed_cost(shell, service, connection)
        connection.execute(MAKE_LONG, [LONG])
        connection.sql("from long").write_parquet(str(service.folder / "long.parquet"))
        service.upload(service.folder / "long.parquet", "long", "parquet")
        _displays(ways, connection)
        _frames(client, connection, shell if "theirs" in ways else None)
        client.close()
        _stop(service)
        connection.close()


Ways = dict[str, Callable[[str], object]]


def _fixed_cost(
    shell: InteractiveShell, service: Bench, connection: duckdb.DuckDBPyConnection
) -> Ways:
    """A cell from its text to what is shown, run as fresh, against running and fetching."""
    base, token = service.address
    shell.extension_manager.load_extension("deita_labext")
    shell.run_line_magic("deita", f"connect {base} {token}")
    ways: Ways = {
        "ours": lambda sql: _shown(shell, shell.run_cell_magic("deita", "--fresh", sql)),
    }
    if find_spec("sql"):
        shell.user_ns["bare"] = connection
        shell.extension_manager.load_extension("sql")
        for setting in ("feedback=0", "displaycon=False", "named_parameters='disabled'"):
            shell.run_line_magic("config", f"SqlMagic.{setting}")
        shell.run_line_magic("sql", "bare --alias bare")
        ways["theirs"] = lambda sql: _shown(shell, shell.run_cell_magic("sql", "", sql))
    else:
        print("notebook: JupySQL is not installed (pip install '.[bench]'): not compared")
    _compare("a tiny query", TINY, 20, ways, lambda: connection.execute(TINY).fetchall(), "×0.1")
    return ways


def _displays(ways: Ways, connection: duckdb.DuckDBPyConnection) -> None:
    """Six million rows as a cell shows them, against the first fifty of a bare DuckDB."""
    sql = "from long"
    _compare(
        "6M rows shown",
        sql,
        5,
        ways,
        lambda: connection.cursor().execute(sql).fetchmany(50),
        "none",
    )


def _compare(
    what: str, sql: str, rounds: int, ways: Ways, bare: Callable[[], object], aim: str
) -> None:
    times = in_turn(rounds, bare=bare, **{name: partial(way, sql) for name, way in ways.items()})
    report(f"notebook: {what}", times["ours"], times["bare"], "none")
    _against(what, times["ours"], times, aim)


def _against(what: str, ours: float, times: dict[str, float], aim: str) -> None:
    """Two lines: what JupySQL takes, and what share of that Deita does."""
    if "theirs" not in times:
        return
    report(f"notebook: {what}, JupySQL", times["theirs"], times["bare"], "none")
    title = f"notebook: {what}, Deita / JupySQL"
    print(f"{title:<58} ×{ours / times['theirs']:.3f}   aim: {aim}", flush=True)


def _shown(shell: InteractiveShell, value: object) -> object:
    return shell.display_formatter.format(value)


def _frames(
    client: Client, connection: duckdb.DuckDBPyConnection, shell: InteractiveShell | None
) -> None:
    """All rows, from the statement to the dataframe, and from a result that is there.

    ``shell`` has JupySQL, which knows pandas and Polars.
    """
    result = client.query(WIDE)
    len(result)
    for what, ours, theirs, bare in (
        ("pandas", "df", "DataFrame", lambda: connection.sql(WIDE).df()),
        ("Polars", "pl", "PolarsDataFrame", lambda: connection.sql(WIDE).pl()),
        ("Arrow", "arrow", "", lambda: connection.sql(WIDE).to_arrow_table()),
    ):
        ways: dict[str, Callable[[], object]] = {
            "whole": lambda ours=ours: getattr(client.query(WIDE, fresh=True), ours)(),
            "kept": lambda ours=ours: getattr(result, ours)(),
            "bare": bare,
        }
        if shell is not None and theirs:
            ways["theirs"] = lambda theirs=theirs: getattr(
                shell.run_cell_magic("sql", "", WIDE), theirs
            )()
        times = in_turn(5, **ways)
        report(
            f"notebook: 1M × 16 to {what}, query and rows", times["whole"], times["bare"], "×1.3"
        )
        report(f"notebook: 1M × 16 to {what}, a result's", times["kept"], times["bare"], "×1.3")
        _against(f"1M × 16 to {what}", times["whole"], times, "below 1")


def _stop(service: Bench) -> None:
    """From a kernel's interrupt to the end of its query at the service."""
    base, token = service.address
    told = {"DEITA_URL": base, "DEITA_TOKEN": token, "DEITA_WORKSPACE": service.workspace}
    manager = KernelManager()
    manager.start_kernel(env={**os.environ, **told})
    kernel = manager.blocking_client()
    kernel.start_channels()
    try:
        kernel.wait_for_ready(60)
        kernel.execute("%load_ext deita_labext", reply=True, timeout=60)
        taken = []
        for _round in range(5):
            asked = kernel.execute(f"%%deita --timeout 25\n{SLOW}")
            while not _running(service):
                time.sleep(0.01)
            time.sleep(0.7)
            begun = time.perf_counter()
            manager.interrupt_kernel()
            while _running(service):
                time.sleep(0.001)
            taken.append(time.perf_counter() - begun)
            while kernel.get_shell_msg(timeout=30)["parent_header"].get("msg_id") != asked:
                pass
        report("notebook: a kernel's interrupt, to the query's end", median(taken), 0.1, "100 ms")
    finally:
        kernel.stop_channels()
        manager.shutdown_kernel(now=True)


def _running(service: Bench) -> bool:
    return bool(service.api.get(f"workspaces/{service.workspace}/queries").json()["items"])
