"""A result's grid as a widget: its traits, and how a front end comes by it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from .conftest import Kernel

pytestmark = pytest.mark.asyncio(loop_scope="module")

MIME = "application/vnd.deita.result+json"
NUMBERS = """%%deita numbers= <<
SELECT range AS n, range % 3 AS rest, 'name ' || range AS name FROM range(100)"""


async def value(kernel: Kernel, code: str) -> Any:
    """What an expression gives in the kernel."""
    ran = await kernel.run(f"print(repr({code}))")
    assert ran.status == "ok", ran.text
    return eval(ran.text)


@pytest_asyncio.fixture(loop_scope="module")
async def shown(kernel: Kernel) -> dict[str, Any]:
    """A result that was shown; its bundle. The variable is ``numbers``."""
    ran = await kernel.run(NUMBERS)
    assert ran.status == "ok", ran.text
    bundle: dict[str, Any] = ran.data[MIME]
    return bundle


async def asked_for(kernel: Kernel, key: str) -> list[dict[str, Any]]:
    """What the kernel sends to a front end that asks for a result's widget."""
    content = {"comm_id": uuid4().hex, "target_name": "deita.grid", "data": {"key": key}}
    return await kernel.answers(await kernel.send("comm_open", content))


async def test_what_is_sorted_and_filtered_from_python_is_what_filtered_gives(
    kernel: Kernel, shown: dict[str, Any]
) -> None:
    await kernel.run(
        "numbers.grid.sort = ['rest', '-n']\n"
        "numbers.grid.filter = {'op': '<', 'column': 'n', 'value': 5}"
    )
    assert await value(kernel, "numbers.grid.sort") == [
        {"column": "rest", "descending": False, "nulls": "last"},
        {"column": "n", "descending": True, "nulls": "last"},
    ]
    assert await value(kernel, "[row[0] for row in numbers.filtered()]") == [3, 0, 4, 1, 2]
    await kernel.run("numbers.grid.search = 'NAME 3'")
    assert await value(kernel, "numbers.filtered().fetchall()") == [(3, 0, "name 3")]
    await kernel.run("numbers.grid.sort, numbers.grid.filter, numbers.grid.search = [], None, ''")
    assert await value(kernel, "numbers.filtered() is numbers")


async def test_the_selected_rows_are_those_of_what_is_seen(
    kernel: Kernel, shown: dict[str, Any]
) -> None:
    await kernel.run("numbers.grid.sort = ['-n']\nnumbers.grid.selection = [{'rows': [2, 1]}]")
    assert await value(kernel, "numbers.grid.selection") == [
        {"rows": [1, 2], "columns": ["n", "rest", "name"]}
    ]
    assert await value(kernel, "numbers.grid.selected()") == [
        (98, 2, "name 98"), (97, 1, "name 97")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("numbers.grid.sort = ['nmae']", "There is no column 'nmae'"),
        ("numbers.grid.sort = [{'column': 'n', 'desc': 1}]", "nothing to sort by"),
        ("numbers.grid.sort = [7]", "nothing to sort by"),
        ("numbers.grid.filter = {'column': 'n'}", 'A filter has an "op"'),
        ("numbers.grid.filter = {'op': 'is_null', 'column': 3}", "There is no column 3"),
        ("numbers.grid.selection = [(1, 2)]", "is no range"),
        ("numbers.grid.selection = [{'rows': [-1, 2]}]", "is no range"),
        ("numbers.grid.selection = [{'rows': [1, 2], 'columns': 'n'}]", "is no range"),
        ("numbers.grid.selection = [{'rows': [1, 2], 'columns': ['m']}]", "no column 'm'"),
    ],
)
async def test_what_it_cannot_show_is_refused(
    kernel: Kernel, shown: dict[str, Any], code: str, words: str
) -> None:
    ran = await kernel.run(code)
    assert ran.status == "error"
    assert words in ran.error["evalue"]


async def test_a_front_end_asks_for_it_and_both_see_what_the_other_does(
    kernel: Kernel, shown: dict[str, Any]
) -> None:
    answers = await asked_for(kernel, shown["key"])
    comms = [each["content"] for each in answers if each["msg_type"] == "comm_open"]
    [opened] = [each for each in comms if "key" in each["data"]["state"]]
    assert opened["target_name"] == "jupyter.widget"
    state = opened["data"]["state"]
    assert state["_model_name"] == "ResultGridModel"
    assert state["key"] == shown["key"]
    assert state["shown"]["result_id"] == shown["result_id"]
    assert answers[-1]["content"]["data"] == {"known": True}

    await kernel.run("seen = []\nnumbers.grid.observe(lambda change: seen.append(change), 'sort')")
    by_rest = [{"column": "rest", "descending": True, "nulls": "last"}]
    update = {"method": "update", "state": {"sort": by_rest, "row_count": 100}, "buffer_paths": []}
    await kernel.answers(
        await kernel.send("comm_msg", {"comm_id": opened["comm_id"], "data": update})
    )
    assert await value(kernel, "[change.new for change in seen]") == [by_rest]
    assert await value(kernel, "numbers.grid.row_count") == 100

    request = await kernel.begin("numbers.grid.search = '7'")
    sent = [each for each in await kernel.answers(request) if each["msg_type"] == "comm_msg"]
    assert [each["content"]["data"]["state"] for each in sent] == [{"search": "7"}]
    # The second front end is told of the same widget, which is there already.
    again = await asked_for(kernel, shown["key"])
    assert [each["msg_type"] for each in again] == ["comm_close"]


async def test_what_is_gone_is_not_known(kernel: Kernel) -> None:
    [closed] = await asked_for(kernel, "0" * 32)
    assert closed["content"]["data"] == {"known": False}


async def test_shown_itself_it_is_shown_as_its_result_is(
    kernel: Kernel, shown: dict[str, Any]
) -> None:
    ran = await kernel.run("numbers.grid")
    assert ran.data[MIME]["key"] == shown["key"]
    assert "text/html" in ran.data
    assert "name 3" in ran.data["text/plain"]
