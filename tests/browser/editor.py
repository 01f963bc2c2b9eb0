"""An SQL editor in JupyterLab, as a person handles it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.browser.lab import Lab

if TYPE_CHECKING:
    from playwright.sync_api import Locator


class Editor:
    """The editor that is in front."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.node = lab.page.locator(".deita-Editor:visible")
        self.text = self.node.locator(".cm-content")
        self.results = self.node.locator(".deita-Results")
        self.status = self.node.locator(".deita-Editor-status")

    def write(self, sql: str) -> None:
        """Put a text in place of what is there."""
        self.text.click()
        self.lab.page.keyboard.press("Control+a")
        self.lab.page.keyboard.press("Delete")
        self.lab.page.keyboard.insert_text(sql)

    def press(self, keys: str) -> None:
        """Press keys where the text is."""
        self.lab.page.keyboard.press(keys)

    def button(self, name: str) -> Locator:
        """A button of the toolbar."""
        return self.lab.page.locator(".jp-Toolbar:visible").get_by_role(
            "button", name=name, exact=True
        )

    def said(self, pattern: str) -> str:
        """The line below, when it is like this."""
        self.status.filter(has_text=re.compile(pattern)).wait_for()
        return self.status.inner_text()

    def lines(self) -> list[str]:
        """The text, line by line."""
        return [line.rstrip() for line in self.text.locator(".cm-line").all_inner_texts()]


def new_editor(lab: Lab) -> Editor:
    """An empty editor, by the launcher."""
    lab.page.locator(".jp-LauncherCard", has_text="SQL Editor").click()
    editor = Editor(lab)
    editor.text.wait_for()
    return editor
