"""``%%deita`` in a real kernel that a real Jupyter server started. Nothing is configured in it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from tests.api import wait
from tests.unused import expire

from .conftest import Kernel, Server, StartKernel

pytestmark = pytest.mark.asyncio(loop_scope="module")

CSV = 'carrier,delay,note\nUA,12,\nAA,3,""\nUA,30,late <b>\n'


@pytest_asyncio.fixture(loop_scope="module")
async def flights(kernel: Kernel, tmp_path: Path) -> Kernel:
    """A kernel in a workspace of its own, with one table."""
    (tmp_path / "flights.csv").write_text(CSV)
    await kernel.run(f"%cd -q {tmp_path}")
    ran = await kernel.run(f"%deita use --create {tmp_path.name}")
    assert ran.status == "ok", ran.text
    ran = await kernel.run("%deita upload *.csv")
    assert ran.status == "ok", ran.text
    assert "flights: 3 rows × 3 columns" in ran.text
    return kernel


async def test_the_service_is_found_with_no_configuration(kernel: Kernel) -> None:
    ran = await kernel.run("%deita connect")
    assert ran.status == "ok", ran.text
    [used] = [line for line in ran.text.split("\n") if line.startswith("●")]
    assert "the Jupyter server that started this kernel" in used
    assert kernel.server.url in ran.text
    assert kernel.server.token not in ran.text


async def test_a_cell_shows_its_rows(flights: Kernel) -> None:
    ran = await flights.run("%%deita\nselect * from flights order by delay;\n")
    assert ran.status == "ok", ran.text
    [output] = ran.outputs
    shown = output["data"]["application/vnd.deita.result+json"]
    assert shown["version"] == 1
    assert [column["name"] for column in shown["columns"]] == ["carrier", "delay", "note"]
    assert [column["kind"] for column in shown["columns"]] == ["text", "number", "text"]
    assert [row[:2] for row in shown["rows"]] == [["AA", 3], ["UA", 12], ["UA", 30]]
    assert shown["row_count"] == 3
    assert shown["tables"] == ["flights@1"]
    assert shown["name"] is None
    assert shown["sql"].startswith("select")
    assert "late &lt;b&gt;" in output["data"]["text/html"]
    assert "<script" not in output["data"]["text/html"]
    assert "3 rows" in output["data"]["text/plain"]


async def test_the_result_is_also_the_cell_s_value(flights: Kernel) -> None:
    await flights.run("%%deita\nselect 42 as answer")
    assert "[(42,)]" in (await flights.run("_.fetchall()")).text


async def test_a_name_takes_the_result_and_shows_one_line(flights: Kernel) -> None:
    ran = await flights.run("%%deita late <<\nselect carrier from flights where delay > 10")
    assert ran.text.startswith("late: Result(2 × 1)")
    assert "\n" not in ran.text
    assert "flights@1" in ran.text
    ran = await flights.run("late.shape, late.columns, late[0], late[-1], len(late)")
    assert ran.text == "((2, 1), ['carrier'], ('UA',), ('UA',), 2)"


async def test_a_name_with_an_equals_sign_shows_it_too(flights: Kernel) -> None:
    ran = await flights.run("%%deita late= <<\nselect carrier from flights")
    shown = ran.data["application/vnd.deita.result+json"]
    assert shown["name"] == "late"
    assert (await flights.run("len(late)")).text == "3"


async def test_options(flights: Kernel) -> None:
    ran = await flights.run("%%deita --no-display\nselect 1")
    assert (ran.status, ran.text) == ("ok", "")
    ran = await flights.run("%%deita --page-size 2\nselect * from flights -- --help")
    assert len(ran.data["application/vnd.deita.result+json"]["rows"]) == 2
    assert "showing 2 of 3 rows" in ran.text
    ran = await flights.run("%%deita --workspace no-such-room\nselect 1")
    assert "There is no workspace “no-such-room”" in ran.text
    assert "--timeout SECONDS" in (await flights.run("%%deita --help")).text


async def test_frames(flights: Kernel) -> None:
    await flights.run("%%deita all <<\nselect * from flights order by delay")
    ran = await flights.run(
        "import pandas, polars, pyarrow\n"
        "[isinstance(all.df(), pandas.DataFrame), isinstance(all.pl(), polars.DataFrame),\n"
        " isinstance(all.arrow(), pyarrow.Table), all.DataFrame().equals(all.df())\n"
        " and all.PolarsDataFrame().equals(all.pl()) and all.sql.startswith('select *'),\n"
        " pyarrow.table(all).num_rows, polars.DataFrame(all).shape,\n"
        " all.dict()['delay'], all.dicts()[0]['carrier'], [row[1] for row in all][1:],\n"
        " [row[0] for row in all[::-1]]]"
    )
    assert ran.text.replace("\n", "") == (
        "[True, True, True, True, 3, (3, 3), [3, 12, 30], 'AA', [12, 30], ['UA', 'UA', 'AA']]"
    )


async def test_types_are_exact(flights: Kernel) -> None:
    await flights.run(
        "%%deita t <<\n"
        "select * from (values\n"
        " (9007199254740993, 0.10::decimal(18,2), '2013-01-31 05:15:00.123456+00'::timestamptz,\n"
        "  date '2013-01-31', {'a': [1, null]}, true, '', 18446744073709551615::ubigint),\n"
        " (null, null, null, null, null, null, null, null)\n"
        ") v(big, money, moment, day, nested, flag, empty, huge)"
    )
    ran = await flights.run("t.fetchall()[0]")
    assert "9007199254740993, Decimal('0.10'), datetime.datetime(2013, 1, 31, 5, 15, 0, 123456" in (
        ran.text.replace("\n", "").replace("  ", " ")
    )
    assert "datetime.date(2013, 1, 31)" in ran.text
    assert "{'a': [1, None]}" in ran.text
    ran = await flights.run(
        "d = t.df()\n"
        "assert d['big'][0] == 9007199254740993 and d['big'].isna()[1], d['big']\n"
        "assert str(d['big'].dtype) == 'Int64' and str(d['flag'].dtype) == 'boolean'\n"
        "assert d['huge'][0] == 18446744073709551615\n"
        "assert str(d['money'][0]) == '0.10' and d['empty'][0] == '' and d['empty'].isna()[1]\n"
        "assert d['moment'][0].isoformat() == '2013-01-31T05:15:00.123456+00:00'\n"
        "p = t.pl()\n"
        "assert p['big'].to_list() == [9007199254740993, None]\n"
        "assert str(p['money'][0]) == '0.10' and p['nested'][0] == {'a': [1, None]}\n"
        "assert p['empty'].to_list() == ['', None]\n"
    )
    assert ran.status == "ok", ran.text


async def test_columns_of_one_name_are_all_kept(flights: Kernel) -> None:
    await flights.run("%%deita t <<\nselect 1 as a, 2 as a")
    ran = await flights.run("t.df().shape, t.pl().shape, t.fetchall()")
    assert ran.text == "((1, 2), (1, 2), [(1, 2)])"


async def test_parameters_are_bound(flights: Kernel) -> None:
    await flights.run(
        'import datetime\nwho = "UA\' or 1=1 --"\nleast = 10\nday = datetime.date(2013, 1, 31)'
    )
    ran = await flights.run("%%deita x <<\nselect * from flights where carrier = $who")
    assert ran.text.startswith("x: Result(0 × 3)")
    ran = await flights.run("%%deita x <<\nselect * from flights where delay > $least")
    assert ran.text.startswith("x: Result(2 × 3)")
    await flights.run("%%deita x <<\nselect $day::date + 1 as next, '$who' as text")
    assert (await flights.run("x[0]")).text == "(datetime.date(2013, 2, 1), '$who')"
    ran = await flights.run("%%deita\nselect $gone")
    assert ran.status == "error"
    assert "“gone”" in ran.text


async def test_an_error_is_one_block_and_stops_the_cell(flights: Kernel) -> None:
    ran = await flights.run("%%deita\nselect *\nfrom flihgts\n")
    assert ran.status == "error"
    output = ran.error
    assert output["ename"] == "DeitaError"
    assert "flihgts" in output["evalue"]
    block = "\n".join(output["traceback"])
    assert "Traceback" not in block
    assert ".py" not in block
    assert "2 │" in block
    assert "^" in block
    assert "flights" in block, "names are suggested"


async def test_an_error_that_is_caught_tells_its_parts(flights: Kernel) -> None:
    ran = await flights.run(
        "import deita_labext\n"
        "from deita_labext.kernel import DeitaError\n"
        "client = deita_labext.connect()\n"
        "try:\n    client.query('selec 1')\n"
        "except DeitaError as error:\n    caught = error\n"
        "caught.code, caught.line, caught.column"
    )
    assert ran.text == "('sql_syntax', 1, 1)"


def busy(server: Server) -> float:
    """The share of one processor that the server's engine takes, over half a second."""

    def used(process: psutil.Process) -> float:
        try:
            return sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            return 0.0  # ended, as a worker that does not stop in time is

    children = psutil.Process(server.process.pid).children(recursive=True)
    engines = [child for child in children if "ipykernel" not in " ".join(child.cmdline())]
    before = {engine: used(engine) for engine in engines}
    time.sleep(0.5)
    return 2 * sum(max(0.0, used(engine) - before[engine]) for engine in engines)


