"""Charts in a worker's engine: what is drawn against Python, on plain and on hostile data."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from deita_server_ext.contract.charts import Chart, DrawnField
from deita_server_ext.domain import Column, ColumnKind, new_id
from deita_server_ext.engine import cells
from deita_server_ext.errors import InvalidRequest, QueryTimeout
from deita_server_ext.services.charts import validate
from tests.integration.test_engine_views import Workshop
from tests.vegalite import fits_vegalite

FLIGHTS = """SELECT range AS n, (range % 7)::INT AS seven,
    ['AA', 'B6', 'UA', 'DL', NULL][(range % 5 + 1)::INT] AS carrier,
    'tail ' || (range % 300 * (range % 7)) AS tail,
    CASE WHEN range % 11 > 0 THEN (hash(range * 7) % 10000 / 100.0)::DOUBLE END AS delay,
    (range % 40 / 10.0)::DECIMAL(9, 1) AS tenths,
    TIMESTAMP '2013-01-01' + INTERVAL (range * 100) MINUTE AS at,
    (DATE '2013-01-01' + (range % 365)::INT)::DATE AS day,
    TIME '00:00' + INTERVAL (range % 1440) MINUTE AS clock, range % 3 = 0 AS third
    FROM range(3000)"""
EPOCH = datetime(1970, 1, 1)


class Drawn:
    """What was drawn."""

    def __init__(self, said: dict[str, Any], spec: dict[str, Any]) -> None:
        self.said, self.spec = said, spec
        self.chart: dict[str, Any] = said["chart"]
        self.notes: list[str] = [note["text"] for note in said["notes"]]
        self.rows: list[dict[str, Any]] = spec["data"]["values"]

    @property
    def labels(self) -> dict[str, Any]:
        """What labels among the data say, by channel, where they are words of ours."""
        labels: dict[str, Any] = self.spec["usermeta"]["deita"]["labels"]
        return labels

    def by(self, *fields: str) -> dict[Any, Any]:
        """The last of these fields by those before."""
        *keys, value = fields
        return {
            tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]: row[value]
            for row in self.rows
        }


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """One session for all these tests."""
    folder = tmp_path_factory.mktemp("charts")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        yield Workshop(folder)


@pytest.fixture
def flights(shop: Workshop) -> dict[str, Any]:
    """A table; the same rows are :data:`FLIGHTS`."""
    return shop.table(FLIGHTS)


def to_twelve_digits(value: Any) -> Any:
    """The same without the last digits of sums, which depend on the order of the rows."""
    if isinstance(value, dict):
        return {name: to_twelve_digits(one) for name, one in value.items()}
    if isinstance(value, list):
        return [to_twelve_digits(one) for one in value]
    return float(f"{value:.12g}") if isinstance(value, float) else value


def rows_of(shop: Workshop, source: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows of a source as the contract's cells."""
    rows, _count = shop.page(source, 0, 1_000_000)
    names = [column.name for column in columns_of(shop, source)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def columns_of(shop: Workshop, source: dict[str, Any]) -> list[Column]:
    views = shop.session.views
    with views.working(new_id(), 20) as work, views.rows_of(source, work) as rows:
        return [Column(c.name, c.type, ColumnKind(cells.kind(c.type))) for c in rows.columns]


def draw(
    shop: Workshop, source: dict[str, Any], mark: str, *, seconds: float = 20, **chart: Any
) -> Drawn:
    """A chart; columns may be given by name alone. Its specification is a valid one."""
    view = chart.pop("view", {})
    for name in ("x", "y", "color"):
        if isinstance(chart.get(name), str):
            chart[name] = {"column": chart[name]}
    asked = Chart.model_validate({"mark": mark, **chart})
    fitting = validate(asked, columns_of(shop, source))
    header, payload = shop.session.charts.draw(
        id=new_id(), source=source, view=view, chart=fitting.model_dump(), seconds=seconds
    )
    said, spec = header["drawing"], json.loads(payload)
    fits_vegalite(spec)
    Chart.model_validate(said["chart"])
    fields = [DrawnField.model_validate(field) for field in said["fields"]]
    for row in spec["data"]["values"]:
        assert all(field.field in row for field in fields)
    return Drawn(said, spec)


def test_counts_by_value(shop: Workshop, flights: dict[str, Any]) -> None:
    drawn = draw(shop, flights, "bar", x="carrier")
    assert drawn.by("x", "y") == {"AA": 600, "B6": 600, "UA": 600, "DL": 600, "∅": 600}
    assert drawn.said["row_count"] == 3000
    assert not drawn.said["sampled"]
    assert drawn.chart["y"]["aggregate"] == "count"


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [
        ("sum", np.sum), ("mean", np.mean), ("median", np.median), ("min", np.min),
        ("max", np.max), ("count", len), ("distinct", lambda cells: len(set(cells))),
    ],
)  # fmt: skip
def test_aggregates(shop: Workshop, flights: dict[str, Any], aggregate: str, expected: Any) -> None:
    y = {"column": "delay", "aggregate": aggregate}
    drawn = draw(shop, flights, "bar", x="seven", y=y)
    groups: dict[str, list[float]] = {}
    for row in rows_of(shop, flights):
        if row["delay"] is not None:
            groups.setdefault(str(row["seven"]), []).append(row["delay"])
    assert drawn.by("x", "y") == pytest.approx({k: expected(v) for k, v in groups.items()})
    assert list(drawn.by("x", "y")) == sorted(groups)
    passed_over = aggregate not in ("count", "distinct")
    assert any("273 rows of 3,000 have no delay" in note for note in drawn.notes) == passed_over


