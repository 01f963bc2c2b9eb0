"""Every room in every state, in each theme: nothing keeps people out, nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.api import Api, Room
from tests.browser.axe import EXPOSED, Axe, cut_off
from tests.browser.chat import Chat, running_lab_with
from tests.browser.editor import Editor, new_editor
from tests.browser.grid import Grid
from tests.browser.lab import Lab
from tests.browser.painted import settle
from tests.browser.test_imports import DIRTY, choose, importing
from tests.llm import ScriptedLlm, Words
from tests.server import Server

ANSWER = """The **first** of them, as [told](https://elsewhere.example/):
```sql
SELECT name FROM airlines ORDER BY name LIMIT 3
```
| carrier | name |
|---|---|
| AA | American |
"""
MISTAKEN = "```sql\nSELECT nmae FROM airlines\n```"
KINDS = """
SELECT 1 AS id, repeat('word ', 200) AS text, '{"a": [1, {"b": "x"}]}'::JSON AS json, DATE
  '2013-01-01' AS day
UNION ALL SELECT 2, 'b', NULL, DATE '2013-01-02'
"""
NARROW = {
    "twice the size": (640, 400),
    "half a window": (570, 800),
    "a panel's width": (352, 800),
}
"""Widths and heights of the window, whose bars at the sides take 70 pixels of it."""
_TABS = """
() => [...jupyterapp.shell.widgets('main')]
  .filter(({ content }) => content?.node.className.includes('deita-'))
  .map(({ id }) => id)
"""


@pytest.fixture(scope="module")
def server(
    chromium: str, llm: ScriptedLlm, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A JupyterLab with a model, whose theme can be changed while a menu is open."""
    with running_lab_with(
        llm,
        tmp_path_factory.mktemp("lab"),
        config=EXPOSED,
        MODELS="openai/one=The first,openai/two",
        TOKENS_DAILY="1000000",
    ) as running:
        yield running


@pytest.fixture
def room(api: Api) -> Room:
    """The workspace that is there at the start, with nothing in it."""
    for workspace in api.ok("GET", "/workspaces")["items"]:
        # A try before this one has left it full.
        api("DELETE", f"/workspaces/{workspace['id']}")
    return Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])


