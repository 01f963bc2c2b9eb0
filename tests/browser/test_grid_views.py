"""What can be done with a grid's rows: sorted, filtered, summarised, looked at, taken away."""

from __future__ import annotations

import json
import re
import struct
import zlib
from pathlib import Path

import duckdb
import pytest

from tests.api import Api, Room
from tests.browser.lab import Lab
from tests.browser.painted import words

ALL = "26,115"
KINDS = """
SELECT 1 AS id, repeat('word ', 200) AS text, '{"a": [1, {"b": "x"}]}'::JSON AS json,
  {'k': [1, 2], 'n': 'z'} AS nested, unhex('PNG') AS image, unhex('00ff10') AS bytes,
  '<svg xmlns="http://www.w3.org/2000/svg" onload="hacked = 1"><script>hacked = 1</script></svg>'
    AS svg, NULL::INT AS nothing
UNION ALL SELECT 2, 'b', NULL, NULL, NULL, NULL, NULL, 7
"""


def png() -> bytes:
    """A picture of 2 × 1 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 2, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" + bytes([255, 0, 0, 0, 0, 255]))
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.fixture(scope="module", autouse=True)
def tables(api: Api, files: Path, tmp_path_factory: pytest.TempPathFactory) -> Room:
    """The weather, and one table with a value of each kind."""
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    room.table("weather", (files / "weather.csv").read_bytes())
    path = tmp_path_factory.mktemp("kinds") / "kinds.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({KINDS.replace('PNG', png().hex())}) TO '{path}'")
    assert room.ingest("kinds.parquet", path.read_bytes())["state"] == "done"
    return room


def count(files: Path, where: str) -> str:
    """How many lines of the weather's file fit, as people write it."""
    with duckdb.connect() as connection:
        path = str(files / "weather.csv")
        found = connection.execute(f"SELECT count(*) FROM read_csv(?) WHERE {where}", [path])
        row = found.fetchone()
    assert row is not None
    return f"{row[0]:,}"


def test_columns_are_sorted_by_pointer_keys_and_commands(lab: Lab) -> None:
    grid = lab.open_table("weather")
    places = grid.headers()
    lab.page.mouse.click(*places["month"])
    grid.said.filter(has_text=f"{ALL} rows, sorted by month upwards").wait_for(state="attached")
    lab.page.mouse.click(*places["month"])
    grid.said.filter(has_text="sorted by month downwards").wait_for(state="attached")
    lab.page.keyboard.down("Shift")
    lab.page.mouse.click(*places["hour"])
    lab.page.keyboard.up("Shift")
    grid.said.filter(has_text="sorted by month downwards, hour upwards").wait_for(state="attached")
    painted = {word.text for word in words(lab.page)}
    assert {"↓1", "↑2"} <= painted
    grid.go(0, 4)
    assert grid.say("ArrowLeft", "ArrowRight") == "Row 1, hour: 0"
    header = grid.cell.get_by_role("columnheader").nth(1)
    assert header.get_attribute("aria-sort") == "ascending"
    grid.press("F4", "F4")
    grid.said.filter(has_text=f"{ALL} rows").wait_for(state="attached")
    # The rows come while the pointer is down on another header: it is heard all the same.
    grid.press("F4")
    lab.page.mouse.move(*places["day"])
    lab.page.mouse.down()
    grid.said.filter(has_text="sorted by hour upwards").wait_for(state="attached")
    lab.page.mouse.up()
    grid.said.filter(has_text="sorted by day upwards").wait_for(state="attached")
    grid.go(0, 4)
    for command, label, order in (
        ("sort-down", "Sort Downwards", "hour downwards"),
        ("sort-up", "Sort Upwards", "hour upwards"),
    ):
        lab.command(f"deita:grid-{command}", label)
        grid.said.filter(has_text=f"sorted by {order}").wait_for(state="attached")
    grid.press("ArrowRight")
    for command, label, order in (
        ("then-sort-up", "Then Sort Upwards", "hour upwards, temp upwards"),
        ("then-sort-down", "Then Sort Downwards", "hour upwards, temp downwards"),
        ("do-not-sort", "Do Not Sort", "hour upwards"),
    ):
        lab.command(f"deita:grid-{command}", label)
        said = re.compile(f"sorted by {order}$")
        grid.said.filter(has_text=said).wait_for(state="attached")


