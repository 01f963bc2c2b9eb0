"""Charts over HTTP, of tables and of results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api import Api, Room, new_room
from tests.vegalite import fits_vegalite

CSV = "id,carrier,late,at\n" + "".join(
    f"{n},{['UA', 'AA', 'B6', ''][n % 4]},{(n * 37) % 100},2013-{n % 12 + 1:02d}-01\n"
    for n in range(1200)
)
BY_CARRIER = {"mark": "bar", "x": {"column": "carrier"}}


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace with a table."""
    room = new_room(api, "Charts")
    room.table("flights", CSV)
    yield room
    api("DELETE", room.path)


@pytest.fixture(params=["table", "result"])
def path(request: pytest.FixtureRequest, shared: Room) -> str:
    """The same rows as a table and as a result."""
    if request.param == "table":
        return f"{shared.path}/tables/flights/chart"
    return f"/results/{shared.query('SELECT * FROM flights')['id']}/chart"


@pytest.mark.parametrize(
    "chart",
    [
        BY_CARRIER,
        {"mark": "bar", "x": {"column": 1}, "y": {"column": 2, "aggregate": "median"}},
        {"mark": "line", "x": {"column": "at"}, "y": {"column": "late", "aggregate": "mean"},
         "color": {"column": "carrier"}, "title": "Late"},
        {"mark": "area", "x": {"column": "at", "time_unit": "quarter"}},
        {"mark": "scatter", "x": {"column": "id"}, "y": {"column": "late"}},
        {"mark": "histogram", "x": {"column": "late", "bin": 10}},
        {"mark": "box", "x": {"column": "carrier"}, "y": {"column": "late"}},
        {"mark": "heatmap", "x": {"column": "at"}, "y": {"column": "carrier"}},
    ],
    ids=lambda chart: chart["mark"],
)  # fmt: skip
def test_every_mark(api: Api, path: str, chart: dict[str, Any]) -> None:
    drawing = api.ok("POST", path, {"chart": chart})
    fits_vegalite(drawing["spec"])
    assert drawing["row_count"] == 1200
    assert drawing["spec"]["data"]["values"]
    assert drawing["spec"].get("title") == chart.get("title")
    # What its English words were made of, for other languages.
    told = drawing["spec"]["usermeta"]["deita"]
    assert [*told["fields"]] == [field["field"] for field in drawing["fields"]]
    assert set(told["description"]["of"]) <= told["titles"].keys() <= {"x", "y", "color"}
    if chart["mark"] == "area":
        quarters = {"code": "by_step", "of": "at", "step": "quarter"}
        assert told["titles"] == {"x": quarters, "y": {"code": "rows"}}
    # What was drawn can be asked for again, and is the same.
    assert api.ok("POST", path, {"chart": drawing["chart"]}) == drawing


def test_of_the_rows_that_are_seen(api: Api, path: str) -> None:
    late = {"op": ">", "column": "late", "value": 90}
    asked = {"chart": BY_CARRIER, "view": {"filter": late, "search": "B6"}}
    drawing = api.ok("POST", path, asked)
    count = len([n for n in range(1200) if n % 4 == 2 and (n * 37) % 100 > 90])
    assert drawing["spec"]["data"]["values"] == [{"x": "B6", "y": count}]
    assert drawing["row_count"] == count


def test_what_does_not_fit_is_told(api: Api, path: str) -> None:
    chart = {"mark": "histogram", "x": {"column": "carrier"}}
    error = api.refused(422, "invalid_request", "POST", path, {"chart": chart})
    assert "carrier (x) has texts" in error["message"]
    assert "bar chart" in error["hint"]
    assert error["details"]["channel"] == "x"
    for body in ({}, {"chart": {"mark": "pie"}}, {"chart": BY_CARRIER, "view": {"sort": []}},
                 {"chart": {**BY_CARRIER, "transform": []}}):  # fmt: skip
        api.refused(422, "invalid_request", "POST", path, body)


def test_only_its_owner_draws_it(alice: Api, bob: Api) -> None:
    room = new_room(alice, "Charts of Alice's")
    room.table("t", "a\n1\n2\n")
    result = room.query("SELECT * FROM t")["id"]
    asked = {"chart": {"mark": "histogram", "x": {"column": "a"}}}
    for path in (f"{room.path}/tables/t", f"/results/{result}"):
        bob.refused(404, "not_found", "POST", f"{path}/chart", asked)
