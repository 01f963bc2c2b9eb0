"""The service itself over HTTP."""

from __future__ import annotations

import pytest

from deita_server_ext import __version__
from deita_server_ext.contract.openapi import document
from tests.api import Api, Room


def test_health(api: Api) -> None:
    assert api.ok("GET", "/health") == {"status": "ok", "version": __version__}


def test_me_on_a_machine_of_ones_own(api: Api) -> None:
    assert api.ok("GET", "/me") == {
        "id": "local",
        "name": "Local user",
        "shares": False,
        "limits": {
            "file_bytes": None,
            "workspace_bytes": None,
            "page_size": 50,
            "max_page_size": 1000,
            "requests_per_minute": None,
            "workspace_days": None,
            "query_timeout_seconds": 30.0,
        },
    }


def test_the_served_description_is_the_contracts(api: Api) -> None:
    assert api.ok("GET", "/openapi.json") == document()


def test_unknown_keys_are_refused(api: Api, room: Room) -> None:
    room.table("t", "a\n1\n")
    for verb, path, known in (
        ("POST", "/workspaces", {"name": "x"}),
        ("PATCH", room.path, {"name": "x"}),
        ("PATCH", f"{room.path}/tables/t", {"name": "x"}),
        ("POST", f"{room.path}/queries", {"sql": "SELECT 1"}),
    ):
        before = api.ok("GET", "/workspaces")
        error = api.refused(422, "invalid_request", verb, path, {**known, "nmae": "y"})
        assert error["details"] == {"field": "nmae"}
        assert "openapi.json" in error["hint"]
        assert api.ok("GET", "/workspaces") == before
        assert room.names() == ["t"]


@pytest.mark.parametrize("path", ["/me", "/workspaces"])
def test_answers_are_json_that_no_browser_shows(api: Api, path: str) -> None:
    headers = api("GET", path).headers
    assert headers["Content-Type"].startswith("application/json")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert len(headers["X-Request-ID"]) == 12