def test_rows_are_filtered_until_none_fits(lab: Lab, files: Path) -> None:
    grid = lab.open_table("weather")
    grid.go(0, 5)
    grid.press("Alt+ArrowDown")
    form = lab.page.get_by_role("dialog", name="Filter temp")
    form.get_by_label("Condition").select_option("between")
    form.get_by_label("From").fill("cold")
    lab.page.keyboard.press("Enter")
    form.get_by_role("alert").filter(has_text="no number").wait_for()
    form.get_by_label("From").fill("30")
    form.get_by_label("To").fill("40.5")
    lab.page.keyboard.press("Enter")
    temp = "temp BETWEEN 30 AND 40.5"
    grid.shows(f"{count(files, temp)} of {ALL} rows")
    assert grid.chips.all_inner_texts() == ["temp from 30 to 40.5\n✕"]

    grid.go(0, 0)
    grid.press("Alt+ArrowDown")
    form = lab.page.get_by_role("dialog", name="Filter origin")
    boxes = form.get_by_role("checkbox")
    boxes.first.wait_for()
    jfk = count(files, f"{temp} AND origin = 'JFK'")
    form.get_by_role("listitem").filter(has_text=f"JFK{jfk}").wait_for()
    form.get_by_role("checkbox", name="JFK").check()
    form.get_by_role("button", name="Apply").click()
    grid.shows(f"{jfk} of {ALL} rows")

    grid.press("/")
    lab.page.keyboard.type("no such text")
    lab.page.keyboard.press("Enter")
    grid.shows(f"0 of {ALL} rows")
    grid.node.get_by_text("No rows fit.").wait_for()
    grid.node.get_by_role("button", name="Remove the filter origin = JFK").click()
    assert grid.chips.count() == 1
    grid.node.get_by_role("button", name="Clear Filters").click()
    grid.shows(f"{ALL} rows")
    assert grid.chips.count() == 0

    # The same by commands, of the cell that has the cursor: the first is of hour 1.
    hour = count(files, "hour = 1")
    grid.go(0, 4)
    lab.command("deita:grid-only-this-value", "Only Rows With This Value")
    grid.shows(f"{hour} of {ALL} rows")
    lab.command("deita:grid-without-this-value", "Without Rows of This Value")
    grid.shows(f"{count(files, 'hour != 1')} of {ALL} rows")
    lab.command("deita:grid-remove-filter", "Remove Filter")
    grid.shows(f"{ALL} rows")
    lab.command("deita:grid-filter", "Filter…")
    form = lab.page.get_by_role("dialog", name="Filter hour")
    form.wait_for()
    lab.page.wait_for_function("() => document.activeElement.closest('.deita-Filter')")
    form.get_by_label("From").fill("1")
    form.get_by_label("To").fill("1")
    lab.page.keyboard.press("Enter")
    grid.shows(f"{hour} of {ALL} rows")
    lab.command("deita:grid-search", "Search All Columns")
    lab.page.wait_for_function("() => document.activeElement.type === 'search'")
    lab.page.keyboard.type("no such text")
    grid.shows(f"0 of {ALL} rows")
    lab.command("deita:grid-clear-filters", "Clear Filters")
    grid.shows(f"{ALL} rows")


def test_a_brushed_chart_filters_and_the_others_follow(lab: Lab, files: Path) -> None:
    grid = lab.open_table("weather")
    # In the chart: the first rows are of EWR alone.
    lab.page.wait_for_function("() => window.deitaPainted.some(({ text }) => text === 'JFK')")
    lab.page.wait_for_timeout(500)
    places = grid.headers()
    # Every bin of hours is one hour or two; the first part of the chart is the early ones.
    summaries = "/summary"
    x, y = places["hour"]
    mouse = lab.page.mouse
    mouse.move(x - 10, y + 22)
    mouse.down()
    mouse.move(x + 12, y + 22, steps=3)
    with lab.page.expect_response(lambda reply: summaries in reply.url):
        mouse.up()
    text = grid.chips.first.inner_text()
    found = re.match(r"hour (?:from|>) ([\d.]+) (?:to|and ≤) ([\d.]+)", text)
    assert found, text
    low = ">=" if "from" in text else ">"
    where = f"hour {low} {found[1]} AND hour <= {found[2]}"
    grid.shows(f"{count(files, where)} of {ALL} rows")
    # What is chosen is taken back by a press on it all, as the chart stays what it was.
    x, y = places["origin"]
    mouse.click(x - 4, y + 22)
    grid.node.locator(".deita-FilterBar-chip").nth(1).wait_for()
    assert re.match(r"origin = (EWR|JFK|LGA)", grid.chips.nth(1).inner_text())
    grid.node.get_by_role("button", name="Clear all").click()
    grid.shows(f"{ALL} rows")


