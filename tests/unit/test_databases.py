"""SQLite and DuckDB files: each table a part, and nothing run of what is in them."""

from __future__ import annotations

import sqlite3
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from deita_server_ext.errors import InvalidRequest, UnreadableFile
from tests.ingests import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "bench")


def sqlite(path: Path, script: str) -> bytes:
    """An SQLite database made by a script."""
    connection = sqlite3.connect(path / "made.db")
    connection.executescript(script)
    connection.commit()
    connection.close()
    content = (path / "made.db").read_bytes()
    (path / "made.db").unlink()
    return content


def ducked(path: Path, *statements: str) -> bytes:
    """A DuckDB database made by statements."""
    with duckdb.connect(str(path / "made.duckdb")) as connection:
        for statement in statements:
            connection.execute(statement)
    content = (path / "made.duckdb").read_bytes()
    (path / "made.duckdb").unlink()
    return content


def test_sqlite_types_come_from_the_values(bench: Bench, tmp_path: Path) -> None:
    content = sqlite(
        tmp_path,
        """
        CREATE TABLE t (i TEXT, x INTEGER, t REAL, b BLOB, mixed INTEGER, n INTEGER);
        CREATE INDEX by_t ON t (t);
        INSERT INTO t VALUES (CAST(1 AS BLOB), 1.5, 'x', x'00ff', 1, NULL);
        INSERT INTO t VALUES (CAST(2 AS BLOB), 2, 'y', NULL, 'two', NULL);
        """,
    )
    part = bench.one(content, "a.db")
    assert bench.format == "sqlite"
    assert part.name == "t"
    assert part.types == ["BLOB", "DOUBLE", "VARCHAR", "BLOB", "VARCHAR", "VARCHAR"]
    assert part.rows[0] == (b"1", 1.5, "x", b"\x00\xff", "1", None)
    assert part.rows[1] == (b"2", 2.0, "y", None, "two", None)
    assert part.first("mixed_types")["line"] == 2
    assert part.counts == {"lines": 2, "loaded": 2}


def test_sqlite_declarations_that_the_values_keep(bench: Bench, tmp_path: Path) -> None:
    content = sqlite(
        tmp_path,
        """
        CREATE TABLE t (d DATE, dt DATETIME, b BOOLEAN, not_d DATE, epoch TIMESTAMP);
        INSERT INTO t VALUES ('2013-01-31', '2013-01-31 05:15:00', 1, '2013-01-31', 1359609300);
        INSERT INTO t VALUES (NULL, '2013-01-31T05:15:00.5', 0, 'soon', 0);
        """,
    )
    part = bench.one(content, "a.db")
    assert part.types == ["DATE", "TIMESTAMP", "BOOLEAN", "VARCHAR", "BIGINT"]
    assert part.rows[0] == (
        date(2013, 1, 31), datetime(2013, 1, 31, 5, 15), True, "2013-01-31", 1_359_609_300,
    )  # fmt: skip


def test_sqlite_integers_are_exact(bench: Bench, tmp_path: Path) -> None:
    content = sqlite(
        tmp_path,
        f"CREATE TABLE t (a, b); INSERT INTO t VALUES ({2**63 - 1}, {2**60 + 1}), (-1, 1.5)",
    )
    part = bench.one(content, "a.db")
    assert part.types == ["BIGINT", "VARCHAR"]
    assert part.rows == [(2**63 - 1, str(2**60 + 1)), (-1, "1.5")]


def test_only_tables_are_parts_of_an_sqlite_database(bench: Bench, tmp_path: Path) -> None:
    content = sqlite(
        tmp_path,
        """
        CREATE TABLE "a b" (x); INSERT INTO "a b" VALUES (1);
        CREATE TABLE "q""q" (x INTEGER PRIMARY KEY AUTOINCREMENT, y AS (x * 2));
        INSERT INTO "q""q" (x) VALUES (5);
        CREATE VIEW v AS SELECT * FROM "a b";
        CREATE VIRTUAL TABLE f USING fts5(t);
        CREATE TRIGGER tr AFTER INSERT ON "a b" BEGIN DELETE FROM "a b"; END;
        """,
    )
    parts = bench.load(content, "a.db")
    assert [part.name for part in parts] == ["a b", 'q"q']
    assert parts[1].rows == [(5, 10)]
    assert [part.name for part in bench.load(content, "a.db", parts=["a b"])] == ["a b"]
    with pytest.raises(InvalidRequest, match="no table"):
        bench.load(content, "a.db", parts=["v"])


def test_sqlite_text_that_is_no_utf8(bench: Bench, tmp_path: Path) -> None:
    content = sqlite(
        tmp_path, "CREATE TABLE t (a); INSERT INTO t VALUES (CAST(x'e9' AS TEXT)), ('é')"
    )
    part = bench.one(content, "a.db")
    assert part.rows == [("é",), ("é",)]
    assert any("Windows-1252" in note for note in part.notes)


def test_an_sqlite_database_without_tables(bench: Bench, tmp_path: Path) -> None:
    content = sqlite(tmp_path, "CREATE TABLE t (a); DROP TABLE t; CREATE VIEW v AS SELECT 1")
    with pytest.raises(UnreadableFile, match="no table"):
        bench.load(content, "a.db")


def test_expressions_of_a_hostile_sqlite_schema_run_nothing(bench: Bench, tmp_path: Path) -> None:
    content = sqlite(
        tmp_path,
        "CREATE TABLE t (a, b AS (zeroblob(600000000))); INSERT INTO t (a) VALUES (1)",
    )
    with pytest.raises(UnreadableFile):
        bench.load(content, "a.db")


