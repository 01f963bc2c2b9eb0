"""What a server pays on which nobody opens Deita: next to nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import clean_environment

HEAVY = (
    "sqlalchemy",
    "alembic",
    "duckdb",
    "pyarrow",
    "boto3",
    "sqlglot",
    "pandas",
    "polars",
    "litellm",
    "bm25s",
)
PROGRAM = """
import json, sys
{lines}
print(json.dumps(sorted({{name.partition(".")[0] for name in sys.modules}})))
"""
REGISTERED = """
from jupyter_server.serverapp import ServerApp
app = ServerApp(argv=[])
app.initialize(["--ServerApp.port=0", "--ServerApp.open_browser=False", "--allow-root",
    "--ServerApp.jpserver_extensions={'deita_server_ext': True, 'jupyterlab': False}"],
    new_httpserver=False)
assert app.extension_manager.extension_apps["deita_server_ext"], "not loaded"
"""


def loaded(lines: str, home: Path) -> set[str]:
    """The modules a fresh interpreter has loaded after these lines."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM.format(lines=lines)],
        env=clean_environment(home),
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("lines", ["import deita_server_ext", REGISTERED])
def test_nothing_heavy_is_loaded_before_the_first_request(lines: str, tmp_path: Path) -> None:
    modules = loaded(lines, tmp_path)
    assert "deita_server_ext" in modules
    assert modules.isdisjoint(HEAVY)


def test_importing_the_package_loads_nothing_else(tmp_path: Path) -> None:
    bare = loaded("", tmp_path)
    modules = loaded("import deita_server_ext", tmp_path)
    assert modules - bare <= {"deita_server_ext", "typing", "__future__"} | set(
        sys.stdlib_module_names
    )
