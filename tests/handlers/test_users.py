"""A server that knows its users: each sees what is theirs, and nothing else."""

from __future__ import annotations

import queue

import psutil
import pytest

from tests.api import Api, Room, api_of, new_room
from tests.handlers.test_events import listening
from tests.server import Server


@pytest.fixture(scope="module")
def hers(alice: Api) -> Room:
    """Alice's workspace with something of every kind in it."""
    room = Room(alice, alice.ok("GET", "/workspaces")["items"][0]["id"])
    room.table("secrets", "a\n42\n")
    return room


def test_who_they_are(alice: Api, bob: Api) -> None:
    assert alice.ok("GET", "/me")["id"] == "alice"
    me = bob.ok("GET", "/me")
    assert (me["id"], me["name"]) == ("bob", "Bob")
    assert (me["limits"]["file_bytes"], me["limits"]["workspace_bytes"]) == (200_000_000,) * 2


def test_bob_sees_nothing_of_alices(hers: Room, alice: Api, bob: Api) -> None:
    [file] = alice.ok("GET", f"{hers.path}/files")["items"]
    [job] = alice.ok("GET", f"{hers.path}/jobs")["items"]
    [table] = alice.ok("GET", f"{hers.path}/tables")["items"]
    query = hers.query("SELECT a FROM secrets")
    before = (alice.ok("GET", hers.path), alice.ok("GET", f"{hers.path}/tables"))
    his = bob.ok("GET", "/workspaces")["items"]
    assert len(his) == 1
    assert his[0]["id"] != hers.id
    own = f"/workspaces/{his[0]['id']}"
    for verb, path in (
        ("GET", hers.path),
        ("DELETE", hers.path),
        ("GET", f"{hers.path}/files"),
        ("DELETE", f"{hers.path}/files/{file['id']}"),
        ("DELETE", f"{own}/files/{file['id']}"),
        ("GET", f"{hers.path}/jobs"),
        ("GET", f"/jobs/{job['id']}"),
        ("DELETE", f"/jobs/{job['id']}"),
        ("GET", f"{hers.path}/tables"),
        *(
            (verb, f"{workspace}/tables/{table['id']}{what}")
            for workspace in (hers.path, own)
            for verb, what in (("GET", ""), ("DELETE", ""), ("GET", "/rows"), ("GET", "/export"))
        ),
        ("GET", f"{hers.path}/history"),
        ("GET", f"{hers.path}/queries"),
        ("GET", f"/queries/{query['id']}"),
        ("DELETE", f"/queries/{query['id']}"),
        ("GET", f"/results/{query['id']}"),
        ("GET", f"/results/{query['id']}/rows"),
        ("GET", f"/results/{query['id']}/export"),
        ("GET", f"/results/{query['id']}/file"),
    ):
        error = bob.refused(404, "not_found", verb, path)
        assert "secrets" not in str(error)
        assert "alice" not in str(error)
    for path in (hers.path, f"{hers.path}/tables/{table['id']}", f"{own}/tables/{table['id']}"):
        bob.refused(404, "not_found", "PATCH", path, {"name": "mine"})
    strange = Room(bob, hers.id)
    strange.query_refused(404, "not_found", "SELECT a FROM secrets")
    sql = {"sql": "SELECT a FROM secrets"}
    bob.refused(404, "not_found", "POST", f"{hers.path}/queries/export", sql)
    bob.refused(
        404, "not_found", "POST", f"{hers.path}/files",
        params={"filename": "a.csv"}, content=b"a\n1\n",
    )  # fmt: skip
    mine = Room(bob, his[0]["id"])
    mine.query_refused(400, "unknown_table", "SELECT a FROM secrets")
    bob.refused(400, "unknown_table", "POST", f"{own}/queries/export", sql)
    after = (alice.ok("GET", hers.path), alice.ok("GET", f"{hers.path}/tables"))
    assert after == before
    assert alice.ok("GET", f"/results/{query['id']}/rows")["rows"] == [[42]]
    # Nor does she get to know where on the server's machine things lie.
    alice.refused(404, "not_found", "GET", f"/results/{query['id']}/file")


def test_an_id_of_alices_is_not_bobs_to_take(hers: Room, bob: Api) -> None:
    query = hers.query("SELECT a FROM secrets")
    his = Room(bob, bob.ok("GET", "/workspaces")["items"][0]["id"])
    his.query_refused(422, "invalid_request", "SELECT 'his'", id=query["id"])
    assert hers.api.ok("GET", f"/queries/{query['id']}")["rows"] == [[42]]


def test_names_are_taken_by_oneself_only(hers: Room, bob: Api) -> None:
    name = hers.api.ok("GET", hers.path)["name"]
    assert [item["name"] for item in bob.ok("GET", "/workspaces")["items"]] == [name]


def test_events_are_ones_own(hers: Room, alice: Api, bob: Api, hub: Server) -> None:
    with (
        listening(hub, {"X-Test-User": "alice"}) as her_ear,
        listening(hub, {"X-Test-User": "bob"}) as his_ear,
    ):
        alice.ok("PATCH", hers.path, {"name": "Renamed by Alice"})
        hers.ingest("more.csv", "a\n1\n")
        assert her_ear.next("workspaces", 5)
        room = new_room(bob, "His other")
        event = his_ear.next("workspaces", 5)
        assert event == {"type": "workspaces"}
        with pytest.raises(queue.Empty):
            his_ear.next("job", 0.5)
        bob("DELETE", room.path)
    alice.ok("PATCH", hers.path, {"name": "My workspace"})


def test_who_is_known_but_not_allowed(hub: Server, hers: Room) -> None:
    with api_of(hub, {"X-Test-User": "eve"}) as eve:
        for verb, path in (("GET", "/me"), ("GET", "/workspaces"), ("GET", hers.path)):
            eve.refused(403, "forbidden", verb, path)
        before = list((hub.data / "objects" / ".unfinished").glob("*"))
        eve.refused(
            403, "forbidden", "POST", f"{hers.path}/files",
            params={"filename": "a.csv"}, content=b"a\n" + b"1\n" * 5_000_000,
        )  # fmt: skip
        assert list((hub.data / "objects" / ".unfinished").glob("*")) == before


def test_no_kernel_is_let_in_as_everybody(hub: Server, alice: Api) -> None:
    """The secret says which server a kernel is of, not who its person is."""
    with api_of(hub, {"X-Test-User": "alice"}) as own:
        base = hub.url
        kernel = own.http.post(f"{base}api/kernels", json={}).json()["id"]
        try:
            [environ] = [
                child.environ()
                for child in psutil.Process(hub.process.pid).children()
                if kernel in " ".join(child.cmdline())
            ]
        finally:
            own.http.delete(f"{base}api/kernels/{kernel}")
    secret = environ["DEITA_KERNEL_SECRET"]
    with api_of(hub, {"X-Deita-Kernel": secret}) as stranger:
        stranger.refused(403, "forbidden", "GET", "/me")
        stranger.refused(403, "forbidden", "GET", "/workspaces")
    with api_of(hub, {"X-Deita-Kernel": secret, "X-Test-User": "bob"}) as both:
        assert both.ok("GET", "/me")["id"] == "bob"
