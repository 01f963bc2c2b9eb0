"""The migrations make the tables that the code has in mind, both ways, from any server."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog, migrate
from deita_server_ext.catalog.schema import metadata
from deita_server_ext.domain import utcnow
from deita_server_ext.errors import StorageUnavailable
from tests import samples


class Side:
    """A connection beside the catalog's own."""

    def __init__(self, url: str) -> None:
        url = url.replace("sqlite:", "sqlite+aiosqlite:").replace("sql:", "sql+psycopg:")
        self._engine = create_async_engine(url, poolclass=NullPool)
        self._context = self._engine.begin()

    async def __aenter__(self) -> AsyncConnection:
        return await self._context.__aenter__()

    async def __aexit__(self, *error: object) -> None:
        await self._context.__aexit__(None, None, None)
        await self._engine.dispose()


async def opened(url: str, blocking: Blocking) -> Catalog:
    catalog = Catalog(url, blocking)
    await catalog.open()
    return catalog


def shape(connection: sa.Connection) -> dict[str, object]:
    """Every table as the database itself describes it."""
    inspector = sa.inspect(connection)

    def plain(found: object) -> list[str]:
        assert isinstance(found, list)
        return sorted(str(sorted(each.items(), key=lambda item: str(item[0]))) for each in found)

    return {
        name: {
            "columns": plain(
                [{**each, "type": str(each["type"])} for each in inspector.get_columns(name)]
            ),
            "primary key": inspector.get_pk_constraint(name),
            "foreign keys": plain(inspector.get_foreign_keys(name)),
            "unique": plain(inspector.get_unique_constraints(name)),
            "indexes": plain(inspector.get_indexes(name)),
        }
        for name in sorted(inspector.get_table_names())
        if name != "alembic_version"
    }


async def test_models_and_migrations_agree(empty_catalog_url: str, blocking: Blocking) -> None:
    await (await opened(empty_catalog_url, blocking)).close()

    def differences(connection: sa.Connection) -> list[object]:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata))

    def made_of_models(connection: sa.Connection) -> dict[str, object]:
        metadata.drop_all(connection)
        assert shape(connection) == {}
        metadata.create_all(connection)
        return shape(connection)

    async with Side(empty_catalog_url) as connection:
        assert await connection.run_sync(differences) == []
        of_migrations = await connection.run_sync(shape)
        assert of_migrations == await connection.run_sync(made_of_models)
    assert set(of_migrations) == set(metadata.tables)


async def test_up_down_and_up_again(empty_catalog_url: str, blocking: Blocking) -> None:
    await (await opened(empty_catalog_url, blocking)).close()
    async with Side(empty_catalog_url) as connection:
        first = await connection.run_sync(shape)
        await connection.run_sync(
            lambda sync: command.downgrade(migrate.configuration(sync), "base")
        )
        assert await connection.run_sync(shape) == {}
    again = await opened(empty_catalog_url, blocking)
    await again.workspaces.add(samples.workspace())
    await again.close()
    async with Side(empty_catalog_url) as connection:
        assert await connection.run_sync(shape) == first


async def test_workspaces_from_before_count_as_used_when_it_is_noted(
    empty_catalog_url: str, blocking: Blocking
) -> None:
    catalog = await opened(empty_catalog_url, blocking)
    old = replace(samples.workspace(), created_at=datetime(2020, 1, 1, tzinfo=UTC))
    await catalog.workspaces.add(old)
    await catalog.close()
    async with Side(empty_catalog_url) as connection:
        await connection.run_sync(
            lambda sync: command.downgrade(migrate.configuration(sync), "0011")
        )
    now = utcnow()
    catalog = await opened(empty_catalog_url, blocking)
    for since, expire in ((now, 0), (utcnow(), 1)):
        assert len(await catalog.workspaces.announce(since, now)) == expire
    assert await catalog.workspaces.get(old.id) == replace(old, expires_at=now)
    await catalog.close()


def test_there_is_one_newest_revision_and_its_file_says_so() -> None:
    scripts = ScriptDirectory(str(migrate.MIGRATIONS))
    assert scripts.get_heads() == [migrate.head()]


async def test_servers_that_start_at_once(empty_catalog_url: str, blocking: Blocking) -> None:
    catalogs = await asyncio.gather(*(opened(empty_catalog_url, blocking) for _ in range(4)))
    workspace = samples.workspace()
    await catalogs[0].workspaces.add(workspace)
    assert await catalogs[-1].workspaces.get(workspace.id) == workspace
    for catalog in catalogs:
        await catalog.close()


def test_processes_that_start_at_once(empty_catalog_url: str) -> None:
    code = """
import asyncio, sys
from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
async def main():
    gate = Blocking()
    catalog = Catalog(sys.argv[1], gate)
    await catalog.open()
    await catalog.close()
    gate.close()
asyncio.run(main())
"""
    command_line = [sys.executable, "-W", "error", "-c", code, empty_catalog_url]
    processes = [
        subprocess.Popen(command_line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for _ in range(3)
    ]
    outputs = [process.communicate(timeout=60)[0].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], "\n".join(outputs)


async def test_a_catalog_of_a_newer_version_is_left_alone(
    empty_catalog_url: str, blocking: Blocking
) -> None:
    await (await opened(empty_catalog_url, blocking)).close()
    async with Side(empty_catalog_url) as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    catalog = Catalog(empty_catalog_url, blocking)
    with pytest.raises(StorageUnavailable, match="9999") as caught:
        await catalog.open()
    assert caught.value.hint is not None
    assert "newer" in caught.value.hint
    await catalog.close()


async def test_a_failed_migration_leaves_nothing(
    empty_catalog_url: str, blocking: Blocking, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tables_then_failure(connection: sa.Connection, revision: str) -> None:
        command.upgrade(migrate.configuration(connection), revision)
        raise RuntimeError("in the middle")

    with monkeypatch.context() as patched:
        patched.setattr(migrate, "_apply", tables_then_failure)
        catalog = Catalog(empty_catalog_url, blocking)
        with pytest.raises(RuntimeError, match="in the middle"):
            await catalog.open()
        await catalog.close()
    async with Side(empty_catalog_url) as connection:
        assert await connection.run_sync(shape) == {}
    await (await opened(empty_catalog_url, blocking)).close()
