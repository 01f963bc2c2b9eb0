"""From Arrow to pandas, Polars and Python, without losing anything."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl
import pyarrow as pa
import pytest

from deita_labext.kernel import frames, localtables
from deita_labext.kernel.errors import DeitaError

HUGE = pa.decimal128(38, 0)


def table(*columns: pa.Array, names: list[str] | None = None) -> pa.Table:
    """A table of these columns, by default ``a``, ``b`` …"""
    return pa.table(list(columns), names=names or list("abcdefgh"[: len(columns)]))


class Batch:
    """What gives its rows as one array, and no stream."""

    def __arrow_c_array__(self, schema: object | None = None) -> object:
        batch = pa.record_batch({"a": [1, 2], "b": ["x", None]})
        return batch.__arrow_c_array__(schema)


def test_rows_that_come_as_one_array() -> None:
    assert localtables.arrow_table(Batch()).to_pylist() == [
        {"a": 1, "b": "x"},
        {"a": 2, "b": None},
    ]


def test_what_is_nearly_a_dataframe_has_a_hint() -> None:
    reader = table(pa.array([1])).to_reader()
    assert "rows = rows.read_all()" in str(localtables.why_none("rows", reader))
    assert "to_frame()" in str(localtables.why_none("one", pl.Series([1])))
    assert "collect()" in str(localtables.why_none("lazy", pl.LazyFrame({"a": [1]})))
    assert localtables.why_none("text", "flights") is None


def test_integers_with_nulls_keep_their_digits() -> None:
    frame = frames.pandas_frame(
        table(pa.array([2**53 + 1, None]), pa.array([1, 2]), pa.array([True, None])),
        ["BIGINT", "BIGINT", "BOOLEAN"],
    )
    assert [str(kind) for kind in frame.dtypes] == ["Int64", "int64", "boolean"]
    assert frame["a"][0] == 2**53 + 1


def test_a_sum_is_an_integer_everywhere() -> None:
    sums = table(pa.array([Decimal(42), None], HUGE), pa.array([Decimal(7)] * 2, HUGE))
    types = ["HUGEINT", "HUGEINT"]
    assert [str(kind) for kind in frames.pandas_frame(sums, types).dtypes] == ["Int64", "int64"]
    assert frames.rows(sums, types) == [(42, 7), (None, 7)]
    assert type(frames.rows(sums, types)[0][0]) is int
    assert frames.polars_frame(sums, types).dtypes == [pl.Int128, pl.Int128]


def test_integers_beyond_64_bits_are_exact() -> None:
    huge = table(pa.array([Decimal(10**30), None], HUGE))
    frame = frames.pandas_frame(huge, ["HUGEINT"])
    assert frame["a"].to_list() == [10**30, None]
    assert frames.polars_frame(huge, ["HUGEINT"])["a"].to_list() == [10**30, None]


def test_decimals_stay_decimals() -> None:
    money = table(pa.array([Decimal("0.10"), None], pa.decimal128(18, 2)))
    assert frames.pandas_frame(money, ["DECIMAL(18,2)"])["a"][0] == Decimal("0.10")
    assert frames.rows(money, ["DECIMAL(18,2)"]) == [(Decimal("0.10"),), (None,)]


def test_what_is_nested_is_exact() -> None:
    moment = datetime(2013, 1, 31, 5, 15, 0, 123456, tzinfo=ZoneInfo("Europe/Rome"))
    big = 2**53 + 1
    nested = table(
        pa.array([[big, None], None], pa.list_(pa.int64())),
        pa.array([1, 2]),
        pa.array([{"a": big, "b": [None, True]}, None]),
        pa.array([[moment, None], []], pa.list_(pa.timestamp("us", "Europe/Rome"))),
        pa.array([[("k", big)], None], pa.map_(pa.string(), pa.int64())),
        pa.array([[Decimal("0.10"), None], None], pa.list_(pa.decimal128(18, 2))),
    )
    types = ["BIGINT[]", "BIGINT", "STRUCT(a BIGINT, b BOOLEAN[])", "TIMESTAMP WITH TIME ZONE[]",
             "MAP(VARCHAR, BIGINT)", "DECIMAL(18,2)[]"]  # fmt: skip
    frame = frames.pandas_frame(nested, types)
    assert [str(kind) for kind in frame.dtypes] == ["object", "int64", *["object"] * 4]
    assert frame.to_numpy().tolist() == [list(row) for row in frames.rows(nested, types)]
    assert frame["a"][0] == [big, None]
    assert frame["d"][0][0].utcoffset() == moment.utcoffset()
    assert frame["f"][0] == [Decimal("0.10"), None]
    alone = table(pa.array([[big, None], [1]]))
    assert frames.pandas_frame(alone, ["BIGINT[]"])["a"].to_list() == [[big, None], [1]]


def test_columns_of_one_name() -> None:
    same = table(pa.array([1]), pa.array([2]), pa.array([3]), names=["a", "a", "a_1"])
    types = ["BIGINT"] * 3
    assert frames.pandas_frame(same, types).to_numpy().tolist() == [[1, 2, 3]]
    assert frames.pandas_frame(same, types).columns.to_list() == ["a", "a", "a_1"]
    assert frames.polars_frame(same, types).row(0) == (1, 2, 3)


def test_intervals_in_polars_are_structs() -> None:
    span = table(pa.array([(1, 2, 3), None], pa.month_day_nano_interval()))
    assert frames.polars_frame(span, ["INTERVAL"])["a"].to_list() == [
        {"months": 1, "days": 2, "nanoseconds": 3},
        None,
    ]
    assert frames.rows(span, ["INTERVAL"])[0][0].days == 2


def test_a_date_beyond_python_says_what_to_do() -> None:
    endless = table(pa.array([2**31 - 1], pa.int32()).cast(pa.date32()))
    for convert in (frames.rows, frames.pandas_frame):
        with pytest.raises(DeitaError, match="VARCHAR"):
            convert(endless, ["DATE"])
    assert frames.polars_frame(endless, ["DATE"]).shape == (1, 1)


def test_no_rows_and_no_columns() -> None:
    empty = table(pa.array([], pa.int64()))
    assert frames.pandas_frame(empty, ["BIGINT"]).shape == (0, 1)
    assert frames.polars_frame(empty, ["BIGINT"]).shape == (0, 1)
    assert frames.rows(empty, ["BIGINT"]) == []


def test_arrow_s_own_types_in_pandas() -> None:
    mixed = table(
        pa.array([1, None]),
        pa.array([Decimal("0.10"), None], pa.decimal128(18, 2)),
        pa.array([[1, None], None]),
        names=["a", "a", "b"],
    )
    frame = frames.arrow_backed_frame(mixed)
    assert frame.columns.to_list() == ["a", "a", "b"]
    assert [kind.pyarrow_dtype for kind in frame.dtypes] == [column.type for column in mixed]


@pytest.mark.parametrize(
    ("value", "frame"),
    [
        (table(pa.array([1])), True),
        (pl.DataFrame({"a": [1]}), True),
        (pl.Series([1]), False),
        (pa.chunked_array([[1]]), False),
        (table(pa.array([1])).to_reader(), False),
        (Batch(), True),
        (pa.array([1]), False),
        (pl.DataFrame, False),
        ([1], False),
    ],
)
def test_what_is_a_dataframe(value: object, frame: bool) -> None:
    assert localtables.is_frame(value) is frame


def test_a_fingerprint_is_that_of_the_rows() -> None:
    one = table(pa.array(["a", None, "b"]), names=["x"])
    parts = pa.concat_tables([one.slice(0, 1), one.slice(1)])
    assert localtables.fingerprint(parts) == localtables.fingerprint(one)
    other = [one.slice(1), one.rename_columns(["y"]), table(pa.array(["a", "", "b"]), names=["x"])]
    prints = {localtables.fingerprint(each) for each in [one, *other]}
    assert len(prints) == 4
