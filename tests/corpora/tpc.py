"""The queries and tables of TPC-H and TPC-DS, as DuckDB's extensions carry them.

Their licence lets nobody pass them on with other software: they are fetched into a folder of
the test's own, with an engine of their own, and go with it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REQUIREMENTS = (
    "duckdb==1.5.5",
    "duckdb-extension-tpch==1.5.5",
    "duckdb-extension-tpcds==1.5.5",
)
SCALE = 0.01
MAKERS = {"tpch": "dbgen", "tpcds": "dsdgen"}

MAKE = """
import json, pathlib, sys
import duckdb
folder = pathlib.Path(sys.argv[1])
scale, makers = float(sys.argv[2]), json.loads(sys.argv[3])
found = {"queries": {}, "tables": {name: [] for name in makers}}
for name, make in makers.items():
    carried = pathlib.Path(sys.path[-1]) / f"duckdb_extension_{name}"
    (extension,) = carried.rglob("*.duckdb_extension")
    connection = duckdb.connect()
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"CALL {make}(sf={scale})")
    queries = connection.execute(f"SELECT query_nr, query FROM {name}_queries() ORDER BY 1")
    found["queries"][name] = queries.fetchall()
    for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
        connection.execute(f"COPY \\"{table}\\" TO '{folder / name}_{table}.parquet'")
        found["tables"][name].append(table)
    connection.close()
(folder / "tpc.json").write_text(json.dumps(found))
"""


@dataclass(frozen=True)
class Tpc:
    """By benchmark: ``queries`` by number, ``tables`` as Parquet files by name."""

    queries: dict[str, dict[int, str]]
    tables: dict[str, dict[str, Path]]


class NotFetched(Exception):
    """There is no way to get the packages here."""


def fetch(folder: Path, *names: str, scale: float = SCALE) -> Tpc:
    """Get the packages into ``folder`` and let them make ``names`` (all) at a scale factor."""
    packages = folder / "packages"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    installed = subprocess.run(
        [*pip, "--no-deps", "--target", str(packages), *REQUIREMENTS],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    if installed.returncode:
        raise NotFetched(installed.stderr.strip().splitlines()[-1])
    # No site packages: the engine under test must not be the one that answers.
    script = f"import sys; sys.path.append({str(packages)!r})\n{MAKE}"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    makers = json.dumps({name: MAKERS[name] for name in names or MAKERS})
    made = subprocess.run(
        [sys.executable, "-S", "-P", "-c", script, str(folder), str(scale), makers],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env=environment,
    )
    assert made.returncode == 0, made.stderr
    found = json.loads((folder / "tpc.json").read_text())
    return Tpc(
        {name: dict(queries) for name, queries in found["queries"].items()},
        {
            name: {table: folder / f"{name}_{table}.parquet" for table in tables}
            for name, tables in found["tables"].items()
        },
    )
