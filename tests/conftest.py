"""Fixtures for every kind of test: the databases and object stores as they are in use."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pytest_rerunfailures import suspended_finalizers

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import Workspace
from deita_server_ext.storage import ObjectStore, open_store
from deita_server_ext.testing import MemoryStore
from tests import samples
from tests.postgres import Postgres, running_postgres
from tests.s3 import S3, running_s3

_ASKED_FOR = {
    # DuckDB's own test queries come in no package: who has a checkout of it names that.
    "DEITA_TEST_DUCKDB_SOURCE": "integration/test_gate_sqllogic.py",
    # Six million rows in a browser take a minute.
    "DEITA_TEST_LARGE": "browser/test_grid_large.py",
}
collect_ignore = [path for name, path in _ASKED_FOR.items() if not os.environ.get(name)]
"""Files that are tests only where a variable asks for them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the files of browser tests evenly over the run, and begin with what takes long.

    Left alone, all browser tests would come last, side by side: they use the processor, while
    many others wait. Of the others, files with few tests tend to take long, those with many
    to be soon done; of browser tests each takes about as long.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    browser = [tests for path, tests in files.items() if "browser" in path.parts]
    others = [tests for path, tests in files.items() if "browser" not in path.parts]
    browser.sort(key=len, reverse=True)
    others.sort(key=len)
    placed = [
        ((number + 0.5) / len(group), tests)
        for group in (browser, others)
        for number, tests in enumerate(group)
    ]
    placed.sort(key=lambda file: file[0])
    items[:] = [test for _, tests in placed for test in tests]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Give the third try of a test servers, windows and kernels that no earlier try has used.

    The second try has those of the first, whose finalizers the plugin has put aside.
    """
    if getattr(item, "execution_count", 1) == 3:
        state = item.session._setupstate
        state.stack.update(suspended_finalizers)
        suspended_finalizers.clear()
        state.teardown_exact(item.session)  # type: ignore[arg-type]  # Only its parents count.


@pytest.fixture
def blocking() -> Iterator[Blocking]:
    """The gate for blocking work."""
    gate = Blocking()
    yield gate
    gate.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A Postgres server, started when the first test asks for it."""
    with running_postgres() as running:
        yield running


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """An S3 server with a bucket, started when the first test asks for it."""
    with running_s3() as running:
        yield running


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """An empty database of the test's own."""
    name = postgres.new()
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def empty_catalog_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a catalog can be that nobody has opened yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/catalog/deita.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "deita.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: Postgres) -> str:
    """The name of a migrated Postgres database to copy."""
    name = postgres.new()
    _migrate(postgres.url(name))
    return name


def _migrate(url: str) -> None:
    async def migrate() -> None:
        gate = Blocking()
        catalog = Catalog(url, gate)
        await catalog.open()
        await catalog.close()
        gate.close()

    asyncio.run(migrate())


@pytest.fixture
def sqlite_catalog_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A catalog of the test's own on SQLite."""
    path = tmp_path / "deita.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_catalog_url(postgres: Postgres, postgres_template: str) -> Iterator[str]:
    """A catalog of the test's own on Postgres."""
    name = postgres.new(postgres_template)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def catalog_url(request: pytest.FixtureRequest) -> str:
    """A catalog of the test's own, on each database in turn."""
    url: str = request.getfixturevalue(f"{request.param}_catalog_url")
    return url


@pytest.fixture
async def catalog(catalog_url: str, blocking: Blocking) -> AsyncIterator[Catalog]:
    """An open catalog with nothing in it, on each database in turn."""
    opened = Catalog(catalog_url, blocking)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def workspace(catalog: Catalog) -> Workspace:
    """A workspace in it."""
    added = samples.workspace()
    await catalog.workspaces.add(added)
    return added


@pytest.fixture
def s3_environment(s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> S3:
    """The S3 server, with its credentials where boto3 looks for them, and no others."""
    for name, value in s3.environment.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    return s3


@pytest.fixture(params=["memory", "folder", "s3"])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, blocking: Blocking
) -> AsyncIterator[ObjectStore]:
    """An open object store with nothing in it, of each kind in turn."""
    opened: ObjectStore
    if request.param == "memory":
        opened = MemoryStore()
    elif request.param == "folder":
        opened = await open_store(str(tmp_path / "objects"), blocking)
    else:
        running: S3 = request.getfixturevalue("s3_environment")
        place = f"s3://{running.bucket}/{tmp_path.name}"
        opened = await open_store(place, blocking, endpoint=running.endpoint)
    yield opened
    await opened.close()
