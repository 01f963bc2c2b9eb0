"""How a grid's columns stand and values are written, as people arrange and set it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api import Api, Room
from tests.browser.grid import FIRST, ROW, Grid
from tests.browser.lab import Lab, OpenLab
from tests.browser.painted import picture, settle, words
from tests.server import Server


@pytest.fixture(scope="module", autouse=True)
def weather(api: Api, files: Path) -> None:
    """The weather."""
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    room.table("weather", (files / "weather.csv").read_bytes())


def test_columns_are_laid_out_and_stay_so_when_the_page_is_loaded_again(own_lab: Lab) -> None:
    lab = own_lab
    grid = lab.open_table("weather")
    grid.go(0, 1)
    grid.press("Alt+ArrowUp")
    lab.choose("Hide")
    grid.status.filter(has_text="14 of 15 columns").wait_for()
    grid.go(0, 0)
    grid.press("Alt+Shift+ArrowRight")
    words(lab.page)
    grid.press("Alt+ArrowUp")
    lab.choose("Pin")
    settle(lab.page)
    # Pinned cells are selected like others, by keys and by pointer, alone and with others.
    grid.go(0, 1)
    grid.said.filter(has_text="Row 1, month: 1").wait_for(state="attached")
    grid.press("ArrowLeft")
    grid.said.filter(has_text="Row 1, origin: EWR").wait_for(state="attached")
    assert grid.copy(2, 2) == [["EWR", "1"], ["EWR", "1"]]
    grid.node.locator(".deita-Grid-pinned .deita-Grid-selected").wait_for()
    grid.view.click(position={"x": 110, "y": FIRST + 3 * ROW})
    grid.said.filter(has_text="Row 4, origin: EWR").wait_for(state="attached")
    assert grid.copy(1, 1) == [["EWR"]]
    lab.page.mouse.click(*grid.headers()["month"])
    grid.said.filter(has_text="sorted by month upwards").wait_for(state="attached")
    grid.press("Alt+ArrowRight")
    lab.kept('"hidden"', '"pinned"', '"sort"', '"widths"')
    lab.reload()
    again = Grid(lab.page.locator(".deita-GridTab:not(.lm-mod-hidden)")).ready()
    again.status.filter(has_text="14 of 15 columns").wait_for()
    again.go(0, 1)
    again.said.filter(has_text="Row 1, month: 1").wait_for(state="attached")
    header = again.cell.get_by_role("columnheader").nth(1)
    assert header.inner_text().startswith("month")
    assert header.get_attribute("aria-sort") == "ascending"


def test_columns_are_moved_and_widened_by_pointer_and_commands(own_lab: Lab) -> None:
    lab = own_lab
    grid = lab.open_table("weather")
    places = grid.headers()
    mouse = lab.page.mouse

    def drag(x: float, y: float, to: float) -> dict[str, tuple[float, float]]:
        mouse.move(x, y)
        mouse.down()
        mouse.move(to, y, steps=4)
        mouse.up()
        return grid.headers()

    moved = drag(*places["temp"], places["month"][0] - 30)
    order = sorted(moved, key=lambda name: moved[name])
    assert order[:4] == ["origin", "year", "temp", "month"]
    # The edge is where the pointer says so.
    y, x = moved["origin"][1], moved["origin"][0]
    for edge in range(int(x), int(x) + 200, 3):
        mouse.move(edge, y)
        if grid.view.evaluate("node => node.style.cursor") == "ew-resize":
            break
    wider = drag(edge, y, edge + 90)
    assert abs(wider["year"][0] - moved["year"][0] - 90) <= 1
    mouse.dblclick(edge + 90, y)
    grid.go(0, 0)
    grid.press("F4")  # Headers are painted anew where rows are sorted.
    grid.said.filter(has_text="sorted by").wait_for(state="attached")
    before = grid.headers()
    assert abs(before["year"][0] - moved["year"][0]) <= 1

    # The same by commands, about the column of the cursor, which it stays in.
    grid.go(0, 1)
    lab.command("deita:grid-move-right", "Move Right")
    wait_for_places(grid, lambda at: at["temp"] < at["year"] < at["month"])
    lab.command("deita:grid-move-left", "Move Left")
    wait_for_places(grid, lambda at: at["year"] < at["temp"] < at["month"])
    grid.press(*["Alt+ArrowRight"] * 5)
    wait_for_places(grid, lambda at: at["year"] > before["year"][0] + 60)
    lab.command("deita:grid-fit-width", "Fit Width")
    wait_for_places(grid, lambda at: abs(at["year"] - before["year"][0]) <= 1)
    lab.command("deita:grid-pin", "Pin Column")
    grid.node.locator(".deita-Grid-pinned .deita-Grid-cursor").wait_for()
    lab.command("deita:grid-pin", "Pin Column")
    grid.node.locator(".deita-Grid-pinned").wait_for(state="hidden")
    lab.command("deita:grid-hide", "Hide")
    grid.status.filter(has_text="14 of 15 columns").wait_for()
    lab.command("deita:grid-show-hidden", "Show Hidden Columns")
    grid.status.filter(has_text=re.compile("· 15 columns")).wait_for()


def wait_for_places(grid: Grid, there: Callable[[dict[str, float]], bool]) -> None:
    """Wait until the names of columns, on the right where they are numbers, are painted there.

    Of a column that is resized; what is behind it is moved without being painted anew.
    """
    places: dict[str, float] = {}
    for _ in range(100):
        places |= {name: x for name, (x, _) in grid.headers().items()}
        if places and there(places):
            return
        grid.page.wait_for_timeout(100)
    raise AssertionError(places)


def test_numbers_and_dates_are_shown_as_is_set_and_copied_as_they_are(
    own_lab: Lab, server: Server
) -> None:
    lab = own_lab
    settings = "lab/api/settings/@deita/labextension:grid"
    chosen = {"thousands": True, "decimals": 1, "dates": "locale"}
    server.request("PUT", settings, {"raw": json.dumps(chosen)})
    try:
        lab.reload()
        lab.open_panel()
        grid = lab.open_table("weather")
        painted = {word.text for word in words(lab.page)}
        assert {"2,013", "39.0"} <= painted
        grid.go(0, 5)
        assert grid.copy(1, 1) == [["39.02"]]
        grid.press("End")
        painted = {word.text for word in words(lab.page)}
        assert any(text.startswith("Jan 1, 2013, ") for text in painted)
    finally:
        server.request("PUT", settings, {"raw": "{}"})


def test_it_is_of_use_where_it_is_narrow(open_window: OpenLab, server: Server) -> None:
    lab = open_window(server, size={"width": 640, "height": 480})
    grid = lab.open_table("weather")
    first, last = grid.rows_in_view()
    assert first == 1
    assert last > 5
    assert len(picture(grid.view).colours) > 5