def test_what_is_seen_is_exported_copied_and_written_as_sql(
    lab: Lab, files: Path, tmp_path: Path
) -> None:
    grid = lab.open_table("weather")
    grid.press("/")
    lab.page.keyboard.type("2013-12-30")
    lab.page.keyboard.press("Enter")
    rows = count(files, "time_hour::DATE = '2013-12-30'")
    grid.status.filter(has_text=f"{rows} of {ALL} rows").wait_for()
    grid.go(0, 3)
    grid.press("F4")
    grid.said.filter(has_text="sorted by day upwards").wait_for(state="attached")
    with lab.page.expect_download() as download:
        lab.page.get_by_role("button", name="Export").click()
        lab.choose(f"What Is Seen ({rows} Rows)")
        lab.choose("CSV")
    exported = tmp_path / "seen.csv"
    download.value.save_as(exported)
    with duckdb.connect() as connection:
        found = connection.execute("SELECT count(*) FROM read_csv(?)", [str(exported)]).fetchone()
    assert found == (int(rows),)

    lab.page.get_by_role("button", name="As SQL").click()
    lab.choose("Copy SQL of What Is Seen")
    grid.said.filter(has_text="SQL copied").wait_for(state="attached")
    sql = lab.page.evaluate("() => navigator.clipboard.readText()")
    assert "weather" in sql
    assert "2013-12-30" in sql

    grid.go(0, 0)
    grid.press("Shift+ArrowRight", "Shift+ArrowRight", "Shift+F10")
    lab.choose("Copy As")
    lab.choose("SQL Values")
    grid.said.filter(has_text="3 cells copied").wait_for(state="attached")
    text = lab.page.evaluate("() => navigator.clipboard.readText()")
    assert re.fullmatch(r"\('(EWR|JFK|LGA)', 2013, 12\)", text)

    for command, label, wanted in (
        ("copy", "Copy", "EWR\t2013\t12"),
        ("copy-tabs-with-header", "Copy As Text With Tabs and Header", "origin\tyear\tmonth\nEWR"),
        ("copy-csv", "Copy As CSV", "EWR,2013,12"),
        ("copy-csv-with-header", "Copy As CSV With Header", "origin,year,month\nEWR,2013,12"),
        ("copy-markdown", "Copy As Markdown Table", "| origin | year | month |\n| ---"),
        ("copy-sql-values", "Copy As SQL Values", "('EWR', 2013, 12)"),
        ("copy-sql", "Copy SQL of What Is Seen", sql),
    ):
        grid.said.evaluate("node => node.replaceChildren()")
        lab.command(f"deita:grid-{command}", label)
        grid.said.filter(has_text="copied").wait_for(state="attached")
        copied = lab.page.evaluate("() => navigator.clipboard.readText()")
        assert copied.startswith(wanted), command
    for command, label, lines in (
        ("export-seen", "Export What Is Seen: CSV", int(rows)),
        ("export-all", "Export All Rows: CSV", int(ALL.replace(",", ""))),
    ):
        with lab.page.expect_download() as download:
            lab.command(f"deita:grid-{command}", label)
        with Path(download.value.path()).open() as exported_lines:
            assert sum(1 for _ in exported_lines) == lines + 1
    with lab.page.expect_response(lambda reply: reply.url.split("?")[0].endswith("/rows")):
        lab.command("deita:grid-refresh", "Load Rows Again")
    tab = lab.page.locator('.lm-TabBar-tab[title="Table weather"]')
    for command, label, shown in (
        ("chart", "Chart of What Is Seen", ".deita-ChartPanel"),
        ("open-in-editor", "Open in SQL Editor", '.cm-content:has-text("2013-12-30")'),
    ):
        lab.command(f"deita:grid-{command}", label)
        lab.page.locator(f"{shown}:visible").wait_for()
        tab.click()
        grid.ready()

    # No notebook is open: one is made.
    lab.page.get_by_role("button", name="As SQL").click()
    lab.choose("Open in Notebook")
    cell = lab.page.locator(".jp-NotebookPanel .jp-CodeCell .cm-content").first
    cell.filter(has_text="2013-12-30").wait_for()
    assert cell.inner_text().startswith("%%deita")


