"""Server-sent events: what changes, as it changes."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest

from tests.api import Api, Room, api_of, new_room, valid
from tests.handlers.sending import lines
from tests.server import Server, running_server


class Listener(threading.Thread):
    """Reads a stream of events; each is held against the contract as it comes."""

    def __init__(self, api: Api) -> None:
        super().__init__(daemon=True)
        self.heard: queue.Queue[tuple[float, dict[str, Any]]] = queue.Queue()
        self.comments: list[str] = []
        self.faults: list[BaseException] = []
        self._api = api
        self._connected = threading.Event()
        self._response: httpx.Response | None = None

    def run(self) -> None:
        try:
            with self._api.http.stream("GET", "/events", timeout=None) as response:
                self._response = response
                assert response.status_code == 200
                assert response.headers["Content-Type"].startswith("text/event-stream")
                assert response.headers["Cache-Control"] == "no-cache"
                named = ""
                for line in response.iter_lines():
                    self._connected.set()
                    if line.startswith(":"):
                        self.comments.append(line)
                    elif line.startswith("event: "):
                        named = line.removeprefix("event: ")
                    elif line.startswith("data: "):
                        event = json.loads(line.removeprefix("data: "))
                        assert event["type"] == named
                        valid(event, "/components/schemas/Event")
                        self.heard.put((time.monotonic(), event))
        except (httpx.HTTPError, httpx.StreamError):
            pass  # closed on purpose
        except BaseException as fault:
            self.faults.append(fault)
        finally:
            self._connected.set()

    def wait(self) -> None:
        assert self._connected.wait(20)

    def next(self, kind: str, seconds: float = 20) -> dict[str, Any]:
        """The next event of this type."""
        end = time.monotonic() + seconds
        while True:
            _at, event = self.heard.get(timeout=max(0.01, end - time.monotonic()))
            if event["type"] == kind:
                return event


@contextmanager
def listening(server: Server, headers: dict[str, str] | None = None) -> Iterator[Listener]:
    """A listener that is connected."""
    with ExitStack() as stack:
        api = stack.enter_context(api_of(server, headers))
        listener = Listener(api)
        listener.start()
        listener.wait()
        yield listener
        stack.close()
        assert listener.faults == []


def test_what_an_upload_makes_happen(room: Room, server: Server) -> None:
    with listening(server) as listener:
        job = room.upload("t.csv", lines(60))["job"]
        assert listener.next("tables") == {"type": "tables", "workspace_id": room.id}
        states, progress = [], []
        while not states or states[-1] != "done":
            event = listener.next("job")
            assert event["workspace_id"] == room.id
            if event["job"]["id"] == job["id"]:
                states.append(event["job"]["state"])
                progress.append(event["job"]["progress"])
        assert states[0] == "running"
        assert set(states) == {"running", "done"}
        assert any(share is not None and 0 < share < 1 for share in progress)
        # While it happens, not when it is over: the table is told before the job's end.
        assert event["job"]["tables"][0]["name"] == "t"
        room.api.ok("PATCH", f"{room.path}/tables/t", {"name": "u"})
        assert listener.next("tables", 5)["workspace_id"] == room.id
        room.api("DELETE", f"{room.path}/tables/u")
        assert listener.next("tables", 5)["workspace_id"] == room.id


def test_workspaces(api: Api, server: Server) -> None:
    with listening(server) as listener:
        room = new_room(api, "Told")
        assert listener.next("workspaces", 5) == {"type": "workspaces"}
        api.ok("PATCH", room.path, {"name": "Told again"})
        assert listener.next("workspaces", 5)
        api("DELETE", room.path)
        assert listener.next("workspaces", 5)


def test_many_listeners(room: Room, server: Server) -> None:
    with ExitStack() as stack:
        listeners = [stack.enter_context(listening(server)) for _n in range(20)]
        room.api.ok("PATCH", room.path, {"name": "Twenty"})
        for listener in listeners:
            assert listener.next("workspaces", 5)


def test_listeners_that_go_leave_no_trace(room: Room, server: Server) -> None:
    said = len(server.log)
    for _n in range(10):
        with listening(server):
            pass
    room.api.ok("PATCH", room.path, {"name": "Nobody listens"})
    assert "Traceback" not in server.log[said:]


@pytest.mark.timeout(60)
def test_a_connection_is_kept_alive(server: Server) -> None:
    with listening(server) as listener:
        end = time.monotonic() + 20
        while len(listener.comments) < 2 and time.monotonic() < end:
            time.sleep(0.1)
        assert listener.comments[:2] == [": connected", ": still here"]


def test_a_server_that_stops_ends_the_streams(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_server(tmp_path_factory.mktemp("stopping")) as server:
        with api_of(server) as api:
            listener = Listener(api)
            listener.start()
            listener.wait()
            server.process.terminate()
            listener.join(10)
            assert not listener.is_alive()
            assert server.process.wait(10) == 0
            assert listener.faults == []
        assert "Traceback" not in server.log
