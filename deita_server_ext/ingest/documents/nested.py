"""Records that a document holds within: found, or asked for by a path such as ``$.data.items``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from duckdb.sqltypes import DuckDBPyType

from deita_server_ext.engine.cells import quoted
from deita_server_ext.errors import InvalidRequest
from deita_server_ext.ingest.decisions import Decisions
from deita_server_ext.ingest.reader import Source
from deita_server_ext.ingest.staging import Relation
from deita_server_ext.ingest.statements import literal

from .records import Records

DOCUMENT = "$"
"""The path of the document itself."""
_LEVELS = 4
"""How far within a document lists of records are looked for."""
_STEP = re.compile(r"\.(?:([^.\"\[\]\\]+)|\"((?:[^\"\\]|\\.)*)\")")
_BATCH_ROWS = 1000
_SHOWN = 5


@dataclass(frozen=True)
class Held:
    """A list of records within a document, by the names that lead to it."""

    steps: tuple[str, ...]

    @property
    def path(self) -> str:
        """As the options and decisions have it."""
        return DOCUMENT + "".join(map(_written, self.steps))


@dataclass
class Within:
    """Which records are the table: ``held`` in the document, or None for the document's own."""

    decisions: Decisions
    held: Held | None = None
    left_out: str = ""

    def records(self, source: Source, document: Records) -> Records:
        """The records as a file of their own, a line each."""
        if self.held is None:
            return document
        first, *others = self.held.steps
        pointer = "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in others)
        raw = document.function(columns=f", columns = {{{literal(first)}: 'JSON'}}")
        held = f"json_extract({quoted(first)}, {literal(pointer)})" if others else quoted(first)
        lines = f"SELECT CAST(unnest(json_extract({held}, '$[*]')) AS VARCHAR) AS line FROM {raw}"
        target = source.scratch / "records.json"
        with target.open("w", encoding="utf-8", newline="") as out:
            relation = source.connection.cursor().sql(lines)
            for batch in relation.to_arrow_reader(_BATCH_ROWS):
                out.writelines(f"{line}\n" for line in batch.column(0).to_pylist())
        return replace(document, path=target, format="newline_delimited")

    def tell(self, source: Source, part: Relation) -> Relation:
        """The part with what was decided; features with their properties as columns."""
        if self.held is not None:
            names = ".".join(self.held.steps)
            told = f"rows are the records in “{names}”"
            if self.held.steps == ("features",) and _are_features(part):
                part = _features(source, part)
                told = "rows are the features, with their properties as columns"
            part.notes.append(told)
            if self.left_out:
                part.notes.append(f"left out of the document: {self.left_out}")
        part.decisions = self.decisions
        return part


def look(source: Source, document: Records) -> Within:
    """Decide which records are the table.

    Raises InvalidRequest where a path is asked for that leads to no list of records.
    """
    decisions = Decisions()
    asked = source.options.get("records")
    if document.format == "array" or not _is_one(source, document):
        if asked not in (None, DOCUMENT):
            raise InvalidRequest(
                "The file is a list of records itself.",
                hint=f"Leave the place of the records out, or say {DOCUMENT}.",
            )
        return Within(decisions)
    found = source.connection.sql(f"FROM {document.function()}")
    held = [
        one
        for name, type_ in zip(found.columns, found.types, strict=True)
        for one in _lists((name,), type_)
    ]
    if asked is not None:
        decisions.given("records", asked)
        chosen = None if asked == DOCUMENT else _asked(asked, held)
        return Within(decisions, chosen, _beside(found.columns, chosen))
    nearest = min((len(one.steps) for one in held), default=0)
    near = [one for one in held if len(one.steps) == nearest]
    if len(near) != 1:
        several = ", ".join(one.path for one in near[:_SHOWN])
        why = f"there are several lists: {several}" if near else "it holds no list of records"
        decisions.decide("records", DOCUMENT, f"the document is one record; {why}")
        return Within(decisions)
    left_out = _beside(found.columns, near[0])
    why = "the document holds a list of records"
    decisions.decide("records", near[0].path, f"{why}; left out: {left_out}" if left_out else why)
    return Within(decisions, near[0], left_out)


def _is_one(source: Source, document: Records) -> bool:
    ((count,),) = source.connection.execute(
        f"SELECT count(*) FROM (FROM {document.function()} LIMIT 2)"
    ).fetchall()
    return bool(count == 1)


def _lists(steps: tuple[str, ...], type_: DuckDBPyType) -> Iterator[Held]:
    """Lists of records, in the order of the document."""
    if type_.id == "list":
        # The engine calls records with many different keys maps.
        if _fields(type_)["child"].id in ("struct", "map"):
            yield Held(steps)
    elif type_.id == "struct" and len(steps) < _LEVELS:
        for name, child in _fields(type_).items():
            yield from _lists((*steps, name), child)


def _fields(type_: DuckDBPyType) -> dict[str, DuckDBPyType]:
    children: list[tuple[str, Any]] = type_.children
    return dict(children)


def _written(step: str) -> str:
    if re.fullmatch(r"[^.\"\[\]\\]+", step):
        return f".{step}"
    escaped = step.replace("\\", "\\\\").replace('"', '\\"')
    return f'."{escaped}"'


def _asked(path: str, held: list[Held]) -> Held:
    """The list that a path leads to."""
    steps = [plain or re.sub(r"\\(.)", r"\1", text) for plain, text in _STEP.findall(path)]
    for one in held:
        if list(one.steps) == steps:
            return one
    there = ", ".join(one.path for one in held[: 2 * _SHOWN])
    raise InvalidRequest(
        f"There is no list of records at “{path}”.",
        hint=f"There is one at: {there}." if there else "The document holds none.",
    )


def _beside(columns: list[str], chosen: Held | None) -> str:
    """What of the document is no part of the table."""
    names = [name for name in columns if chosen is not None and name != chosen.steps[0]]
    shown = ", ".join(f"“{name}”" for name in names[:_SHOWN])
    return f"{shown} and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else shown


def _are_features(part: Relation) -> bool:
    """Whether these are the features of a collection (RFC 7946, section 3.3)."""
    types = dict(zip(part.names, part.types, strict=True))
    return {"type", "geometry"} <= types.keys() and types.get("properties", "").startswith(
        "STRUCT("
    )


def _features(source: Source, part: Relation) -> Relation:
    """Features with their properties as columns, then what else they have."""
    found = source.connection.sql(f"FROM {part.relation}")
    types = dict(zip(found.columns, found.types, strict=True))
    taken = {name.lower() for name in _fields(types["properties"])}
    select = ["unnest(properties)"]
    for name in part.names:
        if name not in ("type", "properties"):
            shown = f"feature_{name}" if name.lower() in taken else name
            select.append(f"{quoted(name)} AS {quoted(shown)}")
    relation = f"(SELECT {', '.join(select)} FROM {part.relation})"
    made = Relation.of(source, part.name, relation, part.report)
    made.notes = part.notes
    return made
