"""How a file's columns fit a table's: matched by name, types widened where no value is lost.

Nothing here asks the engine: it is used before a file is read, to show what would happen, and
in the worker, which looks at the values where the types alone do not say.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

TEXT = "VARCHAR"
NOTHING = '"NULL"'
EXACT_IN_DOUBLE = 2**53
"""Up to here every whole number is a DOUBLE (IEEE 754 binary64, 53 bits of significand)."""

Change = Literal[
    "same", "widened", "converted", "retyped", "added", "missing", "removed", "refused"
]

_WHOLE = {
    "TINYINT": (True, 8), "SMALLINT": (True, 16), "INTEGER": (True, 32), "BIGINT": (True, 64),
    "UTINYINT": (False, 8), "USMALLINT": (False, 16), "UINTEGER": (False, 32),
    "UBIGINT": (False, 64),
}  # fmt: skip
"""Whether signed, and how many bits. HUGEINT is not among them: Parquet has none."""
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
_MOST_DIGITS = 38
_COARSER = {"TIMESTAMP_S", "TIMESTAMP_MS", "DATE"}
"""What a TIMESTAMP, in microseconds, holds without loss."""


_NOTES: dict[Change, str] = {
    "same": "",
    "widened": "{column}: {table_type} becomes {type}",
    "retyped": "{column}: {table_type} becomes {type}",
    "converted": "{column}: the file's {file_type} is read as {type}",
    "added": "{column}: new, empty in the rows before",
    "missing": "{column}: not in the file, empty in its rows",
    "removed": "{column}: not in the file, goes",
    "refused": "{column}: {table_type} and {file_type} do not go together",
}


@dataclass(frozen=True)
class Mapped:
    """One column of the table as it will be.

    ``column`` is its name, ``source`` the file's column it takes (None: null). ``type`` is
    None where the two types do not go together. ``whole_numbers`` says that one side's whole
    numbers become DOUBLE, which is exact up to 2⁵³ only; ``rows_before`` that the table's own rows
    stay.
    """

    column: str
    source: str | None
    table_type: str | None
    file_type: str | None
    type: str | None
    change: Change
    whole_numbers: bool = False
    rows_before: bool = True

    @property
    def note(self) -> str | None:
        """What becomes of the column, for a person; None where nothing does."""
        if self.change == "added" and not self.rows_before:
            return f"{self.column}: new"
        text = _NOTES[self.change].format(**asdict(self))
        if text and self.whole_numbers:
            text += " (whole numbers up to 2⁵³)"
        return text or None

    def body(self) -> dict[str, Any]:
        """The contract's mapping of a column."""
        body = {**asdict(self), "note": self.note}
        del body["whole_numbers"], body["rows_before"]
        return body


def appended(
    table: Iterable[tuple[str, str]],
    file: Iterable[tuple[str, str]],
    *,
    as_text: Collection[str] = (),
    empty: Collection[str] = (),
) -> list[Mapped]:
    """The columns after rows of a file, by name and type, were put behind those of a table.

    Names are matched in any case; the table's spelling and order stay, new columns come last.
    ``as_text`` are columns for which text was asked for, ``empty`` those of the file that hold
    nothing but nulls; both in lower case.
    """
    found = {name.lower(): (name, type_) for name, type_ in file}
    mapped = []
    for name, type_ in table:
        key = name.lower()
        if key not in found:
            mapped.append(Mapped(name, None, type_, None, type_, "missing"))
            continue
        source, file_type = found.pop(key)
        both = _together(type_, file_type, key in as_text, key in empty)
        mapped.append(Mapped(name, source, type_, file_type, *both))
    mapped.extend(Mapped(name, name, None, type_, type_, "added") for name, type_ in found.values())
    return mapped


def asked_as_text(options: dict[str, Any]) -> set[str]:
    """The columns for which a person asked for text, by their final names in lower case."""
    return {
        (column.get("name") or column["source"]).lower()
        for column in options.get("columns") or ()
        if (column.get("type") or "").upper() == TEXT
    }


def replaced(table: Iterable[tuple[str, str]], file: Iterable[tuple[str, str]]) -> list[Mapped]:
    """The columns after a file took the place of a table: the file's; and what goes."""
    before = {name.lower(): (name, type_) for name, type_ in table}
    mapped = []
    for name, type_ in file:
        _name, table_type = before.pop(name.lower(), (name, None))
        change: Change = "same" if table_type == type_ else "retyped"
        if table_type is None:
            change = "added"
        mapped.append(Mapped(name, name, table_type, type_, type_, change, rows_before=False))
    mapped.extend(
        Mapped(name, None, type_, None, None, "removed") for name, type_ in before.values()
    )
    return mapped


def _together(
    table_type: str, file_type: str, as_text: bool, empty: bool
) -> tuple[str | None, Change, bool]:
    """The type for the values of both, what that is to the table, ``whole_numbers``."""
    if table_type == file_type or empty or file_type == NOTHING:
        return table_type, "same", False
    if table_type == TEXT:
        return TEXT, "converted", False
    if table_type == NOTHING:
        return file_type, "widened", False
    if as_text:
        return TEXT, "widened", False
    wider = widened(table_type, file_type)
    if wider is None:
        return None, "refused", False
    whole = any(_whole_in_double(wider, type_) for type_ in (table_type, file_type))
    return wider, "same" if wider == table_type else "widened", whole


def widened(one: str, other: str) -> str | None:
    """The narrowest type that holds every value of both, None where there is none.

    Whole numbers and DOUBLE give DOUBLE, though only those up to 2⁵³ are exact in it.
    """
    if one == other:
        return one
    whole = [_WHOLE[type_] for type_ in (one, other) if type_ in _WHOLE]
    if len(whole) == 2:
        return _whole(whole)
    decimals = [_digits(one), _digits(other)]
    if None not in decimals:
        return _decimal([pair for pair in decimals if pair is not None])
    floats = {one, other} & {"FLOAT", "DOUBLE"}
    if floats and (whole or len(floats) == 2):
        narrow = floats == {"FLOAT"} and whole[0][1] <= 16
        return "FLOAT" if narrow else "DOUBLE"
    if {one, other} <= _COARSER | {"TIMESTAMP"}:
        return "TIMESTAMP"
    return None


def _whole(pair: list[tuple[bool, int]]) -> str:
    signed = any(signed for signed, _bits in pair)
    # An unsigned number needs a bit more where the type has a sign.
    bits = max(bits + (signed and not own) for own, bits in pair)
    fits = [name for name, (own, size) in _WHOLE.items() if own == signed and size >= bits]
    return fits[0] if fits else "DECIMAL(20,0)"


def _digits(type_: str) -> tuple[int, int] | None:
    """The digits before and after the point of a type of exact numbers."""
    if type_ in _WHOLE:
        signed, bits = _WHOLE[type_]
        return len(str(2 ** (bits - signed))), 0
    match = _DECIMAL.fullmatch(type_)
    return (int(match[1]) - int(match[2]), int(match[2])) if match else None


def _decimal(pair: list[tuple[int, int]]) -> str | None:
    before, after = (max(digits) for digits in zip(*pair, strict=True))
    return f"DECIMAL({before + after},{after})" if before + after <= _MOST_DIGITS else None


def _whole_in_double(wider: str, type_: str) -> bool:
    """Whether whole numbers of ``type_`` may be too large to be exact in ``wider``."""
    return wider == "DOUBLE" and type_ in _WHOLE and _WHOLE[type_][1] > 32
