"""Statements read out of a stream of words: what stands in a SQL fence is held back."""

from __future__ import annotations

import re

_OPENING = re.compile(r"^[ \t]*(`{3,}|~{3,})[ \t]*([\w+-]*)[^\n]*$")
_MAYBE_OPENING = re.compile(r"^[ \t]*(`{1,}|~{1,}|`{3,}[^\n]*|~{3,}[^\n]*)?$")
_SQL = frozenset({"sql", "duckdb", "postgres", "postgresql", "sqlite", "mysql"})
_QUERY = re.compile(
    r"^\s*(--[^\n]*\n\s*)*\(?\s*(select|with|from|values|pivot|unpivot|describe|summarize|explain)\b",
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
    one, too.
    """

    def __init__(self) -> None:
        self.statements: list[str] = []
        self._line = ""
        self._shown = 0
        self._mark: str | None = None
        self._language = ""
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
        closes = line.strip().startswith(self._mark) and not line.strip().strip(self._mark[0])
        if self._held is not None:
            if closes:
                return self._fence_ended()
            self._held.append(line)
            return ""
        if closes:
            self._mark = None
        return line[shown:] + "\n"

    def _outside(self, line: str, shown: int) -> str:
        opening = _OPENING.match(line)
        if opening is not None:
            self._mark, self._language = opening[1], opening[2]
            if self._language.lower() in _SQL or not self._language:
                self._held = []
                return ""
        return line[shown:] + "\n"

    def _fence_ended(self) -> str:
        """Keep what was held; it is shown where it is no statement after all."""
        text = "\n".join(self._held or ())
        mark, self._held, self._mark = self._mark, None, None
        if self._language or _QUERY.match(text):
            self._keep(text)
            return ""
        return f"{mark}\n{text}\n{mark}\n"

    def _keep(self, statement: str) -> None:
        statement = statement.strip().rstrip(";").strip()
        if statement:
            self.statements.append(statement)
