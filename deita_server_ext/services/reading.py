"""What models say line by line, read into what Deita shows."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.):])?\s*")
_NUMBERED = re.compile(r"^\s*[-*•]?\s*\**(\d+)\**\s*[.):]\s*(.+)$")
_NAMED = re.compile(r"""^\s*[-*•]?\s*[*`"]*(?P<name>[^:]+?)[*`"]*\s*:\s*(?P<said>.+)$""")
MOST_QUESTIONS = 6
LONGEST = 1000


def questions(text: str) -> list[str]:
    """One a line; lines that are none are left out."""
    lines = (_BULLET.sub("", line, count=1).strip(' "*`') for line in text.splitlines())
    asked = [line for line in lines if line.endswith("?") and 8 <= len(line) <= 300]
    return list(dict.fromkeys(asked))[:MOST_QUESTIONS]


def notes(text: str) -> dict[int, str]:
    """Sentences by the number before them."""
    found = (_NUMBERED.match(line) for line in text.splitlines())
    return {int(match[1]): match[2].strip()[:LONGEST] for match in found if match is not None}


def descriptions(text: str, names: Iterable[str]) -> tuple[str | None, dict[str, str]]:
    """What is said of the table, and of those of its columns that it has."""
    spelt = {name.lower(): name for name in names}
    table: str | None = None
    columns: dict[str, str] = {}
    for line in text.splitlines():
        match = _NAMED.match(line)
        if match is None:
            continue
        name, said = match["name"].strip(), match["said"].strip()[:LONGEST]
        if name == "TABLE" and table is None:
            table = said
        elif name.lower() in spelt:
            columns.setdefault(spelt[name.lower()], said)
    return table, columns
