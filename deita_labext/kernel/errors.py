"""Errors as a person sees them in a notebook: one block, no traceback."""

from __future__ import annotations

from html import escape
from traceback import format_tb
from typing import Any

from .contract import ErrorBody
from .layout import width

MIME = "application/vnd.deita.error+json"
_AROUND = 50
"""How many characters of a long line are shown before and after the place."""

# Jupyter makes bold red a dark red, which its dark theme shows on a dark red ground.
_RED, _DIM, _BOLD, _PLAIN = "\033[31m", "\033[2m", "\033[1m", "\033[0m"


class DeitaError(Exception):
    """What went wrong (``message``) and what to do about it (``hint``).

    ``code`` is stable and meant for programs. ``details`` depend on the code;
    those of SQL errors have ``line`` and ``column``, from 1, of ``sql``. Raised
    in a notebook it stops the cell and shows one block of text.
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "error",
        hint: str | None = None,
        details: dict[str, Any] | None = None,
        request_id: str | None = None,
        sql: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.details = details or {}
        self.request_id = request_id
        self.sql = sql
        self.whole = False
        """Whether Python's traceback is shown with it."""

    @classmethod
    def from_body(cls, body: ErrorBody, *, sql: str | None = None) -> DeitaError:
        """The error that the service answered with."""
        return cls(
            body["message"],
            code=body["code"],
            hint=body.get("hint"),
            details=body.get("details"),
            request_id=body.get("request_id"),
            sql=sql,
        )

    @property
    def line(self) -> int | None:
        """The line of ``sql`` that is meant, from 1."""
        return _position(self.details.get("line"))

    @property
    def column(self) -> int | None:
        """The character of that line, from 1."""
        return _position(self.details.get("column"))

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message

    def text(self, *, colour: bool = False) -> str:
        """The block: what is wrong, the line of SQL with its place marked, the hint."""
        red, dim, bold, plain = (_RED, _DIM, _BOLD, _PLAIN) if colour else ("",) * 4
        lines = [f"{bold}{self.message}{plain}"]
        place = self._place()
        if place:
            number, line, before = place
            gutter = " " * len(number)
            lines += [
                "",
                f"  {dim}{number} │{plain} {line}",
                f"  {dim}{gutter} │{plain} {before}{red}^{plain}",
            ]
        if self.hint or self.request_id:
            lines.append("")
        if self.hint:
            lines.append(f"{bold}Hint:{plain} {self.hint}")
        if self.request_id and self.code == "internal":
            lines.append(f"{dim}Request {self.request_id}{plain}")
        return "\n".join(lines)

    def _place(self) -> tuple[str, str, str] | None:
        """The line's number, the line (cut around the place), and blanks up to the place."""
        lines = (self.sql or "").split("\n")
        if self.line is None or self.line > len(lines):
            return None
        line = lines[self.line - 1].rstrip("\r").replace("\t", " ")
        column = min((self.column or 1) - 1, len(line))
        start = max(0, column - _AROUND)
        shown = line[start : column + _AROUND]
        before = line[start:column]
        if start:
            shown, before = f"…{shown}", f"…{before}"
        if column + _AROUND < len(line):
            shown += "…"
        return str(self.line), shown, " " * width(before)

    def _render_traceback_(self) -> list[str]:
        traceback = format_tb(self.__traceback__) if self.whole else []
        return [*"".join(traceback).splitlines(), *self.text(colour=True).split("\n")]

    def _repr_mimebundle_(self, **_kwargs: object) -> dict[str, Any]:
        """For an error that was caught and is shown as a value."""
        return {
            MIME: {
                "version": 1,
                "code": self.code,
                "message": self.message,
                "hint": self.hint,
                "sql": self.sql,
                "line": self.line,
                "column": self.column,
            },
            "text/html": f"<pre>{escape(self.text())}</pre>",
            "text/plain": self.text(),
        }


class Interrupted(KeyboardInterrupt):
    """What ran was stopped by an interrupt; shown as one line."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def place(sql: str, position: int) -> dict[str, int]:
    """The line and the column of a character, both from 1, as an error's details."""
    before = sql[:position]
    return {"line": before.count("\n") + 1, "column": position - before.rfind("\n")}


def _position(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 1 else None
