"""SQL in a notebook: the cell finds its server, and shows its result in a grid."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api import Api, Room
from tests.browser.grid import Grid
from tests.browser.lab import SIZE, Lab
from tests.browser.notebook import new_notebook
from tests.browser.painted import picture
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = pytest.mark.usefixtures("end_kernels")

BY_CARRIER = "%%deita\nSELECT carrier, count(*) AS flights\nFROM flights\nGROUP BY carrier"


@pytest.fixture(scope="module", autouse=True)
def tables(api: Api, files: Path) -> Room:
    """The flights and the airlines."""
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    for name in ("airlines", "flights"):
        room.table(name, (files / f"{name}.csv").read_bytes())
    return room


def result(cell: Locator) -> Locator:
    """The result under a cell, when its grid is there."""
    found = cell.locator(".deita-Result")
    found.locator(".lm-DataGrid-viewport").wait_for()
    return found


def text(cell: Locator) -> str:
    """All text that a cell put out."""
    return cell.locator(".jp-OutputArea-output").first.inner_text()


def colour(line: Locator, word: str) -> str:
    """The colour of a word in a line of code."""
    found: str = line.locator("span", has_text=re.compile(f"^{word}$")).first.evaluate(
        "node => getComputedStyle(node).color"
    )
    return found


def test_a_cell_shows_its_result_and_keeps_it(lab: Lab, server: Server) -> None:
    notebook = new_notebook(lab)
    cell = notebook.run(BY_CARRIER)
    shown = result(cell)
    shown.get_by_role("grid", name="Result: 16 rows, 2 columns").wait_for()
    footer = shown.locator(".deita-Result-summary").inner_text()
    assert re.fullmatch(r"16 rows · .+ms · flights@1", footer)
    grid = Grid(shown)
    assert len(picture(grid.view).colours) > 20
    # In a narrow place it has a scroll bar, and room for it.
    high = shown.locator(".deita-GridPanel").evaluate("node => node.offsetHeight")
    lab.page.set_viewport_size({"width": 560, "height": 800})
    lab.page.wait_for_function(
        "([node, high]) => node.offsetHeight > high",
        arg=[shown.locator(".deita-GridPanel").element_handle(), high],
    )
    lab.page.set_viewport_size(SIZE)

    lines = cell.locator(".cm-line")
    keyword = colour(lines.nth(1), "SELECT")
    assert keyword == colour(lines.nth(2), "FROM") == colour(lines.nth(3), "GROUP")
    plain = lines.nth(1).evaluate("node => getComputedStyle(node).color")
    assert keyword != plain
    assert lines.nth(0).locator(".deita-magic").inner_text() == "%%deita"
    assert lines.nth(0).locator("span").count() == 1

    every = notebook.run("%%deita\nSELECT * FROM flights")
    rows = Grid(result(every))
    rows.node.locator('.lm-DataGrid-viewport[aria-rowcount="336777"]').wait_for()
    assert rows.say("Control+End").startswith("Row 336,776, time_hour: 2013-09-30")
    notebook.save()

    lab.watch.asked.clear()
    [kernel] = notebook.kernels()
    lab.reload()
    shown = result(notebook.cells.first)
    shown.get_by_role("grid", name="Result: 16 rows, 2 columns").wait_for()
    assert shown.locator(".deita-Result-summary").inner_text().startswith("16 rows · ")
    assert not [request for request in lab.watch.asked if re.match("POST .*/queries$", request)]
    notebook.wait_for_kernel()
    assert [kernel["id"]] == [after["id"] for after in notebook.kernels()]
    prompts = notebook.node.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()
    assert prompts[:2] == ["[1]:", "[2]:"]

    # There is no model here to be asked.
    assert not shown.get_by_role("button", name="Ask AI").is_visible()
    shown.get_by_role("button", name="Open in tab").click()
    tab = Grid(lab.page.locator(".deita-GridTab:not(.lm-mod-hidden)")).ready()
    assert tab.status.inner_text().startswith("16 rows · 2 columns")
    assert "2 columns" in tab.label


def test_a_result_in_a_variable_becomes_what_python_works_with(lab: Lab) -> None:
    notebook = new_notebook(lab)
    cell = notebook.run("%%deita df <<\nSELECT * FROM airlines ORDER BY carrier")
    assert text(cell).startswith("df: Result(16 × 2)")
    kinds = notebook.run("[type(it) for it in (df.df(), df.pl(), df.arrow())]")
    assert re.findall(r"(pandas|polars|pyarrow)\S*\.(\w+)'?", text(kinds)) == [
        ("pandas", "DataFrame"),
        ("polars", "DataFrame"),
        ("pyarrow", "Table"),
    ]
    assert text(notebook.run("df.df().iloc[0].tolist()")) == "['9E', 'Endeavor Air Inc.']"


def test_an_error_is_one_block_with_the_place_marked(lab: Lab) -> None:
    notebook = new_notebook(lab)
    cell = notebook.run("%%deita\nSELECT carrier,\nFROM flights WHERE")
    outputs = cell.locator(".jp-OutputArea-output")
    outputs.first.wait_for()
    assert outputs.count() == 1
    said = outputs.inner_text()
    assert "Traceback" not in said
    assert re.search(r"^ +│ *\^$", said, re.MULTILINE), said
    unknown = notebook.run("%%deita\nSELECT * FROM flihgts")
    assert "flights" in text(unknown)


def test_export_from_the_notebook_is_the_whole_table(lab: Lab, server: Server, files: Path) -> None:
    notebook = new_notebook(lab)
    source = (files / "airlines.csv").read_text("utf-8")
    notebook.run("%deita export airlines airlines.csv")
    exported = (server.home / "notebooks" / "airlines.csv").read_text("utf-8")
    assert rows(exported) == rows(source)
    notebook.run("%%deita df <<\nSELECT * FROM airlines ORDER BY carrier")
    printed = notebook.run("print(df.csv())")
    assert rows(text(printed)) == rows(source)
    notebook.run("df.csv('result.csv')")
    assert rows((server.home / "notebooks" / "result.csv").read_text("utf-8")) == rows(source)


def test_export_under_a_cell_is_the_whole_result(lab: Lab, tmp_path: Path) -> None:
    notebook = new_notebook(lab)
    cell = notebook.run("%%deita late= <<\nSELECT year, month, day FROM flights")
    with lab.page.expect_download() as download:
        result(cell).get_by_role("button", name="Export").click()
        lab.page.get_by_role("menuitem", name="CSV").click()
    assert download.value.suggested_filename == "late.csv"
    download.value.save_as(tmp_path / "late.csv")
    assert len((tmp_path / "late.csv").read_text("utf-8").splitlines()) == 336_777


def rows(content: str) -> list[list[str]]:
    """CSV as rows, however it is quoted."""
    return [row for row in csv.reader(io.StringIO(content)) if row]
