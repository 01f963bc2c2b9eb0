"""What a person is told when the database is not as it should be."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import new_id
from deita_server_ext.errors import DiskFull, NotFound, StorageUnavailable
from tests import samples
from tests.postgres import Postgres, running_postgres
from tests.processes import free_ports


def test_importing_the_catalog_loads_no_database_library() -> None:
    code = (
        "import sys, deita_server_ext.catalog, deita_server_ext.storage\n"
        "print(*{'sqlalchemy', 'alembic', 'psycopg', 'aiosqlite', 'boto3', 'botocore'}"
        " & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


async def test_the_sqlite_file_is_its_owners_only(tmp_path: Path, blocking: Blocking) -> None:
    catalog = Catalog(f"sqlite:///{tmp_path}/a/b/deita.db", blocking)
    await catalog.open()
    await catalog.workspaces.add(samples.workspace())
    files = {path.name: path.stat().st_mode for path in (tmp_path / "a" / "b").iterdir()}
    folder = (tmp_path / "a" / "b").stat().st_mode
    await catalog.close()
    assert stat.S_IMODE(folder) == 0o700
    assert {stat.S_IMODE(mode) for mode in files.values()} == {0o600}
    assert "deita.db-wal" in files
    # The write-ahead log is taken in when the last connection goes.
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["deita.db"]


async def test_a_file_that_is_no_database(tmp_path: Path, blocking: Blocking) -> None:
    (tmp_path / "deita.db").write_bytes(b"not a database, " * 100)
    catalog = Catalog(f"sqlite:///{tmp_path}/deita.db", blocking)
    with pytest.raises(StorageUnavailable) as caught:
        await catalog.open()
    assert caught.value.hint
    await catalog.close()


async def test_a_folder_that_cannot_be_made(tmp_path: Path, blocking: Blocking) -> None:
    (tmp_path / "file").write_bytes(b"")
    catalog = Catalog(f"sqlite:///{tmp_path}/file/deita.db", blocking)
    with pytest.raises(StorageUnavailable):
        await catalog.open()
    await catalog.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/deita"])
async def test_a_url_that_cannot_be(url: str, blocking: Blocking) -> None:
    with pytest.raises(ValueError, match="catalog"):
        await Catalog(url, blocking).open()


async def test_a_full_disk_under_sqlite(sqlite_catalog_url: str, blocking: Blocking) -> None:
    """The limit on pages gives the error that a full disk gives."""
    catalog = Catalog(sqlite_catalog_url, blocking)
    await catalog.open()
    workspace = samples.workspace()
    await catalog.workspaces.add(workspace)
    database = catalog._database
    assert database is not None
    async with database.writing() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 40")
    with pytest.raises(DiskFull) as caught:
        await catalog.queries.put(samples.query(workspace.id, "x" * 900_000))
    assert caught.value.hint
    # Nothing of it is left, and what is small still fits.
    assert await catalog.queries.list(workspace.id, "ada", 10) == ()
    await catalog.workspaces.rename(workspace.id, "Planes")
    await catalog.close()


async def test_sqlite_of_another_process_waits_its_turn(
    sqlite_catalog_url: str, blocking: Blocking
) -> None:
    catalog = Catalog(sqlite_catalog_url, blocking)
    await catalog.open()
    path = sqlite_catalog_url.removeprefix("sqlite:///")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    workspace = samples.workspace()
    writing = asyncio.create_task(catalog.workspaces.add(workspace))
    await asyncio.sleep(0.3)
    # Reading goes on meanwhile.
    with pytest.raises(NotFound):
        await catalog.workspaces.get(workspace.id)
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    assert await catalog.workspaces.get(workspace.id) == workspace
    await catalog.close()


async def test_no_server_at_the_address(blocking: Blocking) -> None:
    [port] = free_ports(1)
    catalog = Catalog(f"postgresql://ada:geheim@127.0.0.1:{port}/deita", blocking)
    with pytest.raises(StorageUnavailable) as caught:
        await catalog.open()
    assert caught.value.hint
    assert "geheim" not in str(caught.value) + str(caught.value.__cause__)
    await catalog.close()


async def test_lost_connections_are_made_anew(
    postgres: Postgres, postgres_catalog_url: str, blocking: Blocking
) -> None:
    catalog = Catalog(postgres_catalog_url, blocking)
    await catalog.open()
    workspace = samples.workspace()
    await catalog.workspaces.add(workspace)
    postgres.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test%'"
    )
    assert await catalog.workspaces.get(workspace.id) == workspace
    await catalog.workspaces.rename(workspace.id, "Planes")
    await catalog.close()


async def test_a_server_that_goes_away(blocking: Blocking) -> None:
    with running_postgres() as postgres:
        catalog = Catalog(postgres.url("postgres"), blocking)
        await catalog.open()
        await catalog.workspaces.add(samples.workspace())
    with pytest.raises(StorageUnavailable):
        await catalog.workspaces.list("ada")
    with pytest.raises(StorageUnavailable):
        await catalog.workspaces.rename(new_id(), "x")
    await catalog.close()


async def test_a_cancelled_write_writes_nothing(catalog: Catalog) -> None:
    """And the connection is of use afterwards."""
    for number in range(20):
        writing = asyncio.create_task(catalog.workspaces.add(samples.workspace(f"W{number}")))
        await asyncio.sleep(number / 4000)
        writing.cancel()
        done, _ = await asyncio.wait([writing])
        assert done
    await catalog.workspaces.add(samples.workspace("last"))
    assert "last" in {workspace.name for workspace in await catalog.workspaces.list("ada")}
