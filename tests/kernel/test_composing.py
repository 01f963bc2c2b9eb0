"""Cells that take more than tables: snippets, results, dataframes, templates, files, options."""

from __future__ import annotations

import asyncio
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
import pytest_asyncio

from .conftest import Kernel, Ran, Server, StartKernel

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIME = "application/vnd.deita.result+json"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def flights(
    server: Server, start_kernel: StartKernel, tmp_path_factory: pytest.TempPathFactory
) -> Kernel:
    """A kernel in a workspace of its own, with one table."""
    folder = tmp_path_factory.mktemp("composing")
    (folder / "flights.csv").write_text("carrier,delay\nUA,12\nAA,3\nUA,30\nB6,\n")
    kernel = await start_kernel(server)
    await kernel.run(f"%cd -q {folder}")
    await kernel.run(f"%deita use --create {folder.name}")
    ran = await kernel.run("%deita upload flights.csv")
    assert ran.status == "ok", ran.text
    return kernel


def rows(ran: Ran) -> list[list[Any]]:
    """The rows that were shown."""
    assert ran.status == "ok", ran.text
    shown: list[list[Any]] = ran.data[MIME]["rows"]
    return shown


async def test_snippets(flights: Kernel) -> None:
    await flights.run("least = 10")
    ran = await flights.run(
        "%%deita --save late --no-execute\nselect * from flights where delay > :least"
    )
    assert "saved as late" in ran.text
    ran = await flights.run(
        "%%deita --save worst --with late\nselect carrier, max(delay) as d from late group by 1"
    )
    assert rows(ran) == [["UA", 30]]
    await flights.run("least = 2")
    ran = await flights.run("%%deita --with worst\nwith x as (from worst)\nfrom x order by d")
    assert rows(ran) == [["AA", 3], ["UA", 30]]
    ran = await flights.run("%deita saved")
    assert "worst" in ran.text
    assert "$least" in ran.text
    assert (await flights.run("%deita saved late")).text.startswith("select * from flights")
    ran = await flights.run("%%deita --with nothing\nselect 1")
    assert "There is no saved query “nothing”" in ran.text
    # The place of an error is told in the text that has it.
    await flights.run("%%deita --save wrong --no-execute\nselect carier\nfrom flights")
    ran = await flights.run("%%deita --with wrong\nselect 1,\n* from wrong")
    assert ran.status == "error"
    assert "In saved query wrong" in ran.text
    assert "1 │" in ran.text
    assert "select carier" in ran.text


async def test_what_is_saved_is_whole_and_everybodys(
    server: Server, start_kernel: StartKernel, flights: Kernel
) -> None:
    await flights.run("%%deita --save part -N\nselect * from flights where delay > :least -- late")
    await flights.run("%%deita --save whole -N --with part\nselect max(delay) as d from part;")
    await flights.run("%%deita --save 'In words' -N\nselect {{ column }} from flights -- ':x'")
    await flights.run("from deita_labext import connect\nclient = connect()")
    name = (await flights.run("%deita")).text.split("“")[1].split("”")[0]
    await flights.run(f"client.use({name!r})")
    # It is one statement that runs elsewhere as it is.
    ran = await flights.run("client.query(client.saved_query('whole')['sql'], {'least': 5}).pl()")
    assert "30" in ran.text, ran.text
    ran = await flights.run("client.saved_query('in words')['sql']")
    assert "{{ column }} from flights -- ':x'" in ran.text
    # What it was made with may change or go.
    await flights.run("%%deita --save PART -N\nselect * from flights where delay < 5")
    await flights.run("least = 10")
    assert rows(await flights.run("%%deita --with whole\nfrom whole")) == [[30]]
    assert rows(await flights.run("%%deita --with part\nfrom part")) == [["AA", 3]]
    await flights.run("client.delete_saved_query('part')")
    assert rows(await flights.run("%%deita --with whole\nfrom whole")) == [[30]]
    ran = await flights.run("%%deita --save whole -N --with Whole\nfrom whole")
    assert "cannot be saved with itself" in ran.text
    # Another kernel has it too, in that workspace; its own has not.
    other = await start_kernel(server)
    await other.run("%deita use --create Elsewhere")
    await other.run("least = 1; column = 'carrier'")
    ran = await other.run(f"%%deita --workspace {name} --with 'whole,In words'\n"
        "from whole, \"In words\" order by all limit 1"
    )  # fmt: skip
    assert rows(ran) == [[30, "AA"]]
    ran = await other.run("%%deita --with whole\nfrom whole")
    assert "There is no saved query “whole”" in ran.text


