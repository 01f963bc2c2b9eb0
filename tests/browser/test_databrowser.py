"""The data browser: saved queries, history, histograms, profiles, names taken elsewhere."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import pytest

from tests.api import Api, Room, wait
from tests.browser.editor import Editor
from tests.browser.grid import Grid
from tests.browser.lab import Lab, OpenLab
from tests.browser.notebook import new_notebook
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Locator

SLOW = "SELECT count(*) FROM range(10000000) a, range(10000000) b WHERE a.range + b.range = 7"
ROWS = "".join(f"{n % 7},{'abc'[n % 3]},2013-01-{n % 28 + 1:02}\n" for n in range(500))


@pytest.fixture(scope="module", autouse=True)
def tables(api: Api) -> None:
    """Two tables, one of them with a name that has to be quoted."""
    first = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    first.table("flights", f"delay,carrier,day\n{ROWS}")
    first.table("planes", "tail number,seats\nN1,4\nN2,\n")


def section(lab: Lab, name: str) -> Locator:
    """The head of a section."""
    return lab.tree.locator(".deita-Line-section", has_text=re.compile(f"^{name}", re.IGNORECASE))


def open_section(lab: Lab, name: str) -> None:
    """Open a section. Lines that come above it move it: so the tables are waited for first."""
    lab.line("table", "flights").wait_for()
    if section(lab, name).get_attribute("aria-expanded") != "true":
        section(lab, name).click()
    lab.tree.locator('.deita-Line-section[aria-expanded="true"]', has_text=name).wait_for()


def menu(lab: Lab, line: Locator, item: str) -> None:
    """Choose from a line's context menu."""
    line.click(button="right")
    lab.page.locator(".lm-Menu-item", has_text=re.compile(f"^{item}")).first.click()


def clipboard(lab: Lab) -> str:
    text: str = lab.page.evaluate("() => navigator.clipboard.readText()")
    return text


def test_nothing_is_asked_before_it_is_shown(open_window: OpenLab, server: Server) -> None:
    lab = open_window(server, path="lab/workspaces/quiet", panel=False)
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url))
    lab.reload()
    lab.page.locator(".jp-LauncherCard").first.wait_for()
    lab.page.wait_for_timeout(1500)
    assert [url for url in asked if "/deita/api/" in url] == []
    assert asked
    lab.open_panel()
    lab.line("table", "flights").wait_for()
    assert [url for url in asked if "/deita/api/events" in url]


@pytest.fixture
def nothing_saved(room: Room) -> None:
    """No query is saved, whatever was before."""
    for saved in room.api.ok("GET", f"{room.path}/saved-queries")["items"]:
        room.api.ok("DELETE", f"{room.path}/saved-queries/{saved['name']}")


@pytest.mark.usefixtures("nothing_saved")
def test_saved_queries_are_shown_as_they_come_and_go(lab: Lab, room: Room) -> None:
    open_section(lab, "Saved queries")
    empty = lab.tree.locator(".deita-Line-remark")
    empty.wait_for()
    room.api.ok("POST", f"{room.path}/saved-queries", {"name": "Late", "sql": "from flights"})
    line = lab.line("saved", "Late")
    line.wait_for()
    assert empty.count() == 0
    line.click()
    lab.page.keyboard.press("F2")
    dialog = lab.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Later")
    dialog.get_by_role("button", name="Rename", exact=True).click()
    lab.line("saved", "Later").wait_for()
    assert room.api.ok("GET", f"{room.path}/saved-queries/later")["sql"] == "from flights"

    menu(lab, lab.line("saved", "Later"), "Describe…")
    dialog.get_by_role("textbox").fill("Those that came late")
    dialog.get_by_role("button", name="Save", exact=True).click()
    lab.line("saved", "Later").get_by_text("Those that came late").wait_for()
    menu(lab, lab.line("saved", "Later"), "Copy SQL")
    wait(lambda: clipboard(lab) == "from flights")
    menu(lab, lab.line("saved", "Later"), "Copy Link")
    wait(lambda: "deita-query=" in clipboard(lab))

    menu(lab, lab.line("saved", "Later"), "Delete")
    empty.wait_for()
    assert room.api.ok("GET", f"{room.path}/saved-queries")["items"] == []
    lab.page.get_by_role("button", name="Undo").click()
    lab.line("saved", "Later").wait_for()
    assert len(room.api.ok("GET", f"{room.path}/saved-queries")["items"]) == 1


