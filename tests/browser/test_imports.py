"""How files are read: the report, the decisions, their preview, and what comes of a change."""

from __future__ import annotations

import csv
import io
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import pytest

from tests.api import Room
from tests.browser.lab import Lab
from tests.processes import missing

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Route

DIRTY = """Weather of the airports
Source: somebody

station;date;temp;rain;note
JFK;01/02/2013;3,5;1.200,5;ok
LGA;13/02/2013;4,1;0,0;n/a
EWR;14/02/2013;broken;2,0;
JFK;15/02/2013;5,0
LGA;16/02/2013;6,1;3,5;ok;extra
EWR;17/02/2013;6,2;3,5;fine
JFK;18/02/2013;7,0;1,5;fine
EWR;19/02/2013;7,2;0,5;fine

"""
LINES = "13 lines = 3 above the header + 1 header + 7 rows + 1 rejected + 1 blank or comment"


@pytest.fixture
def name() -> str:
    """A table's name that no other test has."""
    return f"weather_{token_hex(3)}"


@pytest.fixture
def dirty(tmp_path: Path, name: str) -> Path:
    """A file with most of what files have."""
    path = tmp_path / f"{name}.csv"
    path.write_text(DIRTY)
    return path


def choose(lab: Lab, kind: str, name: str, item: str) -> None:
    """Choose from the context menu of a line of the tree."""
    lab.line(kind, name).click(button="right")
    lab.page.get_by_role("menuitem", name=item, exact=True).click()


def importing(lab: Lab) -> Locator:
    """The import tab, when rows are in its preview and are those asked for."""
    tab = lab.page.locator(".deita-Import:not(.lm-mod-hidden *)")
    tab.locator(".deita-PreviewGrid td").first.wait_for()
    up_to_date(tab)
    return tab


def up_to_date(tab: Locator) -> None:
    """Wait until the preview is of what is asked."""
    tab.locator('.deita-Decisions[data-busy="false"]').wait_for()


def column(tab: Locator, heading: str) -> list[str]:
    """The previewed texts of the column with that name."""
    names = tab.locator(".deita-Heading-name")
    shown = [names.nth(i).input_value() for i in range(names.count())]
    place = shown.index(heading)
    return tab.locator(f".deita-PreviewGrid tbody td:nth-child({place + 2})").all_inner_texts()


def open_files(lab: Lab) -> None:
    """Open the section of files in the tree."""
    section = lab.tree.locator(".deita-Line-section").filter(has_text="Files")
    if section.get_attribute("aria-expanded") == "false":
        section.click()


def rows(room: Room, sql: str) -> list[list[object]]:
    """All rows of a small query."""
    found: list[list[object]] = room.query(sql)["rows"]
    return found


