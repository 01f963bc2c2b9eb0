"""Workspaces that are shared: who may do what, over every route, and who is told."""

from __future__ import annotations

import queue
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from deita_server_ext.contract.routes import OPERATIONS
from tests.answers import Conversation, Told
from tests.api import Api, Room, api_of, new_room, wait
from tests.handlers.test_events import listening
from tests.handlers.test_running import SLOW
from tests.handlers.tus import BYTES, VERSION, metadata
from tests.llm import ScriptedLlm, Words
from tests.server import Server

ZEROS = "0" * 32
SQL = {"sql": "SELECT count(*) AS n FROM flights"}
CHART = {"chart": {"mark": "bar", "x": {"column": "carrier"}, "y": {"aggregate": "count"}}}
ANYBODY, OWN, READ, EDIT, RULE = "anybody", "own", "viewer", "editor", "owner"
"""Of no workspace; the person's own alone; and what somebody has to be in the workspace."""


def sent(json: object = None, **how: Any) -> dict[str, Any]:
    """How a request is sent, and what its places stand for where that is nothing."""
    return {**({} if json is None else {"json": json}), **how}


W = "/workspaces/{workspace}"
DECISIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "GET /health": (ANYBODY, {}),
    "GET /me": (ANYBODY, {}),
    "GET /openapi.json": (ANYBODY, {}),
    "GET /events": (ANYBODY, {}),
    "GET /ai": (ANYBODY, {}),
    "GET /functions": (ANYBODY, {}),
    "GET /workspaces": (ANYBODY, {}),
    "POST /workspaces": (ANYBODY, {}),
    "PUT /leases/{holder}": (ANYBODY, {}),  # by the user's id: of others nothing is reached
    "DELETE /leases/{holder}": (ANYBODY, {}),
    f"GET {W}": (READ, {}),
    f"PATCH {W}": (RULE, sent({"name": "Mine now"})),
    f"DELETE {W}": (RULE, {}),
    f"GET {W}/members": (READ, {}),
    f"PUT {W}/members/{{user}}": (RULE, sent({"role": "editor"})),
    f"DELETE {W}/members/{{user}}": (RULE, {}),
    f"GET {W}/files": (READ, {}),
    f"POST {W}/files": (EDIT, sent(params={"filename": "new.csv"}, content=b"a\n1\n")),
    f"POST {W}/files/from-url": (EDIT, sent({"url": "http://nowhere.invalid/0" + ZEROS})),
    f"GET {W}/files/{{file}}/content": (READ, {}),
    f"DELETE {W}/files/{{file}}": (EDIT, sent(places={"file": ZEROS})),
    f"GET {W}/uploads": (EDIT, {}),
    f"POST {W}/uploads": (
        EDIT,
        sent(
            headers={
                **VERSION, "Upload-Length": "3", "Upload-Metadata": metadata(filename="n.csv"),
            }
        ),
    ),
    f"GET {W}/uploads/{{upload}}": (EDIT, {}),
    f"HEAD {W}/uploads/{{upload}}": (EDIT, sent(headers=VERSION)),
    f"PATCH {W}/uploads/{{upload}}": (
        EDIT, sent(headers={**BYTES, "Upload-Offset": "0"}, content=b"a\n1"),
    ),
    f"DELETE {W}/uploads/{{upload}}": (EDIT, sent(headers=VERSION)),
    f"GET {W}/jobs": (READ, {}),
    "GET /jobs/{job}": (READ, {}),
    "DELETE /jobs/{job}": (EDIT, {}),
    f"POST {W}/previews": (EDIT, sent({"file_id": ZEROS})),
    f"POST {W}/ingests": (EDIT, sent({"file_id": ZEROS})),
    f"GET {W}/tables": (READ, {}),
    f"POST {W}/tables": (EDIT, sent({"name": "made", "result_id": ZEROS})),
    f"GET {W}/tables/{{table}}": (READ, {}),
    f"PATCH {W}/tables/{{table}}": (EDIT, sent({"description": "From 2013."})),
    f"DELETE {W}/tables/{{table}}": (EDIT, sent(places={"table": ZEROS})),
    f"POST {W}/tables/{{table}}/undelete": (EDIT, sent(places={"table": ZEROS})),
    f"GET {W}/tables/{{table}}/snapshots": (READ, {}),
    f"POST {W}/tables/{{table}}/restore": (
        EDIT, sent({"snapshot": 1}, places={"table": ZEROS}),
    ),
    f"GET {W}/tables/{{table}}/report": (READ, {}),
    f"GET {W}/tables/{{table}}/rejects": (READ, {}),
    f"GET {W}/tables/{{table}}/rows": (READ, {}),
    f"POST {W}/tables/{{table}}/rows": (READ, sent({})),
    f"POST {W}/tables/{{table}}/summary": (READ, sent({})),
    f"GET {W}/tables/{{table}}/profile": (READ, {}),
    f"POST {W}/tables/{{table}}/sql": (READ, sent({})),
    f"POST {W}/tables/{{table}}/chart": (READ, sent(CHART)),
    f"GET {W}/tables/{{table}}/export": (READ, sent(params={"format": "csv"})),
    f"POST {W}/queries": (READ, sent(SQL)),
    f"GET {W}/queries": (READ, {}),
    f"GET {W}/history": (READ, {}),
    f"POST {W}/queries/export": (READ, sent({**SQL, "format": "csv"})),
    f"POST {W}/check": (READ, sent(SQL)),
    f"POST {W}/format": (READ, sent(SQL)),
    f"POST {W}/plan": (READ, sent(SQL)),
    f"GET {W}/saved-queries": (READ, {}),
    f"POST {W}/saved-queries": (EDIT, sent({"name": "Another", **SQL})),
    f"GET {W}/saved-queries/{{saved}}": (READ, {}),
    f"PATCH {W}/saved-queries/{{saved}}": (EDIT, sent({"description": "All."})),
    f"DELETE {W}/saved-queries/{{saved}}": (EDIT, sent(places={"saved": ZEROS})),
    "GET /queries/{query}": (OWN, {}),
    "DELETE /queries/{query}": (OWN, {}),
    "GET /results/{result}": (OWN, {}),
    "GET /results/{result}/file": (OWN, {}),
    "GET /results/{result}/rows": (OWN, {}),
    "POST /results/{result}/rows": (OWN, sent({})),
    "POST /results/{result}/summary": (OWN, sent({})),
    "POST /results/{result}/sql": (OWN, sent({})),
    "POST /results/{result}/chart": (OWN, sent(CHART)),
    "GET /results/{result}/export": (OWN, sent(params={"format": "csv"})),
    f"GET {W}/ai": (READ, {}),
    f"PATCH {W}/ai": (RULE, sent({"sends": "samples"})),
    f"GET {W}/threads": (READ, {}),
    f"POST {W}/threads": (READ, sent({"name": "My own"})),
    f"GET {W}/threads/{{thread}}": (READ, {}),
    f"PATCH {W}/threads/{{thread}}": (READ, sent({"name": "x"}, places={"thread": ZEROS})),
    f"DELETE {W}/threads/{{thread}}": (READ, sent(places={"thread": ZEROS})),
    f"GET {W}/threads/{{thread}}/messages": (READ, {}),
    f"POST {W}/threads/{{thread}}/messages": (
        READ, sent({"text": "How many?"}, places={"thread": ZEROS}),
    ),
    f"GET {W}/threads/{{thread}}/messages/{{message}}/events": (READ, {}),
    f"PATCH {W}/threads/{{thread}}/messages/{{message}}": (READ, sent({"feedback": "up"})),
    f"POST {W}/threads/{{thread}}/messages/{{message}}/stop": (READ, sent({})),
    f"GET {W}/verified": (READ, {}),
    f"POST {W}/verified": (EDIT, sent({"question": "How many?", **SQL})),
    f"POST {W}/verified/run": (EDIT, sent({})),
    f"DELETE {W}/verified/{{verified}}": (EDIT, {}),
}  # fmt: skip
"""Of each route, what somebody has to be, and a request that would be answered.

Where a request would take away what the next one needs, it is about what is not there.
"""
ROLES = ("stranger", READ, EDIT)
NO_WORKSPACE = "There is no such workspace."