def test_the_history_is_live_and_marks_what_failed(lab: Lab, room: Room) -> None:
    open_section(lab, "History")
    room.whole(room.query("select 1 as seen_live"))
    done = lab.tree.locator(".deita-Line-past", has_text="seen_live").first
    done.wait_for()
    room.query_refused(400, "unknown_table", "from seen_nowhere")
    failed = lab.tree.locator(".deita-Line-past", has_text="seen_nowhere").first
    failed.wait_for()
    assert failed.get_attribute("data-state") == "failed"
    assert "failed" in (failed.get_attribute("aria-label") or "")
    menu(lab, failed, "Copy SQL")
    wait(lambda: clipboard(lab) == "from seen_nowhere")
    menu(lab, done, "Open Its Result")
    lab.page.get_by_role("grid", name="Result").first.wait_for()


def ask(lab: Lab, text: str, button: str) -> None:
    """Answer the question for a text."""
    dialog = lab.page.get_by_role("dialog")
    dialog.get_by_role("textbox").first.fill(text)
    dialog.get_by_role("button", name=button, exact=True).click()
    dialog.wait_for(state="detached")


def test_each_entry_of_the_menus_does_what_it_says(lab: Lab, room: Room, tmp_path: Path) -> None:
    page = lab.page
    room.table("trips", "km,to\n3,Oslo\n4,Rome\n")
    table = lab.line("table", "trips")
    table.wait_for()
    menu(lab, table, "Open$")
    opened = Grid(page.locator(".deita-GridTab:not(.lm-mod-hidden)")).ready()
    assert opened.label.startswith("trips: 2 rows")
    menu(lab, table, "Copy Name")
    wait(lambda: clipboard(lab) == "trips")
    for label, suffix in (("CSV", "csv"), ("Excel", "xlsx"), ("Parquet", "parquet")):
        with page.expect_download() as download:
            table.click(button="right")
            page.locator(".lm-Menu-item", has_text=re.compile("^Export$")).click()
            page.locator(".lm-Menu-item", has_text=re.compile(f"^{label}")).click()
        assert download.value.suggested_filename == f"trips.{suffix}"
        assert download.value.path().stat().st_size > 0

    # Into the editor: by the menu, by dragging.
    menu(lab, table, "Query in SQL Editor")
    editor = Editor(lab)
    editor.text.wait_for()
    assert editor.lines() == ["select * from trips limit 100"]
    editor.write("\n")
    table.drag_to(editor.text.locator(".cm-line").first)
    editor.text.locator(".cm-line", has_text="trips").wait_for()
    table.locator(".deita-Caret").click()
    column = lab.line("column", "to")
    column.drag_to(editor.text.locator(".cm-line").last)
    editor.text.locator(".cm-line", has_text='"to"').wait_for()
    editor.press("Control+End")
    menu(lab, lab.line("column", "km"), "Insert Name")
    editor.text.locator(".cm-line", has_text='"to"km').wait_for()
    menu(lab, column, "Describe…")
    ask(lab, "Not seen", "Cancel")
    menu(lab, column, "Describe…")
    dialog = page.locator(".jp-Dialog")
    dialog.get_by_label("to", exact=True).fill("Where it went")
    dialog.get_by_role("button", name="Save").click()
    lab.tree.locator('.deita-Line-column[title*="Where it went"]').wait_for()

    # Into a notebook, which is made: again by the menu, by dragging.
    menu(lab, table, "Query in Notebook")
    cells = page.locator(".jp-NotebookPanel .jp-CodeCell .cm-content")
    cells.filter(has_text="select * from trips limit 100").wait_for()
    cells.first.click()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text("\n\n")
    table.drag_to(cells.first.locator(".cm-line").last)
    cells.first.locator(".cm-line", has_text=re.compile("^trips$")).wait_for()

    # Its life.
    menu(lab, table, "Rename…")
    ask(lab, "journeys", "Rename")
    table = lab.line("table", "journeys")
    table.wait_for()
    page.locator(".lm-TabBar-tab", has_text="journeys").wait_for()
    menu(lab, table, "Replace by a File…")
    path = tmp_path / "more.csv"
    path.write_text("km,to\n5,Bari\n")
    with page.expect_file_chooser() as chooser:
        page.locator(".jp-Dialog").get_by_role("button", name="Choose from This").click()
    chooser.value.set_files(path)
    page.get_by_role("button", name="Replace journeys").click()
    wait(lambda: room.query("from journeys")["rows"] == [[5, "Bari"]])
    menu(lab, table, "Delete")
    table.wait_for(state="detached")
    assert "journeys" not in room.names()
    page.get_by_text("“journeys” is not there any more").wait_for()

    section(lab, "files").click()
    file = lab.line("file", "more.csv")
    with page.expect_download() as download:
        menu(lab, file, "Download the Original")
    assert download.value.path().read_text() == path.read_text()
    menu(lab, file, "Delete…")
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    file.wait_for(state="detached")
    lab.watch.forget()  # The browser itself notes the answer to the table's tab.


