"""Views in a worker's engine: against Python on whatever data, over snapshots and results."""

from __future__ import annotations

import json
import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deita_server_ext.domain import new_id
from deita_server_ext.engine import views
from deita_server_ext.engine.session import Session
from deita_server_ext.engine.spool import Spool
from deita_server_ext.errors import (
    DeitaError,
    InvalidRequest,
    NotFound,
    QueryCancelled,
    QueryTimeout,
    ResultGone,
)
from tests.views import Row, viewed

NAMES = ["rowid", 'a "b"', "c0", "r", "select", "file_row_number", "ünï;--", "seen", "C1"]
TYPES = {
    "BIGINT": pa.int64(), "DOUBLE": pa.float64(), "VARCHAR": pa.string(), "DATE": pa.date32(),
    "DECIMAL(9,2)": pa.decimal128(9, 2), "BOOLEAN": pa.bool_(),
}  # fmt: skip

texts = st.text(alphabet="aAbé%_\\'\"ß ", max_size=4)
cells: dict[str, st.SearchStrategy[Any]] = {
    "BIGINT": st.one_of(st.integers(-3, 3), st.sampled_from([2**63 - 1, -(2**63), 2**53 + 1])),
    "DOUBLE": st.sampled_from([0.0, 1.5, -2.25, 1e300, float("nan"), float("inf"), -float("inf")]),
    "VARCHAR": texts,
    "DATE": st.dates(date(2012, 12, 30), date(2013, 1, 3)),
    "DECIMAL(9,2)": st.integers(-300, 300).map(lambda n: Decimal(n).scaleb(-2)),
    "BOOLEAN": st.booleans(),
}


class Workshop:
    """A session in this process, with a table or a result made of any rows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = Session()
        for name in ("cache", "spool", "temp"):
            (folder / name).mkdir()
        self.session.open(
            memory_bytes=512 << 20,
            threads=2,
            temp_dir=str(folder / "temp"),
            temp_bytes=256 << 20,
            cache_dir=str(folder / "cache"),
            spool_dir=str(folder / "spool"),
            result_bytes=64 << 20,
        )

    def table(self, rows: pa.Table | str, *, parquet: bool = False) -> dict[str, Any]:
        """A snapshot that is the workspace's only table."""
        snapshot = new_id()
        with duckdb.connect() as connection:
            if not isinstance(rows, str):
                connection.register("given", rows)
            select = rows if isinstance(rows, str) else "SELECT * FROM given"
            if parquet:
                path = self.folder / "cache" / f"{snapshot}.parquet"
                connection.execute(f"COPY ({select}) TO '{path}' (ROW_GROUP_SIZE 3000)")
            else:
                path = self.folder / "cache" / f"{snapshot}.duckdb"
                connection.execute(f"ATTACH '{path}' AS made")
                connection.execute(f"CREATE TABLE made.main.data AS {select}")
        table = {"name": "t", "number": 1, "snapshot": snapshot, "path": str(path)}
        self.session.tables(tables=[table])
        return {"snapshot": snapshot}

    def result(self, rows: pa.Table, types: list[str]) -> dict[str, Any]:
        """A result whose rows are all there."""
        result = new_id()
        spool = self.begin(result, rows.schema)
        for batch in rows.to_batches(max_chunksize=7):
            spool.append(batch)
        spool.finish()
        return {"result": result, "types": types}

    def begin(self, result: str, schema: pa.Schema) -> Spool:
        """A result that is still being written."""
        return self.session.results.begin(result, schema)

    def page(
        self, source: dict[str, Any], offset: int = 0, limit: int = 1000, **view: Any
    ) -> tuple[list[list[Any]], int | None]:
        """A page's rows, and how many the view has if that is known."""
        header, payload = self.session.views.page(
            id=new_id(), source=source, view=view, offset=offset, limit=limit, format="json",
            seconds=20,
        )  # fmt: skip
        return json.loads(payload), header["row_count"]

    def numbers(self, source: dict[str, Any], **view: Any) -> list[int]:
        """The first column of all rows."""
        view = {name: value for name, value in view.items() if value}
        return [row[0] for row in self.page(source, 0, 100_000, **view)[0]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One session for all these tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path_factory.getbasetemp())  # the session goes to its own folder
        yield Workshop(tmp_path_factory.mktemp("shop"))