def runs(server: Server, workspace: str) -> bool:
    """Whether a query is under way in the workspace of this name."""
    items = server.request("GET", "deita/api/workspaces")["items"]
    [found] = [item["id"] for item in items if item["name"] == workspace]
    queries = server.request("GET", f"deita/api/workspaces/{found}/queries")["items"]
    return any(query["state"] == "running" for query in queries)


async def test_an_interrupt_cancels_the_query(flights: Kernel, tmp_path: Path) -> None:
    slow = "select count(*) from range(100000000) a, range(100000000) b where a.range + b.range = 7"
    begun = await flights.begin(f"%%deita --timeout 25\n{slow}")
    await asyncio.to_thread(wait, lambda: runs(flights.server, tmp_path.name))
    await asyncio.to_thread(wait, lambda: busy(flights.server) > 0.3)
    await asyncio.to_thread(flights.interrupt)
    ran = await flights.finish(begun)
    assert ran.error["traceback"] == ["query cancelled"]
    await asyncio.to_thread(wait, lambda: busy(flights.server) < 0.3)
    ran = await flights.run("%%deita\nselect 1")
    assert ran.status == "ok", ran.text


async def test_commands(flights: Kernel, tmp_path: Path) -> None:
    ran = await flights.run("%deita tables")
    assert "flights" in ran.text
    assert "3" in ran.text
    ran = await flights.run("%deita describe flights")
    assert "BIGINT" in ran.text
    assert "flights@1 · 3 rows" in ran.text
    ran = await flights.run("%deita describe flihgts")
    assert ran.status == "error"
    ran = await flights.run("%deita workspaces")
    assert tmp_path.name in ran.text
    assert "deleted on" not in ran.text
    old = flights.server.request("POST", "deita/api/workspaces", {"name": f"{tmp_path.name} old"})
    expire(flights.server, old["id"], "2093-12-03")
    ran = await flights.run("%deita workspaces")
    assert "deleted on" in ran.text
    assert "2093-12-03" in ran.text
    await flights.run(f"%deita use '{old['name']}'")
    assert "deleted on" not in (await flights.run("%deita workspaces")).text
    await flights.run(f"%deita use {tmp_path.name}")
    assert "1 table" in (await flights.run("%deita")).text
    await flights.run("import deita_labext\nclient = deita_labext.connect()")
    await flights.run(f"client.use({tmp_path.name!r}); client.delete_table('flights')")
    assert "no tables yet" in (await flights.run("%deita tables")).text
    assert "flights" in (await flights.run("%deita tables --deleted")).text
    ran = await flights.run("%deita use no-such-room")
    assert ran.status == "error"
    assert "--create" in ran.text


