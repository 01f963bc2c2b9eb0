"""Notebook 7: the panel and the cells that JupyterLab has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.api import Room, wait
from tests.browser.grid import Grid
from tests.browser.watch import Watch
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "id": "query",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": "",
        }
    ],
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}


def kernel_is_there(server: Server) -> bool:
    """Whether a kernel is idle and a page connected to it; before, keys would be lost."""
    kernels = [session["kernel"] for session in server.request("GET", "api/sessions")]
    return any(k["execution_state"] == "idle" and k["connections"] > 0 for k in kernels)


def test_the_panel_and_a_cell(browser: Browser, server: Server, room: Room) -> None:
    room.table("flights", "a,b\n1,x\n2,y\n")
    content = {"type": "notebook", "content": NOTEBOOK}
    server.request("PUT", "api/contents/query.ipynb", content)
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    try:
        watch = Watch(context, server.url)
        page = context.new_page()
        page.goto(f"{server.url}notebooks/query.ipynb?token={server.token}")
        page.locator(".jp-CodeCell").wait_for()
        wait(lambda: kernel_is_there(server))
        page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").wait_for()
        assert watch.asked == [], "nothing is asked before it is used"
        page.locator(".jp-CodeCell .cm-content").click()
        page.keyboard.insert_text("%%deita flights= <<\nfrom flights")
        # SQL is highlighted here too: `from` is a word of its language, and the magic is marked.
        cell = page.locator(".jp-CodeCell").first
        cell.locator(".deita-magic", has_text="%%deita").wait_for()
        cell.locator(".cm-line span", has_text=re.compile("^from$")).wait_for()
        page.keyboard.press("Shift+Enter")
        page.locator(".deita-Result-summary", has_text="2 rows").wait_for()
        grid = Grid(page.locator(".jp-OutputArea .deita-Result").first).ready()
        # Python and the grid see each other: it is a widget here as well.
        page.locator(".jp-CodeCell .cm-content").last.click()
        page.keyboard.insert_text("flights.grid.search = 'y'; flights.grid.search")
        page.keyboard.press("Shift+Enter")
        grid.status.get_by_text("1 of 2 rows").wait_for()
        page.get_by_role("menuitem", name="Deita", exact=True).click()
        page.locator(".lm-Menu-item", has_text="Show Tables and Files").click()
        table = page.locator("#deita-data-browser .deita-Line-table", has_text="flights")
        table.wait_for()
        # Here is no room for a tab: JupyterLab opens with it in a page of its own.
        with context.expect_page() as opened:
            table.dblclick()
        lab = opened.value
        lab.get_by_role("grid", name="flights").first.wait_for(timeout=60_000)
        lab.wait_for_url(lambda url: "/lab" in url and "deita-open" not in url)
        table.click(button="right")
        page.locator(".lm-Menu-item", has_text="Query in Notebook").click()
        page.locator(".jp-CodeCell .cm-content", has_text="select * from flights").wait_for()
        watch.check()
    finally:
        context.close()