@st.composite
def data(draw: st.DrawFn) -> tuple[list[str], list[Row]]:
    """Types of some columns, and rows of them; the first column is the row's number."""
    types = draw(st.lists(st.sampled_from(sorted(TYPES)), min_size=1, max_size=4))
    row = st.tuples(*(st.one_of(st.none(), cells[type_]) for type_ in types))
    rows = draw(st.lists(row, max_size=25))
    return ["BIGINT", *types], [(i, *rest) for i, rest in enumerate(rows)]


def cell_of(type_: str, value: Any) -> Any:
    """A value as the contract's cells have it."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
        return str(value)
    return value


def conditions(types: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Filters of columns of these types."""

    def leaf(column: int) -> st.SearchStrategy[dict[str, Any]]:
        type_ = types[column]
        value = cells[type_].map(lambda v: cell_of(type_, v))
        if type_ in ("BIGINT", "DECIMAL(9,2)"):
            value = st.one_of(value, st.sampled_from(["0.5", "-1.125", 2]))
        at = st.just(column)
        kinds = [
            st.fixed_dictionaries(
                {"op": st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), "column": at,
                 "value": value}
            ),
            st.fixed_dictionaries(
                {"op": st.just("between"), "column": at, "low": value, "high": value}
            ),
            st.fixed_dictionaries(
                {"op": st.just("in"), "column": at,
                 "values": st.lists(st.one_of(st.none(), value), max_size=5)}
            ),
            st.fixed_dictionaries(
                {"op": st.sampled_from(["is_null", "is_not_null"]), "column": at}
            ),
        ]  # fmt: skip
        if type_ in ("VARCHAR", "BIGINT", "DATE", "BOOLEAN"):
            kinds.append(
                st.fixed_dictionaries(
                    {"op": st.sampled_from(["contains", "starts_with", "ends_with"]), "column": at,
                     "value": st.one_of(texts, st.sampled_from(["1", "-", "tr", "201"]))}
                )
            )  # fmt: skip
        return st.one_of(kinds)

    leaves = st.integers(0, len(types) - 1).flatmap(leaf)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.fixed_dictionaries(
                {"op": st.sampled_from(["and", "or"]),
                 "conditions": st.lists(inner, min_size=1, max_size=3)}
            ),
            st.fixed_dictionaries({"op": st.just("not"), "condition": inner}),
        ),
        max_leaves=5,
    )  # fmt: skip