async def test_exports(flights: Kernel, tmp_path: Path) -> None:
    await flights.run(
        "%%deita late <<\nselect carrier, note from flights where delay > 10 order by delay"
    )
    ran = await flights.run("%deita export late late.csv")
    assert ran.status == "ok", ran.text
    text = (tmp_path / "late.csv").read_text()
    assert text.splitlines()[0].replace('"', "") == "carrier,note"
    assert len(text.splitlines()) == 3
    ran = await flights.run("%deita export flights all.csv")
    assert ran.status == "ok", ran.text
    assert len((tmp_path / "all.csv").read_text().splitlines()) == 4
    ran = await flights.run("late.csv() == open('late.csv').read(), late.csv('again.csv')")
    assert ran.text == f"(True, {len(text)})"
    ran = await flights.run(
        "%deita export flights other.csv --delimiter ';' --no-header --null NA --quoting all"
    )
    assert ran.status == "ok", ran.text
    assert "NA" in (lines := (tmp_path / "other.csv").read_text().splitlines())[0]
    assert [line.count(";") for line in lines] == [2, 2, 2]
    ran = await flights.run("%deita export flights all.xls")
    assert ran.status == "error"
    assert ".xlsx" in ran.text
    ran = await flights.run("%deita export nothing none.csv")
    assert ran.status == "error"
    assert not (tmp_path / "none.csv").exists()


