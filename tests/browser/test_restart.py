"""Close everything, start again: it is all still there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tests.api import api_of, new_room
from tests.browser.grid import Grid
from tests.browser.lab import open_lab, write_settings
from tests.browser.notebook import Notebook, new_notebook
from tests.server import running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_it_is_all_still_there(browser: Browser, files: Path, tmp_path: Path) -> None:
    write_settings(tmp_path)
    with running_server(tmp_path, lab=True) as server, open_lab(browser, server) as lab:
        with api_of(server) as api:
            room = new_room(api, "Kept")
            room.table("weather", (files / "weather.csv").read_bytes())
            api.ok("DELETE", f"/workspaces/{api.ok('GET', '/workspaces')['items'][1]['id']}")
        notebook = new_notebook(lab)
        notebook.run("%%deita\nSELECT origin, temp FROM weather ORDER BY temp DESC NULLS LAST")
        kept = Grid(notebook.cells.first.locator(".deita-Result"))
        hottest = kept.say("Control+Home")
        notebook.save()
        first = lab.open_table("weather").say("Control+Home")
        lab.kept('"current": "deita-tables:')
        lab.watch.check()

    with running_server(tmp_path, lab=True) as server, open_lab(browser, server) as lab:
        assert lab.switcher.locator("option:checked").inner_text() == "Kept"
        line = lab.line("table", "weather")
        line.wait_for()
        assert line.locator(".deita-Line-note").inner_text() == "26,115"

        lab.page.locator(".lm-TabBar-tab", has_text="weather").click()
        tab = Grid(lab.page.locator(".deita-GridTab:not(.lm-mod-hidden)")).ready()
        assert tab.label == "weather: 26,115 rows, 15 columns"
        assert tab.say("Control+Home") == first

        lab.page.locator(".lm-TabBar-tab", has_text="Untitled.ipynb").click()
        shown = Grid(Notebook(lab).cells.first.locator(".deita-Result"))
        shown.node.locator('.lm-DataGrid-viewport[aria-rowcount="26116"]').wait_for()
        assert shown.say("Control+Home") == hottest
        assert shown.say("Control+End").startswith("Row 26,115, temp: null")
        lab.watch.check()
