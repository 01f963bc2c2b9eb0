"""From a view's filter, search and sort to SQL.

Values are never part of the text: a :class:`Writer` says how one is written, bound as a
parameter where the engine runs it, quoted where a person reads it
(:mod:`deita_server_ext.engine.viewsql`).
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, InvalidOperation
from typing import Any, Protocol

import duckdb

from deita_server_ext.errors import InvalidRequest

from .cells import kind
from .naming import ColumnNames, shown

Filter = dict[str, Any]
"""A filter of the contract (``deita_server_ext.contract.views``) as JSON values."""

NESTED = 50
"""How deeply conditions may be nested."""
CONDITIONS = 2000
"""How many conditions a filter may have."""
SHORT = 50
"""Up to so many values stand in an IN; more are looked up in a hash table."""

_INTEGERS = frozenset(
    "TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT".split()  # noqa: SIM905
)
_DECIMAL = re.compile(r"DECIMAL\(\d+,(\d+)\)")
_DATE = re.compile(r"-?\d{4,}-\d\d-\d\d|-?infinity")
_WIDE = Context(prec=1000)
_EQUALS = ("=", "!=", "in")
_TEXT_OPS = ("contains", "starts_with", "ends_with")
_ROUNDED = {"<": ROUND_CEILING, ">=": ROUND_CEILING, "<=": ROUND_FLOOR, ">": ROUND_FLOOR}


@dataclass(frozen=True)
class ViewColumn:
    """A column as views know it. ``type`` is the engine's.

    ``plain`` where it is known that each of its cells is null or lies on an axis: none of its
    numbers is infinite, none of its times for ever.
    """

    position: int
    name: str
    type: str
    plain: bool = False

    @property
    def scale(self) -> int | None:
        """How many digits follow the point, where the type is exact."""
        if self.type in _INTEGERS:
            return 0
        match = _DECIMAL.fullmatch(self.type)
        return int(match[1]) if match else None

    @property
    def comparable(self) -> bool:
        """Whether a cell of JSON can be made a value of this type."""
        return not self.type.startswith(("MAP", "UNION", "VARIANT", "GEOMETRY"))


class Writer(Protocol):
    """How columns and values are written."""

    def column(self, column: ViewColumn) -> str:
        """A column's name."""

    def value(self, column: ViewColumn, text: str) -> str:
        """A value of the column's type, from its text."""

    def text(self, text: str) -> str:
        """A text, in lower case."""

    def among(self, column: ViewColumn, texts: list[str]) -> str:
        """What stands behind IN."""


