"""Exports over HTTP: all rows, streamed."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pandas as pd
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


@pytest.mark.parametrize("format_", ["csv", "arrow", "parquet", "jsonl"])
def test_a_view_in_its_order(shared: Room, format_: str) -> None:
    view = {
        "sort": json.dumps([{"column": "n", "descending": True}]),
        "filter": json.dumps({"op": "<", "column": "n", "value": 500}),
        "search": 'e 1, With "',
        "format": format_,
    }
    for path in both(shared):
        response = shared.api("GET", path, params=view)
        assert [*numbers(response, format_)] == [1]
        response = shared.api("GET", path, params={**view, "search": "LINE 1"})
        found = [*numbers(response, format_)]
        assert found == [n for n in range(499, -1, -1) if str(n).startswith("1")]


def numbers(response: httpx.Response, format_: str) -> Iterator[int]:
    """The column ``n`` of an export."""
    match format_:
        case "csv":
            yield from (int(row["n"]) for row in csv.DictReader(io.StringIO(response.text)))
        case "arrow":
            yield from pa.ipc.open_stream(response.content).read_all().column("n").to_pylist()
        case "parquet":
            yield from pd.read_parquet(io.BytesIO(response.content))["n"]
        case _:
            yield from (json.loads(line)["n"] for line in response.text.splitlines())


def test_a_view_that_does_not_fit(shared: Room) -> None:
    view = {"filter": json.dumps({"op": "=", "column": "nowhere", "value": 1})}
    for path in both(shared):
        error = shared.api.refused(422, "invalid_request", "GET", path, params=view)
        assert "nowhere" in error["message"]


def test_no_rows_are_a_header(shared: Room) -> None:
    answer = shared.query('SELECT n, text FROM "Größe" WHERE false')
    response = shared.api("GET", f"/results/{answer['id']}/export")
    assert response.text == "n,text\n"


def test_an_unknown_format(shared: Room) -> None:
    for path in both(shared):
        error = shared.api.refused(422, "invalid_request", "GET", path, params={"format": "xls"})
        assert "csv" in error["message"]
        assert error["details"] == {"field": "format"}
        assert "Content-Disposition" not in shared.api("GET", path, params={"format": ""}).headers


@pytest.mark.parametrize(
    "options",
    [
        {"delimiter": "a"},
        {"delimiter": ";;"},
        {"delimiter": ",", "decimal": ","},
        {"delimiter": ";", "null": "a;b"},
        {"null": '"'},
        {"quote": "x"},
        {"newline": "cr"},
        {"encoding": "latin-1"},
        {"compression": "gzip"},
        {"header": "perhaps"},
        {"delimeter": ";"},
    ],
    ids=str,
)
def test_options_that_cannot_be(shared: Room, options: dict[str, str]) -> None:
    path = both(shared)[0]
    error = shared.api.refused(422, "invalid_request", "GET", path, params=options)
    assert error["hint"]


def test_a_dialect(shared: Room) -> None:
    options = {
        "delimiter": ";", "newline": "crlf", "null": "NA", "encoding": "utf-8-bom",
        "decimal": ",", "guard": "true", "quoting": "all", "header": "false",
    }  # fmt: skip
    sql = "SELECT 1.5 AS d, NULL AS n, '=1+1' AS t, -2 AS i"
    expected = b"\xef\xbb\xbf" + b'"1,5";NA;"\'=1+1";"-2"\r\n'
    answer = shared.query(sql)
    path = f"/results/{answer['id']}/export"
    assert shared.api("GET", path, params=options).content == expected
    response = shared.api("POST", export_path(shared), json={"sql": sql, **options})
    assert response.content == expected


@pytest.mark.parametrize("delimiter", [",", ";", "|", "~", "^", "!", "#", "\t", "\x01", "\x1f"])
def test_every_delimiter_arrives(shared: Room, delimiter: str) -> None:
    answer = shared.query("SELECT 1 AS a, 2 AS b")
    path = f"/results/{answer['id']}/export"
    response = shared.api("GET", path, params={"delimiter": delimiter})
    assert response.text == f"a{delimiter}b\n1{delimiter}2\n"


DEAF = (
    "SELECT sum(jaro_winkler_similarity(repeat('ab', 30000), repeat('ba', 30000) || range)) "
    "FROM range(2000)"
)
"""Hears no interrupt until it is through: its worker is killed."""


def export_path(room: Room) -> str:
    return f"{room.path}/queries/export"


def read_back(data: bytes, format: str) -> list[dict[str, object]]:
    """The rows as another program reads them."""
    file = io.BytesIO(data)
    match format:
        case "csv":
            frame = pd.read_csv(file)
        case "parquet":
            frame = pd.read_parquet(file)
        case "xlsx":
            frame = pd.read_excel(file, engine="calamine")
        case "jsonl":
            frame = pd.read_json(file, lines=True)
        case "json":
            frame = pd.read_json(file)
        case _:
            with pa.ipc.open_stream(file) as reader:
                frame = reader.read_pandas()
    rows: list[dict[str, object]] = frame[["n", "text"]].to_dict("records")
    return rows


@pytest.mark.parametrize("format", ["csv", "parquet", "xlsx", "jsonl", "json", "arrow"])
def test_every_format_from_everywhere(shared: Room, format: str) -> None:
    sql = 'SELECT * FROM "Größe" WHERE n < $most ORDER BY n'
    wanted = [{"n": n, "text": f'line {n}, with "quotes"'} for n in range(3000)]
    answer = shared.query(sql, params={"most": 3000})
    kept = shared.api("GET", f"/results/{answer['id']}/export", params={"format": format})
    assert read_back(kept.content, format) == wanted
    body = {"sql": sql, "params": {"most": 3000}, "format": format}
    made = shared.api("POST", export_path(shared), json=body)
    assert read_back(made.content, format) == wanted
    assert made.headers["Content-Disposition"].endswith(f"query.{format}")
    table = shared.api("GET", f"{shared.path}/tables/Größe/export", params={"format": format})
    assert len(read_back(table.content, format)) == ROWS


@pytest.mark.parametrize(
    "sql",
    ["EXPLAIN SELECT 1", "DESCRIBE SELECT 1 AS a", "SUMMARIZE FROM range(3)", "VALUES (1), (2)",
     "FROM range(3)", "PIVOT range(3) ON range USING count(*)", "SELECT 1 -- the end"],
)  # fmt: skip
def test_every_kind_of_statement(shared: Room, sql: str) -> None:
    columns = [column["name"] for column in shared.query(sql)["result"]["columns"]]
    response = shared.api("POST", export_path(shared), json={"sql": sql})
    assert response.is_success, response.text
    assert next(csv.reader(io.StringIO(response.text))) == columns


@pytest.mark.parametrize(
    ("status", "code", "sql"),
    [
        (400, "sql_syntax", "SELEC 1"),
        (400, "unknown_table", "FROM nowhere"),
        (400, "sql_failed", "SELECT nothing_such FROM range(3)"),
        (400, "sql_failed", "SELECT 'a'::INTEGER FROM range(3)"),
        (403, "sql_refused", "SELECT 1) TO '/tmp/x'; COPY (SELECT 1"),
        (403, "sql_refused", "FROM read_csv('/etc/passwd')"),
        (422, "query_timeout", "SELECT count(*) FROM range(100000000) a, range(100000) b"),
    ],
)
@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet"])
def test_an_error_at_the_beginning_has_its_status(
    shared: Room, status: int, code: str, sql: str, format: str
) -> None:
    body = {"sql": sql, "format": format, "timeout": 1}
    answer = shared.api("POST", export_path(shared), json=body)
    assert answer.is_error, answer.content
    error = answer.json()["error"]
    if code == "sql_refused" and "COPY" in sql:
        assert error["code"] in ("sql_refused", "sql_syntax")
    else:
        assert (answer.status_code, error["code"]) == (status, code), error
    assert "Content-Disposition" not in answer.headers


def test_an_error_in_the_middle_breaks_off(shared: Room) -> None:
    sql = "SELECT CASE WHEN i = 3000000 THEN error('too far') ELSE repeat('x', 30) END FROM range(4000000) t(i)"  # noqa: E501
    with pytest.raises(httpx.RemoteProtocolError):
        shared.api.http.post(export_path(shared), json={"sql": sql, "timeout": 30})
    assert shared.query("SELECT 1")["rows"] == [[1]]


def test_renamed_columns_are_said(shared: Room) -> None:
    body = {"sql": "SELECT 1 AS ö, 2 AS ö", "format": "jsonl"}
    response = shared.api("POST", export_path(shared), json=body)
    assert json.loads(response.text) == {"ö": 1, "ö_1": 2}
    assert json.loads(unquote(response.headers["X-Deita-Renamed-Columns"])) == {"2": "ö_1"}
    body["format"] = "csv"
    response = shared.api("POST", export_path(shared), json=body)
    assert response.text == "ö,ö\n1,2\n"
    assert "X-Deita-Renamed-Columns" not in response.headers


def test_a_stranger_exports_nothing(shared: Room) -> None:
    path = f"/workspaces/{'0' * 32}/queries/export"
    shared.api.refused(404, "not_found", "POST", path, json={"sql": "SELECT 1"})


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


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "json", "jsonl", "arrow"])
def test_a_client_that_goes_stops_the_work(shared: Room, server: Server, format: str) -> None:
    said = len(server.log)
    # Some gigabytes if it were read to its end.
    sql = "SELECT repeat('x', 10) || hash(range) AS t FROM range(2000000000)"
    body = {"sql": sql, "format": format}
    with api_of(server) as other, other.http.stream("POST", export_path(shared), json=body) as r:
        next(r.iter_raw())
    rests(server)
    assert shared.query("SELECT 1")["rows"] == [[1]]
    assert "Traceback" not in server.log[said:]


def test_a_client_that_goes_before_the_first_byte(shared: Room, server: Server) -> None:
    said = len(server.log)
    body = {"sql": "SELECT count(*) FROM range(100000000) a, range(100000) b"}
    shared.api.go_amid("POST", export_path(shared), body, after=1)
    rests(server)
    assert shared.query("SELECT 1")["rows"] == [[1]]
    assert "Traceback" not in server.log[said:]


def rests(server: Server) -> None:
    """Wait until the workers do nothing."""

    def idle() -> bool:
        before = _busy(server)
        time.sleep(0.5)
        return _busy(server) - before < 0.1

    wait(idle)


@pytest.mark.parametrize("format", ["csv", "xlsx", "parquet", "json", "jsonl", "arrow"])
def test_a_worker_that_dies_does_not_end_what_can_be_gone_on_with(
    shared: Room, server: Server, format: str
) -> None:
    compression = {"compression": "lz4"} if format == "arrow" else {}
    how = {"format": format, **compression}
    # More than the sockets between hold.
    many = "SELECT hash(i) AS h, hash(i + 1) AS k, hash(i + 2) AS l FROM range(600000) t(i)"
    path = f"/results/{shared.whole(shared.query(many))['id']}/export"
    response = shared.api("GET", path, params=how)
    fits_contract(response, "GET", path)
    whole = response.content
    worker = server.worker(shared.id)
    pieces = []
    with api_of(server) as other, other.http.stream("GET", path, params=how) as response:
        for piece in response.iter_raw():
            if not pieces:
                worker.suspend()
                # Somebody else's page is under way as well: nobody knows whose fault it is.
                beside = threading.Thread(
                    target=shared.api, args=("GET", f"{shared.path}/tables/Größe/rows")
                )
                beside.start()
                time.sleep(0.2)
                worker.kill()
            pieces.append(piece)
    beside.join()
    assert b"".join(pieces) == whole


def test_a_worker_that_dies_does_not_pass_for_the_end(api: Api, server: Server) -> None:
    """A file that was cut short must not look whole."""
    room = new_room(api, "Cut short")
    body = {"sql": "SELECT repeat('x', 100) || range AS t FROM range(3000000)"}

    def export() -> None:
        with api.http.stream("POST", export_path(room), json=body) as response:
            assert response.is_success
            for number, _chunk in enumerate(response.iter_raw()):
                if number == 3:
                    for worker in server.workers():
                        worker.kill()

    with pytest.raises(httpx.RemoteProtocolError):
        export()
    # The processes may be a moment in dying.
    one = {"sql": "SELECT 1"}
    wait(lambda: api("POST", f"{room.path}/queries", json=one).is_success)
    api("DELETE", room.path)
