"""A grid of Deita, in a tab or under a cell, as a person reads and handles it."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from tests.browser.painted import settle, words

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

ROW = 24
FIRST = 73 + ROW // 2
"""Pixels, at the font size that JupyterLab begins with: of a row, and to the first one's middle."""


class Grid:
    """A grid below ``node``."""

    def __init__(self, node: Locator) -> None:
        self.node = node
        self.page: Page = node.page
        self.view = node.locator(".lm-DataGrid-viewport")
        self.said = node.locator(".deita-Grid-spoken")
        self.status = node.locator(".deita-StatusLine")
        self.chips = node.locator(".deita-FilterBar-chip")
        self.side = node.locator(".deita-SideView")
        self.cell = node.locator(".deita-Grid-table")

    def ready(self) -> Grid:
        """The grid, when rows are in view."""
        self.status.locator(".deita-StatusLine-view", has_text="row ").wait_for()
        return self

    @property
    def label(self) -> str:
        """What the grid is called for those who cannot see it."""
        return self.view.get_attribute("aria-label") or ""

    def rows_in_view(self) -> tuple[int, int]:
        """The first and the last row in view, from 1, as the status line says; 0 where none is."""
        text = self.status.locator(".deita-StatusLine-view").inner_text()
        first, last = re.findall(r"[\d,]+", text) or ("0", "0")
        return int(first.replace(",", "")), int(last.replace(",", ""))

    def wait_for_row(self, row: int) -> None:
        """Wait until a row, from 1, is the last in view."""
        view = self.status.locator(".deita-StatusLine-view", has_text=re.compile(f"–{row:,}$"))
        view.wait_for()

    def press(self, *keys: str) -> None:
        """Press keys while the grid has the focus."""
        self.view.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def say(self, *keys: str) -> str:
        """What is read out of the cell that the keys lead to."""
        self.said.evaluate("node => node.replaceChildren()")
        self.press(*keys)
        text = self.said.filter(has_text=re.compile("^Row (?!.*: loading$)"))
        text.wait_for(state="attached")
        return text.inner_text()

    def shows(self, rows: str) -> None:
        """Wait until the line below says that so many rows are seen: `8,122 of 336,776 rows`."""
        self.status.locator(".deita-StatusLine-rows", has_text=re.compile(f"^{rows} ·")).wait_for()

    def go(self, row: int, column: int) -> None:
        """Put the cursor on a cell; both count from 0."""
        self.press("Control+Home", *["ArrowRight"] * column, *["ArrowDown"] * row)

    def headers(self) -> dict[str, tuple[float, float]]:
        """Where the names of columns are in the window, as they were painted since last asked."""
        box = self.view.bounding_box()
        assert box is not None
        return {
            word.text: (box["x"] + word.x, box["y"] + word.y)
            for word in words(self.page)
            if word.font.startswith("600 ")
        }

    def wheel(self, pixels: int) -> None:
        """Turn the wheel over the grid."""
        self.view.hover(position={"x": 200, "y": 100})
        self.page.mouse.wheel(0, pixels)
        settle(self.page)

    def drag_scrollbar(self, share: float) -> None:
        """Drag the scroll bar's thumb to a place between 0, the top, and 1, the end."""
        bar = self.node.locator('.lm-ScrollBar[data-orientation="vertical"]')
        track = bar.locator(".lm-ScrollBar-track").bounding_box()
        thumb = bar.locator(".lm-ScrollBar-thumb").bounding_box()
        assert track is not None
        assert thumb is not None
        mouse, x = self.page.mouse, thumb["x"] + thumb["width"] / 2
        mouse.move(x, thumb["y"] + 3)
        mouse.down()
        top = track["y"] + 3
        mouse.move(x, top + share * (track["height"] - thumb["height"]), steps=4)
        mouse.up()

    def click(self, y: int) -> str:
        """Click into a row and go to its first cell; what is read out of it."""
        self.view.click(position={"x": 110, "y": y})
        # By then the cell that was clicked on is read out, a moment after the cursor came there.
        self.page.evaluate("() => new Promise(done => setTimeout(done, 250))")
        return self.say("Home")

    def copy(self, rows: int, columns: int) -> list[list[str]]:
        """Select with the keyboard, from the cell that has the cursor on, and copy."""
        self.press(*["Shift+ArrowRight"] * (columns - 1), *["Shift+ArrowDown"] * (rows - 1))
        self.said.evaluate("node => node.replaceChildren()")
        self.page.keyboard.press("Control+c")
        self.said.filter(has_text=re.compile("copied|^Copied")).wait_for(state="attached")
        text = self.page.evaluate("() => navigator.clipboard.readText()")
        return [*csv.reader(io.StringIO(text), delimiter="\t")]