def test_a_view_and_its_values(shop: Workshop, flights: dict[str, Any]) -> None:
    condition = {"op": "in", "column": "carrier", "values": ["AA", None]}
    view = {
        "filter": {"op": "and", "conditions": [condition, {"op": "<", "column": "n", "value": 100}]}
    }
    drawn = draw(shop, flights, "bar", x="carrier", color="third", view=view)
    assert sum(row["y"] for row in drawn.rows) == 40
    assert {row["x"] for row in drawn.rows} == {"AA", "∅"}
    assert drawn.said["row_count"] == 40


def test_of_a_result_as_of_a_table(shop: Workshop, flights: dict[str, Any]) -> None:
    result = shop.result(
        shop.session._connection.sql(FLIGHTS).to_arrow_table(),
        [column.type for column in columns_of(shop, flights)],
    )
    charts: list[dict[str, Any]] = [
        {"mark": "bar", "x": "tail", "y": {"column": "delay", "aggregate": "mean"}, "limit": 5},
        {"mark": "line", "x": "at", "y": {"column": "delay", "aggregate": "sum"}, "color": "third"},
        {"mark": "box", "x": "carrier", "y": "delay"},
        {"mark": "heatmap", "x": "tenths", "y": {"column": "at", "time_unit": "day_of_week"}},
        {"mark": "scatter", "x": "n", "y": "delay", "color": "carrier"},
    ]
    for chart in charts:
        one, other = (draw(shop, source, **dict(chart)) for source in (flights, result))
        assert to_twelve_digits(one.spec) == to_twelve_digits(other.spec)
        assert one.said == other.said


