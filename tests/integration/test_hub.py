"""A real JupyterHub, set up as the README says: Alice, Bob and Carol share one Deita."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

from deita_server_ext.errors import ServiceRefused
from deita_server_ext.relay.service import Relay
from tests.answers import Conversation
from tests.api import Api, Room, api_of, new_room, wait
from tests.handlers.sending import MB, Peak
from tests.handlers.test_events import listening
from tests.handlers.test_exports_amid import ENDLESS
from tests.handlers.test_running import running
from tests.handlers.tus import Tus
from tests.hub import Hub, running_hub
from tests.llm import KEY, ScriptedLlm, Words, running_llm
from tests.server import Server

RunCell = Callable[[str], Awaitable[str]]
LARGE = "SELECT i AS n, repeat(md5(i::VARCHAR), 32) AS t FROM range(200000) t(i)"
"""Two hundred megabytes as CSV."""


@dataclass
class Place:
    """The Hub, and who is there."""

    hub: Hub
    alice: Api
    bob: Api
    bobs: Server
    room: Room
    llm: ScriptedLlm


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Alice's and Bob's servers, and a workspace that Alice shares with Bob."""
    home = tmp_path_factory.mktemp("hub")
    with running_llm() as llm:
        service = {
            "DEITA_AI_MODEL": "openai/one",
            "DEITA_AI_BASE_URL": llm.url,
            "DEITA_AI_KEY": KEY,
            "DEITA_REQUESTS_PER_MINUTE": "0",
        }
        with running_hub(home, service=service) as hub:
            alices, bobs = hub.started("alice", "bob")
            with api_of(alices) as alice, api_of(bobs) as bob:
                room = new_room(alice, "Shared")
                bob.ok("GET", "/me")
                alice.ok("PUT", f"{room.path}/members/bob", {"role": "viewer"})
                yield Place(hub, alice, bob, bobs, room, llm)


@pytest.fixture(scope="module", autouse=True)
def flights(place: Place) -> None:
    """What Alice has uploaded, by tus as the browser does."""
    tus = Tus(place.room)
    content = b"carrier,delay\n" + b"UA,3\nDL,5\n" * 1000
    made = tus.path + "/" + tus.create("flights.csv", len(content)).json()["id"]
    assert tus.patch(made, 0, content).status_code == 204
    assert place.alice.ended(tus.shown(made)["job"])["state"] == "done"


def test_two_people_and_one_workspace(place: Place) -> None:
    assert [api.ok("GET", "/me")["id"] for api in (place.alice, place.bob)] == ["alice", "bob"]
    assert place.bob.ok("GET", "/me")["shares"] is True
    his = Room(place.bob, place.room.id)
    answer = his.query("SELECT carrier, max(delay) FROM flights GROUP BY 1 ORDER BY 1")
    assert answer["rows"] == [["DL", 5], ["UA", 3]]
    place.bob.refused(403, "not_allowed", "PATCH", his.path, {"name": "His"})
    assert (place.hub.home / "deita" / "catalog.sqlite").exists()
    # Neither has anything of it on their own server.
    for user in ("alice", "bob"):
        assert [*(place.hub.home / user).rglob("*.sqlite")] == []
        assert place.hub.server_of(user).children() == []


def test_what_one_does_the_other_sees_at_once(place: Place) -> None:
    with listening(place.bobs) as listener:
        for name in ("one", "two"):
            place.alice.ok("PATCH", f"{place.room.path}/tables/flights", {"description": name})
            # The next one is only made to happen when this one has come.
            assert listener.next("tables", 20)["workspace_id"] == place.room.id


def test_words_come_as_they_are_said(place: Place) -> None:
    place.llm.script.append(Words("word " * 2000, pause=0.05))
    conversation = Conversation(Room(place.bob, place.room.id))
    with conversation.asking("What is late?") as events:
        next(event for event in events if event["type"] == "text")
        # It would go on for minutes: that something was heard is that nothing is held back.
        answer = conversation.messages()[-1]
        assert answer["state"] == "streaming"
        place.bob.ok("POST", f"{conversation.path}/messages/{answer['id']}/stop")
        assert [*events][-1]["message"]["state"] == "stopped"