def sorts(types: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Orders by columns of these types."""
    key = st.fixed_dictionaries(
        {"column": st.integers(0, len(types) - 1), "descending": st.booleans(),
         "nulls": st.sampled_from(["first", "last"])}
    )  # fmt: skip
    return st.lists(key, max_size=3, unique_by=lambda k: k["column"])


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[str], list[Row], list[str], dict[str, Any]]:
    """Types, rows, names and a view."""
    types, rows = draw(data())
    names = draw(st.permutations(NAMES))[: len(types)]
    view: dict[str, Any] = {"sort": draw(sorts(types))}
    if draw(st.booleans()):
        view["filter"] = draw(conditions(types))
    if draw(st.integers(0, 3)) == 0 and not {"DOUBLE"} & set(types):
        view["search"] = draw(st.one_of(texts, st.sampled_from(["1", "-0", "TRUE"])))
    return types, rows, names, view


def arrow(types: list[str], rows: list[Row], names: list[str]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ([] for _ in types)
    arrays = [pa.array(c, type=TYPES[t]) for c, t in zip(columns, types, strict=True)]
    return pa.Table.from_arrays(arrays, names=names)


def check(shop: Workshop, source: dict[str, Any], rows: list[Row], view: dict[str, Any]) -> None:
    wanted = viewed(rows, view)
    assert shop.numbers(source, **view) == wanted
    for offset, limit in ((0, 1), (1, 3), (max(0, len(wanted) - 1), 5), (len(wanted), 2)):
        page, count = shop.page(source, offset, limit, **view)
        assert [row[0] for row in page] == wanted[offset : offset + limit]
        assert count in (None, len(wanted))


SETTINGS = settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


@SETTINGS
@given(case=cases())
def test_a_results_view_is_what_python_makes_of_it(
    shop: Workshop, case: tuple[list[str], list[Row], list[str], dict[str, Any]]
) -> None:
    types, rows, names, view = case
    check(shop, shop.result(arrow(types, rows, names), types), rows, view)


@SETTINGS
@given(case=cases(), parquet=st.booleans())
def test_a_tables_view_is_what_python_makes_of_it(
    shop: Workshop, case: tuple[list[str], list[Row], list[str], dict[str, Any]], parquet: bool
) -> None:
    types, rows, names, view = case
    if parquet:
        # Parquet's own name for it cannot be a column's.
        names = ["n" if name == "file_row_number" else name for name in names]
    source = shop.table(arrow(types, rows, names), parquet=parquet)
    check(shop, source, rows, view)
    said = shop.session.views.sql(
        id=new_id(), source=source, view=view, name="t", sql="", params={}, seconds=10
    )[0]["sql"]
    # What a person is shown passes the gate and gives the same rows; where rows are equal in
    # all that is sorted by, their order is the engine's.
    found = ran(shop, said)
    assert sorted(found) == sorted(viewed(rows, view))


def ran(shop: Workshop, sql: str) -> list[int]:
    """The first column that a statement gives, run as a person's."""
    pages: list[bytes] = []
    shop.session.query(
        emit=lambda _header, payload: pages.append(payload), id=new_id(), sql=sql, params={},
        page_size=1000, format="json",
    )  # fmt: skip
    return [row[0] for row in json.loads(pages[0])]


BIG = "SELECT range AS n, (range * 7919) % 1000 AS k, 'text ' || (range % 97) AS s FROM range({})"


@pytest.fixture(params=["native", "parquet", "result"])
def big(shop: Workshop, request: pytest.FixtureRequest) -> dict[str, Any]:
    """100,000 rows, each way that rows are kept."""
    sql = BIG.format(100_000)
    if request.param != "result":
        return shop.table(sql, parquet=request.param == "parquet")
    with duckdb.connect() as connection:
        rows = connection.sql(sql).to_arrow_table().combine_chunks()
    result = new_id()
    spool = shop.begin(result, rows.schema)
    for batch in rows.to_batches(max_chunksize=8192):
        spool.append(batch)
    spool.finish()
    return {"result": result, "types": ["BIGINT", "BIGINT", "VARCHAR"]}


def test_any_page_of_a_large_view(shop: Workshop, big: dict[str, Any]) -> None:
    wanted = sorted(range(100_000), key=lambda n: (-((n * 7919) % 1000), n))
    view = {"sort": [{"column": "k", "descending": True}]}
    for offset in (0, 1990, 99_990, 50_000, 5, 100_000):
        page, count = shop.page(big, offset, 20, **view)
        assert [row[0] for row in page] == wanted[offset : offset + 20]
        assert all(row == [n, n * 7919 % 1000, f"text {n % 97}"] for row in page for n in [row[0]])
        assert count in (None, 100_000)
    assert shop.page(big, 0, 1, **view)[1] == 100_000
    some = {"filter": {"op": "in", "column": "s", "values": ["text 5", "text 7"]}}
    wanted = [n for n in range(100_000) if n % 97 in (5, 7)]
    for offset in (0, len(wanted) - 3, 1000):
        page, _count = shop.page(big, offset, 50, **some)
        assert [row[0] for row in page] == wanted[offset : offset + 50]
    assert shop.page(big, 0, 1, **some)[1] == len(wanted)


def test_the_text_of_a_pattern_is_no_pattern(shop: Workshop) -> None:
    rows = ["100%", "100 per cent", "a_b", "axb", "it's", 'say "x"', "back\\slash", "ÉTÉ", "%"]
    source = shop.table(pa.table({"n": range(len(rows)), "s": rows}))
    for part, wanted in (("%", [0, 8]), ("_", [2]), ("A_B", [2]), ("'", [4]), ('"X', [5]),
                         ("\\", [6]), ("été", [7]), ("100%", [0])):  # fmt: skip
        for view in (
            {"search": part},
            {"filter": {"op": "contains", "column": "s", "value": part}},
        ):
            assert shop.numbers(source, **view) == wanted, (part, view)


@pytest.mark.parametrize(
    ("type_", "value", "cell"),
    [
        ("HUGEINT", "170141183460469231731", "170141183460469231731"),
        ("UHUGEINT", "340282366920938463463374607431768211455",
         "340282366920938463463374607431768211455"),
        ("UBIGINT", "18446744073709551615", "18446744073709551615"),
        ("FLOAT", "0.1", 0.10000000149011612),
        ("FLOAT", "0.1", 0.1),
        ("TIME", "'05:15:00.25'", "05:15:00.25"),
        ("TIMESTAMP", "'2013-01-31 05:15:00'", "2013-01-31T05:15:00"),
        ("TIMESTAMP_NS", "'2013-01-31 05:15:00.123456789'", "2013-01-31T05:15:00.123456789"),
        ("TIMESTAMPTZ", "'2013-01-31 05:15:00+02'", "2013-01-31T03:15:00+00:00"),
        ("DATE", "'-infinity'", "-infinity"),
        ("DATE", "'12345-01-02'", "12345-01-02"),
        ("INTERVAL", "INTERVAL '1 month 2 days 3 seconds'",
         {"months": 1, "days": 2, "nanoseconds": 3_000_000_000}),
        ("BLOB", "'\\x00\\x01'", "AAE="),
        ("UUID", "'4ac7a9e9-607c-4c8a-84f3-843f0191e3fd'", "4ac7a9e9-607c-4c8a-84f3-843f0191e3fd"),
        ("ENUM('it''s', 'b')", "'it''s'", "it's"),
        ("BIT", "'0101'", "0101"),
        ("INTEGER[]", "[1, 2]", [1, 2]),
        ("STRUCT(\"a b\" INTEGER, d DATE)", "{'a b': 1, 'd': DATE '2013-01-02'}",
         {"a b": 1, "d": "2013-01-02"}),
        ("BOOLEAN", "true", True),
        ("VARCHAR", "'x''; DROP TABLE t; --'", "x'; DROP TABLE t; --"),
        ("VARCHAR", "chr(0) || 'x'", "\0x"),
    ],
)  # fmt: skip
def test_a_cell_of_each_type_finds_itself(
    shop: Workshop, type_: str, value: str, cell: Any
) -> None:
    rows = f"SELECT * FROM (VALUES (0, NULL), (1, {value})) v(n, x)"
    sql = f"SELECT n, x::{type_} AS x FROM ({rows})"
    table = shop.table(sql)
    pages: list[Any] = []
    result = new_id()
    shop.session.query(
        emit=lambda header, payload: pages.append((header, payload)), id=result,
        sql="SELECT * FROM t", params={}, page_size=10, format="json",
    )  # fmt: skip
    types = [column["type"] for column in pages[0][0]["columns"]]
    if type_ != "FLOAT":
        assert json.loads(pages[0][1])[1][1] == cell
    for source in (table, {"result": result, "types": types}):
        for view in (
            {"filter": {"op": "=", "column": "x", "value": cell}},
            {"filter": {"op": "in", "column": "x", "values": [cell]}},
            {"filter": {"op": "in", "column": "x", "values": [cell] * 200}},
            {"filter": {"op": "between", "column": 1, "low": cell, "high": cell}},
            {"filter": {"op": "not", "condition": {"op": "is_null", "column": "x"}}},
        ):
            nested = type_.endswith("]") or type_.startswith("STRUCT")
            if nested and view["filter"]["op"] == "between":
                with pytest.raises(InvalidRequest, match="between"):
                    shop.page(source, **view)
                continue
            assert shop.numbers(source, **view) == [1], (view, source)
        assert shop.numbers(source, sort=[{"column": "x", "nulls": "first"}]) == [0, 1]
    said = shop.session.views.sql(
        id=new_id(), source=table, name="t", sql="", params={}, seconds=10,
        view={"filter": {"op": "=", "column": "x", "value": cell}},
    )[0]["sql"]  # fmt: skip
    assert ran(shop, said) == [1], said


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("INTEGER", "x"), ("INTEGER", "3000000000"), ("INTEGER", True), ("INTEGER", "NaN"),
        ("INTEGER", "1e999999999"), ("INTEGER", [1]), ("DOUBLE", "much"), ("DATE", "2013-02-30"),
        ("DATE", "2013-02-03T04:05:06"), ("TIMESTAMP", "yesterday"), ("DECIMAL(4,2)", "100.00"),
        ("BOOLEAN", "perhaps"), ("UUID", "1"), ("BLOB", "not base64!"), ("INTEGER[]", ["x"]),
        ("INTERVAL", {"days": "2"}), ("INTEGER", None), ("MAP(INTEGER, INTEGER)", [[1, 2]]),
    ],
)  # fmt: skip
def test_an_unfit_value_is_named(shop: Workshop, type_: str, value: Any) -> None:
    source = shop.table(f'SELECT NULL::{type_} AS "the column"')
    for op in ("=", ">"):
        with pytest.raises(InvalidRequest) as caught:
            shop.page(source, filter={"op": op, "column": 0, "value": value})
        assert "the column" in caught.value.message
        assert caught.value.details["column"] == "the column"
        assert caught.value.hint


