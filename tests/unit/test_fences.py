"""Statements read out of a stream of words, however it is cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deita_server_ext.llm.fences import Fences

CASES = {
    "words alone": ("Just words.\nAnd `code`.", "Just words.\nAnd `code`.", []),
    "a fence": ("A\n```sql\nSELECT 1\n```\nB", "A\nB", ["SELECT 1"]),
    "two": (
        "```sql\nSELECT 1;\n```\nand\n~~~SQL\nSELECT 2\n~~~", "and\n", ["SELECT 1", "SELECT 2"]
    ),
    "not closed": ("A\n```sql\nSELECT 1\nFROM t", "A\n", ["SELECT 1\nFROM t"]),
    "closed without a line's end": ("```sql\nSELECT 1\n```", "", ["SELECT 1"]),
    "another language": ("```python\nx = 1\n```\n", "```python\nx = 1\n```\n", []),
    "no language, a statement": ("```\nselect 1\n```\n", "", ["select 1"]),
    "no language, none": ("```\na | b\n```\nC", "```\na | b\n```\nC", []),
    "a longer fence": ("````sql\nSELECT '```'\n````", "", ["SELECT '```'"]),
    "one bare statement": ("SELECT a\nFROM t", "", ["SELECT a\nFROM t"]),
    "bare, then words": ("SELECT a FROM t;\nThat is all.", "That is all.", ["SELECT a FROM t"]),
    "bare with a CTE": ("WITH x AS (SELECT 1) FROM x", "", ["WITH x AS (SELECT 1) FROM x"]),
    "words that begin so": ("With these tables one can ask about many more things.", None, []),
    "another dialect": ("```tsql\nSELECT 1\n```\n", "", ["SELECT 1"]),
    "text that is a statement": ("```text\nSELECT 1\n```\n", "", ["SELECT 1"]),
    "text that is none": ("```text\na | b\n```\n", "```text\na | b\n```\n", []),
    "one that writes": ("```\nDROP TABLE t\n```\n", "", ["DROP TABLE t"]),
    "another one": ("~~~\nupdate t set a = 1\n~~~\n", "", ["update t set a = 1"]),
    "words that begin like one": ("```\nDrop by.\n```\n", "```\nDrop by.\n```\n", []),
    "quoted": ("> So:\n> ```sql\n> SELECT 1\n> ```\nB", "> So:\nB", ["SELECT 1"]),
    "in a list": ("1. ```sql\n   SELECT 1\n   ```\n- b", "- b", ["SELECT 1"]),
    "another quoted": (
        "> ```py\n> x\n> ```\n```sql\nSELECT 1\n```", "> ```py\n> x\n> ```\n", ["SELECT 1"]
    ),
    "an empty fence": ("A\n```sql\n```\nB", "A\nB", []),
    "ticks in words": ("``a`` and\n `b`", "``a`` and\n `b`", []),
    "nothing": ("", "", []),
}  # fmt: skip


def fed(pieces: list[str]) -> tuple[str, list[str]]:
    """What is shown of a text that comes in pieces, and the statements in it."""
    fences = Fences()
    shown = "".join([fences.feed(piece) for piece in pieces]) + fences.end()
    return shown, fences.statements


@pytest.mark.parametrize("name", CASES)
def test_however_it_is_cut(name: str) -> None:
    text, shown, statements = CASES[name]
    for size in (1, 2, 3, 5, 7, 1000):
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        assert fed(pieces) == (text if shown is None else shown, statements), size


def test_words_are_shown_as_they_come() -> None:
    fences = Fences()
    assert fences.feed("The fli") == "The fli"
    assert fences.feed("ghts.\n``") == "ghts.\n"
    assert fences.feed("`sql\nSEL") == ""
    assert fences.feed("ECT 1\n```\nTher") == "Ther"
    assert fences.statements == ["SELECT 1"]


@given(st.text(alphabet="`~ \n>-sqlSELECT 1.;", max_size=60), st.integers(1, 9))
def test_no_cut_makes_a_difference(text: str, size: int) -> None:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    assert fed(pieces) == fed([text])
