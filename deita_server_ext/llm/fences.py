"""Statements read out of a stream of words: what stands in a SQL fence is held back."""

from __future__ import annotations

import re

_LEADING = r"[ \t]*(?:(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])[ \t]*)*"
"""A fence may stand in a quotation or in a list."""
_OPENING = re.compile(rf"^({_LEADING})(`{{3,}}|~{{3,}})[ \t]*([\w+-]*)[^\n]*$")
_MAYBE_OPENING = re.compile(
    rf"^{_LEADING}([-*+]|\d{{1,9}}[.)]?|`{{1,}}|~{{1,}}|`{{3,}}[^\n]*|~{{3,}}[^\n]*)?$"
)
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_SQL = re.compile(
    r"[\w+-]*sql(ite)?\d*|duckdb|postgres|psql|redshift|snowflake|bigquery|mariadb|hive|presto|trino",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"|text|txt|plain|plaintext|console|output|code", re.IGNORECASE)
"""Languages that say nothing of what stands in the fence."""
_QUERY = re.compile(
    r"^\s*(--[^\n]*\n\s*)*\(?\s*("
    r"(select|with|from|values|pivot|unpivot|describe|summarize|explain|copy|attach|detach|install"
    r"|truncate|pragma|vacuum|checkpoint)\b"
    r"|(insert|merge|replace)\s+(or\s+\w+\s+)?into\b|update\s+\S+\s+set\b|delete\s+from\b"
    r"|(create|drop|alter)\s+(or\s+replace\s+)?(temp|temporary|unique|persistent)?\s*"
    r"(table|view|macro|function|schema|database|index|sequence|type|secret)\b"
    r"|(export|import)\s+database\b|set\s+(global|session|local|\w+\s*=)|load\s+\S+\s*;?\s*$"
    r"|call\s+\w+\s*\()",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\s*(select\b|from\s+\S+\s+(select|where|group|order|limit)\b|with\s+(recursive\s+)?\S+\s*"
    r"(\([^)]*\)\s*)?as\s*(materialized\s*)?\()",
    re.IGNORECASE,
)
_MAYBE_BARE = re.compile(
    r"^\s*(s|se|sel|sele|selec|select\b.*|w|wi|wit|with\b.*|f|fr|fro|from\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_PARTS = re.compile(r"[^\n]+|\n")
_FEW_WORDS = 8
"""After so many words it is known whether a text that begins like a statement is one."""


class Fences:
    """Takes pieces of text in, gives the words that can be shown; keeps the statements.

    A fence of another language stays among the words. A text that is one bare statement is
    one, too. A statement that writes is kept as well: it is for others to refuse it.
    """

    def __init__(self) -> None:
        self.statements: list[str] = []
        self._line = ""
        self._shown = 0
        self._mark: str | None = None
        self._language = ""
        self._of_sql = False
        self._quoted = False
        self._held: list[str] | None = None
        self._beginning: str | None = ""

    def feed(self, piece: str) -> str:
        """What of the text can be shown now."""
        if self._beginning is not None:
            self._beginning += piece
            if not self._settled(self._beginning):
                return ""
            piece, self._beginning = self._beginning, None
        return self._lines(piece)

    def end(self) -> str:
        """The rest, when no more comes; a fence that was not closed counts as closed."""
        out = ""
        if self._beginning is not None:
            text, self._beginning = self._beginning, None
            if _BARE.match(text) and "```" not in text:
                statement, _semicolon, words = text.partition(";")
                self._keep(statement)
                return words.strip()
            out = self._lines(text)
        if self._held is not None:
            out += self._line_ended()
            if self._held is not None:
                out += self._fence_ended()
            return out
        rest = self._line[self._shown :]
        self._line, self._shown = "", 0
        return out + rest

    def _settled(self, text: str) -> bool:
        """Whether it is known that the text is not one bare statement."""
        if not _MAYBE_BARE.match(text):
            return True
        return len(text.split()) >= _FEW_WORDS and not _BARE.match(text)

    def _lines(self, piece: str) -> str:
        shown = []
        for part in _PARTS.findall(piece):
            if part == "\n":
                shown.append(self._line_ended())
            else:
                self._line += part
                shown.append(self._line_goes_on())
        return "".join(shown)

    def _line_goes_on(self) -> str:
        if self._held is not None or (self._mark is None and _MAYBE_OPENING.match(self._line)):
            return ""
        text = self._line[self._shown :]
        self._shown = len(self._line)
        return text

    def _line_ended(self) -> str:
        line, shown = self._line, self._shown
        self._line, self._shown = "", 0
        if self._mark is None:
            return self._outside(line, shown)
        inner = _QUOTE.sub("", line, count=1) if self._quoted else line
        closes = inner.strip().startswith(self._mark) and not inner.strip().strip(self._mark[0])
        if self._held is not None:
            if closes:
                return self._fence_ended()
            self._held.append(inner)
            return ""
        if closes:
            self._mark = None
        return line[shown:] + "\n"

    def _outside(self, line: str, shown: int) -> str:
        opening = _OPENING.match(line)
        if opening is not None:
            self._mark, self._language = opening[2], opening[3]
            self._quoted = ">" in opening[1]
            self._of_sql = _SQL.fullmatch(self._language) is not None
            if self._of_sql or _PLAIN.fullmatch(self._language):
                self._held = []
                return ""
        return line[shown:] + "\n"

    def _fence_ended(self) -> str:
        """Keep what was held; it is shown where it is no statement after all."""
        text = "\n".join(self._held or ())
        mark, self._held, self._mark = self._mark, None, None
        if self._of_sql or _QUERY.match(text):
            self._keep(text)
            return ""
        return f"{mark}{self._language}\n{text}\n{mark}\n"

    def _keep(self, statement: str) -> None:
        statement = statement.strip().rstrip(";").strip()
        if statement:
            self.statements.append(statement)
