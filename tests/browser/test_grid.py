"""The grid tab: all rows of a table, as they are in the file."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import pytest

from tests.api import Api, Room, wait
from tests.browser import painted
from tests.browser.grid import FIRST, ROW
from tests.browser.lab import Lab, OpenLab
from tests.browser.painted import picture
from tests.server import Server

FLIGHTS = 336_776
MARKS = 'number,words\n1,""\n,b\n3,\n'


@pytest.fixture(scope="module", autouse=True)
def tables(api: Api, files: Path) -> Room:
    """The flights, and a table with nothing in some places."""
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    room.table("marks", MARKS)
    with (files / "flights.csv").open("rb") as content:
        job = api.ended(room.upload("flights.csv", iter(lambda: content.read(1 << 20), b""))["job"])
    assert job["state"] == "done", job
    return room


@pytest.fixture(scope="module")
def source(files: Path) -> list[str]:
    """The lines of the flights' file, without its header."""
    return (files / "flights.csv").read_text("utf-8").splitlines()[1:]


def plain(row: list[str]) -> list[str]:
    """A row without what the grid writes in a way of its own: the point in 517.0, the last time."""
    return [value.removesuffix(".0") for value in row[:-1]]


def like(copied: list[list[str]], lines: list[str]) -> bool:
    """Whether copied rows are these lines of the file."""
    return [*map(plain, copied)] == [*map(plain, csv.reader(lines))]


def test_all_rows_can_be_scrolled_to(lab: Lab, source: list[str]) -> None:
    grid = lab.open_table("flights")
    assert grid.label == "flights: 336,776 rows, 19 columns"
    assert grid.status.inner_text().startswith("336,776 rows · 19 columns")
    first, last = grid.rows_in_view()
    assert first == 1
    assert 20 < last < 60
    assert grid.click(FIRST) == "Row 1, year: 2013"
    copied = grid.copy(rows=10, columns=19)
    assert like(copied, source[:10])
    assert copied[0][-1].startswith("2013-01-01 10:00:00")

    lab.page.set_viewport_size({"width": 1280, "height": 500})
    # One row more or less is cut at the lower edge.
    wait(lambda: abs(grid.rows_in_view()[1] - (last - 300 // ROW)) <= 1)
    lab.page.set_viewport_size({"width": 1280, "height": 800})
    wait(lambda: grid.rows_in_view() == (1, last))

    grid.wheel(100 * ROW)
    wait(lambda: grid.rows_in_view()[0] == 101)
    assert grid.click(FIRST) == "Row 101, year: 2013"
    assert like(grid.copy(rows=1, columns=19), source[100:101])

    grid.drag_scrollbar(0.5)
    wait(lambda: grid.rows_in_view()[0] > 0.4 * FLIGHTS)
    said = re.match(r"Row ([\d,]+), year: 2013", grid.click(FIRST + 5 * ROW))
    assert said
    row = int(said[1].replace(",", ""))
    assert 0.4 * FLIGHTS < row < 0.6 * FLIGHTS
    assert like(grid.copy(rows=3, columns=19), source[row - 1 : row + 2])

    grid.drag_scrollbar(1)
    grid.wait_for_row(FLIGHTS)
    assert grid.click(FIRST).startswith("Row 336,7")
    assert len(picture(grid.view).colours) > 20
    grid.press("Control+Home", "Control+End")
    grid.wait_for_row(FLIGHTS)
    time_hour = source[-1].rpartition(",")[2].replace("T", " ").removesuffix("Z")
    said_last = grid.say("ArrowUp", "ArrowDown")
    assert said_last.startswith(f"Row 336,776, time_hour: {time_hour}")
    assert grid.say("Control+Home") == "Row 1, year: 2013"
    asked = [request for request in lab.watch.asked if request.endswith("/rows")]
    assert len(asked) < 200, "pages around the views, not all of the table"


def test_types_are_shown_and_numbers_stand_on_the_right(
    open_window: OpenLab, server: Server
) -> None:
    lab = open_window(server, path="lab/workspaces/test-wide", size={"width": 2400, "height": 800})
    lab.open_table("flights")
    words = painted.words(lab.page)
    by_text = {word.text: word for word in words}
    for name, kind in (("year", "BIGINT"), ("dep_time", "DOUBLE"), ("carrier", "VARCHAR")):
        assert name in by_text
        assert kind in by_text
    assert by_text["carrier"].font == by_text["year"].font
    years = [word for word in words if word.text == "2013"]
    carriers = [word for word in words if word.text == "UA"]
    assert len(years) > 20
    assert {word.align for word in years} == {"right"}
    assert {word.align for word in carriers} == {"left"}
    assert by_text["BIGINT"].align == "right"
    assert by_text["VARCHAR"].align == "left"


def test_null_is_not_the_empty_text(lab: Lab) -> None:
    grid = lab.open_table("marks")
    words = painted.words(lab.page)
    assert grid.say("Control+Home") == "Row 1, number: 1"
    assert grid.say("ArrowRight") == "Row 1, words: empty text"
    assert grid.say("ArrowDown") == "Row 2, words: b"
    assert grid.say("ArrowDown") == "Row 3, words: null ∅"
    assert grid.say("Control+Home", "ArrowDown") == "Row 2, number: null ∅"
    nulls = [word for word in words if word.text == "∅"]
    assert {word.align for word in nulls} == {"left", "right"}
    # The header's small chart has it too, in another ink: the cell is painted below it.
    value = max((word for word in words if word.text == "b"), key=lambda word: word.y).colour
    assert {word.colour for word in nulls} != {value}


def test_it_follows_the_theme(lab: Lab) -> None:
    grid = lab.open_table("flights")
    light = picture(grid.view)
    assert not light.dark
    painted.words(lab.page)
    lab.theme("JupyterLab Dark")
    dark = picture(grid.view)
    assert dark.dark
    dark_ink = [word.colour for word in painted.words(lab.page) if word.text == "2013"][-1]
    lab.theme("JupyterLab Light")
    assert picture(grid.view).background == light.background
    ink = [word.colour for word in painted.words(lab.page) if word.text == "2013"][-1]
    assert ink != dark_ink
    # Where contrast is wanted, a header's bars are so light that black is what is read on them.
    lab.open_table("marks")
    lab.theme("JupyterLab Dark")
    painted.words(lab.page)
    lab.theme("JupyterLab Dark High Contrast")
    assert "#000000" in {word.colour for word in painted.words(lab.page) if word.text == "b"}


def test_the_export_is_the_whole_table(lab: Lab, files: Path, tmp_path: Path) -> None:
    lab.open_table("flights")
    with lab.page.expect_download() as download:
        lab.page.get_by_role("button", name="Export").click()
        lab.page.get_by_role("menuitem", name="CSV").click()
    assert download.value.suggested_filename == "flights.csv"
    exported = tmp_path / "flights.csv"
    download.value.save_as(exported)
    same(exported, files / "flights.csv")


def same(exported: Path, source: Path) -> None:
    """Assert that two CSV files have the same rows in the same order."""
    with duckdb.connect() as connection:
        sql = "SELECT row_number() OVER (), * FROM read_csv(?)"
        both = [str(exported), str(source)]
        count = f"SELECT count(*) FROM (({sql}) EXCEPT ALL ({sql}))"
        assert connection.execute(count, both).fetchone() == (0,)
        assert connection.execute(count, both[::-1]).fetchone() == (0,)
        rows = connection.execute("SELECT count(*) FROM read_csv(?)", [str(exported)]).fetchone()
        assert rows == (FLIGHTS,)
