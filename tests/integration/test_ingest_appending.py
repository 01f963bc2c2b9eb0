"""Rows behind rows in a real worker's role: order, nulls, types, and nothing left of a failure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from deita_server_ext.errors import CannotAppend
from deita_server_ext.ingest.loader import Loader


@pytest.fixture
def loader(tmp_path: Path) -> Loader:
    """A loader locked into the test's folder."""
    made = Loader()
    made.open(
        memory_bytes=512 << 20,
        threads=2,
        temp_dir=str(tmp_path / "temp"),
        temp_bytes=64 << 20,
        directories=[str(tmp_path)],
    )
    return made


def parquet(folder: Path, name: str, sql: str) -> str:
    path = folder / f"{name}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
    return str(path)


def append(loader: Loader, folder: Path, base: str, addition: str, **how: Any) -> dict[str, Any]:
    """Append what one statement gives to what another gives, at ``appended.parquet``."""
    answer, _payload = loader.append(
        base=parquet(folder, "base", base),
        addition=parquet(folder, "addition", addition),
        target=str(folder / "appended.parquet"),
        as_text=how.get("as_text", []),
        reread=how.get("reread", True),
    )
    return answer


def read(folder: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        rows: list[tuple[Any, ...]] = connection.execute(
            sql.format(f"read_parquet('{folder / 'appended.parquet'}', file_row_number = true)")
        ).fetchall()
        return rows


def test_the_order_stays(loader: Loader, tmp_path: Path) -> None:
    rows = 400_000
    answer = append(
        loader,
        tmp_path,
        f"SELECT i AS n FROM range({rows}) r(i)",
        f"SELECT i + {rows} AS N, 'x' AS t FROM range({rows}) r(i)",
    )
    assert (answer["row_count"], answer["reread"]) == (2 * rows, [])
    assert [column["type"] for column in answer["columns"]] == ["BIGINT", "VARCHAR"]
    found = read(tmp_path, "SELECT bool_and(n = file_row_number), count(*), count(t) FROM {}")
    assert found == [(True, 2 * rows, rows)]


def test_values_survive_widening(loader: Loader, tmp_path: Path) -> None:
    append(
        loader,
        tmp_path,
        f"SELECT {2**53}::BIGINT AS a, 1.25::DECIMAL(5,2) AS b, DATE '0001-01-01' AS c",
        "SELECT 0.1::DOUBLE AS a, 7::BIGINT AS b, TIMESTAMP '2020-01-01 00:00:01.000002' AS c",
    )
    found = read(tmp_path, "SELECT a, b::VARCHAR, c::VARCHAR FROM {}")
    assert found == [
        (float(2**53), "1.25", "0001-01-01 00:00:00"),
        (0.1, "7.00", "2020-01-01 00:00:01.000002"),
    ]


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1])
@pytest.mark.parametrize("of_table", [True, False])
def test_no_digit_is_lost(loader: Loader, tmp_path: Path, value: int, of_table: bool) -> None:
    sides = [f"SELECT {value}::BIGINT AS a", "SELECT 0.5::DOUBLE AS a"]
    base, addition = sides if of_table else reversed(sides)
    with pytest.raises(CannotAppend, match=str(value)) as caught:
        append(loader, tmp_path, base, addition)
    assert caught.value.details["column"] == "a"
    assert not (tmp_path / "appended.parquet").exists()


def test_a_text_column_asks_for_the_text(loader: Loader, tmp_path: Path) -> None:
    sides = "SELECT '007' AS code", "SELECT 8::BIGINT AS Code, 1 AS n"
    answer = append(loader, tmp_path, *sides)
    assert answer["reread"] == ["Code"]
    assert "row_count" not in answer
    assert not (tmp_path / "appended.parquet").exists()
    answer = append(loader, tmp_path, *sides, reread=False)
    assert answer["reread"] == []
    assert read(tmp_path, "SELECT code, n FROM {}") == [("007", None), ("8", 1)]


def test_a_column_of_nulls_has_any_type(loader: Loader, tmp_path: Path) -> None:
    append(loader, tmp_path, "SELECT 1 AS a", "SELECT NULL::VARCHAR AS a FROM range(3)")
    assert read(tmp_path, "SELECT a FROM {}") == [(1,), (None,), (None,), (None,)]
    with pytest.raises(CannotAppend) as caught:
        append(loader, tmp_path, "SELECT 1 AS a", "SELECT 'x' AS a UNION ALL SELECT NULL")
    assert caught.value.details == {"column": "a", "table_type": "INTEGER", "file_type": "VARCHAR"}


def test_odd_names(loader: Loader, tmp_path: Path) -> None:
    append(loader, tmp_path, 'SELECT 1 AS "a""b\'c", 2 AS ü', 'SELECT 3 AS Ü, 4 AS "A""B\'C"')
    assert read(tmp_path, 'SELECT "a""b\'c", ü FROM {}') in ([(1, 2), (4, 3)],)


def test_empty_sides(loader: Loader, tmp_path: Path) -> None:
    answer = append(loader, tmp_path, "SELECT 1 AS a WHERE false", "SELECT 2 AS a, 3 AS b")
    assert answer["row_count"] == 1
    answer = append(loader, tmp_path, "SELECT 1 AS a", "SELECT ''::VARCHAR AS a WHERE false")
    assert (answer["row_count"], answer["columns"][0]["type"]) == (1, "INTEGER")
