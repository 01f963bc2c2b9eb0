"""The grid on TPC-H's lineitem, 6M rows: opened, jumped through, sorted, filtered, brushed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from tests.api import Room
from tests.browser.grid import Grid
from tests.browser.lab import Lab, open_lab
from tests.browser.painted import words
from tests.corpora import tpc
from tests.processes import missing
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROWS = 6_001_215


@pytest.fixture(scope="session")
def lineitem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The table in a Parquet file, made once."""
    try:
        made = tpc.fetch(tmp_path_factory.mktemp("tpch"), "tpch", scale=1.0)
    except tpc.NotFetched:
        missing("DuckDB's extension for TPC-H")
    return made.tables["tpch"]["lineitem"]


@pytest.fixture(scope="module")
def shared(browser: Browser, server: Server, lineitem: Path) -> Iterator[Lab]:
    """One window for all of it."""
    with open_lab(browser, server) as lab:
        yield lab
        lab.watch.check()


def found(path: Path, sql: str) -> tuple[object, ...]:
    """The first row of a statement over the file, as DuckDB itself gives it."""
    with duckdb.connect() as connection:
        row = connection.execute(sql.replace("FILE", f"'{path}'")).fetchone()
    assert row is not None
    return row


def test_six_million_rows(shared: Lab, room: Room, lineitem: Path) -> None:
    lab = shared
    with lineitem.open("rb") as file:
        job = room.upload("lineitem.parquet", iter(lambda: file.read(1 << 20), b""))["job"]
    assert room.api.ended(job)["state"] == "done"
    lab.line("table", "lineitem").wait_for()
    grid: Grid = lab.open_table("lineitem")
    assert grid.label.startswith(f"lineitem: {ROWS:,} rows")

    assert re.search(r" · (\d+ ms|\d+\.\d s)$", grid.status.locator("span").first.inner_text())

    # To the end and back: what is read out there is what the file has there.
    [comment] = found(lineitem, "SELECT l_comment FROM FILE LIMIT 1 OFFSET 6001214")
    grid.press("Control+End")
    grid.wait_for_row(ROWS)
    grid.said.filter(has_text=f"Row {ROWS:,}, l_comment: {comment}").wait_for(state="attached")
    grid.press("Control+Home")

    # By two columns: the flag, then the price downwards.
    places = grid.headers()
    lab.page.mouse.click(*places["l_quantity"])
    grid.said.filter(has_text="sorted by l_quantity upwards").wait_for(state="attached")
    lab.page.keyboard.down("Shift")
    for _ in range(2):
        lab.page.mouse.click(*places["l_extendedprice"])
    lab.page.keyboard.up("Shift")
    grid.said.filter(has_text="sorted by l_quantity upwards, l_extendedprice downwards").wait_for(
        state="attached"
    )
    [price] = found(lineitem, "SELECT max(l_extendedprice) FROM FILE WHERE l_quantity = 1")
    grid.go(0, 5)
    grid.said.filter(has_text=f"Row 1, l_extendedprice: {price}").wait_for(state="attached")

    # A condition leaves as many rows as DuckDB counts.
    grid.go(0, 4)
    grid.press("Alt+ArrowDown")
    form = lab.page.get_by_role("dialog", name="Filter l_quantity")
    form.get_by_label("Condition").select_option("<")
    form.get_by_label("Value", exact=True).fill("10")
    lab.page.keyboard.press("Enter")
    [few] = found(lineitem, "SELECT count(*) FROM FILE WHERE l_quantity < 10")
    grid.shows(f"{few:,} of {ROWS:,} rows")
    grid.node.get_by_role("button", name="Clear all").click()
    grid.shows(f"{ROWS:,} rows")

    # A brushed chart: all others are counted anew, over the rows that it leaves.
    words(lab.page)
    x, y = places["l_discount"]
    mouse = lab.page.mouse
    mouse.move(x - 10, y + 22)
    mouse.down()
    mouse.move(x + 12, y + 22, steps=3)
    with lab.page.expect_response(lambda reply: "/summary" in reply.url) as reply:
        mouse.up()
    asked = reply.value.request.post_data_json
    assert "l_discount" in json.dumps(asked["filter"])
    chip = grid.chips.first.inner_text()
    assert re.match(r"l_discount ", chip)
    grid.status.filter(has_text=f" of {ROWS:,} rows").wait_for()
    left = grid.status.locator(".deita-StatusLine-rows").inner_text().split(" of ")[0]
    assert 0 < int(left.replace(",", "")) < ROWS