async def test_a_result_is_named_in_sql(flights: Kernel) -> None:
    await flights.run("least = 10")
    await flights.run("%%deita tardy <<\nselect * from flights where delay > :least")
    await flights.run("least = 20")
    ran = await flights.run(
        "%%deita\nselect carrier, delay, :least as least from tardy order by delay"
    )
    assert rows(ran) == [["UA", 12, 20], ["UA", 30, 20]]
    await flights.run("%%deita worse <<\nfrom tardy where delay > :least")
    ran = await flights.run("%%deita\nselect count(*) from worse join tardy using (carrier)")
    assert rows(ran) == [[2]]
    # No statement was sent to be told that these are no tables; after a comma one is.
    assert "failed" not in (await flights.run("%deita history --limit 2")).text
    ran = await flights.run("%%deita\nselect count(*) from flights, tardy")
    assert rows(ran) == [[8]]
    ran = await flights.run("%%deita\nexplain select * from worse")
    assert ran.status == "ok", ran.text


@pytest.mark.parametrize(
    "made",
    [
        "pandas.DataFrame({'carrier': ['UA', 'AA'], 'name': ['United', None]})",
        "polars.DataFrame({'carrier': ['UA', 'AA'], 'name': ['United', None]})",
        "pyarrow.table({'carrier': ['UA', 'AA'], 'name': ['United', None]})",
        "Stream(pyarrow.table({'carrier': ['UA', 'AA'], 'name': ['United', None]}))",
    ],
)
async def test_a_dataframe_is_named_in_sql(flights: Kernel, made: str) -> None:
    await flights.run(
        "import pandas, polars, pyarrow\n"
        "class Stream:\n"
        "    def __init__(self, table): self.table = table\n"
        "    def __arrow_c_stream__(self, schema=None):\n"
        "        return self.table.__arrow_c_stream__(schema)\n"
    )
    assert (await flights.run(f"lines = {made}")).status == "ok"
    sql = "%%deita\nselect f.delay, l.name from flights f join lines l using (carrier) order by 1"
    first = await flights.run(sql)
    assert rows(first) == [[3, None], [12, "United"], [30, "United"]]
    again = await flights.run(sql)
    assert rows(again) == rows(first)
    assert "sent as the table" not in again.text


async def test_a_stream_that_can_be_read_once_says_what_to_do(flights: Kernel) -> None:
    await flights.run("import pyarrow\nreader = pyarrow.table({'a': [1]}).to_reader()")
    ran = await flights.run("%%deita\nfrom reader")
    assert ran.status == "error"
    assert "reader = reader.read_all()" in ran.text


async def test_what_config_sets(flights: Kernel) -> None:
    async def kind() -> str:
        ran = await flights.run("%%deita few= <<\nfrom flights")
        assert ran.status == "ok", ran.text
        return (await flights.run("type(few).__module__.split('.')[0], len(few)")).text

    assert "displaylimit=<Int>" in (await flights.run("%config Deita")).text
    await flights.run("%config Deita.autopandas = True")
    assert await kind() == "('pandas', 4)"
    await flights.run("%config Deita.autopolars = True")
    assert await kind() == "('polars', 4)"
    await flights.run("%config Deita.autopolars = False")
    assert await kind() == "('deita_labext', 4)"
    await flights.run("%config Deita.displaylimit = 2")
    assert len(rows(await flights.run("%%deita\nfrom flights"))) == 2
    assert len(rows(await flights.run("%%deita --page-size 3\nfrom flights"))) == 3
    await flights.run("%config Deita.displaylimit = 50")
    await flights.run("%config Deita.feedback = 0")
    assert (await flights.run("%%deita quiet <<\nselect 1")).text == ""
    await flights.run("%config Deita.feedback = 1")
    await flights.run("%config Deita.short_errors = False")
    ran = await flights.run("%%deita\nfrom nowhere")
    assert "cell.py" in ran.text
    assert "nowhere" in ran.error["traceback"][-1] or "nowhere" in ran.text
    await flights.run("%config Deita.short_errors = True")
    assert ".py" not in (await flights.run("%%deita\nfrom nowhere")).text


