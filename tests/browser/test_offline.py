"""The server goes away while the panel is open, and comes back."""

from __future__ import annotations

from pathlib import Path

from tests.api import Room, api_of
from tests.browser.lab import OpenLab, write_settings
from tests.server import running_server


def test_it_is_said_and_comes_back(open_window: OpenLab, tmp_path: Path) -> None:
    write_settings(tmp_path)
    with running_server(tmp_path, lab=True) as server:
        with api_of(server) as api:
            room = Room(api, api.ok("GET", "/workspaces")["items"][0]["id"])
            room.table("numbers", "n\n" + "\n".join(map(str, range(5000))))
        lab = open_window(server)
        grid = lab.open_table("numbers")
        server.kill()
        grid.press("Control+End")
        did_not_come = grid.status.get_by_role("alert")
        did_not_come.get_by_text("Some rows did not come").wait_for()
        # However narrow the line is, it can be asked for them again.
        again, line = (
            box.bounding_box()
            for box in (did_not_come.get_by_role("button", name="Try again"), grid.status)
        )
        assert again is not None
        assert line is not None
        assert again["x"] + again["width"] <= line["x"] + line["width"]
        stale = lab.panel.locator(".deita-Stale")
        stale.wait_for()
        assert "server does not answer" in stale.inner_text()
        assert "Check that Jupyter is still running" in stale.inner_text()
        assert stale.get_by_role("button", name="Try again").is_visible()
        assert lab.line("table", "numbers").is_visible(), "what was there stays to be read"

    with running_server(tmp_path, lab=True, like=server) as same:
        stale.wait_for(state="detached", timeout=60_000)
        with api_of(same) as api:
            Room(api, room.id).table("letters", "a\nb\n")
        lab.line("table", "letters").wait_for()
        # The rows that did not come come by themselves.
        grid.status.locator(".deita-StatusLine-error:empty").wait_for(state="attached")
        grid.wait_for_row(5000)
        lab.watch.forget()  # Requests that nobody answered.