class Look:
    """One window, led from room to room."""

    def __init__(self, lab: Lab, room: Room, llm: ScriptedLlm, folder: Path) -> None:
        self.lab = lab
        self.page = lab.page
        self.room = room
        self.llm = llm
        self.folder = folder
        self.axe = Axe(lab.page)
        self.chat = Chat(lab)
        self.dialog = lab.page.locator(".jp-Dialog-content")

    def at(self, state: str, *selectors: str) -> None:
        """Look at what is there now."""
        self.axe.look(state, *selectors)

    def empty(self) -> None:
        """A workspace with nothing in it, and a chat in which nothing was asked."""
        self.lab.panel.locator(".deita-Empty").wait_for()
        self.chat.open()
        self.at("empty", "#deita-data-browser", "#deita-chat")

    def panel(self, files: Path) -> None:
        """The data browser with a bit of everything."""
        self.room.table("airlines", (files / "airlines.csv").read_bytes())
        self.room.table("airports", (files / "airports.csv").read_bytes())
        self.room.ingest("weather.csv", DIRTY)
        self.room.table("crews", "name,people\nUnited,3\nDelta,4\n")
        self.room.ingest("more.csv", "who,people\nAlaska,5\n")
        kinds = self.folder / "kinds.parquet"
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({KINDS}) TO '{kinds}'")
        self.room.ingest("kinds.parquet", kinds.read_bytes())
        (self.folder / "empty.csv").write_bytes(b"")
        self.lab.drop([self.folder / "empty.csv"])
        failed = self.lab.panel.locator('.deita-Activity[data-phase="failed"]')
        failed.wait_for()
        self.lab.watch.forget()  # The browser itself notes an answer that is no success.
        self.lab.line("table", "airports").locator(".deita-Caret").click()
        self.lab.line("column", "lat").locator(".deita-Bars").wait_for()
        for section in ("Files", "Saved queries", "History"):
            self.lab.tree.get_by_text(section, exact=True).click()
        self.lab.tree.locator(".deita-Line-remark").first.wait_for()
        self.at("full", "#deita-data-browser")
        failed.click(button="right")
        entries = self.page.locator(".lm-Menu .lm-Menu-item:not(.lm-mod-disabled)")
        entries.filter(has_text="Dismiss Notice").click()
        failed.wait_for(state="detached")
        self.lab.line("table", "airports").locator(".deita-Caret").click()
        for section in ("Files", "Saved queries", "History"):
            self.lab.tree.get_by_text(section, exact=True).click()

    def dialogs(self) -> None:
        """Questions."""
        self.lab.button("Workspace: new, rename, delete").click()
        self.page.locator(".lm-Menu-item", has_text="New Workspace…").click()
        self.dialog.get_by_role("textbox").wait_for()
        self.at("a name", ".jp-Dialog")
        self.dialog.get_by_role("button", name="Cancel").click()
        choose(self.lab, "table", "airlines", "Describe…")
        self.dialog.get_by_label("What is in the table").wait_for()
        self.at("descriptions", ".jp-Dialog")
        self.dialog.get_by_role("button", name="Cancel").click()

    def grid(self) -> None:
        """Rows, a value beside them, what is filtered, and by what."""
        grid = self.lab.open_table("kinds")
        grid.go(0, 1)
        grid.press("Alt+ArrowDown")
        form = self.page.get_by_role("dialog", name="Filter text")
        form.get_by_role("checkbox").first.wait_for()
        self.at("filter", ".deita-Popover")
        form.get_by_label("Value", exact=True).fill("w")
        self.page.keyboard.press("Enter")
        grid.shows("1 of 2 rows")
        grid.go(0, 2)
        grid.press("Enter")
        grid.side.get_by_role("heading", name="Row 1, json").wait_for()
        self.at("rows", ".deita-GridTab:not(.lm-mod-hidden)")

    def profile(self) -> None:
        """What the columns hold."""
        choose(self.lab, "table", "airports", "Profile")
        self.page.locator(".deita-ProfileCard-bars").first.wait_for()
        self.at("profile", ".deita-Profile")

    def imports(self) -> None:
        """How a file was read, and how it is to be."""
        choose(self.lab, "table", "weather", "How It Was Read")
        self.page.get_by_role("heading", name="What needs a look").wait_for()
        self.at("report", ".deita-Report-view")
        choose(self.lab, "table", "weather", "Snapshots")
        self.page.get_by_role("button", name="Open snapshot 1").wait_for()
        self.at("snapshots", ".deita-Snapshots-view")
        choose(self.lab, "table", "crews", "Append a File…")
        files = self.dialog.locator("select")
        files.wait_for()
        self.at("which file", ".jp-Dialog")
        options = files.locator("option").all_inner_texts()
        files.select_option(label=next(each for each in options if each.startswith("more")))
        self.dialog.get_by_role("button", name="Look into It").click()
        tab = importing(self.lab)
        tab.locator(".deita-Mapping tbody tr").first.wait_for()
        self.at("which column goes where", ".deita-Import:not(.lm-mod-hidden *)")
        tab.get_by_role("button", name="Cancel").click()
        choose(self.lab, "table", "weather", "Import Again with Other Options…")
        tab = importing(self.lab)
        tab.get_by_text("2 lines need a look").click()
        self.at("import", ".deita-Import:not(.lm-mod-hidden *)")
        tab.get_by_label("Strict").check()
        tab.get_by_role("alert").wait_for()
        self.at("refused", ".deita-Import:not(.lm-mod-hidden *)")
        tab.get_by_label("Strict").uncheck()
        self.lab.watch.forget()  # The browser itself notes an answer that is no success.

    def editor(self) -> Editor:
        """Statements, what they gave, what is wrong with them, how they are worked out."""
        self.page.locator(".lm-TabBar-tab", has_text="Launcher").click()
        editor = new_editor(self.lab)
        self.at("nothing run yet", ".deita-EditorTab")
        editor.write("select name, :n as n from airlines;\nselect carier from airlines")
        editor.node.get_by_label("n", exact=True).fill("1")
        editor.text.click()
        editor.press("Control+Enter")
        editor.said("Failed")
        mark = editor.text.locator(".cm-lintRange-error")
        mark.hover()
        self.page.locator(".cm-tooltip .deita-Mark-hint").wait_for()
        self.at("failed", ".deita-EditorTab", ".cm-tooltip")
        editor.results.get_by_role("tab").first.click()
        Grid(editor.results.locator(".deita-RunPage:visible")).ready()
        editor.text.click()
        editor.press("Control+End")
        self.page.keyboard.type(";\nselect na")
        self.page.locator(".cm-tooltip-autocomplete li").first.wait_for()
        self.at("rows and offers", ".deita-EditorTab", ".cm-tooltip-autocomplete")
        self.page.keyboard.press("Escape")
        editor.write("select :n as n, name from airlines order by name")
        editor.button("Explain and Run").click()
        editor.results.locator(".deita-Plan").get_by_text("SEQ SCAN").wait_for()
        self.at("plan", ".deita-EditorTab")
        self.lab.watch.forget()  # The browser itself notes an answer that is no success.
        return editor

    def chart(self) -> None:
        """Marks, what they are made of, and their numbers."""
        self.lab.line("table", "airports").dblclick()
        Grid(self.page.locator(".deita-GridTab:not(.lm-mod-hidden)")).ready()
        shown = self.page.locator(".deita-GridTab:not(.lm-mod-hidden)")
        shown.get_by_role("button", name="Chart", exact=True).click()
        tab = self.page.locator(".deita-ChartTab:not(.lm-mod-hidden)")
        tab.locator("[data-drawn=true] svg").wait_for()
        tab.get_by_role("button", name="Show the numbers").click()
        tab.get_by_role("region", name="What is drawn, as a table").wait_for()
        self.at("chart", ".deita-ChartTab:not(.lm-mod-hidden)")

    def answers(self) -> None:
        """What was asked, what came of it, and what may be mentioned."""
        self.llm.say(ANSWER, *[MISTAKEN] * 4, Words("word " * 2000, pause=0.05))
        self.chat.ask("Which?")
        self.chat.answered()
        self.chat.cards.first.get_by_role("button", name="Run", exact=True).click()
        self.chat.cards.first.get_by_role("grid").wait_for()
        self.chat.ask("And what not?")
        self.chat.answered(2)
        self.chat.field.press_sequentially("@air")
        self.chat.node.get_by_role("listbox").get_by_role("option").first.wait_for()
        self.at("answered", "#deita-chat")
        self.chat.field.press("Escape")
        self.chat.ask("Tell me much")
        self.chat.answers.nth(2).get_by_text("word word").wait_for()
        self.at("while it is written", "#deita-chat")
        self.chat.button("Stop the answer").click()
        self.chat.node.locator(".deita-Chat-thread").click()
        self.chat.node.locator(".deita-Threads-name").first.wait_for()
        self.at("threads", "#deita-chat")

    def status(self) -> None:
        """What runs, in the bar below."""
        self.page.locator(".deita-Status").first.click()
        self.page.locator(".deita-Running").wait_for()
        self.at("status bar", "#jp-main-statusbar .deita-Status", ".deita-Running")
        self.page.keyboard.press("Escape")

    def narrow(self) -> list[str]:
        """What is cut off where there is little room."""
        found = []
        self.page.evaluate("() => { jupyterapp.shell.collapseLeft(); }")
        self.page.evaluate("() => { jupyterapp.shell.collapseRight(); }")
        tabs = self.page.evaluate(_TABS)
        assert len(tabs) >= 6, tabs
        for size, (width, height) in NARROW.items():
            self.page.set_viewport_size({"width": width, "height": height})
            for tab in tabs:
                self.page.evaluate("id => jupyterapp.shell.activateById(id)", tab)
                settle(self.page)
                found += [f"{size}: {each}" for each in cut_off(self.page, f"[id='{tab}']")]
        return found


def test_nothing_keeps_people_out(
    room: Room, lab: Lab, llm: ScriptedLlm, files: Path, tmp_path: Path
) -> None:
    look = Look(lab, room, llm, tmp_path)
    look.empty()
    look.panel(files)
    look.dialogs()
    look.grid()
    look.profile()
    look.imports()
    look.editor()
    look.chart()
    look.answers()
    look.status()
    serious = [f"{each['state']}: {each}" for each in look.axe.serious]
    assert not serious, "\n".join(serious)
    assert not (cut := look.narrow()), "\n".join(cut)
