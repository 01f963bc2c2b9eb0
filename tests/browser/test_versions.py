"""A table over its life: snapshots, descriptions, deletion undone, results kept as tables."""

from __future__ import annotations

from secrets import token_hex

import pytest

from tests.api import Room, wait
from tests.browser.grid import Grid
from tests.browser.lab import Lab
from tests.browser.test_imports import choose, rows


@pytest.fixture
def name() -> str:
    """A table's name that no other test has."""
    return f"sales_{token_hex(3)}"


def test_a_snapshot_is_opened_and_restored(lab: Lab, room: Room, name: str) -> None:
    table = room.table(name, "city,amount\nOslo,3\nRome,4\n")
    other = room.upload(f"{name}_2.csv", b"city,amount\nBari,5\n")
    room.api.ended(other["job"])
    asked = {"file_id": other["file"]["id"], "mode": "replace", "table": name}
    room.api.ended(room.api.ok("POST", f"{room.path}/ingests", asked))
    assert rows(room, f"select city from {name}") == [["Bari"]]

    lab.line("table", name).wait_for()
    choose(lab, "table", name, "Snapshots")
    listing = lab.page.locator(".deita-Snapshots")
    listing.get_by_role("button", name="Restore snapshot 1").wait_for()
    first = listing.get_by_role("row").filter(has_text="made of a file")
    assert f"{name}.csv" in first.inner_text()
    listing.get_by_role("button", name="Open snapshot 1").click()
    opened = Grid(lab.page.locator(".deita-GridTab:not(.lm-mod-hidden)")).ready()
    assert opened.label.startswith(f"{name}@1: 2 rows")
    assert opened.say("Control+Home") == "Row 1, city: Oslo"

    lab.page.get_by_role("tab", name=f"{name}: snapshots").click()
    listing.get_by_role("button", name="Restore snapshot 1").click()
    listing.get_by_text("restored from 1").wait_for()
    listing.get_by_role("button", name="Restore snapshot 2").wait_for()
    assert rows(room, f"select city from {name} order by amount") == [["Oslo"], ["Rome"]]
    assert room.api.ok("GET", f"{room.path}/tables/{table['id']}")["snapshot"] == 3

    # Tabs follow the table's name, whether they are seen or not; hidden, they ask for nothing.
    choose(lab, "table", name, "How It Was Read")
    lab.page.locator(".deita-Report-account").wait_for()
    lab.watch.asked.clear()
    room.api.ok("PATCH", f"{room.path}/tables/{table['id']}", {"name": f"{name}_new"})
    for what in ("snapshots", "report"):
        lab.page.get_by_role("tab", name=f"{name}_new: {what}").wait_for()
    lab.page.get_by_role("heading", name=f"How {name}_new was read").wait_for()
    assert not [path for path in lab.watch.asked if path.endswith("/snapshots")]
    lab.page.get_by_role("tab", name=f"{name}_new: snapshots").click()
    lab.page.get_by_role("heading", name=f"Snapshots of {name}_new").wait_for()
    wait(lambda: any(path.endswith("/snapshots") for path in lab.watch.asked))


def test_a_deletion_is_undone(lab: Lab, room: Room, name: str) -> None:
    room.table(name, "city,amount\nOslo,3\n")
    lab.line("table", name).click()
    lab.page.keyboard.press("Delete")
    lab.line("table", name).wait_for(state="detached")
    assert name not in room.names()
    notice = lab.page.locator(".Toastify__toast").filter(has_text=f"{name} is deleted.")
    notice.get_by_role("button", name="Undo").click()
    lab.line("table", name).wait_for()
    assert rows(room, f"select * from {name}") == [["Oslo", 3]]

    lab.line("table", name).click()
    lab.page.keyboard.press("Delete")
    lab.line("table", name).wait_for(state="detached")
    lab.tree.locator(".deita-Line-section").filter(has_text="Deleted tables").click()
    choose(lab, "deleted", name, "Bring Back")
    lab.line("table", name).wait_for()
    lab.line("deleted", name).wait_for(state="detached")
    assert rows(room, f"select * from {name}") == [["Oslo", 3]]


def test_a_table_and_its_columns_are_described(lab: Lab, room: Room, name: str) -> None:
    room.table(name, "city,amount\nOslo,3\n")
    lab.line("table", name).wait_for()
    choose(lab, "table", name, "Describe…")
    dialog = lab.page.locator(".jp-Dialog")
    dialog.get_by_label("What is in the table").fill("One row a sale")
    dialog.get_by_label("amount").fill("In euros")
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    lab.tree.locator('.deita-Line-table[title*="One row a sale"]').wait_for()
    table = room.api.ok("GET", f"{room.path}/tables/{name}")
    assert table["description"] == "One row a sale"
    assert {each["name"]: each["description"] for each in table["columns"]} == {
        "city": None,
        "amount": "In euros",
    }
    choose(lab, "table", name, "Describe…")
    assert dialog.get_by_label("amount").input_value() == "In euros"
    dialog.get_by_role("button", name="Cancel").click()


def test_a_result_is_kept_as_a_table(lab: Lab, room: Room, name: str) -> None:
    room.table(name, "city,amount\nOslo,3\nRome,4\n")
    lab.line("table", name).wait_for()
    choose(lab, "table", name, "Snapshots")
    lab.page.get_by_role("button", name="Open snapshot 1").click()
    tab = lab.page.locator(".deita-GridTab:not(.lm-mod-hidden)")
    Grid(tab).ready()
    tab.get_by_role("button", name="Save as Table…").click()
    dialog = lab.page.locator(".jp-Dialog")
    dialog.get_by_role("textbox").fill(f"{name}_kept")
    dialog.get_by_role("button", name="Save").click()
    lab.line("table", f"{name}_kept").wait_for()
    assert rows(room, f"select * from {name}_kept order by amount") == [["Oslo", 3], ["Rome", 4]]