def test_who_is_no_member(place: Place) -> None:
    """Carol has no server of her own running: she asks the service, as a script does."""
    hub = place.hub
    url = f"{hub.url}services/deita/"
    carol = {"Authorization": f"token {hub.token_of('carol')}"}
    with api_of(Server(url, "", hub.home, hub.process), carol) as api:
        assert api.ok("GET", "/me")["id"] == "carol"
        api.refused(404, "not_found", "GET", place.room.path)
        Room(api, place.room.id).query_refused(404, "not_found", "FROM flights")
    narrow = hub.token_of("carol", ["read:users!user"])
    # Nor the token of Hub's other services, nor Alice's at Bob's server.
    for where, token in (
        (url, ""), (url, "wrong"), (url, narrow), (url, hub.token),
        (place.bobs.url, ""), (place.bobs.url, "wrong"),
        (place.bobs.url, hub.token_of("alice")),
    ):  # fmt: skip
        said = {"Authorization": f"token {token}"} if token else {}
        with api_of(Server(where, "", hub.home, hub.process), said) as api:
            api.refused(403, "forbidden", "GET", "/me")
            api.refused(403, "forbidden", "POST", f"{place.room.path}/queries", {"sql": "SELECT 1"})


async def test_a_server_whose_token_lacks_the_scope(place: Place) -> None:
    narrow = place.hub.token_of("carol", ["read:users!user"])
    relay = Relay(place.hub.service, narrow, 20)
    with pytest.raises(ServiceRefused) as caught:
        async with relay.asked("GET", "me", [], None):
            pass
    await relay.close()
    assert "access:services" in str(caught.value.hint)


def test_the_service_is_deita_and_nothing_else(place: Place) -> None:
    login = {"Authorization": f"token {place.hub.token_of('alice')}"}
    with httpx.Client(base_url=place.hub.service, headers=login) as http:
        for path in (
            "lab", "tree", "terminals/1", "api/kernels", "api/contents", "api/terminals",
            "api/sessions", "api/shutdown", "files/catalog.sqlite", "login", "oauth_callback",
            "nbconvert/html/x.ipynb", "view/x", "api/config/x", "api/kernelspecs",
        ):  # fmt: skip
            assert http.get(path).status_code in (403, 404), path
            assert http.post(path, json={}).status_code in (403, 404, 405), path
        assert http.get("deita/api/me").status_code == 200


def test_a_large_export_in_constant_memory(place: Place) -> None:
    relay, service = place.hub.server_of("bob"), place.hub.service_process()
    his = Room(place.bob, place.room.id)
    size = 0
    with Peak(relay.pid) as here, Peak(service.pid) as there:
        asked = {"sql": LARGE, "format": "csv"}
        url = f"{his.path}/queries/export"
        with place.bob.http.stream("POST", url, json=asked) as answer:
            assert answer.headers["Content-Disposition"].startswith("attachment")
            for piece in answer.iter_raw():
                size += len(piece)
    assert size > 200 * MB
    assert here.most - here.before < 60 * MB
    assert there.most - there.before < 60 * MB


def test_who_leaves_stops_it_at_the_service(place: Place) -> None:
    his = Room(place.bob, place.room.id)
    headers = dict(place.bob.http.headers)
    url = f"{place.bob.url}{his.path}/queries"
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(httpx.post, url, json={"sql": ENDLESS}, headers=headers, timeout=2)
        wait(lambda: len(running(his)) == 1)
        with pytest.raises(httpx.TimeoutException):
            asked.result()
    wait(lambda: running(his) == [])
    assert place.bob.ok("GET", f"{his.path}/history")["items"][0]["state"] == "cancelled"


