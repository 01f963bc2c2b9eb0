"""What axe-core finds in a page."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from tests.processes import missing

if TYPE_CHECKING:
    from playwright.sync_api import Page


def assert_nothing_serious(page: Page, selector: str) -> None:
    """Assert that nothing serious is found in what the selector finds."""
    if find_spec("axe_playwright_python") is None:
        missing("axe-playwright-python")
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, selector).response["violations"]
    serious = [
        (finding["id"], finding["help"], node["html"])
        for finding in found
        if finding["impact"] in ("serious", "critical")
        for node in finding["nodes"]
        # JupyterLab's own buttons of toolbars have no role.
        if not node["html"].startswith("<jp-button")
    ]
    assert not serious, serious