async def test_a_dataframe_that_changed_is_sent_again(flights: Kernel) -> None:
    frame = f"frame_{token_hex(3)}"
    await flights.run(f"import pandas\n{frame} = pandas.DataFrame({{'a': [1, 2]}})")
    ran = await flights.run(f"%%deita\nselect sum(a) from {frame}")
    assert f"{frame} is a dataframe of this notebook: sent as the table local_{frame}" in ran.text
    assert rows(ran) == [["3"]]
    await flights.run(f"{frame}.loc[0, 'a'] = 40")
    assert rows(await flights.run(f"%%deita\nselect sum(a) from {frame}")) == [["42"]]
    ran = await flights.run(f"%%deita --local-limit 0.000001\nselect sum(a) from {frame}")
    assert ran.status == "error"
    assert "--local-limit" in ran.text
    # A table of that name goes before the variable.
    await flights.run("flights = pandas.DataFrame({'a': [1]})")
    assert rows(await flights.run("%%deita\nselect count(*) from flights")) == [[4]]
    await flights.run("del flights")


async def test_a_result_of_another_workspace_is_sent(flights: Kernel) -> None:
    here = (await flights.run("%deita")).text.split("“")[1].split("”")[0]
    name = f"there_{token_hex(3)}"
    await flights.run(f"%%deita {name} <<\nselect carrier, delay from flights where delay > 10")
    await flights.run("%deita use --create composing-elsewhere")
    try:
        ran = await flights.run(f"%%deita\nselect sum(delay) from {name}")
        assert rows(ran) == [["42"]]
        assert f"sent as the table local_{name}" in ran.text
    finally:
        await flights.run(f"%deita use {here}")


async def test_dataframes_become_tables(flights: Kernel) -> None:
    await flights.run("import pandas\nkept = pandas.DataFrame({'a': [1, 2], 'b': ['x', None]})")
    ran = await flights.run("%deita upload kept")
    assert "kept: 2 rows × 2 columns" in ran.text
    ran = await flights.run("%deita upload kept --name twice")
    assert "twice: 2 rows" in ran.text
    await flights.run(
        "import polars, pyarrow\n"
        "fast = polars.DataFrame({'a': [1]}); flat = pyarrow.table({'a': [1, 2, 3]})"
    )
    await flights.run("%%deita some <<\nfrom kept where a > 1")
    ran = await flights.run("%deita upload fast flat some")
    assert [line.split()[:2] for line in ran.text.splitlines()] == [
        ["fast:", "1"], ["flat:", "3"], ["some:", "1"]
    ]  # fmt: skip
    ran = await flights.run("some.to_table('one')['row_count']")
    assert ran.text == "1"
    assert rows(await flights.run("%%deita\nfrom one")) == [[2, None]]