def test_values_of_a_column_are_listed_found_and_chosen(lab: Lab, files: Path) -> None:
    grid = lab.open_table("weather")
    grid.go(0, 5)
    grid.press("Alt+ArrowDown")
    form = lab.page.get_by_role("dialog", name="Filter temp")
    boxes = form.get_by_role("checkbox")
    boxes.first.wait_for()
    assert boxes.count() == 51  # The most frequent, and null.
    form.get_by_role("button", name="List more").click()
    form.get_by_text("most frequent").wait_for(state="detached")
    with duckdb.connect() as connection:
        sql = "SELECT count(DISTINCT temp) FROM read_csv(?)"
        row = connection.execute(sql, [str(files / "weather.csv")]).fetchone()
    assert row is not None
    assert boxes.count() == row[0] + 1
    # One stop for Tab; arrows move within.
    form.get_by_label("Find values").fill("39.0")
    lab.page.wait_for_function("() => document.querySelectorAll('.deita-Filter-value').length < 9")
    lab.page.keyboard.press("ArrowDown")
    assert lab.page.evaluate("() => document.activeElement.type") == "checkbox"
    lab.page.keyboard.press("Space")
    lab.page.keyboard.press("Enter")
    grid.shows(f"{count(files, 'temp = 39.02')} of {ALL} rows")


def test_values_are_shown_beside_the_rows_as_what_they_are(lab: Lab) -> None:
    grid = lab.open_table("kinds")
    shown = {
        "text": "1,000 characters",
        "json": '"a": [\n    1,\n    {\n      "b": "x"',
        "nested": '"k": [\n    1,\n    2\n  ]',
        "image": "image/png",
        "bytes": "000000  00 ff 10",
        "svg": "image/svg+xml",
    }
    for place, (name, text) in enumerate(shown.items(), 1):
        grid.go(0, place)
        grid.press("Enter")
        grid.side.get_by_role("heading", name=f"Row 1, {name}").wait_for()
        grid.side.locator(".deita-SideView-body").filter(has_text=text.split("\n")[0]).wait_for()
        assert text in grid.side.inner_text()
    image = grid.side.get_by_role("img", name="Image in svg")
    assert (image.get_attribute("src") or "").startswith("blob:")
    assert lab.page.evaluate("() => window.hacked ?? null") is None
    grid.press("Space")
    grid.side.get_by_role("heading", name="Row 1", exact=True).wait_for()
    assert grid.side.locator("dt").all_inner_texts() == ["id", *shown, "nothing"]
    grid.side.get_by_role("button", name="Next row").click()
    grid.side.get_by_role("heading", name="Row 2", exact=True).wait_for()
    assert grid.side.locator("dd").all_inner_texts()[:2] == ["2", "b"]
    grid.press("Escape")
    assert not grid.side.is_visible()
    lab.command("deita:grid-show-value", "Show Value")
    grid.side.get_by_role("heading", name=re.compile("^Row 2, ")).wait_for()
    lab.command("deita:grid-show-row", "Show Row")
    grid.side.get_by_role("heading", name="Row 2", exact=True).wait_for()
    lab.command("deita:grid-keys", "Keys…")
    keys = lab.page.locator(".jp-Dialog")
    keys.get_by_text("Show all fields of the row").wait_for()
    keys.get_by_role("button", name="Close").click()


def test_a_view_that_fails_says_so_and_goes_back(lab: Lab) -> None:
    grid = lab.open_table("weather")
    rows = re.compile(r"/tables/[^/]+/rows(\?|$)")
    reply = {"error": {"code": "query_timeout", "message": "Too slow.", "hint": "Ask less."}}
    lab.page.route(rows, lambda route: route.fulfill(status=504, body=json.dumps(reply)))
    grid.go(0, 2)
    grid.press("F4")
    notice = grid.node.get_by_role("alert").filter(has_text="Too slow.")
    notice.wait_for()
    lab.page.unroute(rows)
    notice.get_by_role("button", name="Back to the Rows Before").click()
    notice.wait_for(state="detached")
    assert grid.say("Control+Home") == "Row 1, origin: EWR"
    lab.watch.forget()  # The browser itself notes an answer that is no success.
