"""What a server pays on which nobody opens Deita: next to nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import clean_environment

HEAVY = (
    "aiohttp",
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
    "limits",
    "redis",
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

ASKED = """
import asyncio, pathlib
from contextlib import AsyncExitStack
told = []
def hear(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        told.append(args[1] if event == "socket.connect" else args[:2])
sys.addaudithook(hear)
from deita_server_ext.app import DeitaApp
from deita_server_ext.building import build_on
from deita_server_ext.contract.threads import MessageCreate
from deita_server_ext.domain import User
async def ask():
    settings, user = DeitaApp(local=True), User("ann", "Ann")
    settings.data_dir, settings.ai_model = "data", "openai/x"
    settings.ai_base_url, settings.ai_retries = "http://127.0.0.1:9/v1", 0
    settings.initialize_settings()
    async with AsyncExitStack() as stack:
        services, _on = await build_on(settings, pathlib.Path("data"), stack)
        models = services.models
        workspace = await services.workspaces.create(user, "w")
        thread = await models.threads.create(user, workspace.id, None)
        await models.threads.list(user, workspace.id)
        assert models.ai.enabled and await models.ai.sends(user, workspace.id)
        assert "litellm" not in sys.modules, "loaded before it is needed"
        asked = MessageCreate(text="How?")
        events = [e async for e in models.answers.ask(user, workspace.id, thread.id, asked)]
        assert events[-1].message.error.code == "model_unavailable", events
asyncio.run(ask())
asked = {place for place in told if isinstance(place, tuple)}
assert asked and asked <= {("127.0.0.1", 9)}, asked
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


def test_the_environment_is_heard_before_defaults_are_made_of_it(tmp_path: Path) -> None:
    lines = f"""
import os
os.environ["DEITA_DATA_DIR"] = "elsewhere"
os.environ["DEITA_LOCAL"] = "false"
{REGISTERED}
[deita] = app.extension_manager.extension_apps["deita_server_ext"]
assert deita.catalog_url.endswith("/elsewhere/catalog.sqlite"), deita.catalog_url
assert deita.storage.endswith("/elsewhere/objects"), deita.storage
assert deita.file_bytes == 200_000_000, deita.file_bytes
"""
    assert "deita_server_ext" in loaded(lines, tmp_path)


def test_importing_the_package_loads_nothing_else(tmp_path: Path) -> None:
    bare = loaded("", tmp_path)
    modules = loaded("import deita_server_ext", tmp_path)
    assert modules - bare <= {"deita_server_ext", "typing", "__future__"} | set(
        sys.stdlib_module_names
    )


def test_the_models_library_is_loaded_by_the_first_question_and_asks_nobody(
    tmp_path: Path,
) -> None:
    """Nobody but the model's own address, that is: LiteLLM would fetch prices."""
    assert "litellm" in loaded(ASKED, tmp_path)


def test_a_worker_loads_what_it_works_with_alone(tmp_path: Path) -> None:
    """Each workspace has one, for which somebody may be waiting."""
    lines = "import importlib\nfrom deita_server_ext.engine import host\n"
    modules = loaded(f"{lines}for name in host._FIRST: importlib.import_module(name)", tmp_path)
    assert {"duckdb", "pyarrow", "sqlglot"} <= modules
    assert modules.isdisjoint({"pydantic", "tornado", "sqlalchemy", "pandas", "litellm"})