def test_columns_by_name_and_position(shop: Workshop) -> None:
    rows = pa.Table.from_arrays([pa.array([2, 1]), pa.array([1, 2]), pa.array([0, 1])],
                                names=["x", "x", "Y"])  # fmt: skip
    source = shop.result(rows, ["BIGINT"] * 3)
    assert shop.numbers(source, sort=[{"column": 0}]) == [1, 2]
    assert shop.numbers(source, sort=[{"column": 1}]) == [2, 1]
    assert shop.numbers(source, sort=[{"column": "y", "descending": True}]) == [1, 2]
    for name, said in (("x", "position"), ("z", "listed"), (3, None), ("X", "position")):
        with pytest.raises(InvalidRequest) as caught:
            shop.page(source, sort=[{"column": name}])
        assert said is None or said in (caught.value.hint or "")
    said = shop.session.views.sql(
        id=new_id(), source=source, view={"sort": [{"column": 1}]}, name=None,
        sql="SELECT * FROM (VALUES (2, 1, 0), (1, 2, 1)) v(x, x_1, y) -- done;", params={},
        seconds=10,
    )[0]["sql"]  # fmt: skip
    assert ran(shop, said) == [2, 1]


def test_filters_beyond_measure(shop: Workshop) -> None:
    source = shop.table("SELECT range AS n, range::VARCHAR AS s FROM range(300000)")
    values = [str(n) for n in range(0, 200_000, 2)]
    for column in ("n", "s"):
        chosen = {"op": "in", "column": column, "values": [*values, None]}
        page, _count = shop.page(source, 99_990, 20, filter=chosen)
        assert [row[0] for row in page] == list(range(199_980, 200_000, 2))
    with pytest.raises(InvalidRequest):
        shop.page(source, filter={"op": "in", "column": "n", "values": [*values, "x"]})
    deep: dict[str, Any] = {"op": "=", "column": 0, "value": 5}
    for depth in range(1, 60):
        deep = {"op": "not", "condition": deep}
        if depth == 40:
            assert shop.numbers(source, filter=deep) == [5]
    with pytest.raises(InvalidRequest, match="nested"):
        shop.page(source, filter=deep)
    many = {"op": "or", "conditions": [{"op": "=", "column": 0, "value": n} for n in range(1000)]}
    assert len(shop.numbers(source, filter=many)) == 1000
    with pytest.raises(InvalidRequest, match="conditions"):
        shop.page(source, filter={"op": "and", "conditions": [many, many]})


