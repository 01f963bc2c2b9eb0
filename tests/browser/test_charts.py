"""Charts in JupyterLab: drawn from a grid, changed, saved, put into a notebook, there again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api import Room
from tests.browser.lab import Lab
from tests.browser.notebook import new_notebook
from tests.vegalite import fits_vegalite

if TYPE_CHECKING:
    from playwright.sync_api import Locator

CSV = "carrier,late,day\n" + "".join(
    f"{['UA', 'AA', 'B6', 'UA'][n % 4]},{(n * 37) % 100},2013-01-{n % 28 + 1:02d}\n"
    for n in range(400)
)


@pytest.fixture(autouse=True)
def table(room: Room) -> None:
    """The departures that are drawn."""
    if "departures" not in room.names():
        room.table("departures", CSV)


def opened(lab: Lab) -> Locator:
    """The chart of the table's grid, when it is drawn."""
    lab.line("table", "departures").wait_for()
    lab.open_table("departures")
    lab.page.get_by_role("button", name="Chart", exact=True).click()
    tab = lab.page.locator(".deita-ChartTab:not(.lm-mod-hidden)")
    tab.locator("[data-drawn=true] svg").wait_for()
    return tab


def shows(tab: Locator, description: str) -> None:
    """Wait until the chart that is shown is this one."""
    figure = f".deita-Chart-marks[aria-label^='{description}'] svg"
    tab.locator(figure).wait_for()


def saved(lab: Lab, tab: Locator, format: str, folder: Path) -> Path:
    """The file that the menu saves."""
    tab.get_by_role("button", name="Save as").click()
    with lab.page.expect_download() as download:
        lab.page.locator(".lm-Menu-itemLabel", has_text=format).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_from_a_grid_to_a_notebook(lab: Lab, tmp_path: Path) -> None:
    notebook = new_notebook(lab)
    tab = opened(lab)
    shows(tab, "Line chart of rows by day")
    form = tab.get_by_role("form", name="What the chart shows")
    form.get_by_label("Mark").select_option(label="Bars")
    form.get_by_label("X: column").select_option(label="carrier")
    form.get_by_label("Y: column").select_option(label="late")
    form.get_by_label("Y: put together by").select_option(label="greatest")
    form.get_by_label("Title").fill("Late")
    shows(tab, "Bar chart of max of late by carrier: 3 values")

    assert lab.page.locator(".lm-TabBar-tab", has_text="departures: chart").count() == 1
    # Buttons that do something are not pressed then, here and in the grid.
    assert lab.page.locator(".deita-GridTab, .deita-ChartTab").count() == 2
    pressed = ":is(.deita-GridTab, .deita-ChartTab) .jp-Toolbar [aria-pressed=true]"
    assert lab.page.locator(pressed).count() == 0

    tab.get_by_role("button", name="Show the numbers").click()
    numbers = tab.get_by_role("region", name="What is drawn, as a table")
    assert numbers.locator("tbody tr").count() == 3
    assert "400 rows" in tab.locator(".deita-ChartNotes").inner_text()

    spec = json.loads(saved(lab, tab, "Vega-Lite", tmp_path).read_text())
    fits_vegalite(spec)
    assert spec["title"] == "Late"
    assert {row["x"] for row in spec["data"]["values"]} == {"UA", "AA", "B6"}
    assert saved(lab, tab, "PNG", tmp_path).read_bytes().startswith(b"\x89PNG\r\n")
    svg = saved(lab, tab, "SVG", tmp_path).read_text()
    assert svg.startswith("<svg ")
    assert "max of late" in svg

    tab.get_by_role("button", name="Insert into Notebook").click()
    cell = notebook.node.locator(".jp-Cell.jp-mod-active")
    cell.locator(".cm-content", has_text='bar(x="carrier", y="late", aggregate="max"').wait_for()
    cell.locator(".cm-content").click()
    lab.page.keyboard.press("Shift+Enter")
    drawn = notebook.node.locator(".jp-OutputArea-output [data-drawn=true] svg")
    drawn.first.wait_for(timeout=40_000)


def test_there_again_and_as_its_table_is(lab: Lab, room: Room) -> None:
    tab = opened(lab)
    for mark, description, drawn in (
        ("Bars", "Bar chart of", "rect"),
        ("Area", "Area chart of", "area"),
        ("Points", "Scatter plot of", "symbol"),
        ("Box plot", "Box plot of", "rect"),
        ("Heat map", "Heat map of", "rect"),
        ("Histogram", "Histogram of", "rect"),
    ):
        tab.get_by_label("Mark").select_option(label=mark)
        shows(tab, description)
        assert tab.locator(f"svg .mark-{drawn}.role-mark path").count() > 0, mark
    tab.get_by_label("X: column").select_option(label="late")
    shows(tab, "Histogram of late")
    lab.kept('"histogram"', '"late"')
    lab.reload()
    tab = lab.page.locator(".deita-ChartTab:not(.lm-mod-hidden)")
    shows(tab, "Histogram of late")
    table = room.api.ok("GET", f"{room.path}/tables/departures")
    room.api.ok("PATCH", f"{room.path}/tables/{table['id']}", {"name": "delays"})
    lab.page.locator(".deita-ChartTab .deita-GridTab-name", has_text="delays").wait_for()
