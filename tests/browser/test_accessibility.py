"""The panel without a mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api import Api, Room
from tests.browser.axe import EXPOSED, Axe
from tests.browser.grid import Grid
from tests.browser.lab import Lab, write_settings
from tests.server import Server, running_server


@pytest.fixture(scope="module")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A JupyterLab with a model whose provider's key is missing."""
    home = tmp_path_factory.mktemp("lab")
    write_settings(home)
    model = {"DEITA_AI_MODEL": "openrouter/openai/gpt-5-mini"}
    with running_server(home, lab=True, environment=model, config=EXPOSED) as running:
        yield running


@pytest.fixture(scope="module", autouse=True)
def tables(api: Api, files: Path) -> Room:
    """Two tables, and a file that is none."""
    room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
    for name in ("airlines", "airports"):
        room.table(name, (files / f"{name}.csv").read_bytes())
    return room


def focused(lab: Lab) -> str:
    """What is read out of the element in focus."""
    said: str = lab.page.evaluate(
        "() => document.activeElement.ariaLabel ?? document.activeElement.textContent"
    )
    return said


def test_the_panel_works_by_keyboard_alone(lab: Lab) -> None:
    lab.line("table", "airlines").wait_for()
    press = lab.page.keyboard.press
    # Coming up, the launcher takes the focus.
    lab.page.locator(".jp-LauncherCard").first.wait_for()
    lab.page.get_by_role("menuitem", name="File", exact=True).focus()
    for _ in range(30):
        press("Tab")
        if focused(lab) == "Filter tables and columns":
            break
    press("Tab")
    assert focused(lab) == "2 tables"
    press("ArrowDown")
    assert focused(lab) == "Table airlines, 16 rows"
    press("ArrowRight")
    lab.line("column", "carrier").wait_for()
    press("ArrowRight")
    assert focused(lab) == "Column carrier, varchar"
    press("ArrowLeft")
    press("ArrowLeft")
    lab.line("column", "carrier").wait_for(state="detached")
    press("End")
    assert focused(lab) == "History"
    press("Home")
    press("ArrowDown")
    press("Enter")
    grid = Grid(lab.page.locator(".deita-GridTab:not(.lm-mod-hidden)")).ready()
    lab.page.wait_for_function(
        "() => document.activeElement.classList.contains('lm-DataGrid-viewport')"
    )
    press("Control+End")
    grid.said.filter(has_text="Row 16, name: Mesa Airlines").wait_for(state="attached")
    press("Tab")
    lab.page.wait_for_function(
        "() => !document.activeElement.classList.contains('lm-DataGrid-viewport')"
    )

    # A model is set here without its provider's key: the chat says where that belongs.
    lab.page.locator('.lm-TabBar-tab[data-id="deita-chat"]').click()
    empty = lab.page.locator("#deita-chat .deita-Empty")
    empty.get_by_text("No model can be asked yet.").wait_for()
    assert "OPENROUTER_API_KEY" in empty.inner_text()
    axe = Axe(lab.page)
    axe.look("no model", "#deita-chat")
    assert not axe.serious, axe.serious