@pytest.fixture(scope="module")
def people(hub: Server) -> Iterator[dict[str, Api]]:
    """Carol owns what Dave may edit and Erin may read; Frank has nothing to do with it."""
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(api_of(hub, {"X-Test-User": name}))
            for name in ("carol", "dave", "erin", "frank")
        }


def share(room: Room, **roles: str | None) -> None:
    """Make people what they are to be in the room; None removes one."""
    for name, role in roles.items():
        path = f"{room.path}/members/{name}"
        if role is None:
            room.api.ok("DELETE", path)
        else:
            made = room.api.ok("PUT", path, {"role": role})
            assert (made["user"], made["role"]) == (name, role)


@pytest.fixture(scope="module")
def shared(people: dict[str, Api]) -> Room:
    """Carol's workspace with something of every kind in it."""
    room = new_room(people["carol"], "Shared")
    room.table("flights", "carrier,n\nUA,1\nAA,2\n")
    room.api.ok("POST", f"{room.path}/saved-queries", {"name": "kept", **SQL})
    share(room, dave="editor", erin="viewer")
    return room


def to(room: Room, api: Api) -> Room:
    """The same room, as somebody else."""
    return Room(api, room.id)


def test_each_route_has_a_decision() -> None:
    assert set(DECISIONS) == {f"{one.verb} {one.path}" for one in OPERATIONS}


