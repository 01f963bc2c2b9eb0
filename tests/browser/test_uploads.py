"""Files dropped on the panel or picked, and what becomes of them."""

from __future__ import annotations

import hashlib
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import pytest

from tests.api import Api, Room, api_of, new_room, wait
from tests.browser.data import ROWS
from tests.browser.lab import Lab, open_lab, write_settings
from tests.server import running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def room(lab: Lab, api: Api) -> Room:
    """A workspace of the test's own, chosen in the panel: nothing that was sent before is there."""
    name = f"Uploads {token_hex(2)}"
    made = new_room(api, name)
    lab.switcher.locator("option", has_text=name).wait_for(state="attached")
    lab.switcher.select_option(name)
    lab.panel.locator(".deita-Empty").wait_for()
    return made


def test_files_become_tables(lab: Lab, room: Room, files: Path) -> None:
    lab.drop([files / f"{name}.csv" for name in ("airlines", "airports", "planes", "weather")])
    for name in ("airlines", "airports", "planes", "weather"):
        lab.line("table", name).wait_for()
    lab.slow_down(15_000_000)
    sending = lab.activities.filter(has_text="flights.csv")
    bar = sending.get_by_role("progressbar")
    for stop in (True, False):
        lab.pick([files / "flights.csv"])
        lab.page.wait_for_function(
            "bar => bar.ariaValueNow > 5 && bar.ariaValueNow < 95", arg=bar.element_handle()
        )
        assert sending.get_attribute("data-phase") == "uploading"
        assert "%" in sending.inner_text()
        if stop:
            lab.button("Cancel flights.csv").click()
            sending.wait_for(state="detached")
            wait(lambda: under_way(room) == [])

    for name, rows in ROWS.items():
        line = lab.line("table", name)
        line.wait_for()
        assert line.locator(".deita-Line-note").inner_text() == f"{rows:,}"
        lab.activities.filter(has_text=f"{name}: {rows:,} rows").wait_for()
    lab.button("Dismiss all").click()
    lab.activities.first.wait_for(state="detached")

    lab.line("table", "flights").locator(".deita-Caret").click()
    columns = lab.tree.locator(".deita-Line-column")
    assert columns.count() == 19
    shown = [text.split("\n") for text in columns.all_inner_texts()]
    assert shown[0] == ["year", "bigint"]
    assert ["carrier", "varchar"] in shown
    assert shown[-1][0] == "time_hour"
    assert shown[-1][1].startswith("timestamp")

    tables = room.api.ok("GET", f"{room.path}/tables")["items"]
    assert {table["name"]: table["row_count"] for table in tables} == ROWS
    kept = room.api.ok("GET", f"{room.path}/files")["items"]
    assert {file["name"]: file["sha256"] for file in kept} == {
        f"{name}.csv": hashlib.sha256((files / f"{name}.csv").read_bytes()).hexdigest()
        for name in ROWS
    }