@pytest.mark.usefixtures("nothing_saved")
def test_queries_are_opened_again_with_their_values(own_lab: Lab, room: Room) -> None:
    lab = own_lab
    page = lab.page
    sql = "select carrier, delay from flights where delay > $least"
    room.whole(room.query(sql, params={"least": 5}))
    room.api.ok("POST", f"{room.path}/saved-queries", {"name": "Kept", "sql": "from planes"})
    open_section(lab, "Saved queries")
    menu(lab, lab.line("saved", "Kept"), "Open in Editor")
    page.locator(".lm-TabBar-tab", has_text="Kept").wait_for()
    Editor(lab).text.get_by_text("from planes").wait_for()
    assert Editor(lab).lines() == ["from planes"]
    menu(lab, lab.line("saved", "Kept"), "Insert as Cell")
    cells = page.locator(".jp-NotebookPanel .jp-CodeCell .cm-content")
    cells.filter(has_text="from planes").wait_for()
    room.api.ok("DELETE", f"{room.path}/saved-queries/Kept")
    section(lab, "Saved queries").click()
    section(lab, "History").click()
    past = lab.tree.locator(".deita-Line-past", has_text="$least").first
    menu(lab, past, "Insert as Cell")
    cells.filter(has_text="least = 5").wait_for()
    cells.filter(has_text="delay > $least").wait_for()
    menu(lab, past, "Open Again in Editor")
    editor = Editor(lab)
    editor.text.get_by_text("delay > $least").wait_for()
    assert editor.node.get_by_label("least", exact=True).input_value() == "5"

    # A query is begun by the section's button.
    saved = section(lab, "Saved queries")
    saved.hover()
    saved.get_by_role("button", name="Write a query").click()
    page.wait_for_function(
        "() => document.querySelector('.deita-Editor:not(.lm-mod-hidden *)')"
        "?.querySelector('.cm-content').textContent === ''"
    )


def test_columns_have_histograms_and_tables_a_profile(own_lab: Lab) -> None:
    lab = own_lab
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url))
    table = lab.line("table", "flights")
    table.locator(".deita-Bars").wait_for()
    table.locator(".deita-Caret").click()
    lab.line("column", "delay").locator(".deita-Bars rect").first.wait_for()
    carrier = lab.line("column", "carrier")
    carrier.get_by_text("3 values").wait_for()
    assert carrier.locator("rect").count() == 3
    profiles = len([url for url in asked if "/profile?" in url])
    table.locator(".deita-Caret").click()
    table.locator(".deita-Caret").click()
    carrier.locator(".deita-Bars").wait_for()
    assert len([url for url in asked if "/profile?" in url]) == profiles, "known is not asked for"

    menu(lab, table, "Profile")
    card = lab.page.locator(".deita-ProfileCard", has_text="carrier")
    card.get_by_text("Most frequent").wait_for()
    assert re.search(r"Distinct\s*≈ 3\s*Null\s*0", card.inner_text())
    delay = lab.page.locator(".deita-ProfileCard", has_text="delay").inner_text()
    assert re.search(r"Least\s*0\s*Greatest\s*6\s*Mean\s*2.988", delay), delay
    assert re.search(r"Median\s*3", delay), delay
    assert "2013-01-28" in lab.page.locator(".deita-ProfileCard", has_text="day").inner_text()
    lab.kept('"current": "deita-profile:')
    lab.reload()
    lab.page.locator(".deita-ProfileCard", has_text="carrier").get_by_text(
        "Most frequent"
    ).wait_for()


def test_names_go_where_sql_is_written(lab: Lab) -> None:
    notebook = new_notebook(lab)
    cell = notebook.write("%%deita\nfrom ")
    lab.line("table", "planes").locator(".deita-Caret").click()
    column = lab.line("column", "tail number")
    column.drag_to(cell.locator(".cm-line").last)
    lab.page.wait_for_function(
        "cell => cell.textContent.includes('\"tail number\"')", arg=cell.element_handle()
    )
    # Another one beside it, while what was dropped is still selected.
    lab.line("table", "planes").drag_to(cell.locator(".cm-line").last)
    lab.page.wait_for_function(
        "cell => cell.textContent.includes('planes')", arg=cell.element_handle()
    )
    cell.locator(".cm-content").click()
    lab.page.keyboard.press("Control+End")
    menu(lab, lab.line("table", "flights"), "Insert Name")
    lab.page.wait_for_function(
        "cell => cell.textContent.endsWith('flights')", arg=cell.element_handle()
    )
    menu(lab, column, "Copy Name")
    wait(lambda: clipboard(lab) == '"tail number"')