async def test_tables_of_dataframes_go_with_the_kernel(
    server: Server, start_kernel: StartKernel, flights: Kernel
) -> None:
    other = await start_kernel(server)
    name = (await flights.run("%deita")).text.split("“")[1].split("”")[0]
    await other.run(f"%deita use {name}")
    frame = f"passing_{token_hex(3)}"
    await other.run(f"import pandas\n{frame} = pandas.DataFrame({{'a': [1]}})")
    assert rows(await other.run(f"%%deita\nfrom {frame}")) == [[1]]
    assert f"local_{frame}" in (await flights.run("%deita tables")).text
    assert (await other.run("%unload_ext deita_labext")).status == "ok"
    assert f"local_{frame}" not in (await flights.run("%deita tables")).text
    await other.run("%load_ext deita_labext")
    await other.run(f"%deita use {name}")
    assert rows(await other.run(f"%%deita\nfrom {frame}")) == [[1]]
    assert f"local_{frame}" in (await flights.run("%deita tables")).text
    await asyncio.to_thread(server.request, "POST", f"api/kernels/{other.id}/restart")
    assert f"local_{frame}" not in (await flights.run("%deita tables")).text


async def test_templates(flights: Kernel) -> None:
    await flights.run("columns = ['carrier', 'delay']")
    # What is not closed is the engine's: a text to look for.
    for sql in ("select '{%a' like '{%'", "select '{{' || 'x'", "select '{%' || '%}' like '{%'"):
        assert (await flights.run(f"%%deita\n{sql}")).status == "ok"
    ran = await flights.run(
        "%%deita\nselect {{ columns | join(', ') }}, {'a': {'b': 1}} as s from flights limit 1"
    )
    assert [column["name"] for column in ran.data[MIME]["columns"]] == ["carrier", "delay", "s"]
    ran = await flights.run("%%deita\nselect {{ gone }}")
    assert ran.status == "error"
    assert "gone" in ran.text
    assert ".py" not in ran.text


async def test_what_is_no_parameter_stays(flights: Kernel) -> None:
    ran = await flights.run(
        "%%deita\nselect json('[{\"a\":1}, {\"b\":2}]')::varchar, 'hello'[:2], '12:30:00'::time,\n"
        "  $$a:b :c$$, {'k':1}, ['a', 'b', 'c'][2:3]"
    )
    [row] = rows(ran)
    assert row == ['[{"a":1}, {"b":2}]'.replace(" ", ""), "he", "12:30:00", "a:b :c", {"k": 1},
                   ["b", "c"]]  # fmt: skip
    ran = await flights.run("%%deita\nselect 1,\n  :gone_1 + 1")
    assert ran.status == "error"
    assert ":gone_1 has no value" in ran.text
    assert "  :gone_1 + 1" in ran.text


async def test_options(flights: Kernel, tmp_path: Path) -> None:
    ran = await flights.run("%%deita --limit 2\nfrom flights order by delay desc nulls last;")
    assert rows(ran) == [["UA", 30], ["UA", 12]]
    for kind, type_ in (
        ("df", "pandas"), ("pl", "polars"), ("arrow", "pyarrow"),
    ):  # fmt: skip
        ran = await flights.run(f"%%deita frame_ << --to {kind}\nfrom flights")
        assert ran.status == "ok", ran.text
        ran = await flights.run("type(frame_).__module__.split('.')[0], len(frame_)")
        assert ran.text == f"('{type_}', 4)"
    ran = await flights.run("%%deita --to none\nfrom flights")
    assert ran.text.startswith("Result(4 × 2)")
    assert MIME not in ran.data
    ran = await flights.run("%%deita --explain\nfrom flights where delay > 3")
    assert "delay" in ran.text
    assert "─" in ran.text
    ran = await flights.run("%%deita --profile\nfrom flights where delay > 3")
    assert "Total Time" in ran.text or "QUERY PROFILING" in ran.text.upper(), ran.text
    path = tmp_path / "query.sql"
    path.write_text("select count(*) from flights\n")
    assert rows(await flights.run(f"%%deita --file {path}")) == [[4]]
    assert "has SQL" in (await flights.run(f"%%deita --file {path}\nselect 1")).text
    assert "has no SQL" in (await flights.run("%%deita")).text