def test_a_view_of_a_result_that_is_still_being_written(shop: Workshop) -> None:
    result = new_id()
    spool = shop.begin(result, pa.schema([("n", pa.int64())]))
    source = {"result": result, "types": ["BIGINT"]}
    spool.append(pa.record_batch({"n": list(range(9000))}))
    early = {"filter": {"op": "<", "column": 0, "value": 20_000}}
    found: list[Any] = []
    asking = threading.Thread(
        target=lambda: found.append(shop.numbers(source, sort=[{"column": 0, "descending": True}]))
    )
    asking.start()
    spool.append(pa.record_batch({"n": list(range(9000, 30_000))}))
    assert not found
    spool.finish()
    asking.join(20)
    assert found == [list(range(29_999, -1, -1))]
    assert shop.page(source, 19_990, 100, **early)[0] == [[n] for n in range(19_990, 20_000)]


def test_a_result_that_fails_says_why(shop: Workshop) -> None:
    result = new_id()
    spool = shop.begin(result, pa.schema([("n", pa.int64())]))
    spool.append(pa.record_batch({"n": [1, 2, 3]}))
    spool.fail(QueryTimeout("It took too long."))
    for view in ({"sort": [{"column": 0}]}, {"search": "2"}):
        with pytest.raises(QueryTimeout, match="too long"):
            shop.page({"result": result, "types": ["BIGINT"]}, 0, 10, **view)