@pytest.mark.parametrize(
    ("role", "name"), [("stranger", "frank"), (READ, "erin"), (EDIT, "dave")]
)  # fmt: skip
def test_each_may_do_what_the_role_allows(
    role: str, name: str, people: dict[str, Api], shared: Room
) -> None:
    [file] = [
        one
        for one in shared.api.ok("GET", f"{shared.path}/files")["items"]
        if one["name"] == "flights.csv"
    ]
    job = shared.api.ok("GET", f"{shared.path}/jobs")["items"][-1]
    query = shared.query(SQL["sql"])
    thread = shared.api.ok("POST", f"{shared.path}/threads", {"name": "All", "shared": True})
    known = {
        "workspace": shared.id, "user": "nobody", "file": file["id"], "job": job["id"],
        "table": "flights", "saved": "kept", "query": query["id"], "result": query["id"],
        "thread": thread["id"],
    }  # fmt: skip
    before = shared.api.ok("GET", f"{shared.path}/members")
    wrong = []
    for named, (needs, how) in DECISIONS.items():
        if needs == ANYBODY:
            continue
        verb, template = named.split(" ")
        request = dict(how)
        places = {**known, **request.pop("places", {})}
        path = re.sub(r"{(\w+)}", lambda found: places.get(found[1], ZEROS), template)  # noqa: B023
        response = people[name].http.request(verb, path, **request)
        said = verdict(response)
        nothing = ZEROS in path or ZEROS in str(request)
        if needs == OWN:
            right = said == "gone"
        elif role == "stranger":
            right = said == ("gone" if verb == "HEAD" else "no workspace")
        elif ROLES.index(role) < (*ROLES, RULE).index(needs):
            right = said == "refused"
        else:
            right = said == "done" or (nothing and said in ("gone", "other"))
        if not right:
            wrong.append((named, said, response.text))
    assert wrong == []
    assert shared.api.ok("GET", f"{shared.path}/members") == before
    assert shared.api.ok("GET", shared.path)["name"] == "Shared"
    assert shared.api.ok("GET", f"{shared.path}/ai")["sends"] == "profiles"


