"""What a model answered: words, the statement, and what the engine says of it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, cast

from .contract import ErrorBody, SqlBlock, ThreadMessage
from .errors import DeitaError
from .layout import count
from .preview import duration

if TYPE_CHECKING:
    from .plots import Chart
    from .queries import Queries
    from .result import Result
    from .running import Running


class Answer:
    """An answer, which may still grow.

    ``text`` is Markdown. ``sql`` is the last statement in it, and ``runs`` whether the engine
    takes it; where it does not, ``error`` has the engine's word.
    """

    def __init__(self, client: Queries, workspace_id: str, message: ThreadMessage) -> None:
        self._client = client
        self.workspace_id = workspace_id
        self.message = message

    @property
    def text(self) -> str:
        """The words, as Markdown."""
        return self.message["text"]

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """All that is more than words, as the contract's Block."""
        return self.message["blocks"]

    @property
    def block(self) -> SqlBlock | None:
        """The last statement of the answer, as the contract's SqlBlock."""
        found = [block for block in self.blocks if block["kind"] == "sql"]
        return cast(SqlBlock, found[-1]) if found else None

    @property
    def sql(self) -> str | None:
        """The last statement of the answer."""
        return self.block["sql"] if self.block else None

    @property
    def runs(self) -> bool:
        """Whether there is a statement that the engine takes."""
        return bool(self.block and self.block["runs"])

    @property
    def error(self) -> ErrorBody | None:
        """What is wrong with the answer, or with its statement."""
        return self.message["error"] or (self.block and self.block["error"]) or None

    @property
    def state(self) -> str:
        """``streaming``, ``done``, ``stopped`` or ``failed``."""
        return self.message["state"]

    def result(self, *, name: str | None = None) -> Result:
        """Run its statement. Raises DeitaError, also where there is none that runs."""
        return self.prepare(name=name).result()

    def prepare(self, *, name: str | None = None) -> Running:
        """Its statement, ready to be sent. Raises DeitaError where there is none that runs."""
        if not self.runs or self.sql is None:
            raise self.failure()
        return self._client.prepare(self.sql, workspace=self.workspace_id, name=name)

    def charts(self) -> list[Chart]:
        """The charts in it, drawn of their statements' rows. Raises DeitaError."""
        drawn = []
        for block in self.blocks:
            if block["kind"] == "chart" and block["sql"]:
                result = self._client.query(block["sql"], workspace=self.workspace_id)
                drawn.append(result.plot.draw(block["chart"]))
        return drawn

    def failure(self) -> DeitaError:
        """Why there is nothing to run."""
        if self.error:
            return DeitaError.from_body(self.error, sql=self.sql)
        return DeitaError(
            "The answer has no SQL.", code="no_sql", hint="Ask for rows, or read what it says."
        )

    def facts(self) -> str:
        """What it took, as far as it is known: model, tokens, cost, time."""
        message = self.message
        tokens = (message["tokens_in"] or 0) + (message["tokens_out"] or 0)
        seconds, cost = message["seconds"], message["cost"]
        parts = [
            message["model"] or "",
            count(tokens, "token") if tokens else "",
            "" if cost is None else f"${cost:.4f}",
            "" if seconds is None else duration(seconds * 1000),
        ]
        return " · ".join(part for part in parts if part)

    def __repr__(self) -> str:
        parts = [self.text.strip()]
        for sql, verdict in self._parts():
            parts += [sql, verdict]
        parts += [self._failed(), self.facts()]
        return "\n\n".join(part for part in parts if part)

    def _repr_mimebundle_(self, **_kwargs: object) -> dict[str, Any]:
        parts = [harmless(self.text.strip())]
        for sql, verdict in self._parts():
            fence = "`" * max(3, _longest_run(sql) + 1)
            parts += [f"{fence}sql\n{sql}\n{fence}", harmless(verdict)]
        parts += [harmless(part) for part in (self._failed(), self.facts()) if part]
        return {
            "text/markdown": "\n\n".join(part for part in parts if part),
            "text/html": f'<div style="white-space:pre-wrap">{escape(repr(self))}</div>',
            "text/plain": repr(self),
        }

    def _parts(self) -> list[tuple[str, str]]:
        """All statements of the answer, each with what is to be said of it."""
        parts = []
        for block in self.blocks:
            if block["kind"] == "sql":
                parts.append((block["sql"], _verdict(cast(SqlBlock, block))))
            elif block["kind"] == "chart" and block["sql"]:
                parts.append((block["sql"], f"drawn as {_drawn(block['chart'])}"))
        return parts

    def _failed(self) -> str:
        error = self.message["error"]
        return f"✗ {error['message']}" if error else ""


def _verdict(block: SqlBlock) -> str:
    if block["runs"]:
        return "runs ✓"
    error = block["error"]
    return f"does not run ✗ {error['message'] if error else ''}".rstrip()


def _drawn(chart: dict[str, Any]) -> str:
    """``a bar chart: carrier × max of delay``."""
    channels = [chart[name] for name in ("x", "y", "color") if chart.get(name)]
    words = [_channel(channel) for channel in channels]
    return f"a {chart['mark']} chart: {' × '.join(words)}"


def _channel(channel: dict[str, Any]) -> str:
    column, aggregate = channel.get("column"), channel.get("aggregate")
    if column is None:
        return aggregate or "rows"
    return f"{aggregate} of {column}" if aggregate else str(column)


def harmless(markdown: str) -> str:
    """Markdown without images and HTML: a page would fetch them, and tell what the model knew."""
    return markdown.replace("![", "!\u200b[").replace("<", "<\u200b")


def _longest_run(text: str) -> int:
    longest = run = 0
    for char in text:
        run = run + 1 if char == "`" else 0
        longest = max(longest, run)
    return longest
