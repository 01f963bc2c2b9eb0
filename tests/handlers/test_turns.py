"""Waiting for a turn, as those who wait see it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import httpx
import pytest

from tests.api import Api, Room, api_of, new_room, wait
from tests.handlers.conftest import USERS
from tests.server import Server, running_server

ENDLESS = "SELECT count(*) FROM range(1000000) a, range(1000000) b"


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with several users on which two queries run at once, one of each, and two
    exports of statements, one of each."""
    with running_server(
        tmp_path_factory.mktemp("narrow"),
        config=USERS,
        environment={
            "DEITA_QUERIES_AT_ONCE": "2",
            "DEITA_QUERIES_EACH": "1",
            "DEITA_WORKERS": "4",
            "DEITA_REQUESTS_PER_MINUTE": "0",
            "DEITA_WORKER_MEMORY_BYTES": "500000000",
        },
    ) as running:
        yield running


@pytest.fixture
def alice(narrow: Server) -> Iterator[Api]:
    with api_of(narrow, {"X-Test-User": "alice"}) as api:
        yield api


@pytest.fixture
def bob(narrow: Server) -> Iterator[Api]:
    with api_of(narrow, {"X-Test-User": "bob"}) as api:
        yield api


class Endless:
    """A query that runs until it is stopped."""

    def __init__(self, api: Api, room: Room) -> None:
        self.id = uuid4().hex
        self._api = api
        request = {"sql": ENDLESS, "id": self.id}
        self._thread = threading.Thread(
            target=lambda: api.http.post(f"{room.path}/queries", json=request)
        )
        self._thread.start()
        wait(lambda: api.http.get(f"/queries/{self.id}").is_success)

    @property
    def shown(self) -> dict[str, object]:
        shown: dict[str, object] = self._api.ok("GET", f"/queries/{self.id}")
        return shown

    def stop(self) -> None:
        assert self._api.ok("DELETE", f"/queries/{self.id}")["state"] == "cancelled"
        self._thread.join(20)


def test_one_waits_for_ones_own_and_others_do_not(alice: Api, bob: Api) -> None:
    hers, his = new_room(alice, "Hers"), new_room(bob, "His")
    queries = [Endless(alice, hers)]
    wait(lambda: queries[0].shown["state"] == "running")
    queries += [Endless(alice, hers) for _n in range(3)]
    assert [query.shown["state"] for query in queries[1:]] == ["queued"] * 3
    assert [query.shown["ahead"] for query in queries[1:]] == [0, 1, 2]
    # A turn is left for whoever else comes.
    assert his.query("SELECT 1")["rows"] == [[1]]
    assert his.query("SELECT 2")["stats"]["queue_ms"] < 20_000
    queries[2].stop()
    assert queries[3].shown["ahead"] == 1
    queries[0].stop()
    wait(lambda: queries[1].shown["state"] == "running")
    assert queries[1].shown["ahead"] is None
    for query in (queries[3], queries[1]):
        query.stop()
    assert hers.query("SELECT 3")["rows"] == [[3]]


def busy(server: Server, room: Room) -> float:
    """Seconds of processor time that the workspace's worker has used."""
    times = server.worker(room.id).cpu_times()
    return float(times.user + times.system)


def test_ones_views_wait_for_ones_own_and_nobody_elses(
    narrow: Server, alice: Api, bob: Api
) -> None:
    hers, her_other, his = (
        new_room(alice, "Wide"), new_room(alice, "Small"), new_room(bob, "Small")
    )  # fmt: skip
    many = ", ".join(f"hash(i + {n}) AS c{n}" for n in range(30))
    wide = hers.whole(hers.query(f"SELECT {many} FROM range(100000) t(i)"))["id"]
    small = her_other.whole(her_other.query("SELECT 1 AS a"))["id"]
    one = his.whole(his.query("SELECT 1 AS a"))["id"]
    done: list[str] = []

    def summarise(api: Api, result: str, who: str, **view: str) -> None:
        api.ok("POST", f"/results/{result}/summary", json={"seconds": 20, **view})
        done.append(who)

    # To search thirty columns for every one of them takes a while.
    threads = [
        threading.Thread(target=summarise, args=(alice, wide, "wide"), kwargs={"search": "7777"})
    ]
    before = busy(narrow, hers)
    threads[0].start()
    wait(lambda: busy(narrow, hers) > before + 0.1)
    threads.append(threading.Thread(target=summarise, args=(alice, small, "small")))
    threads[1].start()
    # Of views one turn is left for whoever else comes, and queries have turns of their own.
    summarise(bob, one, "his")
    assert her_other.query("SELECT 2 AS a")["rows"] == [[2]]
    assert done == ["his"]
    for thread in threads:
        thread.join(30)
    # The wide one's answer may be longer on its way.
    assert sorted(done[1:]) == ["small", "wide"]


