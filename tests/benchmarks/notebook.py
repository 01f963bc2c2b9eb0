"""Cells against JupySQL's and against a bare DuckDB, in one process and one run.

JupySQL is measured where it is installed (``pip install jupysql``); it is no dependency.
"""

from __future__ import annotations

import contextlib
import statistics
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

import duckdb
import httpx
from IPython.core.interactiveshell import InteractiveShell

from deita_labext.kernel import Client, DeitaError, connect

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
        client = _client(service)
        client.use(service.workspace)
        shell = InteractiveShell.instance()
        ways = _fixed_cost(shell, service, connection)
        connection.execute(MAKE_LONG, [LONG])
        connection.sql("from long").write_parquet(str(service.folder / "long.parquet"))
        service.upload(service.folder / "long.parquet", "long", "parquet")
        _displays(ways, connection)
        _frames(client, connection)
        _stop(client, service)
        client.close()
        connection.close()


def _client(service: Bench) -> Client:
    base = str(service.api.base_url).removesuffix("deita/api/")
    return connect(base, service.api.headers["Authorization"].removeprefix("token "))


Ways = dict[str, Callable[[str], object]]


def _fixed_cost(
    shell: InteractiveShell, service: Bench, connection: duckdb.DuckDBPyConnection
) -> Ways:
    """A cell from its text to what is shown, run as fresh, against running and fetching."""
    base = str(service.api.base_url).removesuffix("deita/api/")
    token = service.api.headers["Authorization"].removeprefix("token ")
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
    _compare("a tiny query", TINY, 20, ways, lambda: connection.execute(TINY).fetchall())
    return ways


def _displays(ways: Ways, connection: duckdb.DuckDBPyConnection) -> None:
    """Six million rows as a cell shows them, against the first fifty of a bare DuckDB."""
    sql = "from long"
    _compare("6M rows shown", sql, 5, ways, lambda: connection.cursor().execute(sql).fetchmany(50))


def _compare(what: str, sql: str, rounds: int, ways: Ways, bare: Callable[[], object]) -> None:
    times = in_turn(rounds, bare=bare, **{name: partial(way, sql) for name, way in ways.items()})
    report(f"notebook: {what}", times["ours"], times["bare"], "a tenth of JupySQL's")
    if "theirs" in times:
        report("notebook: the same with JupySQL", times["theirs"], times["bare"], "none")


def _shown(shell: InteractiveShell, value: object) -> object:
    return shell.display_formatter.format(value)


def _frames(client: Client, connection: duckdb.DuckDBPyConnection) -> None:
    """All rows, from the statement to the dataframe, and from a result that is there."""
    result = client.query(WIDE)
    len(result)
    for what, ours, bare in (
        ("pandas", "df", lambda: connection.sql(WIDE).df()),
        ("Polars", "pl", lambda: connection.sql(WIDE).pl()),
        ("Arrow", "arrow", lambda: connection.sql(WIDE).to_arrow_table()),
    ):
        times = in_turn(
            5,
            whole=lambda ours=ours: getattr(client.query(WIDE, fresh=True), ours)(),
            kept=lambda ours=ours: getattr(result, ours)(),
            bare=bare,
        )
        report(
            f"notebook: 1M × 16 to {what}, query and rows", times["whole"], times["bare"], "×1.3"
        )
        report(f"notebook: 1M × 16 to {what}, a result's", times["kept"], times["bare"], "×1.3")


def _stop(client: Client, service: Bench) -> None:
    """From the interrupt to the end of the query at the service."""
    taken = []
    for _round in range(5):
        running = client.begin(SLOW, timeout=25)
        running.wait(0.7)
        asked = time.perf_counter()
        threading.Thread(target=running.cancel).start()
        while _state(service.api, running.id) not in ("cancelled", "failed"):
            time.sleep(0.001)
        taken.append(time.perf_counter() - asked)
        with contextlib.suppress(DeitaError):
            running.result()
    report("notebook: a stop, to its end at the service", statistics.median(taken), 0.1, "100 ms")


def _state(api: httpx.Client, query_id: str) -> str:
    state: str = api.get(f"queries/{query_id}").json()["state"]
    return state