def test_a_dirty_file_is_looked_at_and_read_otherwise(
    lab: Lab, room: Room, dirty: Path, name: str
) -> None:
    lab.drop([dirty])
    again = lab.panel.get_by_role("button", name=f"{name}: change how it was read")
    again.wait_for()
    lab.panel.get_by_role("button", name=f"{name}: 2 lines need a look").click()
    report = lab.page.locator(".deita-Report-view")
    report.get_by_text(LINES, exact=True).wait_for()
    too_many = report.get_by_role("row").filter(has_text="Too many values, line left out")
    assert too_many.get_by_role("cell").all_inner_texts()[:4] == [
        *("1", "9", ""),
        "LGA;16/02/2013;6,1;3,5;ok;extra",
    ]
    decimal = report.get_by_role("row").filter(has_text="Decimal mark")
    assert decimal.get_by_role("cell").all_inner_texts()[0] == ", comma"
    with lab.page.expect_download() as download:
        report.get_by_role("link", name="Download all as CSV").click()
    rejects = [*csv.DictReader(io.StringIO(download.value.path().read_text()))]
    assert ("9", "long_line") in [(each["line"], each["kind"]) for each in rejects]
    with lab.page.expect_download() as download:
        report.get_by_role("link", name="Download the original").click()
    assert download.value.path().read_text() == DIRTY

    assert report.get_by_role("button", name="Change How It Is Read…").is_enabled()
    again.click()
    tab = importing(lab)
    assert tab.get_by_text(LINES, exact=True).is_visible()
    assert column(tab, "temp")[:3] == ["3,5", "4,1", "broken"]

    tab.get_by_label("Type of column temp").select_option("other")
    tab.get_by_label("Type of column temp").fill("MONEY")
    tab.get_by_label("Type of column temp").press("Enter")
    tab.get_by_text("A column cannot be of the type 'MONEY'.").wait_for()
    lab.watch.forget()  # The browser itself notes an answer that is no success.
    tab.get_by_label("Type of column temp").select_option("other")
    tab.get_by_label("Type of column temp").fill("decimal(9, 1)")
    tab.get_by_label("Type of column temp").press("Enter")
    tab.get_by_text("2 lines and 1 value need a look").wait_for()
    assert tab.get_by_label("Type of column temp").input_value() == "decimal(9, 1)"
    tab.get_by_label("Type of column temp").select_option("DOUBLE")
    tab.get_by_text("2 lines and 1 value need a look").wait_for()
    up_to_date(tab)
    assert column(tab, "temp")[:3] == ["3.5", "4.1", "∅"]
    tab.get_by_label("Name of column temp").fill("celsius")
    tab.get_by_label("Name of column temp").press("Enter")
    tab.get_by_role("button", name="Leave column note out").click()
    tab.get_by_role("button", name="Take note back").wait_for()
    tab.get_by_label("Read as null").fill("LGA, n/a")
    up_to_date(tab)
    assert column(tab, "station")[:3] == ["JFK", "∅", "EWR"]
    tab.get_by_role("button", name="Read as null: detect again").click()
    up_to_date(tab)
    assert column(tab, "station")[:3] == ["JFK", "LGA", "EWR"]
    assert column(tab, "celsius")[:3] == ["3.5", "4.1", "∅"]

    tab.get_by_role("button", name=f"Replace {name}").click()
    tab.wait_for(state="detached")
    lab.page.locator(".deita-GridTab").wait_for()
    table = room.api.ok("GET", f"{room.path}/tables/{name}")
    assert [(each["name"], each["type"]) for each in table["columns"]] == [
        *(("station", "VARCHAR"), ("date", "DATE"), ("celsius", "DOUBLE"), ("rain", "DOUBLE")),
    ]
    assert table["snapshot"] == 2
    assert rows(room, f"select sum(celsius), count(*), max(rain) from {name}") == [
        [33.0, 7, 1200.5]
    ]
    report = lab.page.locator(".deita-Report-view")
    lab.page.get_by_role("tab", name=f"{name}: report").click()
    report.get_by_text("snapshot 2").wait_for()


def test_what_cannot_be_done_is_said_in_place(lab: Lab, room: Room, dirty: Path, name: str) -> None:
    before = room.ingest(f"{name}.csv", DIRTY)["tables"][0]["name"]
    lab.line("table", before).wait_for()
    open_files(lab)
    choose(lab, "file", dirty.name, "Make a Table of It…")
    tab = importing(lab)
    confirm = tab.get_by_role("button", name="Make Table")

    # A look that takes long is stopped, and taken again.
    held: list[Route] = []
    lab.page.route("**/previews*", lambda route: held.append(route))  # noqa: PLW0108
    tab.get_by_label("Read as null").fill("LGA")
    tab.get_by_role("button", name="Stop", exact=True).click()
    tab.get_by_text("The look into the file was stopped.").wait_for()
    assert held
    assert confirm.is_disabled()
    lab.page.unroute("**/previews*")
    tab.get_by_role("button", name="Look again").click()
    up_to_date(tab)
    assert column(tab, "station")[:2] == ["JFK", "∅"]
    tab.get_by_role("button", name="Read as null: detect again").click()
    up_to_date(tab)
    tab.get_by_label("Strict").check()
    refusal = tab.get_by_role("alert")
    refusal.wait_for()
    assert "1 line rejected" in refusal.inner_text()
    assert "without strict" in refusal.inner_text()
    assert confirm.is_disabled()
    assert column(tab, "temp")[0] == "3,5"
    lab.watch.forget()  # The browser itself notes an answer that is no success.
    tab.get_by_label("Strict").uncheck()
    refusal.wait_for(state="detached")
    confirm.click()
    tab.wait_for(state="detached")
    assert len([each for each in room.names() if each.startswith(name)]) == 2


def test_what_could_not_be_read_can_be_tried_otherwise(lab: Lab, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40)
    lab.drop([path])
    failed = lab.activities.filter(has_text=f"{path.name} was not added")
    failed.get_by_role("button", name="Change how it is read…").click()
    tab = lab.page.locator(".deita-Import")
    tab.get_by_role("alert").filter(has_text="it is a PNG image").wait_for()
    lab.watch.forget()  # The browser itself notes an answer that is no success.
    assert tab.get_by_label("Encoding", exact=True).is_enabled()
    assert tab.get_by_role("button", name="Make Table").is_disabled()


