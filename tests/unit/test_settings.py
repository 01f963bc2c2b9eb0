"""Every setting: explained, documented, and settable from the environment."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from traitlets import Bool, Float, Int, TraitError, Unicode
from traitlets.config import Config

from deita_server_ext import machine
from deita_server_ext.app import DeitaApp
from deita_server_ext.engine.limits import lone

ROOT = Path(__file__).parents[2]
OWN = DeitaApp.class_own_traits(config=True)
VALUES: dict[str, tuple[str, object, str, object]] = {
    "service_url": ("http://env:1/", "http://env:1/", "/services/line", "/services/line"),
    "service_timeout_seconds": ("2.5", 2.5, "7", 7.0),
    "data_dir": ("/env/deita", "/env/deita", "/line/deita", "/line/deita"),
    "catalog_url": ("sqlite:////env/db", "sqlite:////env/db", "sqlite:////line", "sqlite:////line"),
    "storage": ("s3://env/prefix", "s3://env/prefix", "/line/objects", "/line/objects"),
    "storage_endpoint": ("http://env:1", "http://env:1", "http://line:2", "http://line:2"),
    "storage_region": ("eu-env-1", "eu-env-1", "eu-line-1", "eu-line-1"),
    "local": ("false", False, "True", True),
    "url_hosts": ("a.example", "a.example", "b.example,*.c.example", "b.example,*.c.example"),
    "shared_url": ("redis://env:1", "redis://env:1", "rediss://line:2/3", "rediss://line:2/3"),
    "workspace_days": ("2.5", 2.5, "7", 7.0),
    "query_timeout_seconds": ("2.5", 2.5, "7", 7.0),
    "worker_idle_seconds": ("1.5", 1.5, "8", 8.0),
    "result_hours": ("0.5", 0.5, "9", 9.0),
    "undo_hours": ("0.5", 0.5, "9", 9.0),
    "kernel_silence_seconds": ("2.5", 2.5, "7", 7.0),
    "ai_model": ("openai/env", "openai/env", "openai/line", "openai/line"),
    "ai_models": ("openai/a,openai/b=B", "openai/a,openai/b=B", "openai/c", "openai/c"),
    "ai_fallback_models": ("openai/a", "openai/a", "openai/b,openai/c", "openai/b,openai/c"),
    "ai_base_url": ("http://env:1/v1", "http://env:1/v1", "http://line:2/v1", "http://line:2/v1"),
    "ai_base_urls": ("openai=http://env:1", "openai=http://env:1", "b=http://l:2", "b=http://l:2"),
    "ai_keys": ("openai=env-key", "openai=env-key", "b=line-key", "b=line-key"),
    "ai_key": ("env-key", "env-key", "line-key", "line-key"),
    "ai_timeout_seconds": ("2.5", 2.5, "7", 7.0),
    "ai_answer_seconds": ("2.5", 2.5, "7", 7.0),
    "ai_cost_daily": ("0.5", 0.5, "2", 2.0),
}


def values(name: str) -> tuple[str, object, str, object]:
    """Of a setting: as a variable, and what it is then; as an option, and what it is then."""
    return VALUES.get(name, ("12", 12, "34", 34))


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServerApp]:
    """A server's application that is never started."""
    for name in [name for name in os.environ if name.startswith("DEITA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path / "config"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    ServerApp.clear_instance()
    app = ServerApp(argv=[])
    app.init_configurables()
    yield app
    ServerApp.clear_instance()


def deita(server: ServerApp, *options: str) -> DeitaApp:
    """The extension as it is on a server with these command line options."""
    server.parse_command_line(list(options))
    app = DeitaApp(parent=server, serverapp=server, config=server.config)
    app.initialize_settings()
    return app


def test_settings_are_the_traits() -> None:
    inherited = set(DeitaApp.class_traits(config=True)) - set(OWN)
    assert set(DeitaApp.SETTINGS) == set(OWN)
    assert not set(DeitaApp.SETTINGS) & inherited
    assert len(DeitaApp.SETTINGS) == len(set(DeitaApp.SETTINGS))
    for trait in OWN.values():
        assert isinstance(trait, Bool | Float | Int | Unicode)


@pytest.mark.parametrize("name", DeitaApp.SETTINGS)
def test_each_is_explained(name: str) -> None:
    text = OWN[name].help
    assert text.endswith((".", ". "))
    assert len(text) > 10


@pytest.mark.parametrize("name", DeitaApp.SETTINGS)
def test_each_is_in_the_readme(name: str) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert re.search(rf"\b{name}\b", readme), name


@pytest.mark.parametrize("name", DeitaApp.SETTINGS)
def test_the_line_goes_before_the_environment_before_the_default(
    name: str, server: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    variable, from_environment, option, from_line = values(name)
    default = getattr(deita(server), name)
    assert default != from_environment
    monkeypatch.setenv(f"DEITA_{name.upper()}", variable)
    assert getattr(deita(server), name) == from_environment
    assert getattr(deita(server, f"--DeitaApp.{name}={option}"), name) == from_line


def test_a_file_goes_before_the_environment(
    server: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEITA_PAGE_SIZE", "12")
    server.update_config(Config({"DeitaApp": {"page_size": 34}}))
    assert deita(server).page_size == 34


def test_defaults_follow_the_data_folder(
    server: ServerApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = deita(server)
    assert Path(app.data_dir) == tmp_path / "data" / "deita"
    monkeypatch.setenv("DEITA_DATA_DIR", str(tmp_path / "other"))
    app = deita(server)
    assert app.catalog_url == f"sqlite:///{tmp_path}/other/catalog.sqlite"
    assert app.storage == str(tmp_path / "other" / "objects")


@pytest.mark.parametrize(
    ("local", "limit", "requests", "days"),
    [("true", 0, 0, 0.0), ("false", 200_000_000, 100, 60.0)],
)
def test_tenants_have_limits(
    server: ServerApp,
    monkeypatch: pytest.MonkeyPatch,
    local: str,
    limit: int,
    requests: int,
    days: float,
) -> None:
    monkeypatch.setenv("DEITA_LOCAL", local)
    app = deita(server)
    assert (app.file_bytes, app.workspace_bytes) == (limit, limit)
    assert app.requests_per_minute == requests
    assert (app.rates() is None) == (requests == 0)
    assert app.workspace_days == days


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PAGE_SIZE", "many"),
        ("LOCAL", "maybe"),
        ("RESULT_HOURS", "1h"),
    ],
)
def test_a_variable_that_cannot_be_read_is_named(
    server: ServerApp, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(f"DEITA_{name}", text)
    with pytest.raises(Exception, match=f"DEITA_{name}") as caught:
        deita(server)
    assert text in str(caught.value)


def test_a_password_in_a_variable_that_cannot_be_read_is_not_told(
    server: ServerApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEITA_SHARED_URL", "redis//:pa55word@cache:6379")
    with pytest.raises(TraitError, match=r"DEITA_SHARED_URL.*begin with redis://") as caught:
        deita(server)
    assert "pa55word" not in "".join(traceback.format_exception(caught.value))


def test_no_other_variable_is_read() -> None:
    """What is documented as a variable is a setting, so that none is misspelt."""
    readme = (ROOT / "README.md").read_text("utf-8")
    known: set[Any] = {f"DEITA_{name.upper()}" for name in DeitaApp.SETTINGS}
    known |= {"DEITA_URL", "DEITA_TOKEN", "DEITA_WORKSPACE"}  # a kernel's
    named = set(re.findall(r"\bDEITA_[A-Z_]+[A-Z]\b", readme))
    assert named <= known


@pytest.mark.parametrize("gib", [2, 4, 8, 16, 64, 512])
@pytest.mark.parametrize("processors", [1, 2, 4, 16, 64])
def test_what_runs_at_once_fits_into_the_memory_of_a_shared_machine(
    server: ServerApp, monkeypatch: pytest.MonkeyPatch, gib: int, processors: int
) -> None:
    monkeypatch.setattr(machine, "memory_bytes", lambda: gib * machine.GIB)
    monkeypatch.setattr(machine, "processors", lambda: processors)
    app = deita(server, "--DeitaApp.local=false")
    at_work = app.queries_at_once + lone(app.workers, app.queries_at_once)
    least = machine.GIB // 2
    assert app.worker_memory_bytes >= least
    assert at_work * app.worker_memory_bytes <= gib * machine.GIB * 4 // 5 or (
        app.worker_memory_bytes == least
    )
