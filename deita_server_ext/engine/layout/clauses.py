"""Where the clauses, items and conditions of a statement begin and end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from .words import Group, Node, Word

RESERVED = frozenset(
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
JOINS = frozenset("NATURAL ASOF POSITIONAL LEFT RIGHT FULL INNER CROSS SEMI ANTI JOIN".split())  # noqa: SIM905


def clauses(nodes: list[Node]) -> Iterator[tuple[list[Node], list[Node]]]:
    """The clauses of a query: comments before and words that begin it, and its body."""
    starts = [i for i in range(len(nodes)) if _starts(nodes, i)]
    edges = [0, *(i for i in starts if i), len(nodes)]
    edges = [_with_comments(nodes, edge) for edge in edges]
    for begin, end in pairwise(dict.fromkeys(edges)):
        part = nodes[begin:end]
        at = 0
        while at < len(part) and part[at].comment:
            at += 1
        if at < len(part) and part[at].key in _CLAUSES | JOINS | {"EXPLAIN"}:
            at += 1
            while at < len(part) and part[at].key in JOINS | {
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
    if node.key in JOINS:
        if before is not None and before.key in JOINS | {"OUTER"}:
            return False
        after = [n.key for n in nodes[i : i + 4]]
        return (
            "JOIN"
            in after[: next((k for k, w in enumerate(after) if w not in JOINS | {"OUTER"}), 4)]
        )
    if node.key == "FROM" and before is not None and before.key == "DISTINCT":
        return False
    if node.key in ("OFFSET", "VALUES", "WINDOW", "PIVOT", "UNPIVOT", "WITH") and i:
        return node.key in ("OFFSET", "WINDOW", "VALUES") and before is not None and (
            not isinstance(before, Word) or operand(before)
        )  # fmt: skip
    if node.key == "EXCEPT" and isinstance(before, Word) and before.text == "*":
        return False
    return node.key in _CLAUSES


def tailed(nodes: list[Node]) -> tuple[list[Node], list[Word]]:
    """The nodes, and the comments behind them in the same line."""
    core, tail = [*nodes], list[Word]()
    while core and isinstance(last := core[-1], Word) and last.comment and not last.own_line:
        tail.insert(0, last)
        core.pop()
    return (core, tail) if all("\n" not in word.text for word in tail) else (nodes, [])


def split(nodes: list[Node], at: Callable[[Node], bool]) -> list[list[Node]]:
    """Parts that end with what they are split at."""
    parts: list[list[Node]] = [[]]
    for node in nodes:
        if at(node):
            # Comments before a comma come behind it.
            core, tail = tailed(parts[-1])
            parts[-1] = [*core, node]
            parts.append([*tail])
        else:
            parts[-1].append(node)
    return [part for part in parts if part]


def conjuncts(nodes: list[Node]) -> list[list[Node]]:
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


def operand(node: Node) -> bool:
    """Whether a value ends here: what follows is then an operator between two."""
    if isinstance(node, Group):
        return True
    if node.comment:
        return False
    return node.quoted or (
        re.fullmatch(r"[\w$]+", node.text) is not None and node.key not in RESERVED - {"NULL"}
    )