def verdict(response: httpx.Response) -> str:
    """What an answer comes to."""
    if response.is_success:
        return "done"
    if response.request.method == "HEAD":
        return {403: "refused", 404: "gone"}.get(response.status_code, "other")
    error = response.json()["error"]
    if error["code"] == "not_allowed":
        assert "carol" in error["hint"], error
        return "refused"
    if error["message"] == NO_WORKSPACE:
        assert response.status_code == 404
        return "no workspace"
    return "gone" if error["code"] == "not_found" else "other"


def test_a_workspace_is_shared_changed_and_left(people: dict[str, Api]) -> None:
    carol, dave, erin = (people[name] for name in ("carol", "dave", "erin"))
    room = new_room(carol, "For a while")

    def of(api: Api) -> list[tuple[str, str]]:
        items = api.ok("GET", "/workspaces")["items"]
        return [(one["owner"], one["role"]) for one in items if one["id"] == room.id]

    assert of(carol) == [("carol", "owner")]
    assert of(dave) == []
    share(room, dave="viewer", erin="editor")
    assert of(dave) == [("carol", "viewer")]
    assert dave.ok("GET", room.path)["role"] == "viewer"
    listed = dave.ok("GET", f"{room.path}/members")["items"]
    assert [(one["user"], one["role"]) for one in listed] == [
        ("carol", "owner"), ("dave", "viewer"), ("erin", "editor"),
    ]  # fmt: skip
    # One's own come first, and there is always one.
    first = dave.ok("GET", "/workspaces")["items"][0]
    assert (first["owner"], first["role"]) == ("dave", "owner")

    save = ("POST", f"{room.path}/saved-queries")
    error = dave.refused(403, "not_allowed", *save, {"name": "a", "sql": "x"})
    assert "carol" in error["hint"]
    share(room, dave="editor")
    dave.ok(*save, {"name": "a", "sql": "x"})
    share(room, dave="viewer")
    dave.refused(403, "not_allowed", *save, {"name": "b", "sql": "x"})

    dave.refused(403, "not_allowed", "DELETE", f"{room.path}/members/erin")
    dave.ok("DELETE", f"{room.path}/members/dave")
    dave.refused(404, "not_found", "GET", room.path)
    dave.refused(404, "not_found", "DELETE", f"{room.path}/members/dave")
    carol.refused(404, "not_found", "DELETE", f"{room.path}/members/dave")
    for verb, body in (("PUT", {"role": "viewer"}), ("DELETE", None)):
        carol.refused(422, "invalid_request", verb, f"{room.path}/members/carol", body)
    carol.refused(422, "invalid_request", "PUT", f"{room.path}/members/x", {"role": "owner"})
    for name in ("%20", "a%20", "a" * 256):
        path = f"{room.path}/members/{name}"
        carol.refused(422, "invalid_request", "PUT", path, {"role": "viewer"})
    name = "x@example.org/ü"
    path = f"{room.path}/members/x%40example.org%2F%C3%BC"
    made = carol.ok("PUT", path, {"role": "viewer"})
    assert of(erin) == [("carol", "editor")]
    # Nobody of that name has been here: it may be misspelt.
    assert (made["user"], made["seen"]) == (name, False)
    seen = {one["user"]: one["seen"] for one in carol.ok("GET", f"{room.path}/members")["items"]}
    assert (seen["carol"], seen["erin"], seen[name]) == (True, True, False)
    carol.ok("DELETE", path)
    carol.ok("DELETE", room.path)
    assert of(erin) == []
    erin.refused(404, "not_found", "GET", room.path)


def test_names_are_taken_by_ones_own_only(people: dict[str, Api]) -> None:
    room, own = (
        Room(api, api.ok("POST", "/workspaces", {"name": "The same name"})["id"])
        for api in (people["carol"], people["dave"])
    )
    share(room, dave="editor")
    both = [
        (one["owner"], one["name"])
        for one in people["dave"].ok("GET", "/workspaces")["items"]
        if one["id"] in (room.id, own.id)
    ]
    assert both == [("dave", "The same name"), ("carol", "The same name")]
    for one in (room, own):
        one.api.ok("DELETE", one.path)


