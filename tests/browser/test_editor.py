"""The SQL editor: written, checked, completed, run, stopped, explained, saved, opened again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.api import Api, Room, wait
from tests.browser.editor import Editor, new_editor
from tests.browser.grid import Grid
from tests.browser.lab import Lab, OpenLab
from tests.browser.notebook import new_notebook
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ENDLESS = "select count(*) from range(10000000) a, range(10000000) b where a.range <> b.range"


@pytest.fixture(scope="module", autouse=True)
def tables(api: Api, files: Path) -> Room:
    """The flights and the airlines."""
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    for name in ("airlines", "flights"):
        room.table(name, (files / f"{name}.csv").read_bytes())
    return room


@pytest.fixture
def editor(lab: Lab) -> Iterator[Editor]:
    """An empty editor in a window of its own. Errors of statements are answers here."""
    yield new_editor(lab)
    lab.watch.errors[:] = [said for said in lab.watch.errors if "status of 40" not in said]


def current_tab(page: Page, number: int | str = "") -> Locator:
    """The tab of the editor that is in front, of this number."""
    return page.locator(".lm-TabBar-tab.jp-mod-current", has_text=f"SQL {number}")


def number_of(editor: Editor) -> int:
    """The number of the editor that is in front: those of a window go on."""
    return int(current_tab(editor.lab.page).inner_text().split()[1])


def test_statements_run_each_into_a_tab(editor: Editor) -> None:
    editor.write(
        "select carrier, count(*) as n from flights group by all;\nselect name from airlines"
    )
    editor.press("Control+Enter")
    tabs = editor.results.get_by_role("tab")
    # The last one is in front.
    editor.said(r"^16 rows · .+ · DuckDB · airlines@1$")
    assert tabs.count() == 2
    tabs.nth(0).click()
    editor.said(r"^16 rows · .+ · DuckDB · flights@1$")
    shown = editor.results.locator(".deita-RunPage:visible")
    Grid(shown).ready()
    for name in ("Chart", "Export", "As SQL", "Save as Table…", "Open in Tab"):
        assert shown.get_by_role("button", name=name, exact=True).is_visible()

    # The one at the cursor: the second, which is answered from what it gave before.
    editor.text.click()
    editor.press("Control+End")
    editor.press("Control+Shift+Enter")
    editor.said(r"^16 rows · .+ · from the cache · DuckDB · airlines@1$")
    assert tabs.count() == 1

    # What is kept stays beside what is run next.
    shown.get_by_role("button", name="Keep", exact=True).click()
    tabs.first.locator(".lm-TabBar-tabIcon svg").wait_for()
    editor.press("Control+Shift+Enter")
    editor.text.click()
    editor.press("Control+Shift+Enter")
    tabs.nth(1).wait_for()
    editor.said(r"^16 rows")
    assert tabs.count() == 2


def test_what_is_wrong_is_underlined_and_shown(editor: Editor) -> None:
    editor.write("select 1;\nselect carier\nfrom flights")
    mark = editor.text.locator(".cm-lintRange-error")
    mark.wait_for()
    assert mark.inner_text() == "carier"
    mark.hover()
    hint = editor.lab.page.locator(".cm-tooltip .deita-Mark-hint")
    hint.wait_for()
    assert "carrier" in hint.inner_text()
    editor.press("Control+Enter")
    block = editor.results.locator(".deita-SqlError")
    block.wait_for()
    assert "1 │ select carier" in block.inner_text()
    # No model answers here: nothing is offered that cannot be done.
    assert block.get_by_role("button").count() == 0
    editor.write("select carrier from flights")
    mark.wait_for(state="detached")


def accept(editor: Editor, offer: Locator) -> None:
    """Take what is offered; keys that come right after it was shown are not meant for it."""
    offer.wait_for()
    editor.lab.page.wait_for_timeout(150)
    editor.press("Tab")


def test_names_are_completed(editor: Editor) -> None:
    first = number_of(editor)
    page = editor.lab.page
    offers = page.locator(".cm-tooltip-autocomplete li")
    editor.text.click()
    page.keyboard.type("select f. from fli")
    accept(editor, offers.filter(has_text="flights"))
    page.keyboard.type(" f")
    for _ in range(15):
        editor.press("ArrowLeft")
    page.keyboard.type("car")
    accept(editor, offers.filter(has_text=re.compile("^carrier *VARCHAR$")))
    assert editor.lines() == ["select f.carrier from flights f"]

    # What a query before it gives its columns.
    editor.write("with late as (select dep_delay as delay from flights) select l. from late l")
    for _ in " from late l":
        editor.press("ArrowLeft")
    page.keyboard.type("de")
    accept(editor, offers.filter(has_text=re.compile("^delay")))
    assert editor.lines()[0].endswith("select l.delay from late l")

    # What is offered goes with the editor: it does not stay over another tab.
    editor.press("Control+End")
    page.keyboard.type(" where l.de")
    offers.first.wait_for()
    editor.press("Control+Shift+Alt+q")
    current_tab(page, first + 1).wait_for()
    offers.first.wait_for(state="detached")


def test_a_query_is_stopped_at_the_server(editor: Editor, tables: Room) -> None:
    editor.write(ENDLESS)
    editor.press("Control+Enter")
    editor.said("^Running")
    editor.button("Stop").click()
    editor.said("^Stopped$")

    def last() -> tuple[str, str]:
        [past] = tables.api.ok("GET", f"{tables.path}/history", params={"limit": 1})["items"]
        return past["sql"], past["state"]

    # It is written down a moment after the answer.
    wait(lambda: last() == (ENDLESS, "cancelled"))


def test_parameters_have_fields(editor: Editor) -> None:
    editor.write("select count(*) as n from flights where carrier = :code and dep_delay > $least")
    field = editor.node.get_by_label("code", exact=True)
    field.fill("UA")
    editor.node.get_by_label("least", exact=True).fill("60")
    editor.text.click()
    editor.press("Control+Enter")
    editor.said(r"^1 row · .+ · flights@1$")


def test_plans_layout_and_history(editor: Editor, tables: Room) -> None:
    first = number_of(editor)
    editor.write("select carrier, count(*) from flights group by 1 -- all")
    editor.button("Explain").click()
    plan = editor.results.locator(".deita-Plan")
    plan.get_by_text("SEQ SCAN").wait_for()
    assert "about" in plan.inner_text()
    editor.button("Explain and Run").click()
    plan.get_by_text("336,776 rows").first.wait_for()
    assert plan.locator(".deita-mod-slow").count() <= 2
    editor.text.click()
    editor.press("Shift+Alt+f")
    editor.text.locator(".cm-line", has_text="GROUP BY 1 -- all").wait_for()
    assert editor.lines()[:2] == ["SELECT carrier, count(*)", "FROM flights"]

    # What was run is there to be opened again, in an editor of its own; so is an empty one.
    editor.write("select 'past' as tense")
    editor.press("Shift+Enter")
    editor.said("^1 row")
    page = editor.lab.page
    wait(lambda: "'past'" in tables.api.ok("GET", f"{tables.path}/history")["items"][0]["sql"])
    editor.button("History").click()
    page.locator(".lm-Menu-item", has_text="select 'past' as tense").click()
    current_tab(page, first + 1).wait_for()
    assert editor.lines() == ["select 'past' as tense"]
    editor.text.click()
    editor.press("Control+Shift+Alt+q")
    current_tab(page, first + 2).wait_for()
    assert editor.lines() == [""]


def menu(editor: Editor, item: str) -> None:
    """Choose from the main menu."""
    page = editor.lab.page
    page.get_by_role("menuitem", name="Deita", exact=True).click()
    page.locator(".lm-Menu-item", has_text=re.compile("^SQL Editor$")).hover()
    page.locator(".lm-Menu-item", has_text=item).click()


def test_it_is_saved_reopened_and_linked(
    editor: Editor, tables: Room, open_window: OpenLab, server: Server
) -> None:
    page = editor.lab.page
    editor.write("select max(dep_delay) as most from flights")
    editor.press("Control+s")
    page.locator(".jp-Dialog input").fill("Latest")
    page.locator(".jp-Dialog button", has_text="Save").click()
    page.locator(".lm-TabBar-tab.jp-mod-current", has_text="Latest").wait_for()
    [saved] = tables.api.ok("GET", f"{tables.path}/saved-queries")["items"]
    assert (saved["name"], saved["sql"]) == ("Latest", "select max(dep_delay) as most from flights")

    menu(editor, "Rename Query…")
    page.locator(".jp-Dialog input").fill("Most late")
    page.locator(".jp-Dialog button", has_text="Save").click()
    page.locator(".lm-TabBar-tab.jp-mod-current", has_text="Most late").wait_for()
    [saved] = tables.api.ok("GET", f"{tables.path}/saved-queries")["items"]
    assert saved["name"] == "Most late"
    menu(editor, "Copy Link to Query")
    page.get_by_text("The link is copied.").wait_for()
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert saved["id"] in link

    # What is typed after it, and its result, are there again after a reload.
    editor.text.click()
    editor.press("Control+End")
    page.keyboard.insert_text(" -- not saved")
    editor.press("Control+Enter")
    editor.said(r"^1 row")
    editor.lab.kept("-- not saved")
    editor.lab.reload()
    editor.text.get_by_text("-- not saved").wait_for()
    page.locator(".lm-TabBar-tab.jp-mod-dirty", has_text="Most late").wait_for()
    Grid(editor.results).ready()

    # Closed with changes, it asks as JupyterLab does of its documents.
    close = page.locator(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon").last
    dialog = page.locator(".jp-Dialog", has_text='Save changes in "Most late" before closing?')
    close.click()
    dialog.get_by_role("button", name="Cancel").click()
    editor.text.get_by_text("-- not saved").wait_for()
    close.click()
    dialog.get_by_role("button", name="Discard").click()
    editor.text.wait_for(state="detached")
    [kept] = tables.api.ok("GET", f"{tables.path}/saved-queries")["items"]
    assert kept["sql"] == saved["sql"]

    other = open_window(server, panel=False)
    other.page.goto(link)
    other.wait()
    linked = Editor(other)
    linked.text.wait_for()
    assert linked.lines() == ["select max(dep_delay) as most from flights"]


def test_a_sql_file_runs_and_is_saved_as_a_document(lab: Lab, server: Server) -> None:
    path = server.home / "notebooks" / "counts.sql"
    path.write_text("select count(*) as n from airlines\n")
    page = lab.page
    page.locator('.lm-TabBar-tab[data-id="filebrowser"]').click()
    page.get_by_role("button", name="Refresh the file browser").click()
    page.locator(".jp-DirListing-item", has_text="counts.sql").click(button="right")
    page.locator(".lm-Menu-item", has_text=re.compile("^Open With$")).hover()
    page.locator(".lm-Menu-item", has_text="SQL (Deita)").click()
    editor = Editor(lab)
    editor.text.wait_for()
    editor.text.click()
    editor.press("Control+Enter")
    editor.said(r"^1 row · .+ · airlines@1$")
    editor.press("Control+End")
    lab.page.keyboard.insert_text("-- more")
    editor.press("Control+s")
    lab.page.locator(
        ".lm-TabBar-tab.jp-mod-current:not(.jp-mod-dirty)", has_text="counts.sql"
    ).wait_for()
    wait(lambda: path.read_text() == "select count(*) as n from airlines\n-- more")


def test_cells_are_completed_checked_and_laid_out(lab: Lab) -> None:
    notebook = new_notebook(lab)
    page = lab.page
    cell = notebook.write("%%deita\nselect carier from flights")
    mark = cell.locator(".cm-lintRange-error")
    mark.wait_for()
    assert mark.inner_text() == "carier"
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("%%deita\nselect f. from flights f")
    for _ in " from flights f":
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    offer = page.locator(".jp-Completer-item", has_text="dep_delay").first
    offer.click()
    lines = cell.locator(".cm-line")
    lines.filter(has_text="select f.dep_delay from flights f").wait_for()
    mark.wait_for(state="detached")

    # What the notebook gives a value is no error.
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Shift+c")
    page.locator(".lm-CommandPalette-input").fill("Format SQL in Cell")
    page.keyboard.press("Enter")
    lines.nth(1).filter(has_text="SELECT f.dep_delay").wait_for()
    assert lines.nth(2).inner_text() == "FROM flights f"