@pytest.fixture
async def cells(place: Place) -> AsyncIterator[RunCell]:
    """Runs cells in a kernel of Bob's server: what each has printed."""
    kernel = await asyncio.to_thread(place.bobs.request, "POST", "api/kernels", {})
    url = f"{place.bobs.url}api/kernels/{kernel['id']}/channels".replace("http:", "ws:")
    login = {"Authorization": f"token {place.bobs.token}"}
    socket = await websocket_connect(HTTPRequest(url, headers=login))

    async def run(code: str) -> str:
        request, said, left = uuid4().hex, "", 2
        head = {"msg_id": request, "msg_type": "execute_request", "session": "s",
                "username": "", "version": "5.3", "date": ""}  # fmt: skip
        content = {"code": code, "silent": False, "store_history": False, "allow_stdin": False,
                   "user_expressions": {}, "stop_on_error": False}  # fmt: skip
        await socket.write_message(json.dumps({
            "header": head, "parent_header": {}, "metadata": {}, "content": content,
            "buffers": [], "channel": "shell",
        }))  # fmt: skip
        while left:
            received = await asyncio.wait_for(socket.read_message(), 60)
            assert isinstance(received, str)
            message = json.loads(received)
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            left -= message["msg_type"] == "execute_reply"
            left -= content.get("execution_state") == "idle"
            said += content.get("text", "") + "\n".join(content.get("traceback", []))
        return said

    yield run
    socket.close()
    while await asyncio.wait_for(socket.read_message(), 20) is not None:
        pass
    await asyncio.to_thread(place.bobs.request, "DELETE", f"api/kernels/{kernel['id']}")


async def test_a_cell_in_bobs_notebook(place: Place, cells: RunCell) -> None:
    said = await cells("%load_ext deita_labext\n%deita use alice/Shared")
    assert "rror" not in said, said
    said = await cells(
        "%%deita late= << --to none\nselect carrier, max(delay) as d from flights group by 1"
    )
    assert "rror" not in said, said
    said = await cells(
        "from deita_labext.kernel import connect\n"
        "client = connect()\nprint(client.service.place, client.me()['id'])\n"
        "print(late.df()['d'].max(), late.arrow().num_rows)"
    )
    assert said.split() == ["JupyterHub", "bob", "5", "2"]
    # A dataframe goes to the service as a file; there is no file of a result to look into.
    said = await cells(
        "import pandas as pd\nmine = pd.DataFrame({'a': range(7)})\n"
        "%deita use 'My workspace'\n%deita upload mine"
    )
    assert "rror" not in said, said
    said = await cells("%%deita sevenths << --to none\nselect max(a) as m from mine")
    assert "rror" not in said, said
    assert "6" in await cells("print(sevenths.fetchall())")
    # What a user's server, and what it starts, can tell of the service: where it is.
    [kernel] = place.hub.server_of("bob").children()
    for process in (place.hub.server_of("bob"), kernel):
        told = process.environ()
        assert KEY not in str(told)
        assert {name for name in told if name.startswith("DEITA_")} <= {
            "DEITA_SERVICE_URL", "DEITA_SERVER_URL", "DEITA_KERNEL_SECRET",
        }  # fmt: skip
    assert KEY in str(place.hub.service_process().environ())
    assert KEY not in place.hub.log


def test_the_service_is_killed(place: Place) -> None:
    killed = place.hub.service_process()
    killed.kill()
    error = place.bob.refused(503, "service_unavailable", "GET", "/me")
    assert error["message"] == "The Hub’s Deita service does not answer."
    assert "Try again in a moment" in error["hint"]
    his = Room(place.bob, place.room.id)
    his.query_refused(503, "service_unavailable", "FROM flights")
    # The Hub starts it again, and everything is as it was.
    wait(lambda: place.bob.http.get("/me").status_code == 200, 90)
    assert his.query("SELECT count(*) FROM flights")["rows"] == [[2000]]
    assert place.hub.service_process().pid != killed.pid
