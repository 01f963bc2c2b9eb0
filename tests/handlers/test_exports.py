"""Exports over HTTP: all rows, streamed."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator

import httpx
import pyarrow as pa
import pytest

from tests.api import Api, Room, api_of, fits_contract, new_room, wait
from tests.server import Server

ROWS = 100_000


@pytest.fixture(scope="module")
def shared(api: Api) -> Iterator[Room]:
    """A workspace with a table that nobody changes."""
    room = new_room(api, "Exports")
    body = "".join(f'{n},"line {n}, with ""quotes""",\n' for n in range(ROWS))
    room.table("Größe", "n,text,nothing\n" + body)
    yield room
    api("DELETE", room.path)


def both(shared: Room) -> list[str]:
    """The export of the table, and of a result with the same rows."""
    answer = shared.query('SELECT * FROM "Größe" ORDER BY n')
    return [f"{shared.path}/tables/Größe/export", f"/results/{answer['id']}/export"]


def test_csv(shared: Room) -> None:
    for path in both(shared):
        response = shared.api("GET", path)
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        rows = list(csv.reader(io.StringIO(response.text)))
        assert rows[0] == ["n", "text", "nothing"]
        assert len(rows) == ROWS + 1
        assert rows[1] == ["0", 'line 0, with "quotes"', ""]
        assert rows[-1] == [str(ROWS - 1), f'line {ROWS - 1}, with "quotes"', ""]


def test_arrow(shared: Room) -> None:
    for path in both(shared):
        response = shared.api("GET", path, params={"format": "arrow"})
        with pa.ipc.open_stream(response.content) as reader:
            table = reader.read_all()
        assert table.num_rows == ROWS
        assert sum(table.column("n").to_pylist()) == ROWS * (ROWS - 1) // 2


def test_no_rows_are_a_header(shared: Room) -> None:
    answer = shared.query('SELECT n, text FROM "Größe" WHERE false')
    response = shared.api("GET", f"/results/{answer['id']}/export")
    assert response.text.replace('"', "").split() == ["n,text"]


def test_an_unknown_format(shared: Room) -> None:
    for path in both(shared):
        error = shared.api.refused(422, "invalid_request", "GET", path, params={"format": "xlsx"})
        assert "csv" in error["hint"]
        assert "Content-Disposition" not in shared.api("GET", path, params={"format": ""}).headers


def test_the_downloads_name(shared: Room) -> None:
    table, result = both(shared)
    for path, params, plain, exact in (
        (table, {}, "Gr__e.csv", "Gr%C3%B6%C3%9Fe.csv"),
        (table, {"format": "arrow"}, "Gr__e.arrow", "Gr%C3%B6%C3%9Fe.arrow"),
        (result, {}, "result.csv", "result.csv"),
        (result, {"filename": "My data (1).csv"}, "My data (1).csv", "My%20data%20%281%29.csv"),
        (result, {"filename": "航班.csv"}, "__.csv", "%E8%88%AA%E7%8F%AD.csv"),
        (result, {"filename": 'a";b=c.csv'}, "a__b_c.csv", "a%22%3Bb%3Dc.csv"),
        (result, {"filename": "../../x\\y.csv"}, ".._.._x_y.csv", "..%2F..%2Fx%5Cy.csv"),
    ):
        with shared.api.http.stream("GET", path, params=params) as response:
            said = response.headers["Content-Disposition"]
        assert said == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}"


@pytest.mark.parametrize(
    "filename",
    ["a\r\nSet-Cookie: b=c", "a\nX-Injected: 1", "a\r\n\r\n<script>", "a\x00b", "a\x85b"],
)
def test_no_header_comes_with_the_name(shared: Room, filename: str) -> None:
    path = both(shared)[1]
    with shared.api.http.stream("GET", path, params={"filename": filename}) as response:
        assert response.is_success
        assert "Set-Cookie" not in response.headers
        assert "X-Injected" not in response.headers
        [said] = response.headers.get_list("Content-Disposition")
        assert said.isascii()
        assert said.isprintable()


def _busy(server: Server) -> float:
    """Seconds of processor time the workers have used so far."""
    total = 0.0
    for worker in server.workers():
        times = worker.cpu_times()
        total += times.user + times.system
    return total


def test_a_client_that_goes_stops_the_work(shared: Room, server: Server) -> None:
    said = len(server.log)
    # Some gigabytes if it were read to its end.
    answer = shared.query("SELECT repeat('x', 10) || range AS t FROM range(20000000)", page_size=1)
    shared.whole(answer)
    with api_of(server) as other, other.http.stream("GET", f"/results/{answer['id']}/export") as r:
        next(r.iter_raw())
    time.sleep(0.5)
    before = _busy(server)
    time.sleep(1)
    assert _busy(server) - before < 0.3
    assert shared.query("SELECT 1")["rows"] == [[1]]
    assert "Traceback" not in server.log[said:]


def test_a_worker_that_dies_does_not_pass_for_the_end(api: Api, server: Server) -> None:
    """A file that was cut short must not look whole."""
    room = new_room(api, "Cut short")
    answer = room.query("SELECT repeat('x', 100) || range AS t FROM range(3000000)", page_size=1)
    room.whole(answer)

    def export() -> None:
        with api.http.stream("GET", f"/results/{answer['id']}/export") as response:
            assert response.is_success
            for number, _chunk in enumerate(response.iter_raw()):
                if number == 3:
                    for worker in server.workers():
                        worker.kill()

    with pytest.raises(httpx.RemoteProtocolError):
        export()
    # The result is on the disk: another worker gives it.
    wait(lambda: room.query("SELECT 1")["rows"] == [[1]])
    response = api("GET", f"/results/{answer['id']}/export")
    assert response.text.count("\n") == 3_000_001
    fits_contract(response, "GET", f"/results/{answer['id']}/export")
    api("DELETE", room.path)
