"""Parquet: written anew with every value kept, or refused with what is wrong."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from deita_server_ext.errors import UnreadableFile
from tests.ingests import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def parquet(table: pa.Table, **options: object) -> bytes:
    """The table as a Parquet file."""
    made = io.BytesIO()
    pq.write_table(table, made, **options)
    return made.getvalue()


NESTED = pa.table({
    "i": pa.array([1, None, 3], pa.int32()),
    "u": pa.array([2**64 - 1, 0, None], pa.uint64()),
    "d": pa.array([Decimal("1.50"), None, Decimal("-2.25")], pa.decimal128(38, 2)),
    "l": pa.array([[1, 2], [], None], pa.list_(pa.int64())),
    "s": pa.array([{"x": 1, "y": ["a"]}, None, {"x": 3, "y": None}]),
    "m": pa.array([[("k", 1)], [], None], pa.map_(pa.string(), pa.int64())),
    "z": pa.array([0, 1, None], pa.timestamp("us", tz="UTC")),
    "c": pa.array(["a", "b", "a"]).dictionary_encode(),
})  # fmt: skip


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd", "lz4", "brotli"])
def test_every_value_is_kept(bench: Bench, compression: str) -> None:
    content = parquet(NESTED, compression=compression, row_group_size=2)
    part = bench.one(content, "a.parquet")
    assert bench.format == "parquet"
    assert part.columns == NESTED.column_names
    assert [row[:3] for row in part.rows] == [
        (1, 2**64 - 1, Decimal("1.50")), (None, 0, None), (3, None, Decimal("-2.25")),
    ]  # fmt: skip
    assert part.rows[0][3:6] == ([1, 2], {"x": 1, "y": ["a"]}, {"k": 1})
    assert part.counts == {"lines": 3, "loaded": 3}


def test_a_table_without_rows(bench: Bench) -> None:
    part = bench.one(parquet(NESTED.slice(0, 0)), "a.parquet")
    assert part.rows == []
    assert part.columns == NESTED.column_names


def test_names_that_differ_in_case_alone(bench: Bench) -> None:
    part = bench.one(parquet(pa.table({"a": [1], "A": [2]})), "a.parquet")
    assert part.columns == ["a", "A_1"]
    assert part.rows == [(1, 2)]


def test_what_is_asked_for(bench: Bench) -> None:
    table = pa.table({"a": ["1", "x", None], "b": [1, 2, 3]})
    part = bench.one(
        parquet(table), "a.parquet",
        columns=[{"source": "a", "type": "INTEGER"}, {"source": "b", "name": "n"}],
    )  # fmt: skip
    assert part.rows == [(1, 1), (None, 2), (None, 3)]
    assert part.first("type")["line"] == 2


def test_strict_refuses_a_value_that_became_null(bench: Bench) -> None:
    content = parquet(pa.table({"a": ["1", "x"]}))
    asked = [{"source": "a", "type": "INTEGER"}]
    assert bench.one(content, "a.parquet", columns=asked).rows == [(1,), (None,)]
    with pytest.raises(UnreadableFile, match=r"1 cell nulled. Line 2: It is no INTEGER"):
        bench.load(content, "a.parquet", columns=asked, strict=True)


def test_a_preview(bench: Bench) -> None:
    (part,) = bench.preview(parquet(pa.table({"a": range(100)})), "a.parquet", rows=3)
    assert part["rows"] == [[0], [1], [2]]
    assert not part["complete"]
    (part,) = bench.preview(parquet(NESTED), "a.parquet")
    assert part["complete"]
    assert part["rows"][0][1] == str(2**64 - 1)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_file_cut_short(bench: Bench, kept: float) -> None:
    content = parquet(NESTED)
    with pytest.raises(UnreadableFile, match="end is missing"):
        bench.load(content[: int(len(content) * kept)], "a.parquet")


def test_a_file_with_other_bytes_in_it(bench: Bench) -> None:
    content = bytearray(parquet(pa.table({"a": [f"text {i}" for i in range(5000)]})))
    content[100:3000] = bytes(2900)
    with pytest.raises(UnreadableFile, match="damaged"):
        bench.load(bytes(content), "a.parquet")
    vast = parquet(NESTED)[:-8] + (2**31).to_bytes(4, "little") + b"PAR1"
    with pytest.raises(UnreadableFile, match="damaged"):
        bench.load(vast, "a.parquet")


def test_an_encrypted_file(bench: Bench) -> None:
    content = parquet(NESTED)
    for hidden in (b"PARE" + content[4:-4] + b"PARE", content[:-4] + b"PARE"):
        with pytest.raises(UnreadableFile, match="encrypted"):
            bench.load(hidden, "a.parquet")


def test_too_many_columns_are_counted(bench: Bench) -> None:
    table = pa.table({f"c{i}": [i] for i in range(10_001)})
    with pytest.raises(UnreadableFile, match="10,001 columns"):
        bench.load(parquet(table), "a.parquet")