async def test_an_answer_from_before_and_a_fresh_one(flights: Kernel) -> None:
    sql = "select carrier, count(*) from flights group by 1 order by 1"
    await flights.run(f"%%deita one <<\n{sql}")
    assert (await flights.run("len(one)")).status == "ok"
    await flights.run(f"%%deita two <<\n{sql}")
    await flights.run(f"%%deita three << --fresh\n{sql}")
    ran = await flights.run("two.stats.get('cache_hit', 0), three.stats.get('cache_hit', 0)")
    assert ran.text == "(1.0, 0.0)"


async def test_what_a_result_can_do(flights: Kernel, tmp_path: Path) -> None:
    await flights.run("least = 10\nimport polars, pandas")
    await flights.run("%%deita late <<\nselect * from flights where delay > :least -- late")
    ran = await flights.run(
        "more = late.filter('delay > :least', least=20)\n"
        "late.sort('-delay').fetchall(), more.fetchall(), more.sort('carrier').refresh()[0]"
    )
    assert ran.text == "([('UA', 30), ('UA', 12)], [('UA', 30)], ('UA', 30))"
    ran = await flights.run("str(late.plan())")
    assert "delay" in ran.text
    assert "Total Time" not in ran.text
    ran = await flights.run("str(late.profile())")
    assert "Total Time" in ran.text
    ran = await flights.run("late.stats['total_ms'] > 0, late.types, late.tables")
    assert ran.text == "(True, ['VARCHAR', 'BIGINT'], ['flights@1'])"
    ran = await flights.run(f"late.to_parquet(r'{tmp_path}/late.parquet') > 100")
    assert ran.text == "True"
    ran = await flights.run(f"pandas.read_parquet(r'{tmp_path}/late.parquet')['delay'].tolist()")
    assert sorted(eval(ran.text)) == [12, 30]
    ran = await flights.run("late.csv(delimiter=';', header=False).splitlines()[0].count(';')")
    assert ran.text == "1"
    ran = await flights.run("[str(t) for t in late.df(backend='pyarrow').dtypes]")
    assert ran.text == "['string[pyarrow]', 'int64[pyarrow]']", ran.text
    ran = await flights.run(
        "[(c['name'], c['high']) for c in late.summary('delay')['columns']], late.params"
    )
    assert ran.text == "([('delay', 30)], {'least': 10})"


async def test_rows_of_a_long_result(flights: Kernel) -> None:
    await flights.run("%%deita many <<\nfrom range(5000)")
    ran = await flights.run(
        "many[4321], many[-1], many[4998:1000:-1999], many[998:1001], many[6000:]"
    )
    assert ran.text == "((4321,), (4999,), [(4998,), (2999,)], [(998,), (999,), (1000,)], [])"
    assert (await flights.run("many[5000]")).error["ename"] == "IndexError"
    ran = await flights.run("sum(row[0] for row in many) == sum(range(5000)), len(many)")
    assert ran.text == "(True, 5000)"


