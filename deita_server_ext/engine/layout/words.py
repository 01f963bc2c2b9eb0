"""A statement's words and comments, and the tree that its brackets make of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import sqlglot
from sqlglot.tokenizer_core import TokenType

from deita_server_ext.engine.dialect import Dialect

COMMENT = re.compile(r"--[^\r\n]*|/\*(?:(?!\*/).)*\*/", re.DOTALL)
_QUOTED = frozenset(
    {TokenType.STRING, TokenType.IDENTIFIER, TokenType.HEREDOC_STRING, TokenType.RAW_STRING,
     TokenType.NATIONAL_STRING, TokenType.BYTE_STRING, TokenType.UNICODE_STRING,
     TokenType.HEX_STRING, TokenType.BIT_STRING, TokenType.NUMBER}
)  # fmt: skip
_BEGINS_QUERY = frozenset({"SELECT", "FROM", "WITH", "VALUES", "PIVOT", "UNPIVOT", "SUMMARIZE"})
CLOSES = {"(": ")", "[": "]", "{": "}"}


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


def words(sql: str) -> list[Word]:
    """The words and comments of a statement, in their order. Raises SqlglotError."""
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
    for match in COMMENT.finditer(between):
        own = first or "\n" in between[end : match.start()]
        yield Word(match[0].rstrip(), comment=True, own_line=own)
        end, first = match.end(), False


def tree(words: Sequence[Word]) -> list[Node]:
    """What stands in brackets as one node each."""
    root: list[Node] = []
    stack: list[tuple[list[Node], str]] = [(root, "")]
    for word in words:
        nodes, close = stack[-1]
        if not word.quoted and not word.comment and word.text in CLOSES:
            group = Group(word.text, word.gap)
            nodes.append(group)
            stack.append((group.nodes, CLOSES[word.text]))
        elif not word.quoted and word.text == close and len(stack) > 1:
            stack.pop()
        else:
            nodes.append(word)
    return root
