"""Names: when two are the same, and columns named by people, by position where names repeat."""

from __future__ import annotations

import string
from collections.abc import Iterable

from deita_server_ext.errors import InvalidRequest

_ASCII = {ord(letter): letter.lower() for letter in string.ascii_uppercase}


def folded(name: str) -> str:
    """The name as the engine compares it: of the letters, only A to Z lose their case.

    ``str.lower`` makes a ``k`` of the Kelvin sign: a table or CTE of such a name would count as
    another one, which the engine goes on to read.
    """
    return name.translate(_ASCII)


class ColumnNames:
    """The columns' names, in order."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_name: dict[str, list[int]] = {}
        self._by_lower: dict[str, list[int]] = {}
        self._count = 0
        for position, name in enumerate(names):
            self._by_name.setdefault(name, []).append(position)
            self._by_lower.setdefault(name.lower(), []).append(position)
            self._count += 1

    def find(self, ref: str | int) -> int:
        """The position of a column. Raises InvalidRequest."""
        if isinstance(ref, int):
            if ref < self._count:
                return ref
            raise InvalidRequest(
                f"There is no column {ref}: there are {self._count}, counted from 0.",
                details={"column": ref},
            )
        found = self._by_name.get(ref) or self._by_lower.get(ref.lower()) or []
        if len(found) == 1:
            return found[0]
        if found:
            positions = " or ".join(str(position) for position in found[:10])
            raise InvalidRequest(
                f"There are {len(found)} columns named {shown(ref)}.",
                hint=f"Name it by its position, counted from 0: {positions}.",
                details={"column": shown(ref)},
            )
        raise InvalidRequest(
            f"There is no column {shown(ref)}.",
            hint="Its columns are listed with every page.",
            details={"column": shown(ref)},
        )


def shown(text: str) -> str:
    """A text as an error quotes it: not more than its beginning."""
    return text if len(text) <= 80 else f"{text[:80]}…"