def test_what_one_ran_is_ones_own_and_gone_with_the_membership(
    people: dict[str, Api], shared: Room
) -> None:
    dave = people["dave"]
    his, hers = to(shared, dave).query(SQL["sql"]), shared.query(SQL["sql"])
    assert his["rows"] == hers["rows"] == [[2]]
    history = [
        dave.ok("GET", f"{shared.path}/history"),
        shared.api.ok("GET", f"{shared.path}/history"),
    ]
    ids = [{one["id"] for one in each["items"]} for each in history]
    assert his["id"] in ids[0]
    assert hers["id"] in ids[1]
    assert ids[0].isdisjoint(ids[1])
    shared.api.refused(404, "not_found", "GET", f"/results/{his['id']}/rows")
    assert dave.ok("GET", f"/results/{his['id']}/rows")["rows"] == [[2]]
    share(shared, dave=None)
    for verb, path in (
        ("GET", f"/queries/{his['id']}"),
        ("DELETE", f"/queries/{his['id']}"),
        ("GET", f"/results/{his['id']}"),
        ("GET", f"/results/{his['id']}/rows"),
        ("GET", f"/results/{his['id']}/export"),
    ):
        dave.refused(404, "not_found", verb, path)
    share(shared, dave="editor")
    assert dave.ok("GET", f"/results/{his['id']}/rows")["rows"] == [[2]]


def test_who_is_removed_while_a_file_comes_leaves_nothing(
    people: dict[str, Api], shared: Room
) -> None:
    def rows() -> Iterator[bytes]:
        yield b"a\n1\n"
        share(shared, dave=None)
        yield b"2\n"

    people["dave"].refused(
        404, "not_found", "POST", f"{shared.path}/files",
        params={"filename": "late.csv"}, content=rows(),
    )  # fmt: skip
    share(shared, dave="editor")
    assert "late.csv" not in str(shared.api.ok("GET", f"{shared.path}/files"))


def test_a_shared_thread_is_asked_in_by_members(
    people: dict[str, Api], shared: Room, hub_llm: ScriptedLlm
) -> None:
    private, open_ = (
        Conversation(shared, name="Hers"),
        Conversation(shared, name="Ours", shared=True),
    )
    erin, frank = people["erin"], people["frank"]
    listed = [one["name"] for one in erin.ok("GET", f"{shared.path}/threads")["items"]]
    assert "Ours" in listed
    assert "Hers" not in listed
    for verb, path, body in (
        ("GET", private.path, None),
        ("GET", f"{private.path}/messages", None),
        ("POST", f"{private.path}/messages", {"text": "What?"}),
    ):
        erin.refused(404, "not_found", verb, path, body)
    hub_llm.say("```sql\nSELECT carrier FROM flights\n```")
    told = open_.by(erin).ask("Which carriers?")
    assert told.blocks[0]["runs"]
    [question, answer] = open_.messages()
    assert (question["text"], question["author"]) == ("Which carriers?", "erin")
    assert answer["blocks"] == told.blocks
    frank.refused(404, "not_found", "POST", f"{open_.path}/messages", {"text": "And me?"})
    # Only who began it may take it back, and nobody sees it then.
    erin.refused(403, "not_allowed", "PATCH", open_.path, {"shared": False})
    shared.api.ok("PATCH", open_.path, {"shared": False})
    erin.refused(404, "not_found", "GET", f"{open_.path}/messages")


def test_who_is_removed_is_told_no_more_of_an_answer(
    people: dict[str, Api], shared: Room, hub_llm: ScriptedLlm
) -> None:
    dave = people["dave"]
    talk = Conversation(to(shared, dave), name="His")
    hub_llm.say(Words("word " * 400, pause=0.05))
    with talk.asking("Talk!") as events:
        told = Told([next(events) for _ in range(4)])
        share(shared, dave=None)
        told.events.extend(events)
    share(shared, dave="editor")
    assert told.answer["state"] == "stopped"


