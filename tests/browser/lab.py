"""JupyterLab with Deita's panel, as a person handles it."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.grid import Grid
from tests.browser.painted import RECORD, settle, words
from tests.browser.watch import Watch
from tests.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Locator, Page, Route, ViewportSize

SETTINGS: dict[str, dict[str, Any]] = {
    # No question about news, and nothing asked of other hosts.
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "extensionmanager-extension/plugin": {"enabled": False},
    # No question for a name when a new notebook is saved.
    "docmanager-extension/plugin": {"renameUntitledFileOnSave": False},
}
_SECONDS = 40
"""How long a page may take to show what is waited for; several browsers share a machine."""

SIZE: ViewportSize = {"width": 1280, "height": 800}
"""How large a window is unless it is to be smaller."""

_CLEAR = """
() => {
  const { shell } = jupyterapp;
  for (const widget of [...shell.widgets('main')]) {
    widget.dispose();
  }
  shell.collapseRight();
}
"""

_DROP = """
async ([place, files]) => {
  const transfer = new DataTransfer();
  for (const { name, url } of files) {
    const reply = await fetch(url);
    transfer.items.add(new File([await reply.blob()], name));
  }
  for (const type of ['dragenter', 'dragover', 'drop']) {
    place.dispatchEvent(
      new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer })
    );
  }
}
"""


def write_settings(home: Path, more: dict[str, dict[str, Any]] | None = None) -> None:
    """Keep JupyterLab quiet on the server of this home; ``more`` are settings by plugin."""
    for plugin, values in (SETTINGS | (more or {})).items():
        folder, name = plugin.split("/")
        path = (
            home / "config/lab/user-settings/@jupyterlab" / folder / f"{name}.jupyterlab-settings"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf-8")


class Lab:
    """A page with JupyterLab in it."""

    def __init__(self, page: Page, server: Server, watch: Watch) -> None:
        self.page = page
        self.server = server
        self.watch = watch
        self.panel = page.locator("#deita-data-browser")
        self.tree = self.panel.get_by_role("tree")
        self.switcher = self.panel.locator(".deita-Switcher-select")
        self.activities = self.panel.locator(".deita-Activity:not(.deita-Activity-all)")
        self._network: CDPSession | None = None

    def open(self, path: str = "lab") -> None:
        """Load JupyterLab by the address that `jupyter lab` prints, and wait until it is there."""
        self.page.goto(f"{self.server.url}{path}?token={self.server.token}")
        self.wait()

    def reload(self) -> None:
        """Load the page again."""
        self.page.reload()
        self.wait()

    def wait(self) -> None:
        """Wait until JupyterLab is there."""
        self.page.locator("#jupyterlab-splash").wait_for(state="detached")
        self.page.locator(".jp-LabShell").wait_for()

    def kept(self, *words: str) -> None:
        """Wait until JupyterLab has kept the layout of this window with all these words in it.

        It does so a moment after something changed; what came later is not there after a reload.
        What a tab holds may be kept before the tab itself, which `"current": "deita-…` tells.
        """
        named = re.search("/lab/workspaces/([^/?#]+)", self.page.url)
        path = f"lab/api/workspaces/{named[1] if named else 'default'}"
        end = time.monotonic() + _SECONDS
        while not all(word in (layout := self._layout(path)) for word in words):
            assert time.monotonic() < end, layout
            self.page.wait_for_timeout(100)

    def _layout(self, path: str) -> str:
        return json.dumps(self.server.request("GET", path), ensure_ascii=False)

    def open_panel(self) -> None:
        """Show the data browser, where it is not shown.

        A click on its tab hides it where the restored layout shows it in that moment: then
        another one is needed.
        """
        from playwright.sync_api import TimeoutError as TooLate

        tab = self.page.locator('.lm-TabBar-tab[data-id="deita-data-browser"]')
        tab.wait_for()
        for _attempt in range(3):
            if not self.panel.is_visible():
                tab.click()
            with suppress(TooLate):
                self.switcher.wait_for(timeout=5_000)
                return
        self.switcher.wait_for()

    def clear(self) -> None:
        """Leave all that is open, unsaved too, and begin anew with the panel.

        What was painted, said and asked until now is forgotten.
        """
        self.page.unroute_all()
        if self._network is not None:
            self.slow_down(-1)
        self.page.keyboard.press("Escape")
        self.page.set_viewport_size(SIZE)
        self.page.evaluate(_CLEAR)
        self.page.locator(".jp-LauncherCard:visible").first.wait_for()
        self.open_panel()
        words(self.page)
        self.watch.forget()
        self.watch.asked.clear()

    def slow_down(self, bytes_per_second: int) -> None:
        """Let uploads take the time they take over a network; -1 is as fast as they can be.

        One session says so: of several, each with a speed of its own, one wins.
        """
        if self._network is None:
            self._network = self.page.context.new_cdp_session(self.page)
            self._network.send("Network.enable")
        conditions = {"offline": False, "latency": 0, "downloadThroughput": -1}
        self._network.send(
            "Network.emulateNetworkConditions", conditions | {"uploadThroughput": bytes_per_second}
        )

    def line(self, kind: str, name: str) -> Locator:
        """A line of the tree: a table, column or file by its name."""
        text = self.page.locator(".deita-Line-name", has_text=re.compile(f"^{re.escape(name)}$"))
        return self.tree.locator(f".deita-Line-{kind}").filter(has=text)

    def button(self, name: str) -> Locator:
        """A button of the panel."""
        return self.panel.get_by_role("button", name=name, exact=True)

    def drop(self, files: Sequence[Path], on: Locator | None = None) -> None:
        """Drop files on the panel or on another place, as from a file manager."""
        place = self.panel if on is None else on
        self.page.evaluate(_DROP, [place.element_handle(), [*self._served(files)]])

    def pick(self, files: Sequence[Path]) -> None:
        """Choose files by the panel's button."""
        with self.page.expect_file_chooser() as chooser:
            self.button("Add files…").first.click()
        chooser.value.set_files([*files])

    def open_table(self, name: str) -> Grid:
        """Double-click a table; its grid when its rows are there."""
        self.line("table", name).dblclick()
        tab = self.page.locator(".deita-GridTab:not(.lm-mod-hidden)")
        return Grid(tab).ready()

    def command(self, command: str, label: str) -> None:
        """Run a command from the palette: the entry of this command that is called so."""
        from playwright.sync_api import TimeoutError as TooLate

        box = self.page.locator(".lm-CommandPalette-input")
        for _attempt in range(3):
            # Where something else takes the focus in that moment, it closes again.
            self.page.keyboard.press("Control+Shift+C")
            with suppress(TooLate):
                box.fill(label, timeout=5_000)
                break
        text = self.page.locator(
            ".lm-CommandPalette-itemLabel", has_text=re.compile(f"^{re.escape(label)}$")
        )
        item = self.page.locator(f'.lm-CommandPalette-item[data-command="{command}"]')
        item.filter(has=text).click()
        box.wait_for(state="hidden")
        settle(self.page)

    def choose(self, label: str) -> None:
        """Choose an entry of the menu that is open."""
        text = self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{re.escape(label)}$"))
        text.last.click()

    def theme(self, name: str) -> None:
        """Change the theme in the menu."""
        self.page.get_by_role("menuitem", name="Settings", exact=True).click()
        self.page.locator(".lm-Menu-item", has_text=re.compile("^Theme$")).hover()
        self.page.locator(".lm-Menu-item", has_text=re.compile(f"^{name}$")).click()
        self.page.locator(f'body[data-jp-theme-name="{name}"]').wait_for(state="attached")

    def _served(self, files: Sequence[Path]) -> Iterator[dict[str, str]]:
        """The files as the page can have them: from an address that only the test answers."""
        for number, file in enumerate(files):
            url = f"{self.server.url}the-desktop/{number}/{file.name}"
            self.page.route(url, partial(_give, file))
            yield {"name": file.name, "url": url}


OpenLab = Callable[..., Lab]
"""Opens JupyterLab of a server, with the options of :func:`open_lab`."""


def _give(file: Path, route: Route) -> None:
    route.fulfill(path=file)


@contextmanager
def open_lab(
    browser: Browser,
    server: Server,
    *,
    path: str = "lab",
    size: ViewportSize | None = None,
    panel: bool = True,
) -> Iterator[Lab]:
    """JupyterLab in a window of its own, that shares nothing with other windows."""
    context = browser.new_context(
        viewport=size or SIZE,
        permissions=["clipboard-read", "clipboard-write"],
        locale="en-US",
        reduced_motion="reduce",
    )
    context.set_default_timeout(_SECONDS * 1000)
    context.add_init_script(RECORD)
    watch = Watch(context, server.url)
    try:
        lab = Lab(context.new_page(), server, watch)
        lab.open(path)
        if panel:
            lab.open_panel()
        yield lab
    finally:
        context.close()
