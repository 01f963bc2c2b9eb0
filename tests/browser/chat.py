"""The chat of a window, as a person handles it, and a server whose models say what a test wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser.axe import EXPOSED
from tests.browser.lab import Lab, write_settings
from tests.llm import KEY, ScriptedLlm
from tests.server import Server, running_server

if TYPE_CHECKING:
    from playwright.sync_api import Locator


@contextmanager
def running_lab_with(
    llm: ScriptedLlm, home: Path, *, config: str = EXPOSED, **more: str
) -> Iterator[Server]:
    """A JupyterLab that has the provider's models; ``more`` are further settings of theirs."""
    write_settings(home)
    settings = {"BASE_URL": llm.url, "KEY": KEY, "RETRIES": "0", **more}
    environment = {f"DEITA_AI_{name}": value for name, value in settings.items()}
    with running_server(home, lab=True, environment=environment, config=config) as running:
        yield running


class Chat:
    """The chat of a window."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.page = lab.page
        self.node = lab.page.locator("#deita-chat")
        self.field = self.node.get_by_role("combobox", name="Ask about your data")
        self.answers = self.node.locator(".deita-Message-assistant")
        self.last = self.answers.last
        self.cards = self.node.locator(".deita-Card")

    def open(self) -> Chat:
        """Show it."""
        if not self.node.is_visible():
            self.page.locator('.lm-TabBar-tab[data-id="deita-chat"]').click()
        self.field.wait_for()
        return self

    def ask(self, text: str) -> None:
        """Write and send."""
        self.field.fill(text)
        self.field.press("Enter")

    def answered(self, count: int = 1) -> Locator:
        """The answer of that number, when it has ended."""
        return _ended(self.answers.nth(count - 1))

    def last_answered(self) -> Locator:
        """The last answer, when it has ended."""
        return _ended(self.last)

    def button(self, name: str) -> Locator:
        """A button of the chat."""
        return self.node.get_by_role("button", name=name, exact=True)

    def menu(self, button: Locator, item: str) -> None:
        """Choose from the menu of a button."""
        button.click()
        self.page.locator(".lm-Menu-item", has_text=item).click()

    def palette(self, label: str) -> None:
        """Run a command."""
        self.page.keyboard.press("Control+Shift+c")
        self.page.locator(".lm-CommandPalette-input").fill(label)
        self.page.locator(".lm-CommandPalette-item", has_text=label).click()

    def new_thread(self) -> None:
        """Begin another thread."""
        self.button("New thread").click()


def _ended(answer: Locator) -> Locator:
    answer.locator(".deita-Message-foot").wait_for()
    return answer