def test_every_type_of_duckdb(bench: Bench, tmp_path: Path) -> None:
    content = ducked(
        tmp_path,
        """CREATE TABLE t AS SELECT 170141183460469231731::HUGEINT AS h, 'a'::ENUM('a', 'b') AS e,
        1.5::DECIMAL(10, 2) AS d, [1, 2] AS l, {'x': 1::HUGEINT} AS s, MAP {'k': 1} AS m,
        uuid() AS u, INTERVAL 3 DAY AS i, '101'::BIT AS b, union_value(n := 1) AS un,
        TIMESTAMPTZ '2013-01-01 00:00:00+00' AS z, 'x'::BLOB AS bl""",
    )
    part = bench.one(content, "a.duckdb")
    assert bench.format == "duckdb"
    assert dict(zip(part.columns, part.types, strict=True)) | {"u": ""} == {
        "h": "DECIMAL(38,0)", "e": "VARCHAR", "d": "DECIMAL(10,2)", "l": "INTEGER[]",
        "s": "STRUCT(x DECIMAL(38,0))", "m": "MAP(VARCHAR, INTEGER)", "u": "", "i": "INTERVAL",
        "b": "VARCHAR", "un": "VARCHAR", "z": "TIMESTAMP WITH TIME ZONE", "bl": "BLOB",
    }  # fmt: skip
    assert part.rows[0][0] == Decimal(170141183460469231731)


def test_only_tables_are_parts_of_a_duckdb_database(bench: Bench, tmp_path: Path) -> None:
    content = ducked(
        tmp_path,
        "CREATE TABLE t (a INTEGER DEFAULT 7, b INTEGER)",
        "INSERT INTO t (b) VALUES (1)",
        "CREATE VIEW v AS SELECT * FROM t",
        "CREATE MACRO read_parquet(x) AS TABLE SELECT 'macro' AS a",
        "CREATE SEQUENCE s",
        'CREATE SCHEMA other; CREATE TABLE other."q""q" AS SELECT 2 AS x',
    )
    parts = bench.load(content, "a.duckdb")
    assert [(part.name, part.rows) for part in parts] == [("t", [(7, 1)]), ('other.q"q', [(2,)])]
    (preview, _other) = bench.preview(content, "a.duckdb", rows=1)
    assert preview["rows"] == [[7, 1]]
    # It is closed again, and the loader goes on.
    assert len(bench.load(content, "a.duckdb", parts=["t"])) == 1


def test_a_duckdb_file_of_a_version_to_come(bench: Bench, tmp_path: Path) -> None:
    content = bytearray(ducked(tmp_path, "CREATE TABLE t AS SELECT 1 AS a"))
    content[12:20] = (9999).to_bytes(8, "little")
    with pytest.raises(UnreadableFile) as caught:
        bench.load(bytes(content), "a.duckdb")
    assert caught.value.hint
    assert str(tmp_path) not in str(caught.value.body())


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_databases_cut_short_are_refused(bench: Bench, tmp_path: Path, kept: float) -> None:
    script = "CREATE TABLE t (a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    script += "LIMIT 5000) INSERT INTO t SELECT hex(randomblob(20)) FROM n"
    made = {
        "a.db": sqlite(tmp_path, script),
        "a.duckdb": ducked(tmp_path, "CREATE TABLE t AS SELECT uuid() FROM range(50000)"),
    }
    for name, content in made.items():
        with pytest.raises(UnreadableFile) as caught:
            bench.load(content[: int(len(content) * kept)], name)
        assert caught.value.hint


def test_asked_for_types(bench: Bench, tmp_path: Path) -> None:
    content = sqlite(tmp_path, "CREATE TABLE t (a); INSERT INTO t VALUES ('1'), ('x'), ('3')")
    part = bench.one(content, "a.db", columns=[{"source": "a", "type": "BIGINT", "name": "n"}])
    assert part.rows == [(1,), (None,), (3,)]
    assert part.first("type")["line"] == 2
    assert part.rejects[0]["text"] == "x"


def test_strict_refuses_a_value_that_became_null(bench: Bench, tmp_path: Path) -> None:
    asked = [{"source": "a", "type": "INTEGER"}]
    script = "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('1'), ('x')"
    for content in (sqlite(tmp_path, script), ducked(tmp_path, *script.split("; "))):
        assert bench.one(content, "a.db", columns=asked).rows == [(1,), (None,)]
        with pytest.raises(UnreadableFile, match=r"1 cell nulled. Line 2: It is no INTEGER"):
            bench.load(content, "a.db", columns=asked, strict=True)


def test_progress_over_tables_never_goes_back(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deita_server_ext.ingest.progress.SECONDS", 0)
    script = "".join(
        f"CREATE TABLE {name} AS WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n "
        f"WHERE i < {rows}) SELECT i FROM n;"
        for name, rows in (("a", 30), ("b", 10))
    )
    bench.load(sqlite(tmp_path, script), "a.db")
    assert bench.said == [(0.75, 30), (1.0, 40)]


def test_a_database_is_left_as_it_is(bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "wal.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for content in (path.read_bytes(), ducked(tmp_path, "CREATE TABLE t AS FROM range(1, 3)")):
        part = bench.one(content, "a.db")
        assert part.rows == [(1,), (2,)]
        assert (bench.files / "source").read_bytes() == content
        assert sorted(file.name for file in bench.files.iterdir()) == ["out", "source"]
    connection.close()