def asking(shop: Workshop, **how: Any) -> tuple[threading.Thread, list[BaseException]]:
    """A page asked for in a thread, and what it raised."""
    raised: list[BaseException] = []

    def ask() -> None:
        try:
            shop.session.views.page(offset=0, limit=5, format="json", **how)
        except BaseException as exc:
            raised.append(exc)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread, raised


def soon(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("view", [{"sort": [{"column": 0}]}, {"search": "2"}])
def test_who_goes_stops_the_waiting(shop: Workshop, view: dict[str, Any]) -> None:
    result = new_id()
    spool = shop.begin(result, pa.schema([("n", pa.int64())]))
    spool.append(pa.record_batch({"n": [1, 3]}))
    source = {"result": result, "types": ["BIGINT"]}
    before = set(threading.enumerate())
    id = new_id()
    thread, raised = asking(shop, id=id, source=source, view=view, seconds=60)
    time.sleep(0.1)
    shop.session.views.stop(id=id)
    thread.join(10)
    assert isinstance(raised[0], QueryCancelled)
    shop.session.views.stop(id="never begun")
    # Nor does anything go on being written for them.
    soon(lambda: set(threading.enumerate()) <= before)
    spool.fail(QueryCancelled("Enough."))


def test_time_is_kept(shop: Workshop) -> None:
    result = new_id()
    spool = shop.begin(result, pa.schema([("n", pa.int64())]))
    source = {"result": result, "types": ["BIGINT"]}
    thread, raised = asking(shop, id=new_id(), source=source, view={"search": "2"}, seconds=0.2)
    thread.join(10)
    assert isinstance(raised[0], QueryTimeout)
    summary = shop.session.views.summary(
        id=new_id(), source=source, view={}, columns=None, seconds=0.2
    )[0]
    assert summary["row_count"] is None
    assert [column["computed"] for column in summary["columns"]] == [False]
    spool.fail(QueryCancelled("Enough."))


def test_views_take_bounded_room_and_go_with_their_source(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "KEPT", 3)
    source = shop.table("SELECT range AS n FROM range(5000)")
    folder = shop.folder / "views"

    def kept() -> int:
        return len(list(folder.glob("*.arrow")))

    for n in range(10):
        view = {"filter": {"op": ">=", "column": 0, "value": n}}
        assert shop.page(source, 4000, 5, **view)[0] == [[n + 4000 + i] for i in range(5)]
    assert shop.page(source, 4000, 1, filter={"op": ">=", "column": 0, "value": 0})[0] == [[4000]]
    soon(lambda: kept() <= 4)
    shop.table("SELECT 1 AS n")
    soon(lambda: kept() == 0)
    with pytest.raises(NotFound):
        shop.page(source, sort=[{"column": 0}])
    rows = pa.table({"n": list(range(10))})
    result = shop.result(rows, ["BIGINT"])
    assert shop.numbers(result, search="3") == [3]
    for path in (shop.folder / "spool").glob(f"{result['result']}*"):
        path.unlink()
    with pytest.raises(ResultGone):
        shop.page(result, search="3")
    other = shop.result(rows, ["BIGINT"])
    assert shop.numbers(other, search="4") == [4]
    soon(lambda: kept() == 1)


def test_a_sort_beyond_memory_uses_the_disk(tmp_path: Path) -> None:
    folder = tmp_path / "small"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path)
        shop = Workshop(folder)
        source = shop.table(
            "SELECT range AS n, md5(range::VARCHAR) || repeat('x', 60) AS s FROM range(1500000)"
        )
        shop.session._connection.cursor()  # it is the same engine that has the limit
        view = {"sort": [{"column": "s"}]}
        last, count = shop.page(source, 1_499_999, 5, **view)
        assert count == 1_500_000
        with duckdb.connect() as bare:
            ((wanted,),) = bare.sql(
                "SELECT arg_max(range, md5(range::VARCHAR)) FROM range(1500000)"
            ).fetchall()
        assert last[0][0] == wanted


