"""The server goes away while the panel is open, and comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.api import Room, api_of
from tests.browser.lab import OpenLab, write_settings
from tests.server import running_server


def test_the_panel_says_so_and_comes_back(
    open_window: OpenLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_settings(tmp_path)
    with running_server(tmp_path, lab=True) as server:
        with api_of(server) as api:
            room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
            room.table("numbers", "n\n1\n2\n")
        lab = open_window(server)
        lab.line("table", "numbers").wait_for()
        server.kill()
        stale = lab.panel.locator(".deita-Stale")
        stale.wait_for()
        assert "server does not answer" in stale.inner_text()
        assert "Check that Jupyter is still running" in stale.inner_text()
        assert stale.get_by_role("button", name="Try again").is_visible()
        assert lab.line("table", "numbers").is_visible(), "what was there stays to be read"

    port = int(server.url.split(":")[2].split("/")[0])
    monkeypatch.setattr("tests.server.free_ports", lambda _count: [port])
    token = {"JUPYTER_TOKEN": server.token}
    with running_server(tmp_path, lab=True, environment=token) as again:
        stale.wait_for(state="detached", timeout=60_000)
        with api_of(replace(again, token=server.token)) as api:
            Room(api, room.id).table("letters", "a\nb\n")
        lab.line("table", "letters").wait_for()
        lab.watch.forget()  # Requests that nobody answered.
