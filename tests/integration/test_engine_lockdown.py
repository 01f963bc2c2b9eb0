"""What the engine itself refuses, should a text ever get past both judges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from deita_server_ext.engine.lockdown import lock_in
from deita_server_ext.engine.session import Session
from tests.engines import LIMITS


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the cache, with something in it worth reading."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.csv").write_text("a\nsecret\n")
    (folder / "secret.json").write_text('{"a": "secret"}')
    duckdb.connect().execute(f"COPY (SELECT 'secret' AS a) TO '{folder / 'secret.parquet'}'")
    with duckdb.connect(str(folder / "secret.duckdb")) as made:
        made.execute("CREATE TABLE data AS SELECT 'secret' AS a")
    return folder


@pytest.fixture(params=["lock_in", "session"])
def connection(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine locked into its cache, as it is before any gate."""
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "mine.csv").write_text("a\nmine\n")
    monkeypatch.chdir(tmp_path)
    if request.param == "lock_in":
        made = duckdb.connect()
        lock_in(made, memory_bytes=1 << 28, threads=1, temp_dir=str(tmp_path / "temp"),
                temp_bytes=1 << 20, directories=[str(cache)])  # fmt: skip
        yield made
        made.close()
        return
    session = Session()
    session.open(
        memory_bytes=LIMITS.memory_bytes, threads=1, temp_dir=str(tmp_path / "temp"),
        temp_bytes=1 << 20, cache_dir=str(cache), spool_dir=str(tmp_path / "spool"),
        result_bytes=1 << 20,
    )  # fmt: skip
    yield session._connection.cursor()
    session._connection.close()


def test_its_own_folder_can_be_read(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    sql = f"FROM read_csv('{tmp_path / 'cache' / 'mine.csv'}')"
    assert connection.execute(sql).fetchall() == [("mine",)]


@pytest.mark.parametrize(
    "sql",
    [
        "FROM read_csv('{outside}/secret.csv')",
        "FROM '{outside}/secret.csv'",
        "FROM read_text('{outside}/secret.csv')",
        "FROM read_blob('{outside}/*')",
        "FROM glob('{outside}/*')",
        "FROM read_json('{outside}/secret.json')",
        "FROM read_parquet('{outside}/secret.parquet')",
        "FROM parquet_metadata('{outside}/secret.parquet')",
        "FROM sniff_csv('{outside}/secret.csv')",
        "FROM read_csv('{cache}/../outside/secret.csv')",
        "FROM read_csv('{cache}/./../outside/secret.csv')",
        "FROM read_csv('../outside/secret.csv')",
        "FROM read_csv('file://{outside}/secret.csv')",
        "FROM read_csv('{cache}x/../outside/secret.csv')",
        "FROM read_text('/etc/passwd')",
        "FROM read_text('/proc/self/environ')",
        "FROM read_csv('https://example.invalid/a.csv')",
        "FROM read_parquet('s3://bucket/a.parquet')",
        "COPY (SELECT 1) TO '{outside}/made.csv'",
        "COPY (SELECT 1) TO '{cache}/../outside/made.parquet'",
        "COPY (SELECT 1) TO 'made.csv'",
        "EXPORT DATABASE '{outside}/made'",
        "IMPORT DATABASE '{outside}'",
        "ATTACH '{outside}/secret.duckdb' AS s (READ_ONLY)",
        "ATTACH '{cache}/../outside/secret.duckdb' AS s (READ_ONLY)",
        "ATTACH '{outside}/made.duckdb' AS s",
        "ATTACH '{outside}/made.sqlite' AS s (TYPE sqlite)",
        "INSTALL httpfs",
        "LOAD httpfs",
        "LOAD '{outside}/x.duckdb_extension'",
        "CREATE PERSISTENT SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SET GLOBAL memory_limit = '100GB'",
        "SET threads = 100",
        "SET temp_directory = '{outside}'",
        "SET allowed_directories = ['/']",
        "RESET enable_external_access",
        "PRAGMA memory_limit = '100GB'",
        "SET autoinstall_known_extensions = true",
    ],
)
def test_nothing_outside_is_reached(
    connection: duckdb.DuckDBPyConnection, outside: Path, tmp_path: Path, sql: str
) -> None:
    before = sorted(path.name for path in outside.iterdir())
    cache = tmp_path / "cache"
    here = sorted(path.name for path in tmp_path.iterdir())
    if sql == "COPY (SELECT 1) TO 'made.csv'" and Path.cwd() == cache:
        sql = "COPY (SELECT 1) TO '../made.csv'"
    with pytest.raises(duckdb.Error) as caught:
        connection.execute(sql.format(outside=outside, cache=cache)).fetchall()
    assert "secret.csv\\na" not in str(caught.value)
    assert sorted(path.name for path in outside.iterdir()) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == here


def test_variables_of_the_process_are_no_tables(connection: duckdb.DuckDBPyConnection) -> None:
    frame = duckdb.connect().sql("SELECT 'secret' AS a").to_arrow_table()
    assert frame.num_rows == 1
    with pytest.raises(duckdb.Error):
        connection.execute("FROM frame").fetchall()


def test_times_are_shown_in_utc(connection: duckdb.DuckDBPyConnection) -> None:
    sql = "SELECT (TIMESTAMPTZ '2013-01-01 00:00:00+02')::VARCHAR"
    assert connection.execute(sql).fetchall() == [("2012-12-31 22:00:00+00",)]


def test_limits_are_those_given(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    names = "memory_limit", "temp_directory", "threads", "max_temp_directory_size"
    sql = "SELECT " + ", ".join(f"current_setting('{name}')" for name in names)
    assert connection.execute(sql).fetchall() == [
        ("256.0 MiB", str(tmp_path / "temp"), 1, "1.0 MiB")
    ]
    with pytest.raises(duckdb.OutOfMemoryException):
        connection.execute("SELECT list(range) FROM range(100000000)").fetchall()