def test_the_panel_shows_where_files_will_go(lab: Lab) -> None:
    lab.panel.evaluate(
        """panel => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(['a'], 'a.csv'));
          panel.dispatchEvent(new DragEvent('dragenter', { bubbles: true, dataTransfer }));
        }"""
    )
    label = lab.panel.evaluate("panel => getComputedStyle(panel, '::after').content")
    assert label.strip('"').startswith("Add to ")
    lab.panel.evaluate(
        """panel => panel.dispatchEvent(
          new DragEvent('dragleave', { dataTransfer: new DataTransfer() }))"""
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40, "PNG image"),
        ("empty.csv", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_to_do(
    lab: Lab, room: Room, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    before = room.names()
    name = f"{token_hex(4)} {name}"
    (tmp_path / name).write_bytes(content)
    lab.drop([tmp_path / name])
    failed = lab.activities.filter(has_text=name).and_(lab.page.locator('[data-phase="failed"]'))
    failed.wait_for()
    assert f"{name} was not added" in failed.inner_text()
    assert said in failed.locator(".deita-Activity-error").inner_text()
    assert failed.locator(".deita-Activity-hint").inner_text().strip()
    lab.panel.locator(".deita-Announcements", has_text=name).wait_for(state="attached")
    assert room.names() == before
    lab.watch.forget()  # The browser itself notes an answer that is no success.
    lab.button(f"Dismiss {name}").click()
    failed.wait_for(state="detached")


def test_a_header_without_rows_is_a_table_without_rows(
    lab: Lab, room: Room, tmp_path: Path
) -> None:
    (tmp_path / "nothing.csv").write_text("a,b\n")
    lab.pick([tmp_path / "nothing.csv"])
    line = lab.line("table", "nothing")
    line.wait_for()
    assert line.locator(".deita-Line-note").inner_text() == "0"
    line.dblclick()
    tab = lab.page.locator(".deita-GridTab:not(.lm-mod-hidden)")
    tab.locator(".deita-GridNotice", has_text="No rows").wait_for()
    assert "nothing" in room.names()


def test_an_upload_goes_on_after_the_server_was_restarted(
    browser: Browser, tmp_path: Path, files: Path
) -> None:
    flights = files / "flights.csv"
    home = tmp_path / "home"
    write_settings(home)
    with ExitStack() as stack:
        first = stack.enter_context(running_server(home, lab=True))
        lab = stack.enter_context(open_lab(browser, first))
        lab.slow_down(4_000_000)
        lab.pick([flights])
        sending = lab.activities.filter(has_text="flights.csv")
        bar = sending.get_by_role("progressbar")
        lab.page.wait_for_function("bar => bar.ariaValueNow > 20", arg=bar.element_handle())
        first.kill()
        sending.filter(has_text="waiting for the connection").wait_for()
        second = stack.enter_context(running_server(home, lab=True, like=first))
        with api_of(second) as api:
            room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
            lab.line("table", "flights").wait_for(timeout=60_000)
            [file] = api.ok("GET", f"{room.path}/files")["items"]
            assert file["sha256"] == hashlib.sha256(flights.read_bytes()).hexdigest()
            assert api.ok("GET", f"{room.path}/uploads")["items"] == []
            assert room.query("SELECT count(*) FROM flights")["rows"] == [[ROWS["flights"]]]
        lab.watch.forget()


def test_a_file_chosen_again_after_the_page_was_loaded_anew_goes_on(
    lab: Lab, room: Room, files: Path
) -> None:
    lab.slow_down(300_000)
    lab.pick([files / "weather.csv"])
    bar = lab.activities.filter(has_text="weather.csv").get_by_role("progressbar")
    lab.page.wait_for_function("bar => bar.ariaValueNow > 20", arg=bar.element_handle())
    lab.page.on("dialog", lambda dialog: dialog.accept())
    lab.kept(room.id)
    lab.reload()
    lab.slow_down(-1)
    wait(lambda: under_way(room) != [] and under_way(room)[0]["offset"] > 0)
    [half] = under_way(room)
    lab.open_panel()
    lab.pick([files / "weather.csv"])
    wait(lambda: under_way(room) == [], 60)
    kept = room.api.ok("GET", f"{room.path}/files")["items"]
    assert half["id"] in {file["id"] for file in kept}
    lab.watch.forget()


def under_way(room: Room) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = room.api.ok("GET", f"{room.path}/uploads")["items"]
    return items


def test_a_whole_folder(lab: Lab, room: Room, tmp_path: Path) -> None:
    (tmp_path / "year" / "may").mkdir(parents=True)
    for name in ("year/all_of_it.csv", "year/may/first_week.csv", "year/.hidden.csv"):
        (tmp_path / name).write_text("a\n1\n")
    with lab.page.expect_file_chooser() as chooser:
        lab.button("Add a folder…").click()
    chooser.value.set_files(tmp_path / "year")
    for name in ("all_of_it", "first_week"):
        lab.line("table", name).wait_for()
    names = {file["name"] for file in room.api.ok("GET", f"{room.path}/files")["items"]}
    assert {"year/all_of_it.csv", "year/may/first_week.csv"} <= names
    assert not any("hidden" in name for name in names)