def test_summaries(shop: Workshop) -> None:
    sql = """SELECT CASE WHEN range % 4 = 0 THEN NULL ELSE range END AS n,
        ['a', 'b', 'c', NULL][(range % 8)::INT + 1] AS s,
        CASE range WHEN 0 THEN 'NaN'::DOUBLE WHEN 1 THEN 'inf'::DOUBLE
                   WHEN 2 THEN -1e308 WHEN 3 THEN 1e308 ELSE range END AS x,
        (range / 100)::DECIMAL(8, 2) AS d, TIMESTAMP '2013-01-01' + to_hours(range) AS t,
        DATE '2013-01-01' + (range % 3)::INT AS day, [range] AS l, range % 2 = 0 AS b,
        (9223372036854775807 - range)::BIGINT AS big, NULL::INT AS none, 'id ' || range AS id,
        range::UHUGEINT AS u, '\\x01'::BLOB AS blob
        FROM range(1000)"""
    table = shop.table(sql)
    header: list[Any] = []
    result = new_id()
    shop.session.query(
        emit=lambda head, _payload: header.append(head), id=result, sql="SELECT * FROM t",
        params={}, page_size=5, format="json",
    )  # fmt: skip
    types = [column["type"] for column in header[0]["columns"]]
    for source in (table, {"result": result, "types": types}):
        summary = shop.session.views.summary(
            id=new_id(), source=source, view={}, columns=None, seconds=20
        )[0]
        assert summary["row_count"] == 1000
        n, s, x, d, t, day, items, b, big, none, id_, u, blob = summary["columns"]
        assert all(column["computed"] for column in summary["columns"])
        assert (n["null_count"], n["low"], n["high"]) == (250, 1, 999)
        assert len(n["bins"]) <= 20
        assert sum(bin_["count"] for bin_ in n["bins"]) == 750
        assert [v["value"] for v in s["values"]] == ["a", "b", "c"]
        assert [v["count"] for v in s["values"]] == [125] * 3
        assert s["null_count"] == 625
        assert (x["low"], x["high"], x["null_count"]) == (-1e308, 1e308, 0)
        assert sum(bin_["count"] for bin_ in x["bins"]) == 998
        assert (d["low"], d["high"]) == ("0.00", "9.99")
        assert t["low"] == "2013-01-01T00:00:00"
        assert t["bins"][-1]["high"] == t["high"] == "2013-02-11T15:00:00"
        assert [bin_["count"] for bin_ in day["bins"]] == [667, 333]
        assert (items["low"], items["bins"], items["values"]) == (None, None, None)
        assert {v["value"]: v["count"] for v in b["values"]} == {True: 500, False: 500}
        assert big["high"] == "9223372036854775807"
        assert sum(bin_["count"] for bin_ in big["bins"]) == 1000
        assert (none["null_count"], none["low"], none["bins"]) == (1000, None, [])
        assert len(id_["values"]) == 10
        assert (u["low"], u["high"]) == ("0", "999")
        assert (blob["low"], blob["values"]) == (None, None)
        # What a bin counts is what a filter by its edges finds.
        for column in (n, d, t, big):
            for i, bin_ in enumerate(column["bins"]):
                at = {"column": column["column"]}
                low = {"op": ">=" if i == 0 else ">", **at, "value": bin_["low"]}
                high = {"op": "<=", **at, "value": bin_["high"]}
                seen = {"filter": {"op": "and", "conditions": [low, high]}}
                assert len(shop.page(source, **seen)[0]) == bin_["count"]
        some = shop.session.views.summary(
            id=new_id(), source=source, columns=["s", 0], seconds=20,
            view={"filter": {"op": "=", "column": "s", "value": "b"}, "search": "1"},
        )[0]  # fmt: skip
        assert [column["column"] for column in some["columns"]] == [1, 0]
        wanted = len(shop.page(source, filter={"op": "=", "column": "s", "value": "b"},
                               search="1")[0])  # fmt: skip
        assert some["row_count"] == some["columns"][0]["values"][0]["count"] == wanted
        # As many values as are asked for, and one finds by each what was counted.
        listed = shop.session.views.summary(
            id=new_id(), source=source, columns=[*range(13)], seconds=20, view={}, values=30
        )[0]["columns"]
        assert [len(column["values"] or []) for column in listed] == [
            30, 3, 30, 30, 30, 3, 0, 2, 30, 0, 30, 30, 0,
        ]  # fmt: skip
        for column in listed:
            for value in (column["values"] or [])[:2]:
                equal = {"op": "in", "column": column["column"], "values": [value["value"]]}
                assert len(shop.page(source, 0, 1000, filter=equal)[0]) == value["count"]


def test_many_at_once(shop: Workshop) -> None:
    source = shop.table(BIG.format(200_000))
    wrong: list[Any] = []

    def scroll(n: int) -> None:
        view = {"filter": {"op": "=", "column": "k", "value": n}, "sort": [{"column": "s"}]}
        with suppress(DeitaError):
            for offset in (0, 100, 50):
                page, _count = shop.page(source, offset, 10, **view)
                if any(row[1] != n for row in page) or len(page) != 10:
                    wrong.append(page)
            return
        wrong.append(n)

    threads = [threading.Thread(target=scroll, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not wrong