async def test_a_result_is_as_it_was_until_it_is_refreshed(flights: Kernel, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text("carrier,delay\nDL,50\n")
    await flights.run("%%deita base <<\nfrom flights where delay > 10")
    await flights.run("base.to_table('tardies')")
    await flights.run("%%deita tardy <<\nfrom tardies")
    ran = await flights.run(
        "from deita_labext import connect\nclient = connect(); client.use(tardy.workspace_id)\n"
        f"file = client.upload_file(r'{tmp_path}/more.csv')\n"
        "client.ingest(file['id'], mode='append', table='tardies')['state']"
    )
    assert ran.text == "'done'"
    ran = await flights.run("len(tardy), len(tardy.refresh()), sorted(tardy.refresh())[0]")
    assert ran.text == "(2, 3, ('DL', 50))"


async def test_what_takes_too_long_is_stopped(flights: Kernel) -> None:
    ran = await flights.run(
        "%%deita --timeout 0.5\nselect count(*) from range(100000000) a, range(100000000) b\n"
        "where a.range + b.range = 7"
    )
    assert ran.status == "error"
    assert "took longer than 0.5 seconds" in ran.text


async def test_history(flights: Kernel) -> None:
    await flights.run("%%deita found <<\nselect 'remembered' as it")
    assert (await flights.run("len(found)")).text == "1"
    ran = await flights.run("%deita history --limit 5")
    assert ran.status == "ok", ran.text
    assert "remembered" in ran.text
    ran = await flights.run("%deita history --help")
    assert "%deita history [--limit N]" in ran.text
    ran = await flights.run("%deita cancel nothing")
    assert ran.status == "error"


async def test_completion(flights: Kernel) -> None:
    await flights.run("%%deita --save morning -N\nfrom flights")
    await flights.run("def completed(text, at=None):\n"
        "    from IPython.core.completer import provisionalcompleter\n"
        "    with provisionalcompleter():\n"
        "        at = len(text) if at is None else at\n"
        "        return [c.text for c in get_ipython().Completer.completions(text, at)]\n"
    )  # fmt: skip

    async def completed(text: str) -> list[str]:
        ran = await flights.run(f"completed({text!r})")
        assert ran.status == "ok", ran.text
        found: list[str] = eval(ran.text)
        return found

    assert await completed("%%deita --wo") == ["--workspace"]
    assert await completed("%%deita --to p") == ["pl"]
    assert await completed("%%deita --with mor") == ["morning"]
    assert await completed("%deita saved mor") == ["morning"]
    assert "flights" in await completed("%%deita\nselect * from fl")
    assert await completed("%%deita\nfrom flights f where f.de") == ["f.delay"]
    assert await completed("%%deita\nfrom flights where carr") == ["carrier"]
    assert await completed("%deita desc") == ["describe"]
    assert "flights" in await completed("%deita describe ")
    assert await completed("%deita upload --mi") == ["--missing"]
    assert any(name.startswith("composing") for name in await completed("%deita use comp"))
    # The blank lines above are left out, as when it runs.
    assert await completed("\n \n%%deita --wo") == ["--workspace"]
    assert await completed("\n%%deita\nfrom flights where carr") == ["carrier"]
    # Names with blanks, open quotes, values behind an equals sign, several names.
    await flights.run("%deita use --create 'Quick 2 start'")
    await flights.run("import pandas\npandas.DataFrame({'On Time': [1]}).to_csv('on.csv')")
    await flights.run("%deita upload on.csv")
    here = Path((await flights.run("import os; os.getcwd()")).text.strip("'")).name
    await flights.run(f"%deita use {here}")
    assert await completed("%deita use Quick 2 st") == ["Quick 2 start"]
    assert await completed("%deita use 'Quick 2") == ["'Quick 2 start'"]
    assert await completed("%%deita --workspace 'Quick 2 s") == ["'Quick 2 start'"]
    assert await completed("%%deita --workspace=Quick") == ["'Quick 2 start'"]
    assert await completed("%%deita --with=late,mor") == ["morning"]
    # The tables are those of the workspace that the line names.
    assert await completed("%%deita -w 'Quick 2 start'\nfrom o") == ["on"]
    assert await completed('%%deita -w "Quick 2 start"\nfrom on where "On T') == ['"On Time"']
    # Variables, and IPython's paths beside them.
    await flights.run("frame = pandas.DataFrame({'a': [1]})")
    await flights.run("%%deita some <<\nfrom flights")
    assert {"flights.csv", "frame"} <= set(await completed("%deita upload f"))
    assert "some" in await completed("%deita export ")
    assert "flights" in await completed("%deita export fl")
    assert await completed("%deita export some flights.") == ["flights.csv"]
    assert await completed("%%deita --file flights.") == ["flights.csv"]
    assert await completed("%deita late << as") == ["ask"]
    assert await completed("%deita late << ask --mo") == ["--model"]
    # An editor that closes quotes by itself has one behind the place already.
    line = "%deita use 'Quick'"
    ran = await flights.run(f"completed({line!r}, {len(line) - 1})")
    assert eval(ran.text) == ["'Quick 2 start"]
    # Elsewhere it keeps out of the way.
    assert "completed" in await completed("comple")