def test_the_palette_leaves_the_focus_in_the_panel(lab: Lab) -> None:
    lab.page.locator(".jp-LauncherCard").first.focus()
    lab.page.keyboard.press("Control+Shift+C")
    lab.page.locator("#modal-command-palette input").fill("Show Tables and Files")
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_function("() => document.activeElement?.classList.contains('deita-Filter')")


def test_what_is_open_in_the_tree_is_open_again(own_lab: Lab) -> None:
    lab = own_lab
    files = section(lab, "files")
    files.click()
    lab.line("table", "flights").locator(".deita-Caret").click()
    lab.line("column", "carrier").wait_for()
    lab.kept("section:files", "table:")
    lab.reload()
    lab.open_panel()
    lab.line("column", "carrier").wait_for()
    assert files.get_attribute("aria-expanded") == "true"
    # A chart of a table, from its menu.
    menu(lab, lab.line("table", "flights"), "Chart")
    lab.page.locator(".deita-ChartTab [data-drawn=true] svg").wait_for()


def test_running_queries_are_counted_and_cancelled(lab: Lab, room: Room) -> None:
    status = lab.page.locator(".deita-Status")
    status.get_by_text("My workspace").wait_for()
    with ThreadPoolExecutor(1) as threads:
        refused = threads.submit(room.query_refused, 409, "query_cancelled", SLOW)
        status.get_by_text("1 query running").wait_for()
        status.get_by_role("button").click()
        running = lab.page.get_by_role("dialog", name="Running queries")
        # It has the focus; Escape leaves it, and the focus is where it was.
        running.locator(":scope:focus").wait_for()
        lab.page.keyboard.press("Escape")
        running.wait_for(state="detached")
        lab.page.wait_for_function("() => document.activeElement.closest('.deita-Status')")
        lab.page.keyboard.press("Enter")
        running.get_by_role("button", name=re.compile("^Cancel")).click()
        assert refused.result(20)["message"]
    running.get_by_text("No query of yours runs.").wait_for()
    status.locator(".deita-Status-running").wait_for(state="detached")


@pytest.mark.usefixtures("nothing_saved")
def test_a_saved_query_is_opened_by_its_link(lab: Lab, room: Room) -> None:
    sql = "select 'linked' as it"
    room.api.ok("POST", f"{room.path}/saved-queries", {"name": "Linked", "sql": sql})
    open_section(lab, "Saved queries")
    menu(lab, lab.line("saved", "Linked"), "Copy Link")
    wait(lambda: "deita-query=" in clipboard(lab))
    path = clipboard(lab).removeprefix(lab.server.url)
    lab.page.goto(f"{lab.server.url}{path}")
    lab.wait()
    # In the SQL editor where there is one; else it is on the clipboard, and told so.
    opened = lab.page.locator(".lm-TabBar-tab", has_text="Linked")
    opened.or_(lab.page.get_by_text("The SQL is copied.")).first.wait_for()
    lab.page.wait_for_url(lambda url: "deita-query" not in url)


def test_wide_tables_and_many(lab: Lab, api: Api) -> None:
    """Only what is seen is made; every line can be reached by keys."""
    named = f"Wide {token_hex(2)}"
    wide = Room(api, api.ok("POST", "/workspaces", {"name": named})["id"])
    names = [f"column_{n}" for n in range(1500)]
    wide.table("wide", ",".join(names) + "\n" + ",".join("1" for _ in names) + "\n")
    lab.switcher.locator("option", has_text=named).wait_for(state="attached")
    lab.switcher.select_option(label=named)
    lab.line("table", "wide").locator(".deita-Caret").click()
    lab.line("column", "column_0").locator(".deita-Bars").wait_for()
    assert lab.tree.get_by_role("treeitem").count() < 100
    lab.line("table", "wide").click()
    lab.page.keyboard.press("End")
    lab.tree.locator('.deita-Line[aria-selected="true"]', has_text="History").wait_for()
    for key in ("ArrowUp", "ArrowUp", "ArrowUp"):
        lab.page.keyboard.press(key)
    last = lab.line("column", "column_1499")
    last.wait_for()
    assert last.get_attribute("aria-posinset") == last.get_attribute("aria-setsize") == "1500"
    assert lab.page.evaluate("() => document.activeElement.textContent").startswith("column_1499")
    lab.panel.get_by_role("searchbox").fill("column_77")
    lab.line("column", "column_77").wait_for()
    assert lab.tree.locator(".deita-Line-column").count() == 11