def test_members_are_told_what_changes(people: dict[str, Api], hub: Server) -> None:
    room = new_room(people["carol"], "Heard of")
    share(room, dave="editor", erin="viewer")
    with ExitStack() as stack:
        ears = {
            name: stack.enter_context(listening(hub, {"X-Test-User": name}))
            for name in ("carol", "dave", "erin", "frank")
        }
        to(room, people["dave"]).ingest("heard.csv", "a\n1\n")
        for name in ("carol", "dave", "erin"):
            assert ears[name].next("tables", 10)["workspace_id"] == room.id
            while ears[name].next("job", 10)["job"]["state"] != "done":
                pass
        saved = {"name": "heard", "sql": "SELECT 1"}
        people["dave"].ok("POST", f"{room.path}/saved-queries", saved)
        for name in ("carol", "dave", "erin"):
            assert ears[name].next("saved_queries", 10)["workspace_id"] == room.id
        people["carol"].ok("POST", f"{room.path}/threads", {"name": "Private"})
        thread = people["erin"].ok("POST", f"{room.path}/threads", {"name": "For all"})
        people["erin"].ok("PATCH", f"{room.path}/threads/{thread['id']}", {"shared": True})
        assert ears["dave"].next("threads", 10)["thread_id"] == thread["id"]
        # Those who were never in it hear nothing, those who leave that it is gone.
        share(room, erin=None)
        for name in ("carol", "dave", "erin"):
            assert ears[name].next("workspaces", 10)
        people["dave"].ok("DELETE", f"{room.path}/saved-queries/heard")
        assert ears["carol"].next("saved_queries", 10)
        with pytest.raises(queue.Empty):
            ears["erin"].next("saved_queries", 0.3)
        people["carol"].ok("DELETE", room.path)
        assert ears["dave"].next("workspaces", 10)
        assert ears["frank"].heard.empty()


def test_a_query_is_stopped_when_who_runs_it_is_removed(
    people: dict[str, Api], shared: Room
) -> None:
    dave = people["dave"]
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(
            dave.refused, 409, "query_cancelled", "POST", f"{shared.path}/queries", {"sql": SLOW}
        )
        wait(lambda: bool(dave.ok("GET", f"{shared.path}/queries")["items"]))
        share(shared, dave=None)
        asked.result()
    share(shared, dave="editor")


@pytest.mark.parametrize("of", ["a statement", "a result"])
def test_what_one_downloads_ends_when_one_is_removed(
    people: dict[str, Api], shared: Room, of: str
) -> None:
    dave = people["dave"]
    theirs = to(shared, dave)
    # More bytes than the sockets between hold.
    sql = "SELECT hash(i) AS a, hash(i + 1) AS b, hash(i + 2) AS c FROM range(500000) t(i)"
    if of == "a statement":
        verb, path, body = "POST", f"{shared.path}/queries/export", {"sql": sql}
    else:
        result = theirs.whole(theirs.query(sql))["id"]
        verb, path, body = "GET", f"/results/{result}/export?format=arrow", None
    came: list[bytes] = []
    with dave.http.stream(verb, path, json=body) as response:
        assert response.status_code == 200
        pieces = response.iter_raw()
        came.append(next(pieces))
        share(shared, dave=None)
        with pytest.raises(httpx.RemoteProtocolError):
            came.extend(pieces)
    assert sum(map(len, came)) < 12_000_000
    share(shared, dave="editor")


def test_on_a_server_of_ones_own_there_is_nobody_to_share_with(room: Room) -> None:
    assert room.api.ok("GET", "/me")["shares"] is False
    room.api.refused(
        403, "not_allowed", "PUT", f"{room.path}/members/bob", {"role": "viewer"}
    )  # fmt: skip
    assert [one["user"] for one in room.api.ok("GET", f"{room.path}/members")["items"]] == ["local"]
