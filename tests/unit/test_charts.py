"""Which charts fit which columns, and what is said of those that do not."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from deita_server_ext.contract.charts import Channel, Chart, TimeUnit
from deita_server_ext.contract.tables import Column
from deita_server_ext.engine.charts.reading import Facts
from deita_server_ext.engine.charts.scales import CYCLES, UNITS
from deita_server_ext.errors import InvalidRequest
from deita_server_ext.services.charts import validate

COLUMNS = [
    Column(name="n", type="BIGINT", kind="number"),
    Column(name="seven", type="INTEGER", kind="number"),
    Column(name="carrier", type="VARCHAR", kind="text"),
    Column(name="tail", type="VARCHAR", kind="text"),
    Column(name="delay", type="DOUBLE", kind="number"),
    Column(name="at", type="TIMESTAMP", kind="time"),
    Column(name="clock", type="TIME", kind="time"),
    Column(name="took", type="INTERVAL", kind="time"),
    Column(name="third", type="BOOLEAN", kind="boolean"),
    Column(name="list", type="BIGINT[]", kind="nested"),
    Column(name="bytes", type="BLOB", kind="binary"),
]


def fitted(mark: str, **chart: Any) -> Chart:
    """The chart as it is drawn; columns may be given by name alone."""
    for name in ("x", "y", "color"):
        if isinstance(chart.get(name), str):
            chart[name] = {"column": chart[name]}
    return validate(Chart.model_validate({"mark": mark, **chart}), COLUMNS)


@pytest.mark.parametrize(
    ("chart", "message", "hint"),
    [
        ({"mark": "bar"}, "needs a column for x", "Give x a column"),
        ({"mark": "scatter", "x": "n"}, "needs a column for y", "Give y a column"),
        ({"mark": "bar", "x": "none"}, "no column none", "There are: n, seven, carrier"),
        ({"mark": "bar", "x": {"column": 99}}, "no column 99", "There are: n"),
        ({"mark": "histogram", "x": "carrier"}, "texts, which cannot be put", "bar chart"),
        ({"mark": "histogram", "x": "n", "y": "delay"}, "counts rows", "bar chart"),
        ({"mark": "bar", "x": "carrier", "y": {"column": "tail", "aggregate": "mean"}},
         "texts, which cannot be put together by mean", "numbers, or count"),
        ({"mark": "bar", "x": "carrier", "y": "at"}, "times, which cannot", "numbers"),
        ({"mark": "bar", "x": "carrier", "y": {"aggregate": "sum"}}, "of no column", "Name a"),
        ({"mark": "bar", "x": "carrier", "y": {"column": "n", "bin": True}}, "neither bins", "out"),
        ({"mark": "bar", "x": {"column": "carrier", "bin": True}}, "put into bins", "bin out"),
        ({"mark": "bar", "x": {"column": "n", "time_unit": "day"}}, "time unit", "time_unit out"),
        ({"mark": "bar", "x": {"column": "clock", "time_unit": "year"}}, "times of day", "hour"),
        ({"mark": "bar", "x": {"column": "n", "aggregate": "sum"}}, "not aggregated", "out"),
        ({"mark": "scatter", "x": "carrier", "y": "n"}, "texts, which cannot be placed", "numbers"),
        ({"mark": "scatter", "x": {"column": "n", "bin": 5}, "y": "n"}, "not grouped", "out"),
        ({"mark": "box", "y": "carrier"}, "texts", "numbers"),
        ({"mark": "box", "y": "n", "color": "carrier"}, "no colour", "on x"),
        ({"mark": "heatmap", "x": "n", "y": "seven", "color": "carrier"}, "texts", "numbers"),
        ({"mark": "bar", "x": "list"}, "nested values, which cannot be grouped", "in SQL"),
        ({"mark": "line", "x": "at", "color": "bytes"}, "bytes, which cannot be grouped", "SQL"),
    ],
)  # fmt: skip
def test_charts_that_do_not_fit(chart: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(InvalidRequest, match=message) as caught:
        fitted(**chart)
    assert hint in (caught.value.hint or "")
    assert (
        caught.value.details["channel"] in ("x", "y", "color") or "column" in caught.value.details
    )


def test_what_means_nothing_is_left_out() -> None:
    chart = fitted("histogram", x="delay", y={"aggregate": "count"}, color={"column": None})
    assert (chart.y, chart.color) == (None, None)
    assert fitted("bar", x="carrier").y == Channel(aggregate="count")
    assert fitted("heatmap", x="n", y="at", color="delay").color == Channel(
        column="delay", aggregate="mean"
    )
    assert fitted("bar", x="took", y="took").y == Channel(column="took")
    assert fitted("scatter", x="at", y="clock", color="third").color == Channel(column="third")
    assert fitted("bar", x="third", y={"column": "third", "aggregate": "mean"}).limit is None


@pytest.mark.parametrize(
    "chart",
    [
        {}, {"mark": "pie"}, {"mark": "bar", "x": {"column": "n", "field": "n"}},
        {"mark": "bar", "x": {"column": "n", "bin": 1}}, {"mark": "bar", "data": {"url": "x"}},
        {"mark": "bar", "x": {"column": "n", "bin": "yes"}}, {"mark": "bar", "limit": 0},
        {"mark": "bar", "limit": 1000}, {"mark": "bar", "y": {"aggregate": "stdev"}},
        {"mark": "bar", "x": {"column": -1}}, {"mark": "bar", "title": "x" * 201},
        {"mark": "bar", "x": {"column": "at", "time_unit": "decade"}},
    ],
)  # fmt: skip
def test_what_is_no_chart(chart: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Chart.model_validate(chart)


def test_what_is_remembered_has_its_bound() -> None:
    facts = Facts(most=10)
    for n in range(5):
        facts.keep(n, [(n,), (n,)])
        facts.find(0)
    assert [n for n in range(5) if facts.find(n) is not None] == [0, 3, 4]
    facts.keep("too many", [(n,) for n in range(20)])
    assert facts.find("too many") is None


def test_the_engine_knows_the_units_of_time_by_the_contract_s_names() -> None:
    assert (*UNITS, *CYCLES) == get_args(TimeUnit)
