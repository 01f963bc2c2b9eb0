"""Profiles in a worker's engine: every type, values that are none, and pandas on random data."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from deita_server_ext.domain import new_id
from deita_server_ext.engine import profiles
from deita_server_ext.engine.profiles import SHARES
from deita_server_ext.engine.summaries import Asked
from deita_server_ext.errors import QueryCancelled, QueryTimeout
from tests.integration.test_engine_views import NAMES, Workshop

Profile = dict[str, Any]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One session for all these tests."""
    folder = tmp_path_factory.mktemp("profiles")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        yield Workshop(folder)


def taken(
    shop: Workshop,
    rows: pa.Table | str,
    columns: list[int] | None = None,
    *,
    seconds: float = 60,
    parquet: bool = False,
) -> dict[int, Profile]:
    """What is found of columns by position, as the pipe to the server carries it."""
    source = shop.table(rows, parquet=parquet)
    end = "parquet" if parquet else "duckdb"
    path = shop.folder / "cache" / f"{source['snapshot']}.{end}"
    table = {"name": "t", "number": 1, "snapshot": source["snapshot"], "path": str(path)}
    # It need not be a table's current snapshot.
    shop.session.tables(tables=[])
    return asked(shop, table, columns, seconds=seconds)


def asked(
    shop: Workshop, table: dict[str, Any], columns: list[int] | None, *, seconds: float
) -> dict[int, Profile]:
    found: dict[int, Profile] = {}

    def emit(header: dict[str, Any], _payload: bytes) -> None:
        said = json.loads(json.dumps(header, allow_nan=False))
        found.update({int(position): one for position, one in said["columns"].items()})

    if columns is None:
        with shop.session._snapshots.reading([{**table, "name": "counted"}]):
            columns = list(range(len(shop.session._connection.sql("FROM counted").columns)))
    last, _data = shop.session.profiles.take(
        emit=emit, id=new_id(), table=table, columns=columns, seconds=seconds
    )
    assert last == {"fault": None}
    return found


def test_numbers(shop: Workshop) -> None:
    found = taken(
        shop,
        """SELECT * FROM (VALUES
          (1, 'nan'::DOUBLE, 1.50::DECIMAL(9, 2), 9223372036854775807, 1::UHUGEINT, 1::BIGNUM),
          (2, 'inf', 2.50, -9223372036854775808, 2, 2),
          (3, '-inf', NULL, 0, 3, 3),
          (4, 1, 4.00, 0, 4, 4),
          (NULL, 3, NULL, 0, NULL, NULL),
          (10, NULL, 8.00, 0, 10, 10)) t(i, x, d, big, u, n)""",
    )
    i, x, d, big, u, n = found.values()
    assert (i["null_count"], i["distinct"], i["low"], i["high"]) == (1, 5, 1, 10)
    assert (i["mean"], i["deviation"]) == (4.0, pytest.approx(np.std([1, 2, 3, 4, 10], ddof=1)))
    assert i["quantiles"] == {"p05": 1, "p25": 2, "p50": 3, "p75": 4, "p95": 10}
    assert sum(bin_["count"] for bin_ in i["bins"]) == 5
    assert (i["nan_count"], i["infinity_count"], i["lengths"], i["values"]) == (None,) * 4
    assert (x["nan_count"], x["infinity_count"], x["null_count"]) == (1, 2, 1)
    assert (x["low"], x["high"], x["mean"]) == (1.0, 3.0, 2.0)
    assert x["deviation"] == pytest.approx(2**0.5)
    assert x["quantiles"] == {"p05": 1.0, "p25": 1.0, "p50": 1.0, "p75": 3.0, "p95": 3.0}
    assert sum(bin_["count"] for bin_ in x["bins"]) == 2
    assert (d["low"], d["high"], d["mean"], d["quantiles"]["p50"]) == ("1.50", "8.00", 4.0, "2.50")
    assert (big["low"], big["high"]) == ("-9223372036854775808", "9223372036854775807")
    assert big["quantiles"]["p50"] == 0
    for one in (u, n):
        assert (one["low"], one["high"], one["mean"]) == ("1", "10", 4.0)
        assert one["quantiles"]["p95"] == "10"
        assert one["values"][0]["count"] == 1