def test_ones_views_hold_up_no_other_member(alice: Api, bob: Api) -> None:
    hers = new_room(alice, "Shared")
    bob.ok("GET", "/me")
    alice.ok("PUT", f"{hers.path}/members/bob", {"role": "viewer"})
    many = ", ".join(f"hash(i + {n}) AS c{n}" for n in range(30))
    wide = hers.whole(hers.query(f"SELECT {many} FROM range(100000) t(i)"))["id"]
    small = Room(bob, hers.id)
    one = small.whole(small.query("SELECT 1 AS a"))["id"]
    begun = threading.Barrier(7)

    def search(number: int) -> None:
        begun.wait()
        with suppress(httpx.ReadTimeout):  # then nobody waits for it, and it is stopped
            what = {"seconds": 20, "search": f"777{number}"}
            alice.http.post(f"/results/{wide}/summary", json=what, timeout=6)

    threads = [threading.Thread(target=search, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    begun.wait()
    threads[0].join(0.5)
    bob.ok("POST", f"/results/{one}/summary", json={"seconds": 20})
    # Those of hers that wait for one another have left him a place.
    assert any(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(60)


def test_ones_exports_of_statements_wait_for_ones_own(alice: Api, bob: Api) -> None:
    hers, his = new_room(alice, "Streams"), new_room(bob, "Streams")
    many = {"sql": "SELECT hash(i) AS h, hash(i + 1) AS k FROM range(2000000) t(i)"}
    one = {"sql": "SELECT 1 AS a"}
    done: list[str] = []

    def export(api: Api, room: Room, who: str) -> None:
        assert api("POST", f"{room.path}/queries/export", json=one).text == "a\n1\n"
        done.append(who)

    with alice.http.stream("POST", f"{hers.path}/queries/export", json=many) as response:
        pieces = response.iter_raw()
        next(pieces)
        # She takes her time over it; no query waits for that, and nobody else's export does.
        second = threading.Thread(target=export, args=(alice, hers, "hers"))
        second.start()
        assert hers.query("SELECT 2 AS a")["rows"] == [[2]]
        export(bob, his, "his")
        first = done.copy()
        # What waits is listed, says so, and can be stopped.
        wait(lambda: len(alice.ok("GET", f"{hers.path}/queries")["items"]) == 2)
        running, waiting = alice.ok("GET", f"{hers.path}/queries")["items"]
        assert (running["sql"], running["state"], running["ahead"]) == (
            many["sql"], "running", None
        )  # fmt: skip
        assert (waiting["sql"], waiting["state"], waiting["ahead"]) == (one["sql"], "queued", 0)
        third = threading.Thread(
            target=alice.refused,
            args=(409, "query_cancelled", "POST", f"{hers.path}/queries/export", one),
        )
        third.start()
        wait(lambda: len(alice.ok("GET", f"{hers.path}/queries")["items"]) == 3)
        last = alice.ok("GET", f"{hers.path}/queries")["items"][2]
        assert last["ahead"] == 1
        assert alice.ok("DELETE", f"/queries/{last['id']}")["state"] == "cancelled"
        third.join(20)
        for _piece in pieces:
            pass
    assert first == ["his"]
    second.join(30)
    assert done == ["his", "hers"]
