"""Statements laid out for people to read: line breaks, indents, keywords in capitals.

No word of a statement becomes another one, none comes or goes, and comments stay where they
were: only what stands between them changes. That the meaning stays is asserted all the same,
by the engine's own tree of both texts (:func:`laid_out`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import duckdb
import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

from .dialect import Dialect
from .parameters import dollars, named
from .refusals import explanation

WIDTH = 88
"""Characters of a line, where it can be broken."""
STEP = "  "

_COMMENT = re.compile(r"--[^\r\n]*|/\*(?:(?!\*/).)*\*/", re.DOTALL)
_QUOTED = frozenset(
    {TokenType.STRING, TokenType.IDENTIFIER, TokenType.HEREDOC_STRING, TokenType.RAW_STRING,
     TokenType.NATIONAL_STRING, TokenType.BYTE_STRING, TokenType.UNICODE_STRING,
     TokenType.HEX_STRING, TokenType.BIT_STRING, TokenType.NUMBER}
)  # fmt: skip
_RESERVED = frozenset(
    """
    ALL AND ANY AS ASC BETWEEN BY CASE CAST COLLATE CROSS DESC DESCRIBE DISTINCT ELSE END ESCAPE
    EXCEPT EXCLUDE EXISTS EXPLAIN FALSE FROM FULL GLOB GROUP HAVING ILIKE IN INNER INTERSECT IS
    JOIN LATERAL LEFT LIKE LIMIT NATURAL NOT NULL OFFSET ON OR ORDER OUTER OVER PARTITION PIVOT
    POSITIONAL QUALIFY RECURSIVE RIGHT SELECT SEMI ANTI ASOF SIMILAR SUMMARIZE THEN TRUE TRY_CAST
    UNION UNPIVOT USING VALUES WHEN WHERE WINDOW WITH
    """.split()  # noqa: SIM905 - words read better as text
)
_CLAUSES = frozenset(
    """
    WITH SELECT FROM WHERE GROUP HAVING QUALIFY WINDOW ORDER LIMIT OFFSET UNION INTERSECT EXCEPT
    VALUES PIVOT UNPIVOT
    """.split()  # noqa: SIM905
)
_JOINS = frozenset("NATURAL ASOF POSITIONAL LEFT RIGHT FULL INNER CROSS SEMI ANTI JOIN".split())  # noqa: SIM905
_CONDITIONS = frozenset({"WHERE", "HAVING", "QUALIFY", "JOIN"})
_BEGINS_QUERY = frozenset({"SELECT", "FROM", "WITH", "VALUES", "PIVOT", "UNPIVOT", "SUMMARIZE"})
_SPACED = frozenset({"=", "==", "<", ">", "<=", ">=", "<>", "!=", "||", ":=", "=>"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "//"})
_CLOSES = {"(": ")", "[": "]", "{": "}"}


@dataclass
class Word:
    """A token, or a comment; ``gap`` is whether something stood between it and the one before."""

    text: str
    gap: bool = True
    quoted: bool = False
    comment: bool = False
    own_line: bool = False

    @property
    def key(self) -> str:
        """What is compared with keywords: the first word, in capitals; nothing if quoted."""
        return "" if self.quoted or self.comment else self.text.upper().split(" ", 1)[0]

    @property
    def ends_line(self) -> bool:
        """Whether nothing can follow it in its line."""
        return self.comment and (self.text.startswith("--") or "\n" in self.text)


@dataclass
class Group:
    """What stands in brackets."""

    open: str
    gap: bool
    nodes: list[Word | Group] = field(default_factory=list)
    key: str = ""
    comment: bool = False

    @property
    def query(self) -> bool:
        """Whether a query stands in it."""
        first = next((node for node in self.nodes if not node.comment), None)
        if isinstance(first, Group):
            return first.query
        return first is not None and first.key in _BEGINS_QUERY


Node = Word | Group


def statements(sql: str) -> list[str]:
    """The statements of a text, each with its semicolon and with what stands before it."""
    ends = [
        token.end + 1
        for token in sqlglot.tokenize(sql, dialect=Dialect)
        if token.token_type is TokenType.SEMICOLON
    ]
    parts = [sql[begin:end] for begin, end in pairwise([0, *ends, len(sql)])]
    if len(parts) > 1 and not _COMMENT.sub("", parts[-1]).strip():
        # What follows the last semicolon is no statement.
        parts[-2:] = ["".join(parts[-2:])]
    return parts


def laid_out(sql: str, connection: duckdb.DuckDBPyConnection) -> str | None:
    """``sql``, one statement, laid out; None where only as it was is it sure to be the same."""
    explain, start = explanation(sql)
    rest = sql[start:]
    for capitals in (True, False):
        try:
            before = _words(rest)
            made = _Layout(capitals).of(_tree(before))
            if _told(_words(made)) != _told(before):
                continue
            if _engine_tree(rest, connection) != _engine_tree(made, connection):
                continue
        except (SqlglotError, RecursionError):
            return None
        if not explain:
            return made
        before_it = sql[: start - len(explain)].strip()
        written = explain.upper() if capitals else explain
        return "\n".join(part for part in (before_it, written, made) if part)
    return None


def _told(words: Sequence[Word]) -> tuple[list[str], list[str]]:
    """The words and the comments, each in their order: a comma may go before a comment."""
    return (
        [_alike(word) for word in words if not word.comment],
        [_alike(word) for word in words if word.comment],
    )


def _alike(word: Word) -> str:
    """What must stay: quoted text to the letter, comments but for indents, words in any case."""
    if word.quoted:
        return word.text
    return " ".join(word.text.split()) if word.comment else word.text.upper()


def _engine_tree(sql: str, connection: duckdb.DuckDBPyConnection) -> Any:
    """What the engine reads in a statement, without places; None of what it writes no tree."""
    text = dollars(sql, named(sql))
    row = connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [text]).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    return None if tree.get("error") else _placeless(tree)


def _placeless(item: Any) -> Any:
    if isinstance(item, dict):
        kept = (key for key in item if not key.startswith("query_location"))
        return {key: _placeless(item[key]) for key in kept}
    return [_placeless(value) for value in item] if isinstance(item, list) else item


def _words(sql: str) -> list[Word]:
    found: list[Word] = []
    end = 0
    for token in sqlglot.tokenize(sql, dialect=Dialect):
        found.extend(_comments(sql[end : token.start], first=not found))
        quoted = token.token_type in _QUOTED
        text = sql[token.start : token.end + 1]
        gap = token.start > end
        found.append(Word(text if quoted else " ".join(text.split()), gap, quoted))
        end = token.end + 1
    found.extend(_comments(sql[end:], first=not found))
    return found


def _comments(between: str, *, first: bool) -> Iterator[Word]:
    end = 0
    for match in _COMMENT.finditer(between):
        own = first or "\n" in between[end : match.start()]
        yield Word(match[0].rstrip(), comment=True, own_line=own)
        end, first = match.end(), False


def _tree(words: Sequence[Word]) -> list[Node]:
    root: list[Node] = []
    stack: list[tuple[list[Node], str]] = [(root, "")]
    for word in words:
        nodes, close = stack[-1]
        if not word.quoted and not word.comment and word.text in _CLOSES:
            group = Group(word.text, word.gap)
            nodes.append(group)
            stack.append((group.nodes, _CLOSES[word.text]))
        elif not word.quoted and word.text == close and len(stack) > 1:
            stack.pop()
        else:
            nodes.append(word)
    return root


class _Layout:
    """Lays nodes out as lines."""

    def __init__(self, capitals: bool) -> None:
        self._capitals = capitals

    def of(self, nodes: list[Node]) -> str:
        """The whole statement; a semicolon at its end stays in its last line."""
        end = next((i for i, n in enumerate(nodes) if getattr(n, "text", "") == ";"), None)
        lines = self._query(nodes[:end], "") or [""]
        if end is not None:
            lines[-1:] = (
                [f"{lines[-1]};"] if not _ends_in_comment(nodes[:end]) else [*lines[-1:], ";"]
            )
            for node in nodes[end + 1 :]:
                after = self._flat([node], force=True) or ""
                lines[-1:] = (
                    [f"{lines[-1]} {after}"]
                    if not getattr(node, "own_line", 0)
                    else [*lines[-1:], after]
                )
        return "\n".join(line.rstrip() for line in lines)

    def _query(self, nodes: list[Node], indent: str) -> list[str]:
        lines: list[str] = []
        for head, body in _clauses(nodes):
            comments = [n for n in head if n.comment]
            lines += [indent + line for c in comments for line in self._comment(c)]
            lines += self._clause([n for n in head if not n.comment], body, indent)
        return lines

    def _clause(self, head: list[Node], body: list[Node], indent: str) -> list[str]:
        words = self._flat(head) or ""
        if not body:
            return [indent + words] if words else []
        key = "JOIN" if head and head[0].key in _JOINS else head[0].key if head else ""
        core, tail = _tailed(body)
        flat = self._flat(core)
        room = WIDTH - len(indent) - len(words) - 1
        if flat is not None and len(flat) <= room and key != "WITH":
            line = f"{indent}{words} {flat}".rstrip() if words else indent + flat
            return [" ".join([line, *(comment.text for comment in tail)])]
        if key in _CONDITIONS or not key:
            return self._conditions(words, body, indent)
        items = _split(body, lambda node: node.key == ",")
        if key == "WITH":
            return self._ctes(words, items, indent)
        if len(items) == 1 and not any(node.comment for node in body):
            first, *rest = self._expression(body, indent)
            return [f"{indent}{words} {first.lstrip()}", *rest]
        return [indent + words, *self._items(items, indent + STEP)]

    def _ctes(self, words: str, items: list[list[Node]], indent: str) -> list[str]:
        lines: list[str] = []
        for i, item in enumerate(items):
            shown = self._items([item], indent, broken=True)
            if i == 0 and shown:
                at = next((n for n, s in enumerate(shown) if not _is_comment(s)), 0)
                shown[at] = f"{indent}{words} {shown[at].lstrip()}"
            lines += shown
        return lines

    def _conditions(self, words: str, body: list[Node], indent: str) -> list[str]:
        lines: list[str] = []
        for part in _conjuncts(body):
            inner = indent + STEP if lines else indent
            shown = self._expression(part, inner)
            if not lines:
                shown[0] = f"{indent}{words} {shown[0].lstrip()}" if words else shown[0]
            lines += shown
        return lines

    def _items(self, items: list[list[Node]], indent: str, *, broken: bool = False) -> list[str]:
        lines: list[str] = []
        for item in items:
            while item and isinstance(item[0], Word) and item[0].comment:
                first = item.pop(0)
                assert isinstance(first, Word)
                if lines and not first.own_line:
                    lines[-1] += f" {first.text}"
                else:
                    lines += [indent + line for line in self._comment(first)]
            if item:
                lines += self._expression(item, indent, broken=broken)
        return lines

    def _comment(self, comment: Node) -> list[str]:
        assert isinstance(comment, Word)
        return comment.text.split("\n")

    def _expression(self, nodes: list[Node], indent: str, *, broken: bool = False) -> list[str]:
        """Nodes one after the other; where they are too long, brackets are broken."""
        flat = self._flat(nodes)
        if flat is not None and len(indent) + len(flat) <= WIDTH and not broken:
            return [indent + flat]
        lines = [indent]
        before: Node | None = None
        for i, node in enumerate(nodes):
            ended = isinstance(before, Word) and before.ends_line
            if ended or (node.key in ("WHEN", "ELSE", "END") and before is not None):
                deeper = STEP if node.key != "END" else ""
                lines.append(indent + deeper)
            glue = "" if lines[-1].strip() == "" else self._glue(before, node, nodes, i)
            rest = self._flat([node])
            fits = rest is not None and len(lines[-1]) + len(glue) + len(rest) <= WIDTH
            if isinstance(node, Group) and (not fits or (broken and node.query)):
                lines[-1] += glue + node.open
                lines += self._inside(node, indent)
                lines.append(indent + _CLOSES[node.open])
            else:
                lines[-1] += glue + (self._flat([node], force=True) or "")
            before = node
        return lines

    def _inside(self, group: Group, indent: str) -> list[str]:
        inner = indent + STEP
        if group.query:
            return self._query(group.nodes, inner)
        items = _split(group.nodes, lambda node: node.key == ",")
        if len(items) > 1:
            return self._items(items, inner)
        return self._conditions("", group.nodes, inner)

    def _flat(self, nodes: Sequence[Node], *, force: bool = False) -> str | None:
        """All of it in one line; None where a comment forbids that."""
        text = ""
        before: Node | None = None
        for i, node in enumerate(nodes):
            if isinstance(node, Group):
                inner = self._flat(node.nodes, force=force)
                if inner is None:
                    return None
                shown = f"{node.open}{inner}{_CLOSES[node.open]}"
            else:
                if node.ends_line and not force:
                    return None
                shown = self._shown(node, nodes, i)
            text += ("" if before is None else self._glue(before, node, nodes, i)) + shown
            before = node
        return text

    def _shown(self, word: Word, nodes: Sequence[Node], i: int) -> str:
        if not self._capitals or word.quoted or word.comment:
            return word.text
        before, after = (
            (nodes[i - 1] if i else None),
            (nodes[i + 1] if i + 1 < len(nodes) else None),
        )
        if "." in (getattr(before, "text", ""), getattr(after, "text", "")):
            return word.text
        called = isinstance(after, Group) and after.open == "(" and not after.gap
        if called and word.key in ("LEFT", "RIGHT", "REPLACE", "GLOB"):
            return word.text
        words = word.text.upper().split(" ")
        return word.text.upper() if words[0] in _RESERVED else word.text

    def _glue(self, before: Node | None, node: Node, nodes: Sequence[Node], i: int) -> str:  # noqa: PLR0911 - one line a case
        """What stands between two nodes: a blank or nothing."""
        if before is None:
            return ""
        left = "" if isinstance(before, Group) else ("'" if before.quoted else before.text)
        right = node.open if isinstance(node, Group) else ("'" if node.quoted else node.text)
        if before.comment or node.comment:
            return " "
        if right in (",", ";"):
            return ""
        if left == ",":
            return " "
        if right in _SPACED or left in _SPACED:
            # What is several signs here may be one of the engine's.
            return " " if node.gap or not (right in _SPACED and left in _SPACED) else ""
        if right in _ARITHMETIC and _operand(before):
            return " "
        if left in _ARITHMETIC and i > 1 and _operand(nodes[i - 2]):
            return " "
        if right == "(" and isinstance(before, Word) and before.key in _RESERVED:
            called = before.key in ("LEFT", "RIGHT", "CAST", "TRY_CAST", "GLOB", "EXISTS", "ANY")
            return (" " if node.gap else "") if called else " "
        return " " if node.gap else ""


def _ends_in_comment(nodes: Sequence[Node]) -> bool:
    return bool(nodes) and isinstance(nodes[-1], Word) and nodes[-1].ends_line


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("--", "/*"))


def _operand(node: Node) -> bool:
    """Whether a value ends here: what follows is then an operator between two."""
    if isinstance(node, Group):
        return True
    if node.comment:
        return False
    return node.quoted or (
        re.fullmatch(r"[\w$]+", node.text) is not None and node.key not in _RESERVED - {"NULL"}
    )


def _clauses(nodes: list[Node]) -> Iterator[tuple[list[Node], list[Node]]]:
    """The clauses of a query: comments before and words that begin it, and its body."""
    starts = [i for i in range(len(nodes)) if _starts(nodes, i)]
    edges = [0, *(i for i in starts if i), len(nodes)]
    edges = [_with_comments(nodes, edge) for edge in edges]
    for begin, end in pairwise(dict.fromkeys(edges)):
        part = nodes[begin:end]
        at = 0
        while at < len(part) and part[at].comment:
            at += 1
        if at < len(part) and part[at].key in _CLAUSES | _JOINS | {"EXPLAIN"}:
            at += 1
            while at < len(part) and part[at].key in _JOINS | {
                "OUTER", "BY", "ALL", "DISTINCT", "RECURSIVE", "NAME", "ANALYZE",
            } and _starts_with(part, at):  # fmt: skip
                at += 1
        yield part[:at], part[at:]


def _starts_with(part: list[Node], at: int) -> bool:
    """Whether the word still belongs to the beginning: BY NAME does, a column of a name no."""
    return part[at].key != "NAME" or part[at - 1].key == "BY"


def _with_comments(nodes: list[Node], edge: int) -> int:
    """Comments on lines of their own go with what follows them."""
    while 0 < edge <= len(nodes):
        before = nodes[edge - 1]
        if edge == len(nodes) or not (isinstance(before, Word) and before.comment):
            break
        if not before.own_line:
            break
        edge -= 1
    return edge


def _starts(nodes: list[Node], i: int) -> bool:  # noqa: PLR0911 - one line a case
    """Whether a clause begins here."""
    node = nodes[i]
    before = nodes[i - 1] if i else None
    if isinstance(node, Group) or (isinstance(before, Word) and before.text == "."):
        return False
    if node.key in _JOINS:
        if before is not None and before.key in _JOINS | {"OUTER"}:
            return False
        after = [n.key for n in nodes[i : i + 4]]
        return (
            "JOIN"
            in after[: next((k for k, w in enumerate(after) if w not in _JOINS | {"OUTER"}), 4)]
        )
    if node.key == "FROM" and before is not None and before.key == "DISTINCT":
        return False
    if node.key in ("OFFSET", "VALUES", "WINDOW", "PIVOT", "UNPIVOT", "WITH") and i:
        return node.key in ("OFFSET", "WINDOW", "VALUES") and before is not None and (
            not isinstance(before, Word) or _operand(before)
        )  # fmt: skip
    if node.key == "EXCEPT" and isinstance(before, Word) and before.text == "*":
        return False
    return node.key in _CLAUSES


def _tailed(nodes: list[Node]) -> tuple[list[Node], list[Word]]:
    """The nodes, and the comments behind them in the same line."""
    core, tail = [*nodes], list[Word]()
    while core and isinstance(last := core[-1], Word) and last.comment and not last.own_line:
        tail.insert(0, last)
        core.pop()
    return (core, tail) if all("\n" not in word.text for word in tail) else (nodes, [])


def _split(nodes: list[Node], at: Callable[[Node], bool]) -> list[list[Node]]:
    """Parts that end with what they are split at."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if at(node):
            # Comments before a comma come behind it.
            core, tail = _tailed(parts[-1])
            parts[-1] = [*core, node]
            parts.append([*tail])
        else:
            parts[-1].append(node)
    return [part for part in parts if part]


def _conjuncts(nodes: list[Node]) -> list[list[Node]]:
    """Parts that begin with AND or OR; the AND of a BETWEEN and those of a CASE are none."""
    parts: list[list[Node]] = [[]]
    between, cases = False, 0
    for node in nodes:
        cases += {"CASE": 1, "END": -1}.get(node.key, 0)
        if node.key == "BETWEEN":
            between = True
        elif node.key == "AND" and between:
            between = False
        elif node.key in ("AND", "OR") and not cases and parts[-1]:
            parts.append([])
        parts[-1].append(node)
    return parts