def test_times(shop: Workshop) -> None:
    found = taken(
        shop,
        """SELECT DATE '2013-01-01' + range::INT AS day,
          TIMESTAMP '2013-01-01' + to_hours(range) AS moment,
          TIMESTAMPTZ '2013-01-01 00:00:00+00' + to_hours(range) AS zoned,
          TIMESTAMP_NS '2013-01-01 00:00:00.123456789' AS ns,
          TIMESTAMP_S '2013-01-01' AS s, TIMESTAMP_MS '2013-01-01' AS ms,
          TIME '05:15:00' + to_seconds(range) AS clock, TIMETZ '05:15:00+01' AS there,
          INTERVAL (range) DAY AS span,
          CASE range WHEN 0 THEN 'infinity'::DATE WHEN 1 THEN '-infinity'::DATE END AS ends,
          '0044-03-15 (BC)'::DATE AS ides
        FROM range(100)""",
    )
    day, moment, zoned, ns, s, ms, clock, there, span, ends, ides = found.values()
    assert (day["low"], day["high"]) == ("2013-01-01", "2013-04-10")
    assert day["quantiles"]["p50"] == "2013-02-19"
    assert (day["nan_count"], day["infinity_count"], day["mean"]) == (None, 0, None)
    assert moment["quantiles"]["p95"] == "2013-01-04T22:00:00"
    assert sum(bin_["count"] for bin_ in moment["bins"]) == 100
    assert zoned["quantiles"]["p05"] == "2013-01-01T04:00:00+00:00"
    assert ns["low"] == ns["quantiles"]["p50"] == "2013-01-01T00:00:00.123456789"
    assert s["low"] == ms["quantiles"]["p25"] == "2013-01-01T00:00:00"
    assert (clock["quantiles"]["p05"], len(clock["values"])) == ("05:15:04", 10)
    assert there["values"] == [{"value": there["low"], "count": 100}]
    assert span["quantiles"]["p50"] == {"months": 0, "days": 49, "nanoseconds": 0}
    assert (ends["infinity_count"], ends["null_count"], ends["low"]) == (2, 98, None)
    assert (ends["quantiles"], ends["bins"]) == (None, [])
    assert ides["low"] == "-0043-03-15"


def test_texts_and_the_rest(shop: Workshop) -> None:
    found = taken(
        shop,
        """SELECT * FROM (VALUES
          ('a', true, 'x'::ENUM('x', 'yy'), '{"a": 1}'::JSON, '\\x00'::BLOB, [1], {'a': 1},
           MAP {'k': 1}, '0101'::BIT, '00000000-0000-0000-0000-000000000001'::UUID),
          ('é𝄞', false, 'yy', '2', '\\xFF', [2, NULL], NULL, NULL, '1', NULL),
          ('', true, 'x', NULL, NULL, [1], NULL, NULL, NULL, NULL),
          (NULL, NULL, 'x', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
          ('a', true, 'x', NULL, NULL, NULL, NULL, NULL, NULL, NULL)
        ) t(s, b, e, j, blob, l, st, m, bits, u)""",
    )
    s, b, e, j, blob, items, struct, map_, bits, u = found.values()
    assert s["lengths"] == {"low": 0, "mean": 1.0, "high": 2}
    assert s["values"][0] == {"value": "a", "count": 2}
    assert (s["low"], s["high"], s["null_count"], s["distinct"]) == ("", "é𝄞", 1, 3)
    assert b["values"] == [{"value": True, "count": 3}, {"value": False, "count": 1}]
    assert (e["lengths"]["high"], e["values"][0]) == (2, {"value": "x", "count": 4})
    assert j["lengths"] == {"low": 1, "mean": 4.5, "high": 8}
    assert bits["lengths"]["high"] == 4
    assert u["lengths"] == {"low": 36, "mean": 36.0, "high": 36}
    for one, nulls in ((blob, 3), (items, 2), (struct, 4), (map_, 4)):
        assert one["null_count"] == nulls
        assert one["distinct"] == {3: 2, 2: 2, 4: 1}[nulls]
        for name in ("low", "high", "values", "bins", "quantiles", "mean", "lengths"):
            assert one[name] is None


@pytest.mark.parametrize("rows", [0, 3])
@pytest.mark.parametrize("parquet", [False, True])
def test_nothing_but_nulls(shop: Workshop, rows: int, parquet: bool) -> None:
    types = ["INTEGER", "DOUBLE", "DECIMAL(9, 2)", "VARCHAR", "DATE", "TIMESTAMP", "TIME",
             "INTERVAL", "BOOLEAN", "BLOB", "INTEGER[]", "HUGEINT"]  # fmt: skip
    select = ", ".join(f"NULL::{type_} AS c{i}" for i, type_ in enumerate(types))
    found = taken(shop, f"SELECT {select} FROM range({rows})", parquet=parquet)
    assert len(found) == len(types)
    for one in found.values():
        assert (one["null_count"], one["distinct"]) == (rows, 0)
        for name in ("low", "high", "quantiles", "mean", "deviation", "lengths"):
            assert one[name] is None
        assert one["bins"] in (None, [])
        assert one["values"] in (None, [])


def test_numbers_too_large_to_square(shop: Workshop) -> None:
    found = taken(
        shop,
        """SELECT * FROM (VALUES
        (1e308::DOUBLE, 1e-300::DOUBLE, 5e-324::DOUBLE, 1.7e308::DOUBLE, 3e38::FLOAT),
        (1.5e308, 3e-300, 5e-324, -1.7e308, -3e38::FLOAT)) t(a, b, c, d, e)""",
    )
    a, b, c, d, e = found.values()
    assert a["mean"] == pytest.approx(1.25e308)
    assert a["deviation"] == pytest.approx(0.5e308 / 2**0.5)
    assert (b["mean"], b["deviation"]) == (
        pytest.approx(2e-300, rel=1e-9, abs=0),
        pytest.approx(2e-300 / 2**0.5, rel=1e-9, abs=0),
    )
    assert (c["mean"], c["deviation"]) == (5e-324, 0.0)
    # The deviation of these two is more than a number can be.
    assert (d["mean"], d["deviation"]) == (0.0, None)
    assert e["mean"] == 0.0
    assert e["deviation"] == pytest.approx(3e38 * 2**0.5, rel=1e-6)