@dataclass
class Bound:
    """Writes values as parameters, and columns as ``c0``, ``c1`` … of a scan.

    ``params`` are to be bound, ``used`` are the columns that the text names. ``joins`` is
    true where values are looked up in a table, which does not keep the order of the rows.
    """

    params: dict[str, Any] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    joins: bool = False
    _checks: list[tuple[ViewColumn, list[str]]] = field(default_factory=list)

    def column(self, column: ViewColumn) -> str:
        """``c`` and its position."""
        self.used.add(column.position)
        return f"c{column.position}"

    def value(self, column: ViewColumn, text: str) -> str:
        """A parameter, cast."""
        self._checks.append((column, [text]))
        return cast(column.type, self._bind(text))

    def text(self, text: str) -> str:
        """A parameter, in lower case."""
        return f"lower({self._bind(text)})"

    def among(self, column: ViewColumn, texts: list[str]) -> str:
        """The parameters, or one that is a list of all."""
        self._checks.append((column, texts))
        if len(texts) <= SHORT:
            return "(" + ", ".join(cast(column.type, self._bind(text)) for text in texts) + ")"
        self.joins = True
        whole = f"(SELECT unnest(CAST({self._bind(texts)} AS VARCHAR[])) AS v)"
        return f"(SELECT {cast(column.type, 'v')} FROM {whole})"

    def check(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Raise InvalidRequest for the first value that the engine cannot read as its type."""
        for column, texts in self._checks:
            tried = f"TRY({cast(column.type, 'v')})"
            found = cursor.execute(
                f"SELECT v FROM (SELECT unnest(CAST($v AS VARCHAR[])) AS v) "
                f"WHERE {tried} IS NULL LIMIT 1",
                {"v": texts},
            ).fetchone()
            if found is not None:
                raise unfit(column, found[0])

    def _bind(self, value: Any) -> str:
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f"${name}"


def cast(type_: str, text: str) -> str:
    """An expression that makes a value of ``type_`` of the text that ``text`` gives."""
    if type_ == "BLOB":
        return f"from_base64({text})"
    if kind(type_) == "nested":
        return f"CAST(CAST({text} AS JSON) AS {type_})"
    return f"CAST({text} AS {type_})"


class Conditions:
    """Writes the conditions and the order of views of these columns."""

    def __init__(self, columns: Sequence[ViewColumn], writer: Writer) -> None:
        self._columns = columns
        self._writer = writer
        self._names = ColumnNames(column.name for column in columns)
        self._count = 0

    def where(self, condition: Filter | None, search: str | None) -> str:
        """What stands behind WHERE; nothing where all rows are seen. Raises InvalidRequest."""
        parts = []
        if condition is not None:
            parts.append(self._write(condition, 0))
        if search:
            parts.append(self._search(search))
        if len(parts) > 1:
            parts = [part if part[0] == "(" else f"({part})" for part in parts]
        return " AND ".join(parts)

    def order(self, sort: Iterable[dict[str, Any]]) -> str:
        """What stands behind ORDER BY; nothing where rows keep their own order."""
        keys: dict[int, str] = {}
        for key in sort:
            column = self.find(key["column"])
            if column.position in keys:
                continue
            written = self._writer.column(column)
            written += " DESC" if key.get("descending") else ""
            written += " NULLS FIRST" if key.get("nulls") == "first" else ""
            keys[column.position] = written
        return ", ".join(keys.values())

    def find(self, ref: str | int) -> ViewColumn:
        """A column by name or position. Raises InvalidRequest."""
        return self._columns[self._names.find(ref)]

    def _write(self, node: Filter, depth: int) -> str:
        self._count += 1
        if depth > NESTED or self._count > CONDITIONS:
            raise InvalidRequest(
                f"A filter has at most {CONDITIONS} conditions, nested {NESTED} deep.",
                hint="Use a value list (in), or write it as a query.",
            )
        op = node["op"]
        if op in ("and", "or"):
            parts = [self._write(part, depth + 1) for part in node["conditions"]]
            return "(" + f" {op.upper()} ".join(parts) + ")" if len(parts) > 1 else parts[0]
        if op == "not":
            return f"(NOT {self._write(node['condition'], depth + 1)})"
        return self._cell(self.find(node["column"]), op, node)

    def _cell(self, column: ViewColumn, op: str, node: Filter) -> str:
        """A condition of one column."""
        name = self._writer.column(column)
        if op in ("is_null", "is_not_null"):
            return f"({name} IS {'NOT ' if op == 'is_not_null' else ''}NULL)"
        if op in _TEXT_OPS:
            return f"{op}({self._lower(column)}, {self._writer.text(node['value'])})"
        if not column.comparable or (kind(column.type) == "nested" and op not in _EQUALS):
            raise InvalidRequest(
                f"{shown(column.name)} is of type {shown(column.type)}, whose values cannot "
                f"be compared by {op}.",
                hint="Filter by contains, is_null or is_not_null; lists and structs by = and in.",
                details={"column": column.name},
            )
        if op == "in":
            return self._among(column, name, node["values"])
        if op == "between":
            low = self._compare(column, name, ">=", node["low"])
            return f"({low} AND {self._compare(column, name, '<=', node['high'])})"
        return self._compare(column, name, op, node["value"])

    def _compare(self, column: ViewColumn, name: str, op: str, cell: Any) -> str:
        if cell is None:
            raise InvalidRequest(
                f"{shown(column.name)} cannot be compared with null.",
                hint="Filter by is_null or is_not_null.",
                details={"column": column.name, "value": None},
            )
        text = _text(column, cell)
        if column.scale is not None:
            exact = _exact(column, text)
            fitting = _rounded(exact, column.scale, _ROUNDED.get(op, ROUND_FLOOR))
            if fitting != exact and op in ("=", "!="):
                # No value of the type is this number.
                return f"({name} {'<>' if op == '=' else '='} {name})"
            text = format(fitting, "f")
        return f"({name} {'<>' if op == '!=' else op} {self._writer.value(column, text)})"

    def _among(self, column: ViewColumn, name: str, cells: list[Any]) -> str:
        texts: dict[str, None] = {}
        for cell in cells:
            if cell is None:
                continue
            text = _text(column, cell)
            if column.scale is not None:
                exact = _exact(column, text)
                fitting = _rounded(exact, column.scale, ROUND_FLOOR)
                if fitting != exact:
                    continue
                text = format(fitting, "f")
            texts[text] = None
        parts = []
        if texts:
            parts.append(f"{name} IN {self._writer.among(column, list(texts))}")
        elif any(cell is not None for cell in cells):
            parts.append(f"{name} <> {name}")
        if any(cell is None for cell in cells):
            parts.append(f"{name} IS NULL")
        return "(" + " OR ".join(parts) + ")" if parts else "(1 = 0)"

    def _search(self, text: str) -> str:
        wanted = self._writer.text(text)
        found = [
            f"contains({self._lower(column)}, {wanted})"
            for column in self._columns
            if column.type != "BLOB"
        ]
        return "(" + " OR ".join(found) + ")" if found else "(1 = 0)"

    def _lower(self, column: ViewColumn) -> str:
        name = self._writer.column(column)
        return f"lower({name})" if column.type == "VARCHAR" else f"lower(CAST({name} AS VARCHAR))"


def unfit(column: ViewColumn, value: Any) -> InvalidRequest:
    """The error for a value that cannot be one of the column's."""
    return InvalidRequest(
        f"{shown(str(value))} is no value for {shown(column.name)}, "
        f"which is of type {shown(column.type)}.",
        hint="Write values as the cells of a page are written.",
        details={"column": column.name, "value": shown(str(value))},
    )


def _text(column: ViewColumn, cell: Any) -> str:
    """A cell of JSON as the text that the engine casts. Raises InvalidRequest."""
    nested = kind(column.type) == "nested"
    if nested:
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return repr(cell) if math.isfinite(cell) else str(cell)
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, dict) and column.type == "INTERVAL":
        return _interval(column, cell)
    if not isinstance(cell, str):
        raise unfit(column, json.dumps(cell, ensure_ascii=False))
    if column.type == "DATE" and not _DATE.fullmatch(cell):
        raise unfit(column, cell)
    if column.type == "BLOB":
        try:
            base64.b64decode(cell, validate=True)
        except binascii.Error as exc:
            raise unfit(column, cell) from exc
    return cell


def _interval(column: ViewColumn, cell: dict[str, Any]) -> str:
    parts = {"months": 0, "days": 0, "nanoseconds": 0} | cell
    if len(parts) != 3 or not all(type(part) is int for part in parts.values()):
        raise unfit(column, json.dumps(cell, ensure_ascii=False))
    microseconds = parts["nanoseconds"] // 1000
    return f"{parts['months']} months {parts['days']} days {microseconds} microseconds"


def _exact(column: ViewColumn, text: str) -> Decimal:
    """The number that a text says, of a size that an exact type can have."""
    try:
        number = Decimal(text)
    except InvalidOperation as exc:
        raise unfit(column, text) from exc
    if not number.is_finite() or len(text) > 400 or abs(number.adjusted()) > 400:
        raise unfit(column, text)
    return number


def _rounded(number: Decimal, scale: int, rounding: str) -> Decimal:
    """The number with so many digits behind the point."""
    shifted = number.scaleb(scale, _WIDE).to_integral_value(rounding, _WIDE)
    return shifted.scaleb(-scale, _WIDE)
