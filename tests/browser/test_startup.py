"""What the extension costs those who do not use it."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import _BUILT
from tests.browser.lab import OpenLab
from tests.server import Server

MOST = 300_000
"""Bytes of scripts and style that may be loaded with the page."""
UNMINIFIED = 3
"""A build for development is so many times as large; it has no list of licenses."""

_LOADED = """
() => performance.getEntriesByType('resource')
  .filter(({ name }) => name.includes('/extensions/@deita/'))
  .map(({ name, decodedBodySize }) => [name.split('/').pop(), decodedBodySize])
"""


def test_little_is_loaded_with_the_page(open_window: OpenLab, server: Server) -> None:
    lab = open_window(server, path="lab/workspaces/light", panel=False)
    lab.page.locator(".jp-LauncherCard").first.wait_for()
    lab.page.wait_for_timeout(1000)
    loaded = dict(lab.page.evaluate(_LOADED))
    assert any(name.startswith("remoteEntry.") for name in loaded)
    minified = Path(_BUILT.parent, "static/third-party-licenses.json").exists()
    most = MOST if minified else MOST * UNMINIFIED
    assert sum(loaded.values()) < most, loaded
