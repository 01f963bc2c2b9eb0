"""``%deita ask`` and ``%%deita --ask`` in real kernels, and the client's ``ask``."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from deita_labext.kernel import AsyncClient, Client, DeitaError, connect
from deita_labext.kernel.answer import harmless
from tests.api import wait
from tests.llm import KEY, Calls, Refusal, ScriptedLlm, Words, running_llm
from tests.server import Server, running_server

from .conftest import Kernel, StartKernel, clean_environment

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESULT = "application/vnd.deita.result+json"
CSV = "carrier,delay\nUA,12\nAA,3\nUA,30\n"
LATE = "SELECT carrier, max(delay) AS worst FROM flights GROUP BY carrier ORDER BY worst"
ANSWER = f"The worst of each:\n```sql\n{LATE}\n```\n"


@pytest.fixture(scope="module")
def llm() -> Iterator[ScriptedLlm]:
    """A provider that says what the test wants."""
    with running_llm() as running:
        yield running


@pytest.fixture(scope="module")
def asked_server(llm: ScriptedLlm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with that provider's models."""
    home = tmp_path_factory.mktemp("asked")
    models = {
        "DEITA_AI_MODELS": "openai/one,openai/two",
        "DEITA_AI_BASE_URL": llm.url,
        "DEITA_AI_KEY": KEY,
        "DEITA_AI_RETRIES": "0",
    }
    with running_server(home, environment=clean_environment(home) | models) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def asking(asked_server: Server, start_kernel: StartKernel) -> Kernel:
    """A kernel of that server, whose workspace has one table."""
    kernel = await start_kernel(asked_server)
    (asked_server.home / "notebooks" / "flights.csv").write_text(CSV)
    ran = await kernel.run(f"%deita upload {asked_server.home}/notebooks/flights.csv")
    assert ran.status == "ok", ran.text
    return kernel


@pytest.fixture
def client(asked_server: Server, asking: Kernel) -> Iterator[Client]:
    """A client of that server."""
    with connect(asked_server.url, asked_server.token) as found:
        yield found


async def test_a_line_asks(asking: Kernel, llm: ScriptedLlm) -> None:
    llm.say(ANSWER)
    ran = await asking.run('%deita ask "What is the worst delay of each carrier?"')
    assert ran.status == "ok", ran.text
    words, result = ran.outputs
    shown = words["data"]["text/plain"]
    assert shown.startswith("The worst of each:")
    assert "max(delay)" in shown.replace("MAX", "max")
    assert "runs ✓" in shown
    assert "openai/one · 120 tokens" in shown
    assert "```sql\n" in words["data"]["text/markdown"]
    assert result["data"][RESULT]["rows"] == [["AA", 3], ["UA", 30]]
    assert (await asking.run("_.fetchall()")).text == "[('AA', 3), ('UA', 30)]"


async def test_every_statement_and_chart_is_shown(asking: Kernel, llm: ScriptedLlm) -> None:
    sql = "SELECT carrier, delay FROM flights"
    channels = {"x": {"column": "carrier"}, "y": {"column": "delay", "aggregate": "max"}}
    chart = Calls([("make_chart", {"sql": sql, "mark": "bar", **channels})])
    llm.say(chart, f"First:\n```sql\nSELECT 1 AS one\n```\n```sql\n{LATE}\n```\n")
    ran = await asking.run('%deita ask "Draw and list the worst"')
    assert ran.status == "ok", ran.text
    words, drawn, result = ran.outputs
    for shown in (words["data"]["text/plain"], words["data"]["text/markdown"]):
        assert "drawn as a bar chart: carrier × max of delay" in shown
        assert "AS one" in shown
        assert shown.count("runs ✓") == 2
    marks = drawn["data"]["application/vnd.vegalite.v5+json"]["data"]["values"]
    assert len(marks) == 2
    assert result["data"][RESULT]["rows"] == [["AA", 3], ["UA", 30]]
    # Where there is nothing but a chart, it is what the cell gives.
    llm.say(chart, "There.")
    ran = await asking.run('%deita drawn << ask "Draw it"')
    assert (await asking.run("drawn.chart['mark']")).text == "'bar'"


async def test_the_answer_grows_in_one_place(asking: Kernel, llm: ScriptedLlm) -> None:
    llm.say(Words("One two three four five six seven eight nine ten.", pause=0.1))
    begun = await asking.begin("%deita ask Count to ten, if that's all right")
    grown: list[str] = []
    while not (grown and grown[-1].startswith("One two three four five six seven eight nine ten.")):
        grown.append((await asking.shown(begun))["data"]["text/plain"])
    assert len([text for text in grown if text.startswith("One")]) > 2
    assert all(later.startswith("One") for later in grown[-2:])
    ran = await asking.finish(begun)
    assert len(ran.outputs) == 1, "there is no statement, so there is no result"
    assert "if that's all right" in llm.prompts()


async def test_a_cell_asks_and_leaves_its_result_in_a_name(
    asking: Kernel, llm: ScriptedLlm
) -> None:
    llm.say(ANSWER)
    ran = await asking.run("%%deita worst << --ask --model openai/two\nWhat is the\nworst delay?")
    assert ran.status == "ok", ran.text
    assert len(ran.outputs) == 1
    assert llm.requests[0]["model"] == "two"
    assert "What is the\\nworst delay?" in llm.prompts()
    ran = await asking.run("worst.fetchall(), worst.name")
    assert ran.text == "([('AA', 3), ('UA', 30)], 'worst')"
    llm.say(ANSWER)
    ran = await asking.run('%deita also << ask "And again?"')
    assert (await asking.run("len(also)")).text == "2"


