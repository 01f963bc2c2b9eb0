"""A statement's words, read as the engine reads them: no name is found in a string or a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

Kind = Literal["word", "quoted", "string", "number", "parameter", "mark"]

_TOKEN = re.compile(
    r"""
      (?P<comment>--[^\n]*)
    | (?P<opened>/\*)                                  # a comment that may hold others
    | (?P<string>[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)       # a string with backslashes
               | '(?:[^']|'')*(?:'|\Z))
    | (?P<quoted>"(?:[^"]|"")*(?:"|\Z))                # a quoted name
    | \$(?P<tag>(?:[^\W\d]\w*)?)\$                     # $$ or $tag$: a string up to the same again
    | (?P<parameter>\$[^\W\d]\w*)
    | (?P<number>\d[\w.]*)
    | (?P<word>[^\W\d][\w$]*)                          # a $ inside belongs to it
    | (?P<mark>::|:=|[^\s\w])
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a statement and where it begins; blanks and comments are none."""

    kind: Kind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next one may begin."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these words, which are in capitals."""
        return self.kind == "word" and self.text.upper() in words


def tokens(sql: str) -> Iterator[Token]:
    """The tokens of ``sql`` in their order. What is opened and not closed goes on to the end."""
    at = 0
    while match := _TOKEN.search(sql, at):
        start, at = match.span()
        group = match.lastgroup
        if group == "opened":
            at = _after_comment(sql, at)
        elif group == "tag":
            end = sql.find(match.group(), at)
            at = len(sql) if end < 0 else end + len(match.group())
            yield Token("string", sql[start:at], start)
        elif group != "comment":
            yield Token(cast(Kind, group), match.group(), start)


def _after_comment(sql: str, at: int) -> int:
    depth = 1
    while depth and (edge := _COMMENT_EDGE.search(sql, at)):
        depth += 1 if edge.group() == "/*" else -1
        at = edge.end()
    return len(sql) if depth else at