def test_the_greatest_and_the_others(shop: Workshop, flights: dict[str, Any]) -> None:
    drawn = draw(shop, flights, "bar", x="tail", y={"column": "n", "aggregate": "sum"}, limit=10)
    sums: Counter[str] = Counter()
    for row in rows_of(shop, flights):
        sums[row["tail"]] += row["n"]
    best = sums.most_common(10)
    assert list(drawn.by("x", "y").items())[:10] == best
    rest = sum(sums.values()) - sum(count for _tail, count in best)
    assert len(drawn.rows) == 10
    told, dwarfing = drawn.notes
    assert f"{len(sums):,} values: 10 are shown" in told
    assert dwarfing == f"“others” ({rest:,}) would dwarf the values and is left out."
    mean = {"column": "n", "aggregate": "mean"}
    means = draw(shop, flights, "bar", x="tail", y=mean, limit=10)
    shown = {row["x"] for row in means.rows[:10]}
    left = [row["n"] for row in rows_of(shop, flights) if row["tail"] not in shown]
    assert means.rows[10] == {"x": "others", "y": pytest.approx(sum(left) / len(left))}
    assert means.labels == {"x": {"others": {"code": "others"}}}
    least = draw(
        shop, flights, "bar", x="tail", y={"column": "n", "aggregate": "sum"}, sort="y", limit=3
    )
    assert [row["y"] for row in least.rows[:3]] == sorted(sums.values())[:3]
    named = draw(shop, flights, "bar", x="tail", sort="x", limit=4)
    names = [row["x"] for row in named.rows[:4]]
    assert names == sorted(names)


def test_few_others_are_shown_themselves(shop: Workshop, flights: dict[str, Any]) -> None:
    drawn = draw(shop, flights, "bar", x="carrier", limit=4)
    assert "others" not in drawn.by("x", "y")
    assert not drawn.notes


def test_cells_themselves_where_each_bar_is_one_row(shop: Workshop) -> None:
    source = shop.table("SELECT unnest(['b', 'a', 'c']) AS name, unnest([1.5, 3, 2]) AS late")
    drawn = draw(shop, source, "bar", x="name", y="late")
    assert list(drawn.by("x", "y").items()) == [("a", 3), ("c", 2), ("b", 1.5)]
    assert drawn.spec["encoding"]["y"]["title"] == "late"
    assert (drawn.chart["y"]["aggregate"], drawn.notes) == (None, [])
    twice = shop.table("SELECT unnest(['a', 'a', 'c']) AS name, unnest([1.5, 3.5, 2]) AS late")
    mean = draw(shop, twice, "bar", x="name", y="late")
    assert mean.by("x", "y") == {"a": 2.5, "c": 2}
    assert (mean.chart["y"]["aggregate"], len(mean.notes)) == ("mean", 1)


def test_bins_hold_what_lies_between_their_edges(shop: Workshop, flights: dict[str, Any]) -> None:
    drawn = draw(shop, flights, "histogram", x={"column": "tenths", "bin": 40})
    counted = Counter(float(row["tenths"]) for row in rows_of(shop, flights))
    assert sum(row["y"] for row in drawn.rows) == 3000
    for row in drawn.rows[:-1]:
        inside = sum(n for tenth, n in counted.items() if row["x"] <= tenth < row["x2"])
        assert row["y"] == inside, row
    assert [row["x"] for row in drawn.rows][:4] == [0, 0.1, 0.2, 0.3]
    whole = draw(shop, flights, "histogram", x={"column": "seven", "bin": 50})
    assert whole.by("x_label", "y") == {
        str(n): len([i for i in range(3000) if i % 7 == n]) for n in range(7)
    }


@pytest.mark.parametrize("scale", [1e-300, 1e-5, 1, 7e12, 1e300])
def test_bins_at_every_scale(shop: Workshop, scale: float) -> None:
    values = [float(f"{v * scale:.15g}") for v in (-3.0, -1.0, 0.0, 0.5, 2.0, 4.0, 4.0)]
    source = shop.table(pa.table({"v": values}))
    drawn = draw(shop, source, "histogram", x="v")
    assert sum(row["y"] for row in drawn.rows) == 7
    for row in drawn.rows:
        inside = [v for v in values if row["x"] <= v < row["x2"]]
        last = row is drawn.rows[-1]
        assert row["y"] == len(inside) + (values.count(row["x2"]) if last else 0)