def test_odd_names_and_chosen_columns(shop: Workshop) -> None:
    names = [*NAMES[:8], "x"]
    rows = pa.Table.from_arrays([pa.array([i, i + 1]) for i in range(len(names))], names=names)
    found = taken(shop, rows, [7, 2])
    assert {position: (one["low"], one["high"]) for position, one in found.items()} == {
        7: (7, 8),
        2: (2, 3),
    }


def test_a_thousand_columns(shop: Workshop) -> None:
    select = ", ".join(
        f"range + {i} AS n{i}" if i % 2 else f"'t' || (range % {i + 1}) AS t{i}"
        for i in range(1000)
    )
    found = taken(shop, f"SELECT {select} FROM range(20)")
    assert sorted(found) == list(range(1000))
    assert (found[999]["low"], found[999]["quantiles"]["p50"]) == (999, 1008)
    assert found[998]["lengths"] == {"low": 2, "mean": 2.5, "high": 3}
    assert found[0]["values"] == [{"value": "t0", "count": 20}]


def test_as_pandas_finds_it(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(13)
    frame = pd.DataFrame(
        {
            "normal": random.normal(50, 10, 20_000),
            "whole": random.integers(-1000, 1000, 20_000),
            "some": np.where(random.random(20_000) < 0.3, np.nan, random.exponential(3, 20_000)),
            "word": random.choice(["a", "bb", "ccc", "dddd"], 20_000, p=[0.4, 0.3, 0.2, 0.1]),
            "day": pd.Timestamp("2013-01-01")
            + pd.to_timedelta(random.integers(0, 365, 20_000), "D"),
        }
    )  # fmt: skip
    rows = pa.Table.from_pandas(frame, preserve_index=False)
    for exact_rows in (profiles.EXACT_ROWS, 0):
        monkeypatch.setattr(profiles, "EXACT_ROWS", exact_rows)
        found = taken(shop, rows)
        for position, name in enumerate(("normal", "whole", "some")):
            one, column = found[position], frame[name].dropna()
            assert one["mean"] == pytest.approx(column.mean(), rel=1e-9)
            assert one["deviation"] == pytest.approx(column.std(), rel=1e-9)
            assert (one["low"], one["high"]) == (column.min(), column.max())
            assert one["null_count"] == 20_000 - len(column)
            assert one["distinct"] == pytest.approx(column.nunique(), rel=0.15)
            for short, share in SHARES.items():
                if exact_rows:
                    wanted = np.quantile(column, share, method="inverted_cdf")
                    assert one["quantiles"][short] == wanted
                else:
                    rank = (column <= one["quantiles"][short]).mean()
                    assert rank == pytest.approx(share, abs=0.02)
            assert sum(bin_["count"] for bin_ in one["bins"]) == len(column)
        word = frame["word"]
        counts = word.value_counts()
        assert {v["value"]: v["count"] for v in found[3]["values"]} == counts.to_dict()
        assert found[3]["lengths"] == {
            "low": 1, "mean": pytest.approx(word.str.len().mean()), "high": 4,
        }  # fmt: skip
        assert found[4]["low"][:10] == str(frame["day"].min())[:10]


def test_what_one_column_cannot_tell_is_no_loss_to_the_others(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = profiles.ColumnProfiles._first

    def first(self: profiles.ColumnProfiles, column: Any) -> Asked:
        if column.name == "bad":
            return Asked({"low": "CAST('x' AS INTEGER)"})
        return plain(self, column)

    monkeypatch.setattr(profiles.ColumnProfiles, "_first", first)
    source = shop.table("SELECT 1 AS good, 2 AS bad, 3 AS fine")
    path = shop.folder / "cache" / f"{source['snapshot']}.duckdb"
    table = {"name": "t", "number": 1, "snapshot": source["snapshot"], "path": str(path)}
    said: list[dict[str, Any]] = []
    last, _data = shop.session.profiles.take(
        emit=lambda header, _payload: said.append(header["columns"]),
        id=new_id(), table=table, columns=[0, 1, 2], seconds=20,
    )  # fmt: skip
    assert [list(columns) for columns in said] == [["0"], ["2"]]
    assert "x" in last["fault"]["message"]


def test_stopped_and_out_of_time(shop: Workshop) -> None:
    rows = "SELECT range AS n, 'x' || range AS s FROM range(100000)"
    with contextlib.suppress(QueryTimeout):  # where the time was over before the first look
        assert taken(shop, rows, seconds=1e-6) == {}
    shop.session.views.stop(id="gone")
    source = shop.table(rows)
    path = shop.folder / "cache" / f"{source['snapshot']}.duckdb"
    table = {"name": "t", "number": 1, "snapshot": source["snapshot"], "path": str(path)}
    with pytest.raises(QueryCancelled):
        shop.session.profiles.take(
            emit=lambda *_: None, id="gone", table=table, columns=[0], seconds=20
        )