async def test_what_was_said_before_is_known(
    asking: Kernel, llm: ScriptedLlm, client: Client
) -> None:
    llm.say("Yes.")
    await asking.run('%deita ask --thread "Of carriers" "Is UA the worst one?"')
    llm.say("Still.")
    await asking.run('%deita ask --thread "Of carriers" "Still so?"')
    assert "Is UA the worst one?" in llm.prompts()
    [thread] = [found for found in client.threads() if found["name"] == "Of carriers"]
    texts = [message["text"] for message in client.messages(thread["id"])]
    assert texts == ["Is UA the worst one?", "Yes.", "Still so?", "Still."]


async def test_a_statement_is_shown_and_not_run(asking: Kernel, llm: ScriptedLlm) -> None:
    llm.say(ANSWER)
    ran = await asking.run('%deita answer << ask --no-run "The worst?"')
    assert len(ran.outputs) == 1
    assert RESULT not in ran.data
    ran = await asking.run("answer.runs, answer.result().fetchall()")
    assert ran.text == "(True, [('AA', 3), ('UA', 30)])"


async def test_what_the_engine_does_not_take_is_shown_as_failed(
    asking: Kernel, llm: ScriptedLlm
) -> None:
    llm.say(*["```sql\nSELECT nothing FROM flights\n```"] * 5)
    ran = await asking.run("%%deita gone << --ask\nWhat?")
    assert ran.status == "error"
    assert "does not run ✗" in ran.outputs[0]["data"]["text/plain"]
    assert ran.error["ename"] == "DeitaError"
    assert "nothing" in ran.error["evalue"]
    assert (await asking.run("'gone' in globals()")).text == "False"


async def test_a_provider_s_error_is_one_block(asking: Kernel, llm: ScriptedLlm) -> None:
    llm.say(Refusal(500, "out of order"))
    ran = await asking.run('%deita ask "Anyone?"')
    assert ran.status == "error"
    assert ran.error["ename"] == "DeitaError"
    assert KEY not in ran.text


async def test_an_interrupt_stops_the_provider(
    asking: Kernel, llm: ScriptedLlm, client: Client
) -> None:
    llm.say(Words("word " * 2000, pause=0.05))
    begun = await asking.begin('%deita ask --thread "Long" "Tell me much"')
    while "word" not in (await asking.shown(begun))["data"]["text/plain"]:
        pass
    asking.interrupt()
    ran = await asking.finish(begun)
    assert ran.error["traceback"] == ["answer stopped"]
    assert await asyncio.to_thread(llm.left.wait, 10)
    [thread] = [found for found in client.threads() if found["name"] == "Long"]
    answer = client.messages(thread["id"])[-1]
    assert answer["state"] == "stopped"
    assert answer["text"].startswith("word word")


async def test_usage(asking: Kernel) -> None:
    for line, said in {
        "%deita ask --run --no-run x": "exclude",
        "%deita ask --colour x": "--colour",
        "%deita ask": "%deita ask [options]",
        "%%deita --model x\nselect 1": "--ask",
        "%%deita --ask\n\n": "no question",
    }.items():
        ran = await asking.run(line)
        assert ran.status == "error", line
        assert said in ran.text, (line, ran.text)
    assert "--no-run" in (await asking.run("%deita ask --help")).text


async def test_a_script_asks(client: Client, llm: ScriptedLlm) -> None:
    llm.say(ANSWER)
    answer = client.ask("The worst?")
    assert (answer.runs, answer.state, answer.error) == (True, "done", None)
    assert answer.result().fetchall() == [("AA", 3), ("UA", 30)]
    llm.say("No SQL here.")
    with pytest.raises(DeitaError, match="no SQL"):
        client.ask("Why?").result()
    assert client.models()["default_model"] == "openai/one"


async def test_a_cancelled_task_stops_the_provider(client: Client, llm: ScriptedLlm) -> None:
    llm.say(ANSWER)
    asked = AsyncClient(client)
    assert (await asked.ask("The worst?")).runs
    llm.say(Words("word " * 2000, pause=0.05))
    task = asyncio.create_task(asked.ask("Tell me much"))
    await asyncio.to_thread(wait, lambda: bool(llm.requests))
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(llm.left.wait, 10)


async def test_an_answer_s_words_have_no_images() -> None:
    text = "a ![x](https://x.y/?secret) <img src='https://x.y'> `a < b`"
    shown = harmless(text)
    assert "![" not in shown
    assert "<img" not in shown
    assert shown.replace("\u200b", "") == text


async def test_threads(client: Client, tmp_path: Path) -> None:
    made = client.create_thread(tmp_path.name)
    assert client.change_thread(made["id"], shared=True)["shared"]
    assert client.change_thread(tmp_path.name, name="Other")["name"] == "Other"
    assert "Other" in [found["name"] for found in client.threads("Oth")]
    client.delete_thread("Other")
    assert "Other" not in [found["name"] for found in client.threads()]
    with pytest.raises(DeitaError):
        client.messages(made["id"])