def milliseconds(time: str) -> int:
    return (datetime.fromisoformat(time) - EPOCH) // timedelta(milliseconds=1)


def test_steps_of_time(shop: Workshop, flights: dict[str, Any]) -> None:
    drawn = draw(shop, flights, "bar", x={"column": "at", "time_unit": "month"})
    months = Counter(row["at"][:7] for row in rows_of(shop, flights))
    assert drawn.by("x", "y") == {milliseconds(f"{m}-01"): n for m, n in months.items()}
    assert drawn.rows[0]["x_label"] == "Jan 2013"
    assert drawn.labels["x"]["Jan 2013"] == {"code": "month_and_year", "month": 1, "year": 2013}
    assert drawn.rows[0]["x2"] == drawn.rows[1]["x"]
    hours = draw(shop, flights, "bar", x={"column": "at", "time_unit": "hour_of_day"})
    counted = Counter(row["at"][11:13] for row in rows_of(shop, flights))
    assert hours.by("x", "y") == dict(sorted(counted.items()))
    clock = draw(shop, flights, "bar", x="clock")
    assert [row["x_label"] for row in clock.rows][:2] == ["00:00", "01:00"]
    assert clock.spec["encoding"]["x"]["axis"] == {"format": "%H:%M"}
    named = {
        "week": {"week"},
        "quarter": {"quarter_and_year"},
        "day_of_week": {"day"},
        "month_of_year": {"month"},
    }
    for unit in ("second", "minute", "week", "quarter", "year", "day_of_week", "month_of_year"):
        steps = draw(shop, flights, "line", x={"column": "at", "time_unit": unit})
        assert sum(row["y"] for row in steps.rows) == 3000
        assert len(steps.rows) <= 1000
        assert {of["code"] for of in steps.labels.get("x", {}).values()} == named.get(unit, set())


def test_too_fine_a_unit_is_told(shop: Workshop, flights: dict[str, Any]) -> None:
    drawn = draw(shop, flights, "line", x={"column": "at", "time_unit": "second"})
    (note,) = drawn.notes
    assert note.startswith("By second there would be more steps")
    assert note.endswith("by 6 hours.")


def test_a_line_of_counts_goes_down_to_zero(shop: Workshop) -> None:
    source = shop.table(
        "SELECT unnest([DATE '2020-01-01', DATE '2020-01-01', DATE '2020-01-04']) AS d, "
        "unnest(['a', 'b', 'a']) AS c"
    )
    drawn = draw(shop, source, "area", x="d", color="c")
    assert [row["y"] for row in drawn.rows if row["color"] == "a"] == [1, 0, 0, 1]
    assert [row["y"] for row in drawn.rows if row["color"] == "b"] == [1, 0, 0, 0]
    mean = draw(shop, source, "line", x="d", y={"column": "c", "aggregate": "distinct"})
    assert len(mean.rows) == 2


def test_no_peak_of_a_long_line_is_lost(shop: Workshop) -> None:
    source = shop.table(
        "SELECT range AS n, CASE WHEN range = 77777 THEN 9e9 WHEN range = 123456 THEN -9e9 "
        "ELSE sin(range / 1000) END AS v FROM range(200000)"
    )
    drawn = draw(shop, source, "line", x="n", y="v")
    assert len(drawn.rows) <= 4100
    points = drawn.by("x", "y")
    assert (points[77777], points[123456]) == (9e9, -9e9)
    assert (drawn.rows[0]["x"], drawn.rows[-1]["x"]) == (0, 199_999)
    assert [row["x"] for row in drawn.rows] == sorted(points)
    assert not drawn.said["sampled"]
    thirds = shop.table("SELECT range AS n, range % 3 AS c, random() AS v FROM range(60000)")
    colored = draw(shop, thirds, "line", x="n", y="v", color={"column": "c", "bin": False})
    assert len(colored.rows) <= 5100
    assert {row["color"] for row in colored.rows} == {"0", "1", "2"}


