"""Statements made of several texts, which know where each of their characters was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .contract import Param
from .errors import DeitaError, place
from .lexer import Token, tokens
from .parameters import dollars, renamed

_NO_SUBQUERY = ("EXPLAIN", "DESCRIBE", "SUMMARIZE", "SHOW")
_ANALYZE = ("ANALYZE", "ANALYSE")
_DEFINES = (["AS", "("], ["AS", "MATERIALIZED"], ["AS", "NOT"])


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a statement. ``source`` is the text it was written in, from ``start`` on.

    ``name`` is what that text is called, None for the cell's own.
    """

    text: str
    source: str | None = None
    start: int = 0
    name: str | None = None


@dataclass(frozen=True)
class Statement:
    """Segments in their order, and the values of their parameters."""

    segments: tuple[Segment, ...]
    params: Mapping[str, Param] = field(default_factory=dict)

    @classmethod
    def written(
        cls, text: str, params: Mapping[str, Param] | None = None, name: str | None = None
    ) -> Statement:
        """One text as somebody wrote it, less the semicolon at its end."""
        values = params or {}
        sql = _without_semicolon(dollars(text, values))
        return cls((Segment(sql, text, 0, name),), values)

    @classmethod
    def given(cls, sql: str | Statement, params: Mapping[str, Param] | None) -> Statement:
        """What a caller gave: a text with values, or a statement that has its own."""
        return sql if isinstance(sql, Statement) else cls.written(sql, params)

    @property
    def sql(self) -> str:
        """What is to be run."""
        return "".join(segment.text for segment in self.segments)

    @property
    def is_query(self) -> bool:
        """Whether it may stand within another statement."""
        first = next(tokens(self.sql), None)
        return first is not None and not first.is_word(*_NO_SUBQUERY)

    def with_parts(self, parts: Iterable[tuple[str, Statement]]) -> Statement:
        """With these statements as CTEs before all others, each under its name.

        Only these names are seen: what a part is itself made of is within it. Parameters of
        a part that have another value there get another name. The statement is one text.
        """
        params = dict(self.params)
        inserted: list[Segment] = []
        for name, statement in parts:
            part = statement.beside(params)
            params.update(part.params)
            separator = ",\n" if inserted else ""
            head = Segment(f"{separator}{quoted(name)} AS (\n")
            inserted += [head, *part.segments, Segment("\n)")]
        if not inserted:
            return self
        [body] = self.segments
        at, has_with = _after_with(body.text)
        before, after = body.text[:at], body.text[at:]
        return Statement(
            (
                Segment(before, body.source, 0, body.name),
                Segment(" " if has_with else "WITH "),
                *inserted,
                Segment(",\n" if has_with else "\n"),
                Segment(after, body.source, at, body.name),
            ),
            params,
        )

    def beside(self, params: Mapping[str, Param]) -> Statement:
        """With other names for the parameters that have another value in ``params``."""
        new_names: dict[str, str] = {}
        taken = set(self.params)
        for name, value in self.params.items():
            free, number = name, 1
            while _differs(params, free, value) or (free != name and free in taken):
                free, number = f"{name}_{number}", number + 1
            if free != name:
                new_names[name] = free
                taken.add(free)
        if not new_names:
            return self
        return Statement(
            tuple(
                Segment(renamed(one.text, new_names), one.source, one.start, one.name)
                for one in self.segments
            ),
            {new_names.get(name, name): value for name, value in self.params.items()},
        )

    def limited(self, rows: int) -> Statement:
        """At most so many of its rows, the first ones."""
        return self.within("FROM (\n", f"\n) LIMIT {rows}") if self.is_query else self

    def within(self, before: str, after: str) -> Statement:
        """With text around it."""
        return Statement((Segment(before), *self.segments, Segment(after)), self.params)

    def explained(self, *, analyze: bool) -> Statement:
        """The plan of it; with ``analyze`` it is run and the plan has what each part took."""
        head = "EXPLAIN ANALYZE " if analyze else "EXPLAIN "
        return self.within(head, "") if self.is_query else self

    def locate(self, error: DeitaError) -> DeitaError:
        """The error with its place in what somebody wrote, where that can be told."""
        error.sql = self.sql
        if error.line is None:
            return error
        offset = _offset(error.sql, error.line, error.column or 1)
        for segment in self.segments:
            # The place after the last character is still the last segment's.
            if offset < len(segment.text) or segment is self.segments[-1]:
                if segment.source is not None:
                    position = min(segment.start + offset, len(segment.source))
                    error.details |= place(segment.source, position)
                    error.sql = segment.source
                    if segment.name is not None:
                        error.message = f"In {segment.name}: {error.message}"
                break
            offset -= len(segment.text)
        return error


def named_sources(sql: str) -> list[str]:
    """The names that stand where a table may stand: after FROM or JOIN, and no CTE's.

    Not every one (those after a comma are left out), and not surely a table
    (``extract(year FROM day)``): only the service can tell.
    """
    found = list(tokens(sql))
    sources: dict[str, str] = {}
    defined: set[str] = set()
    for at, token in enumerate(found):
        if token.kind not in ("word", "quoted"):
            continue
        name = unquoted(token.text)
        following = [one.text.upper() for one in found[at + 1 : at + 3]]
        # A CTE may have its columns behind its name; otherwise that is a function.
        if following[:1] == ["("] or following in _DEFINES:
            defined.add(name.lower())
        elif at and found[at - 1].is_word("FROM", "JOIN"):
            sources.setdefault(name.lower(), name)
    return [name for key, name in sources.items() if key not in defined]


def unquoted(name: str) -> str:
    """The name that an identifier stands for."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name


def quoted(name: str) -> str:
    """An identifier."""
    return '"' + name.replace('"', '""') + '"'


def _differs(params: Mapping[str, Param], name: str, value: Param) -> bool:
    """Whether ``name`` has another value; 1, 1.0 and True are three values here."""
    return name in params and (type(params[name]), params[name]) != (type(value), value)


def _offset(sql: str, line: int, column: int) -> int:
    lines = sql.split("\n")
    return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1


def _without_semicolon(sql: str) -> str:
    """Blank in place of semicolons at the end, so that every place stays what it was."""
    found = list(tokens(sql))
    while found and found[-1].text == ";":
        at = found.pop().start
        sql = f"{sql[:at]} {sql[at + 1 :]}"
    return sql


def _after_with(sql: str) -> tuple[int, bool]:
    """Where CTEs can be put in, and whether there are some already."""
    found = list(tokens(sql))
    first = _after_explain(found) if found and found[0].is_word("EXPLAIN") else 0
    rest = found[first:]
    if not rest or not rest[0].is_word("WITH"):
        return (rest[0].start if rest else len(sql)), False
    recursive = len(rest) > 1 and rest[1].is_word("RECURSIVE")
    return rest[1 if recursive else 0].end, True


def _after_explain(found: list[Token]) -> int:
    """Which token is the first of what is explained: after ANALYZE, and options in brackets."""
    at = 1
    if at < len(found) and found[at].is_word(*_ANALYZE):
        at += 1
    options = found[at : at + 2]
    if len(options) == 2 and options[0].text == "(" and options[1].is_word("FORMAT", *_ANALYZE):
        while at < len(found) and found[at].text != ")":
            at += 1
        at += 1
    return at
