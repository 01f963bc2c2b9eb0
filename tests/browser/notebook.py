"""A notebook in JupyterLab."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from tests.browser.lab import Lab

if TYPE_CHECKING:
    from playwright.sync_api import Locator

_SECONDS = 60


class Notebook:
    """The notebook that is in front."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.node = lab.page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        self.cells = self.node.locator(".jp-CodeCell")

    def run(self, source: str) -> Locator:
        """Write into the active cell, run it by Shift+Enter; the cell when it has ended."""
        cell = self.write(source)
        self.lab.page.keyboard.press("Shift+Enter")
        cell.locator(".jp-InputPrompt", has_text=re.compile(r"\[\d+\]")).wait_for()
        return cell

    def write(self, source: str) -> Locator:
        """Write into the active cell; the cell."""
        active = self.node.locator(".jp-CodeCell.jp-mod-active")
        index = active.evaluate(
            "cell => [...cell.parentElement.querySelectorAll('.jp-CodeCell')].indexOf(cell)"
        )
        cell = self.cells.nth(index)
        cell.locator(".cm-content").click()
        self.lab.page.keyboard.type(source)
        return cell

    def save(self) -> None:
        """Save it, and wait until it is saved."""
        self.lab.page.keyboard.press("Control+s")
        self.lab.page.locator(".lm-TabBar-tab.jp-mod-current:not(.jp-mod-dirty)").wait_for()

    def kernels(self) -> list[dict[str, Any]]:
        """The kernels that a window is connected to."""
        kernels = [session["kernel"] for session in self.lab.server.request("GET", "api/sessions")]
        return [kernel for kernel in kernels if kernel["connections"] > 0]

    def wait_for_kernel(self) -> None:
        """Wait until a kernel is there, idle and connected; before, keys would be lost."""
        end = time.monotonic() + _SECONDS
        while not any(kernel["execution_state"] == "idle" for kernel in self.kernels()):
            assert time.monotonic() < end, "no kernel became idle"
            time.sleep(0.1)
        self.lab.page.locator("#jp-main-statusbar", has_text="| Idle").wait_for()


def new_notebook(lab: Lab) -> Notebook:
    """A new notebook by the launcher, with a kernel that is ready."""
    lab.page.locator('.jp-LauncherCard[data-category="Notebook"]').first.click()
    notebook = Notebook(lab)
    notebook.node.wait_for()
    notebook.wait_for_kernel()
    return notebook