def test_a_sample_is_of_the_rows_and_said_to_be(shop: Workshop) -> None:
    source = shop.table("SELECT range AS n, range * 2 AS twice FROM range(100000)")
    drawn = draw(shop, source, "scatter", x="n", y="twice")
    assert len(drawn.rows) == 5000
    assert drawn.said["sampled"]
    assert "5,000 of 100,000 rows" in drawn.notes[0]
    assert all(row["y"] == 2 * row["x"] for row in drawn.rows)
    # As even as chance has it: the mean lies within five standard errors.
    mean = sum(row["x"] for row in drawn.rows) / 5000
    assert abs(mean - 50_000) < 5 * 100_000 / math.sqrt(12 * 5000)
    assert draw(shop, source, "scatter", x="n", y="twice").rows == drawn.rows
    density = draw(shop, source, "scatter", x="n", y="twice", many="density")
    assert sum(row["color"] for row in density.rows) == 100_000
    assert not density.said["sampled"]
    assert density.spec["mark"]["type"] == "rect"
    few = draw(shop, source, "scatter", x="n", y="twice",
               view={"filter": {"op": "<", "column": "n", "value": 50}})  # fmt: skip
    assert (len(few.rows), few.said["sampled"], few.notes) == (50, False, [])


def test_boxes(shop: Workshop) -> None:
    values = [*range(1, 12), 100, -50]
    source = shop.table(pa.table({"v": values, "g": ["a"] * len(values)}))
    drawn = draw(shop, source, "box", x="g", y="v")
    q1, median, q3 = np.quantile(values, [0.25, 0.5, 0.75])
    (box,) = drawn.rows
    assert (box["q1"], box["median"], box["q3"]) == (q1, median, q3)
    assert (box["low"], box["high"], box["rows"]) == (1, 11, 13)
    outliers = drawn.spec["layer"][-1]["data"]["values"]
    assert sorted(row["y"] for row in outliers) == [-50, 100]
    alone = draw(shop, source, "box", y="v")
    assert alone.rows[0]["median"] == median


def test_heat_maps(shop: Workshop, flights: dict[str, Any]) -> None:
    drawn = draw(shop, flights, "heatmap", x="seven", y="carrier")
    cells_ = Counter((str(n % 7), ["AA", "B6", "UA", "DL", "∅"][n % 5]) for n in range(3000))
    assert drawn.by("x", "y", "color") == dict(cells_)
    mean = draw(shop, flights, "heatmap", x="seven", y="third", color="delay")
    assert mean.chart["color"]["aggregate"] == "mean"
    wide = draw(shop, flights, "heatmap", x="n", y="delay")
    assert sum(row["color"] for row in wide.rows) == 3000 - 273
    assert any("273 rows of 3,000 have no delay" in note for note in wide.notes)


