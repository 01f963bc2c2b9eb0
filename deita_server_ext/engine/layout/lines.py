"""Lines made of a statement's tree."""

from __future__ import annotations

from collections.abc import Sequence

from .clauses import JOINS, RESERVED, clauses, conjuncts, operand, split, tailed
from .words import CLOSES, Group, Node, Word

WIDTH = 88
"""Characters of a line, where it can be broken."""
STEP = "  "

_CONDITIONS = frozenset({"WHERE", "HAVING", "QUALIFY", "JOIN"})
_SPACED = frozenset({"=", "==", "<", ">", "<=", ">=", "<>", "!=", "||", ":=", "=>"})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "%", "//"})


class Lines:
    """Lays nodes out as lines; with ``capitals`` keywords are written in them."""

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
        for head, body in clauses(nodes):
            comments = [n for n in head if n.comment]
            lines += [indent + line for c in comments for line in self._comment(c)]
            lines += self._clause([n for n in head if not n.comment], body, indent)
        return lines

    def _clause(self, head: list[Node], body: list[Node], indent: str) -> list[str]:
        words = self._flat(head) or ""
        if not body:
            return [indent + words] if words else []
        key = "JOIN" if head and head[0].key in JOINS else head[0].key if head else ""
        core, tail = tailed(body)
        flat = self._flat(core)
        room = WIDTH - len(indent) - len(words) - 1
        if flat is not None and len(flat) <= room and key != "WITH":
            line = f"{indent}{words} {flat}".rstrip() if words else indent + flat
            return [" ".join([line, *(comment.text for comment in tail)])]
        if key in _CONDITIONS or not key:
            return self._conditions(words, body, indent)
        items = split(body, lambda node: node.key == ",")
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
        for part in conjuncts(body):
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
                lines.append(indent + CLOSES[node.open])
            else:
                lines[-1] += glue + (self._flat([node], force=True) or "")
            before = node
        return lines

    def _inside(self, group: Group, indent: str) -> list[str]:
        inner = indent + STEP
        if group.query:
            return self._query(group.nodes, inner)
        items = split(group.nodes, lambda node: node.key == ",")
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
                shown = f"{node.open}{inner}{CLOSES[node.open]}"
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
        return word.text.upper() if words[0] in RESERVED else word.text

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
        if right in _ARITHMETIC and operand(before):
            return " "
        if left in _ARITHMETIC and i > 1 and operand(nodes[i - 2]):
            return " "
        if right == "(" and isinstance(before, Word) and before.key in RESERVED:
            called = before.key in ("LEFT", "RIGHT", "CAST", "TRY_CAST", "GLOB", "EXISTS", "ANY")
            return (" " if node.gap else "") if called else " "
        return " " if node.gap else ""


def _ends_in_comment(nodes: Sequence[Node]) -> bool:
    return bool(nodes) and isinstance(nodes[-1], Word) and nodes[-1].ends_line


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("--", "/*"))
