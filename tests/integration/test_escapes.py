"""Attempts to get out of a workspace: through a worker, and past a gate that slept."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import duckdb
import pytest
import pytest_asyncio

from deita_server_ext.domain import new_id
from deita_server_ext.engine.gate import Verdict
from deita_server_ext.engine.judge import Judge
from deita_server_ext.errors import DeitaError
from tests.corpora import escapes
from tests.engines import WORKSPACE, Engine, running_engine

pytestmark = pytest.mark.asyncio(loop_scope="module")

CANARY = "canary-3c1f"
OTHER = "f" * 32


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """A port that nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.setblocking(False)
        yield made


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the machine's, with something in it worth reading."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "secret.csv").write_text(f"a\n{CANARY}\n")
    (folder / "secret.json").write_text(f'{{"a": "{CANARY}"}}')
    duckdb.sql(f"SELECT '{CANARY}' AS a").write_parquet(str(folder / "secret.parquet"))
    with duckdb.connect(str(folder / "secret.duckdb")) as made:
        made.execute(f"CREATE TABLE data AS SELECT '{CANARY}' AS a")
    return folder


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def engine(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    """A workspace with a table, and another one beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEITA_CANARY", CANARY)
        async with running_engine(tmp_path_factory.mktemp("engine")) as made:
            rows = "SELECT i AS id, 'UA' AS carrier FROM range(100) t(i)"
            made.tables = (made.snapshot("flights", rows),)
            made.snapshot("theirs", f"SELECT '{CANARY}' AS a", workspace=OTHER)
            # What a table that was deleted may leave for a while in the folder that is open.
            made.snapshot("gone", f"SELECT '{CANARY}' AS a", parquet=True)
            yield made


@pytest.fixture(scope="module")
def places(engine: Engine, outside: Path, listener: socket.socket) -> dict[str, object]:
    """What the attempts name."""
    (own,) = (engine.root / "cache" / WORKSPACE).glob("*.parquet")
    (other,) = (engine.root / "cache" / OTHER).iterdir()
    return {
        "outside": outside,
        "own": own.name,
        "other": other,
        "snapshot": f"s_{engine.tables[0].snapshot}",
        "port": listener.getsockname()[1],
    }


def contents(*folders: Path) -> dict[Path, bytes]:
    """Every file below, with what it holds."""
    return {
        path: path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("attempt", escapes.ALL)
async def test_nothing_gets_out(
    engine: Engine,
    outside: Path,
    places: dict[str, object],
    listener: socket.socket,
    attempt: str,
) -> None:
    sql = attempt.format(**places)
    before = contents(engine.root / "cache", outside)
    with pytest.raises(DeitaError) as caught:
        await engine.run(sql, seconds=5)
    error = caught.value
    assert error.message
    assert error.status < 500
    body = json.dumps(error.body())
    assert CANARY not in body.replace(sql, "")
    assert str(engine.root) not in body.replace(str(places["other"]), "")
    assert contents(engine.root / "cache", outside) == before
    with pytest.raises(BlockingIOError):
        listener.accept()
    assert await engine.value("SELECT count(*) FROM flights") == 100


async def test_nothing_gets_out_by_being_looked_at(
    engine: Engine, outside: Path, places: dict[str, object], listener: socket.socket
) -> None:
    await engine.run("SELECT 1")
    before = contents(engine.root / "cache", outside)
    for attempt in escapes.ALL:
        sql = attempt.format(**places)
        told, _data = await engine.ask(
            "checks.check", id=new_id(), sql=sql, params={}, earlier=[], seconds=5
        )
        error = told.pop("problem")
        assert error is not None, sql
        assert error["code"] in ("sql_refused", "sql_syntax", "unknown_table") or (
            attempt in escapes.NOT_THERE
        ), (sql, error)
        body = json.dumps([told, error])
        assert CANARY not in body.replace(sql, "")
        assert str(engine.root) not in body.replace(str(places["other"]), "")
    assert contents(engine.root / "cache", outside) == before
    with pytest.raises(BlockingIOError):
        listener.accept()


async def test_there_are_enough() -> None:
    assert len(set(escapes.ALL)) == len(escapes.ALL) >= 120


@pytest.fixture(scope="module")
def unlocked() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine that is not locked in at all."""
    with duckdb.connect() as made:
        made.execute("CREATE TABLE flights AS SELECT i AS id, 'UA' AS carrier FROM range(9) t(i)")
        yield made


@pytest.mark.parametrize("pivots", [False, True])
@pytest.mark.parametrize("attempt", escapes.ALL)
async def test_the_judge_alone_refuses_it_too(
    unlocked: duckdb.DuckDBPyConnection, places: dict[str, object], attempt: str, pivots: bool
) -> None:
    judge = Judge(unlocked.cursor())
    sql = attempt.format(**places)
    explain = "EXPLAIN" if sql.startswith("EXPLAIN") else ""
    verdict = Verdict(sql, sql.removeprefix(explain), ("flights",), bool(explain), pivots)
    try:
        judge.check(verdict, ["flights"])
    except (DeitaError, duckdb.ParserException, duckdb.NotImplementedException):
        return
    except duckdb.IOException:
        return  # 1.5 looks for what an IMPORT names while it reads it
    assert attempt in escapes.NOT_THERE
    with pytest.raises((duckdb.BinderException, duckdb.CatalogException)):
        unlocked.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 /* /* */ , getenv('HOME') -- */",
        "SELECT 1 -- \u2028 , getenv('HOME')",
        "SELECT 1 /* ; COPY flights TO 'made.csv' */",
        "SELECT 1 WHERE 'getenv(''HOME'')' <> $$ FROM read_text('x') $$",
        "EXPLAIN /* */ SELECT 1",
    ],
)
async def test_what_only_looks_like_an_attempt_hides_nothing(engine: Engine, sql: str) -> None:
    assert (await engine.run(sql)).rows[0][0] in (1, "physical_plan")