MARKS: list[dict[str, Any]] = [
    {"mark": "bar", "x": "g"}, {"mark": "bar", "x": "v"}, {"mark": "bar", "x": "g", "y": "v"},
    {"mark": "bar", "x": "g", "y": {"column": "v", "aggregate": "mean"}, "color": "g"},
    {"mark": "line", "x": "t", "y": "v"}, {"mark": "line", "x": "t", "y": "v", "color": "g"},
    {"mark": "line", "x": "v", "y": {"column": "v", "aggregate": "max"}, "color": "g"},
    {"mark": "line", "x": "g", "y": "v"},
    {"mark": "area", "x": "t", "color": "g"}, {"mark": "scatter", "x": "v", "y": "t", "color": "v"},
    {"mark": "scatter", "x": "t", "y": "v", "many": "density", "color": "g"},
    {"mark": "histogram", "x": "v", "color": "v"}, {"mark": "histogram", "x": "t", "color": "t"},
    {"mark": "box", "y": "v"}, {"mark": "box", "x": "g", "y": "v"},
    {"mark": "box", "x": "t", "y": "v"},
    {"mark": "heatmap", "x": "g", "y": "v"}, {"mark": "heatmap", "x": "t", "y": "v", "color": "v"},
]  # fmt: skip
ODD = {
    "no rows": "SELECT 'a' AS g, 1.5 AS v, DATE '2020-01-01' AS t WHERE false",
    "one row": "SELECT 'a' AS g, 1.5 AS v, DATE '2020-01-01' AS t",
    "nulls alone": "SELECT NULL::VARCHAR AS g, NULL::DOUBLE AS v, NULL::DATE AS t FROM range(9)",
    "no numbers": "SELECT 'a' AS g, unnest(['nan', 'inf', '-inf']::DOUBLE[]) AS v, "
    "unnest(['infinity', '-infinity', NULL]::TIMESTAMP[]) AS t",
    "extremes": "SELECT unnest(['', ' ', 'x\ny', repeat('long ', 999), '∅', NULL, 'others']) AS g, "
    "unnest([1.7e308, -1.7e308, 5e-324, 0, -0.0, 'nan'::DOUBLE, 1]) AS v, "
    "unnest(['0001-01-01', '9999-12-31', '290000-01-01', '1969-12-31 23:59:59.999', "
    "'2020-01-01', 'infinity', NULL]::TIMESTAMP[]) AS t",
    "decimals": "SELECT g, v::DECIMAL(38, 10) AS v, t FROM (SELECT 'a' AS g, "
    "unnest([99999999999999999999999999.5, -0.0000000001, NULL]) AS v, "
    "'2020-02-29 12:00:00+02'::TIMESTAMPTZ AS t)",
    "wide integers": "SELECT 'a' AS g, unnest([170141183460469231731687303715884105727, "
    "-170141183460469231731687303715884105727]::HUGEINT[]) AS v, TIME '23:59:59' AS t",
    "the widest": "SELECT 'a' AS g, unnest([0::UHUGEINT, "
    "340282366920938463463374607431768211455::UHUGEINT]) AS v, '12:00:00+05'::TIMETZ AS t",
    "enums": "SELECT 'x'::ENUM('x', 'y') AS g, unnest([1, 2, NULL])::TINYINT AS v, "
    "TIMESTAMP_NS '2020-01-01 00:00:00.000000001' AS t",
    "yes or no": "SELECT unnest([true, false, NULL]) AS g, 1.5::FLOAT AS v, DATE '2020-01-01' AS t",
    "integers": "SELECT uuid() AS g, unnest([9223372036854775807, -9223372036854775808]) AS v, "
    "DATE '2020-01-01' + (unnest([0, 1000000])::INT) AS t",
    "intervals": "SELECT 'a' AS g, INTERVAL (range) HOUR AS v, now() AS t FROM range(50)",
}  # fmt: skip


@pytest.mark.parametrize("data", ODD)
def test_odd_data(shop: Workshop, data: str) -> None:
    source = shop.table(ODD[data])
    for chart in MARKS:
        given = dict(chart)
        drawn = draw(shop, source, **given)
        assert len(drawn.rows) <= 5000
        if data == "no rows":
            assert not drawn.rows
            assert drawn.said["row_count"] == 0


def test_names_are_names(shop: Workshop) -> None:
    names = ["x", "r", "top_x", "select", 'a "b"; --', "a.b[0]", "$low_x", "k", "Rows", "__proto__"]
    for name in names:
        rows = pa.table({name: ["a", "b", "b"], "number": [1.0, 2.0, 3.0], "at": [0, 1, 2]})
        source = shop.table(rows)
        drawn = draw(shop, source, "bar", x=name, color=name)
        assert drawn.by("x", "y") == {"a": 1, "b": 2}
        assert drawn.spec["encoding"]["x"]["title"] == name
        draw(shop, source, "scatter", x="at", y="number", color=name)
    twice = shop.result(
        pa.Table.from_arrays([pa.array(["a"]), pa.array([1])], ["v", "v"]), ["VARCHAR", "BIGINT"]
    )
    assert draw(shop, twice, "bar", x={"column": 0}, y={"column": 1}).by("x", "y") == {"a": 1}
    with pytest.raises(InvalidRequest, match="2 columns named v"):
        draw(shop, twice, "bar", x="v")


