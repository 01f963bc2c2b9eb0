"""Dirty files in a real worker: the table and the account of every line that each is to give."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from deita_server_ext.errors import InvalidRequest, UnreadableFile
from deita_server_ext.ingest.report import MAX_REJECTS, OUTCOMES
from tests.corpora.dirty import DIRTY, Dirty
from tests.corpora.everyday import EVERYDAY
from tests.loaders import Place, loading, rejects, rows

pytestmark = pytest.mark.asyncio(loop_scope="module")

COUNTS = (
    "lines", "header", "loaded", "rejected", "blank", "preamble", "footer", "cells_nulled",
)  # fmt: skip


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    make = tmp_path_factory.mktemp
    async with loading(make("dirty"), make("engine")) as made:
        yield made


ALL = [*DIRTY, *EVERYDAY]


async def test_the_corpus_is_large_and_its_names_differ() -> None:
    assert len(ALL) >= 100
    assert len({file.name for file in ALL}) == len(ALL)


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.name)
async def test_dirty(place: Place, file: Dirty) -> None:
    part = await place.load(file.content, **file.options)
    assert {column["name"]: column["type"] for column in part["columns"]} == file.columns
    assert rows(part) == file.rows
    report = part["report"]
    assert {key: report[key] for key in COUNTS if report[key]} == file.report
    assert report["rows"] == part["row_count"] == len(file.rows)
    problems = [(p["kind"], p["count"], p["first"]["line"]) for p in report["problems"]]
    assert problems == file.problems
    decisions = part["decisions"]
    assert {key: decisions[key]["value"] for key in file.decided} == file.decided
    assert all(decision["why"] for decision in decisions.values())
    for key in file.options.keys() - {"columns"}:
        assert decisions[key]["given"]
    listed = Counter[str]()
    for row in rejects(part) if part["rejects"] is not None else ():
        listed[row["kind"]] += int(row["count"])
        assert row["outcome"] == OUTCOMES[row["kind"]]
    assert listed == {kind: count for kind, count, _line in problems}


SHORT = [file for file in ALL if len(file.content) <= 1 << 20]
"""Those that a preview reads to their end."""


@pytest.mark.parametrize("file", SHORT, ids=lambda file: file.name)
async def test_the_preview_shows_what_the_load_will_do(place: Place, file: Dirty) -> None:
    shown = await place.preview(file.content, 3, **file.options)
    loaded = await place.load(file.content, **file.options)
    assert shown["complete"]
    for key in ("columns", "decisions", "report"):
        assert shown[key] == loaded[key]
    assert len(shown["rows"]) == min(3, len(file.rows))


async def test_a_long_file_is_previewed_by_its_head(place: Place) -> None:
    content = b"a,b\n" + b'1,"x\ny"\n' * 400_000 + b"oops,2,3\n"
    part = await place.preview(content, 5)
    assert not part["complete"]
    assert part["rows"] == [[1, "x\ny"]] * 5
    assert [column["type"] for column in part["columns"]] == ["BIGINT", "VARCHAR"]
    assert part["report"]["rejected"] == 0
    assert part["report"]["problems"] == []
    assert 100_000 < part["report"]["rows"] < 140_000


async def test_what_is_otherwise_than_in_the_head_is_told(place: Place) -> None:
    content = b"a,b\n" + b"1,2\n" * 300_000 + b"x,2\n"
    shown = await place.preview(content, 5)
    loaded = await place.load(content)
    assert not shown["complete"]
    assert [column["type"] for column in shown["columns"]] == ["BIGINT", "BIGINT"]
    assert [column["type"] for column in loaded["columns"]] == ["VARCHAR", "BIGINT"]
    [note] = loaded["notes"]
    assert note.startswith("a: VARCHAR rather than BIGINT")
    assert "'x'" in note


async def test_rejects_and_nulled_cells_come_as_csv(place: Place) -> None:
    part = await place.load(b"a,b\n1,x\n2,y,z\nno,w\n", columns=[{"source": "a", "type": "BIGINT"}])
    found = rejects(part)
    assert [(row["line"], row["column"], row["text"], row["kind"]) for row in found] == [
        ("3", "", "2,y,z", "long_line"),
        ("4", "a", "no", "cast"),
    ]
    assert all(row["reason"] for row in found)


async def test_spellings_of_null_are_counted_by_column_and_no_loss(place: Place) -> None:
    lines = b"".join(b"%d,%s,x%d\n" % (n, b"NA" if n % 3 else b"", n) for n in range(1, 3000))
    content = b"a,b,c\n" + lines + b"NA,1.5,NA\n" + b"4,-,NA\n"
    part = await place.load(content, strict=True)
    assert part["report"]["cells_nulled"] == 1 + 2001 + 2
    assert [(row["column"], row["line"], row["text"], row["count"]) for row in rejects(part)] == [
        ("a", "3001", "NA", "1"), ("b", "2", "NA", "2001"), ("c", "3001", "NA", "2"),
    ]  # fmt: skip
    assert rows(part)[-2:] == [(None, 1.5, None), (4, None, None)]


async def test_the_list_of_rejects_is_bounded_and_says_so(place: Place) -> None:
    part = await place.load(b"a,b\n1,x\n2,y\n" * 3 + b"1,x\n" * 90_000 + b"1,2,3\n" * 12_000)
    assert part["report"]["rejected"] == 12_000
    found = rejects(part)
    assert len(found) == MAX_REJECTS + 1
    assert found[-1]["kind"] == "more"
    assert found[-1]["reason"] == "Only the first 10,000 are listed of: long_line."


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (b"a,b\n1,2\n3,4,5\n", {}),
        (b'a,b\n1,2\n3,"4\n', {}),
        (b"a\n1\nx\n", {"columns": [{"source": "a", "type": "BIGINT"}]}),
    ],
)
async def test_strict_refuses_what_would_lose_something(
    place: Place, content: bytes, options: dict[str, Any]
) -> None:
    await place.load(content, **options)
    error = await place.refusal(content, strict=True, **options)
    assert isinstance(error, UnreadableFile)
    assert error.details["line"] == 3
    assert "Line 3" in error.message


async def test_strict_takes_what_is_clean(place: Place) -> None:
    assert (await place.load(b"a,b\n1,2\n\n3,4\n", strict=True))["row_count"] == 2


@pytest.mark.parametrize(
    "options",
    [
        {"columns": [{"source": "nowhere"}]},
        {"columns": [{"source": "a", "name": "b"}]},
        {"columns": [{"source": "a", "type": "STRUCT(x INT)"}]},
        {"columns": [{"source": "a", "drop": True}, {"source": "b", "drop": True}]},
        {"encoding": "klingon"},
        {"encoding": "zip"},
        {"delimiter": "\n"},
    ],
)
async def test_options_that_make_no_sense_are_refused(
    place: Place, options: dict[str, Any]
) -> None:
    assert isinstance(await place.refusal(b"a,b\n1,2\n", **options), InvalidRequest)


async def test_a_line_without_an_end_is_refused_at_the_limit(place: Place) -> None:
    error = await place.refusal(b"a,b\n1," + b"x" * (70 << 20))
    assert isinstance(error, UnreadableFile)
    assert "longer than" in error.message


async def test_a_saved_web_page_is_called_by_its_name(place: Place) -> None:
    error = await place.refusal(b"<!doctype html>\n<html><table><tr><td>1,2</td></tr></table>")
    assert "web page" in error.message