def test_another_delimiter_makes_other_columns(
    lab: Lab, room: Room, dirty: Path, name: str
) -> None:
    room.ingest(f"{name}.csv", DIRTY)
    lab.line("table", name).wait_for()
    open_files(lab)
    choose(lab, "file", dirty.name, "Make a Table of It…")
    tab = importing(lab)
    tab.get_by_label("Name of column rain").fill("rainfall")
    tab.get_by_label("Name of column rain").press("Enter")
    up_to_date(tab)
    tab.get_by_label("Delimiter", exact=True).select_option(label="| bar")
    tab.get_by_label("Name of column rain").wait_for(state="detached")
    up_to_date(tab)
    assert tab.locator(".deita-Heading-name").count() == 1
    tab.get_by_role("button", name="Delimiter: detect again").click()
    tab.get_by_label("Name of column rain").wait_for()
    tab.get_by_role("button", name="Cancel").click()
    tab.wait_for(state="detached")


def test_what_was_decided_is_there_after_a_reload(
    own_lab: Lab, room: Room, dirty: Path, name: str
) -> None:
    lab = own_lab
    room.ingest(f"{name}.csv", DIRTY)
    lab.line("table", name).wait_for()
    choose(lab, "table", name, "How It Was Read")
    lab.page.get_by_text(LINES, exact=True).wait_for()
    choose(lab, "table", name, "Import Again with Other Options…")
    tab = importing(lab)
    tab.get_by_label("Type of column temp").select_option("DOUBLE")
    tab.get_by_text("2 lines and 1 value need a look").wait_for()
    lab.kept('"DOUBLE"')
    lab.reload()
    tab = importing(lab)
    assert tab.get_by_label("Type of column temp").input_value() == "DOUBLE"
    assert column(tab, "temp")[:3] == ["3.5", "4.1", "∅"]
    lab.page.get_by_role("tab", name=f"{name}: report").click()
    report = lab.page.locator(".deita-Report-view")
    report.get_by_text(LINES, exact=True).wait_for()
    assert report.get_by_role("button", name="Change How It Is Read…").is_enabled()


def test_a_file_is_appended_by_the_mapping_that_was_chosen(lab: Lab, room: Room, name: str) -> None:
    room.table(name, "city,amount\nOslo,3\nRome,4\n")
    room.ingest(f"{name}_more.csv", "town,amount\nBari,5\n")
    lab.line("table", f"{name}_more").wait_for()
    choose(lab, "table", name, "Append a File…")
    dialog = lab.page.locator(".jp-Dialog")
    files = dialog.locator("select")
    options = files.locator("option").all_inner_texts()
    files.select_option(label=next(each for each in options if each.startswith(f"{name}_more")))
    dialog.get_by_role("button", name="Look into It").click()
    tab = importing(lab)
    tab.get_by_text(f"2 columns differ from {name}").wait_for()
    tab.get_by_label("Column of the file for city").select_option("town")
    tab.get_by_text(f"All columns of {name} are in the file").wait_for()
    up_to_date(tab)
    tab.get_by_role("button", name=f"Append to {name}").click()
    tab.wait_for(state="detached")
    assert rows(room, f"select * from {name} order by amount") == [
        *(["Oslo", 3], ["Rome", 4], ["Bari", 5]),
    ]


def test_one_sheet_of_a_workbook_is_chosen(lab: Lab, room: Room, tmp_path: Path, name: str) -> None:
    if find_spec("openpyxl") is None:
        missing("openpyxl")
    from openpyxl import Workbook

    book = Workbook()
    for title, amount in (("North", 3), ("South", 5)):
        sheet = book.create_sheet(title)
        sheet.append(["city", "amount"])
        sheet.append([title, amount])
    book["Sheet"].title = "Empty"
    path = tmp_path / f"{name}.xlsx"
    book.save(path)
    room.ingest(path.name, path.read_bytes())
    lab.line("table", f"{name}_South").wait_for()
    open_files(lab)
    choose(lab, "file", path.name, "Make a Table of It…")
    tab = importing(lab)
    assert tab.get_by_role("button", name="Make 2 Tables").is_visible()
    assert tab.get_by_text("the sheet “Empty” is empty: no table").is_visible()
    tab.get_by_label("Name of column city").fill("town")
    tab.get_by_label("Name of column city").press("Enter")
    up_to_date(tab)
    tab.get_by_role("button", name="Show South").click()
    tab.get_by_role("checkbox", name="North").uncheck()
    tab.get_by_label("Name of column city").wait_for()
    up_to_date(tab)
    assert tab.locator(".deita-PreviewGrid tbody td").all_inner_texts() == ["South", "5"]
    tab.get_by_role("button", name="Make Table").click()
    tab.wait_for(state="detached")
    assert len([each for each in room.names() if each.startswith(name)]) == 3