def test_values_that_look_alike(shop: Workshop) -> None:
    source = shop.table(pa.table({"g": ["∅", None, "others", "a  b", "a b", "", "(empty)"]}))
    drawn = draw(shop, source, "bar", x="g")
    assert [row["y"] for row in drawn.rows] == [1] * 7
    assert len({row["x"] for row in drawn.rows}) == 7
    # The empty one is told from the value that is called so.
    assert drawn.labels == {"x": {"(empty)": {"code": "empty"}}}


def test_nested_values_and_bytes_are_counted(shop: Workshop) -> None:
    source = shop.table("SELECT [1] AS list, 'x'::BLOB AS bytes, 1 AS n")
    for name in ("list", "bytes"):
        drawn = draw(shop, source, "bar", x="n", y={"column": name, "aggregate": "distinct"})
        assert drawn.by("x", "y") == {"1": 1}


def test_times_of_a_zone_are_shown_in_utc(shop: Workshop) -> None:
    source = shop.table("SELECT '2020-03-29 03:30:00+02'::TIMESTAMPTZ AS t, 1 AS v")
    drawn = draw(shop, source, "line", x="t", y="v")
    at = datetime(2020, 3, 29, 1, 30, tzinfo=UTC)
    assert drawn.rows[0]["x"] == at.timestamp() * 1000
    assert drawn.spec["encoding"]["x"]["title"] == "t (UTC)"
    assert drawn.rows[0]["x_label"] == "2020-03-29 01:30:00"


def test_it_ends_in_time(shop: Workshop) -> None:
    source = shop.table("SELECT range AS a, md5(range::VARCHAR) AS b FROM range(2000000)")
    with pytest.raises(QueryTimeout):
        draw(shop, source, "bar", x="b", color="b", y={"column": "b", "aggregate": "distinct"},
             seconds=0.2)  # fmt: skip


def test_what_was_found_is_told_again_but_not_of_other_rows(
    shop: Workshop, flights: dict[str, Any]
) -> None:
    late = {"filter": {"op": ">", "column": "delay", "value": 50}}
    said = {"x": "carrier", "y": {"column": "delay", "aggregate": "mean"}}
    first = draw(shop, flights, "bar", **said)
    assert draw(shop, flights, "bar", **said).spec == first.spec
    filtered = draw(shop, flights, "bar", view=late, **said)
    assert min(filtered.by("x", "y").values()) > 50 > min(first.by("x", "y").values())
    # Another table with the same columns.
    again = shop.table(FLIGHTS.replace("range(3000)", "range(300)"))
    assert draw(shop, again, "bar", **said).said["row_count"] == 300


def test_cells_far_out_are_left_out_whatever_lies_between_the_others(shop: Workshop) -> None:
    source = shop.table(
        "SELECT CASE range WHEN 7 THEN 'inf'::DOUBLE WHEN 8 THEN 'nan'::DOUBLE "
        "ELSE range END AS v, "
        "CASE range WHEN 5 THEN 'infinity'::TIMESTAMP "
        "ELSE TIMESTAMP '2020-01-01' + INTERVAL (range) DAY END AS at FROM range(100)"
    )
    drawn = draw(shop, source, "histogram", x="v")
    assert sum(row["y"] for row in drawn.rows) == 98
    assert any("2 rows of 100 have no v" in note for note in drawn.notes)
    drawn = draw(shop, source, "line", x="at", y={"aggregate": "count"})
    assert sum(row["y"] for row in drawn.rows) == 99
