"""Files of one's own that go into tables, or are looked into before they become one."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex

import pytest

from tests.api import Room
from tests.browser.lab import Lab
from tests.browser.test_imports import choose, importing, rows, up_to_date


@pytest.fixture
def name() -> str:
    """A table's name that no other test has."""
    return f"sales_{token_hex(3)}"


def jobs(room: Room) -> int:
    """How many files were loaded of late."""
    return len(room.api.ok("GET", f"{room.path}/jobs")["items"])


def test_a_file_of_ones_own_is_appended_and_imported_again(
    lab: Lab, room: Room, tmp_path: Path, name: str
) -> None:
    room.table(name, "city,amount\nOslo,3\n")
    before = jobs(room)
    path = tmp_path / f"{name}_more.csv"
    path.write_text("town,amount\nBari,5\n")
    lab.line("table", name).wait_for()
    choose(lab, "table", name, "Append a File…")
    with lab.page.expect_file_chooser() as chooser:
        lab.page.locator(".jp-Dialog").get_by_role("button", name="Choose from This").click()
    chooser.value.set_files(path)
    tab = importing(lab)
    assert jobs(room) == before
    tab.get_by_label("Column of the file for city").select_option("town")
    tab.get_by_text(f"All columns of {name} are in the file").wait_for()
    up_to_date(tab)
    tab.get_by_role("button", name=f"Append to {name}").click()
    tab.wait_for(state="detached")
    assert rows(room, f"select * from {name} order by amount") == [["Oslo", 3], ["Bari", 5]]
    assert f"{name}_more" not in room.names()

    # What was chosen for it is chosen again.
    choose(lab, "table", name, "How It Was Read")
    report = lab.page.locator(".deita-Report-view")
    report.get_by_role("row").filter(has_text="town → city").wait_for()
    choose(lab, "table", name, "Import Again with Other Options…")
    tab = importing(lab)
    names = tab.locator(".deita-Heading-name")
    assert [names.nth(i).input_value() for i in range(2)] == ["city", "amount"]
    assert tab.locator(".deita-PreviewGrid tbody td").all_inner_texts() == ["Bari", "5"]

    # Oslo came of another file, and would go.
    confirm = tab.get_by_role("button", name=f"Replace {name}")
    agree = tab.get_by_role("checkbox", name="2 rows of several files")
    agree.wait_for()
    assert confirm.is_disabled()
    agree.check()
    confirm.click()
    tab.wait_for(state="detached")
    assert rows(room, f"select * from {name}") == [["Bari", 5]]


def test_a_file_is_dropped_on_a_table(lab: Lab, room: Room, tmp_path: Path, name: str) -> None:
    room.table(name, "city,amount\nOslo,3\n")
    path = tmp_path / f"{name}_new.csv"
    path.write_text("city,amount\nRome,4.5\n")
    line = lab.line("table", name)
    line.wait_for()
    lab.drop([path], line)
    dialog = lab.page.locator(".jp-Dialog")
    dialog.get_by_role("button", name="Replace…").click()
    tab = importing(lab)
    tab.get_by_text(f"1 column differs from {name}").wait_for()
    assert rows(room, f"select * from {name}") == [["Oslo", 3]]
    tab.get_by_role("button", name=f"Replace {name}").click()
    tab.wait_for(state="detached")
    assert rows(room, f"select * from {name}") == [["Rome", 4.5]]
    assert rows(room, f'select * from "{name}@1"') == [["Oslo", 3]]

    # The dialogue of a table takes a drop too.
    choose(lab, "table", name, "Append a File…")
    lab.drop([path], lab.page.locator(".deita-ChooseFile-own"))
    tab = importing(lab)
    tab.get_by_role("button", name=f"Append to {name}").click()
    tab.wait_for(state="detached")
    assert rows(room, f"select count(*) from {name}") == [[2]]


def test_a_file_is_looked_into_first_and_its_table_named(
    lab: Lab, room: Room, tmp_path: Path, name: str
) -> None:
    room.table(f"{name}_taken", "a\n1\n")
    before = jobs(room)
    path = tmp_path / f"{name}.csv"
    path.write_text("city,amount\nRome,4.5\n")
    with lab.page.expect_file_chooser() as chooser:
        lab.panel.click(button="right")
        lab.page.get_by_role("menuitem", name="Add a File, Looking First…").click()
    chooser.value.set_files(path)
    tab = importing(lab)
    field = tab.get_by_label("Name of the table")
    assert field.input_value() == name
    confirm = tab.get_by_role("button", name="Make Table")
    field.fill(f"{name}_taken")
    tab.get_by_role("alert").filter(has_text="already has a table named").wait_for()
    assert confirm.is_disabled()
    lab.watch.forget()  # The browser itself notes an answer that is no success.
    field.fill(f"{name} of Rome")
    tab.get_by_role("alert").wait_for(state="detached")
    up_to_date(tab)
    assert jobs(room) == before
    confirm.click()
    tab.wait_for(state="detached")
    assert rows(room, f'select * from "{name} of Rome"') == [["Rome", 4.5]]
    assert name not in room.names()