async def test_exports_in_every_format(flights: Kernel) -> None:
    await flights.run("%%deita late <<\nselect carrier, delay from flights order by delay")
    await flights.run("import pandas as pd; frame = late.df()")
    for name, read in (
        ("late.csv", "pd.read_csv('{}')"),
        ("late.tsv", "pd.read_csv('{}', sep='\\t')"),
        ("late.parquet", "pd.read_parquet('{}')"),
        ("late.xlsx", "pd.read_excel('{}', engine='calamine')"),
        ("late.jsonl", "pd.read_json('{}', lines=True)"),
        ("late.json", "pd.read_json('{}')"),
    ):
        ran = await flights.run(f"%deita export late {name}")
        assert ran.status == "ok", ran.text
        back = read.format(name)
        ran = await flights.run(f"frame.astype(str).equals({back}.astype(str))")
        assert ran.text == "True", (name, ran.text)
    ran = await flights.run(
        "late.write('semi.csv', delimiter=';', header=False); open('semi.csv').read()"
    )
    assert ";" in ran.text
    assert "carrier" not in ran.text
    ran = await flights.run("late.write('semi.csv', delimiter='ab')")
    assert ran.status == "error"
    assert "delimiter" in ran.text


async def test_an_upload_that_fails_says_so_and_the_others_go_on(
    flights: Kernel, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "good.csv").write_text("a\n1\n")
    ran = await flights.run("%deita upload empty.csv good.csv")
    assert ran.status == "error"
    assert "failed" in ran.text
    assert "good: 1 row × 1 column" in ran.text
    ran = await flights.run("%deita upload none*.csv")
    assert ran.status == "error"
    assert "There is no file none*.csv" in ran.text


async def test_a_kernel_of_a_server_without_deita_has_its_own_service(
    plain_server: Server, server: Server, start_kernel: StartKernel
) -> None:
    kernel = await start_kernel(plain_server)
    ran = await kernel.run("%deita connect")
    assert ran.status == "ok", ran.text
    assert "has no Deita" in ran.text
    assert "● " in ran.text.partition("a private local service")[0].split("\n")[-1]
    ran = await kernel.run(f"%deita connect {server.url}lab?token={server.token}")
    assert ran.status == "ok", ran.text
    assert "the address given to connect" in ran.text
    assert server.token not in ran.text
    ran = await kernel.run(f"%deita connect {server.url} wrong-token")
    assert ran.status == "error"
    assert "wrong-token" not in ran.text
    # What was there before goes on.
    assert (await kernel.run("%%deita\nselect 1")).status == "ok"


async def test_the_extension_can_be_taken_away(server: Server, start_kernel: StartKernel) -> None:
    kernel = await start_kernel(server)
    assert (await kernel.run("%deita")).status == "ok"
    assert (await kernel.run("%unload_ext deita_labext")).status == "ok"
    assert "not found" in (await kernel.run("%deita")).text
    assert (await kernel.run("%load_ext deita_labext")).status == "ok"
    assert (await kernel.run("%%deita\nselect 1")).status == "ok"
