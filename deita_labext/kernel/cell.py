"""A ``%%deita`` cell: its text becomes a statement, the statement a result, the result a value."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from pathlib import Path

from .arguments import CellArguments
from .asking import Asking
from .client import Client
from .contract import Param
from .errors import DeitaError
from .listing import Words
from .localtables import LocalTables, is_frame, why_none
from .parameters import bind
from .plots import Chart
from .preview import plan
from .progress import Progress
from .result import Result
from .snippets import parts_of, save
from .statements import Statement, named_sources, quoted
from .templates import render

Part = tuple[str, Statement]
_MOST_LOCAL = 50
"""Names of the notebook in one statement."""


class Cell:
    """Runs cells over the notebook's variables."""

    def __init__(
        self,
        connected: Callable[[], Client],
        namespace: MutableMapping[str, object],
        local: LocalTables,
        show_answer: Callable[[Asking], None],
        progress: Progress,
        *,
        feedback: bool = True,
    ) -> None:
        """``feedback`` says whether a line tells what was done where no rows are shown."""
        self._connected = connected
        self._namespace = namespace
        self._local = local
        self._show_answer = show_answer
        self._progress = progress
        self._feedback = feedback

    def run(self, arguments: CellArguments, body: str) -> object:
        """Run a cell; the value to show, None for nothing.

        Assigns to the name that the line has. Raises DeitaError and Interrupted.
        """
        if arguments.ask:
            return self._asked(arguments, body.strip())
        text = _text(arguments, body)
        if arguments.save:
            save(self._client(arguments), arguments.save, text, arguments.parts)
        if not arguments.execute:
            return self._told(f"saved as {arguments.save}") if arguments.save else None
        result = self._result(arguments, self._written(text, None))
        value = self._converted(result, arguments.to)
        if arguments.name:
            self._namespace[arguments.name] = value
        if not arguments.display:
            return self._told(result.line()) if arguments.name else None
        if arguments.explain or arguments.profile:
            return plan(result)
        return Words(result.line()) if arguments.to == "none" else value

    def _told(self, line: str) -> Words | None:
        return Words(line) if self._feedback else None

    def _asked(self, arguments: CellArguments, question: str) -> object:
        """Have a model answer a question, and run its statement; the value to show."""
        if not question:
            raise DeitaError(
                "There is no question.",
                code="usage",
                hint="Write it below %%deita --ask, or behind %deita ask.",
            )
        answer = self._client(arguments).ask(
            question, model=arguments.model, thread=arguments.thread, show=self._show_answer
        )
        if answer.message["error"] or (answer.sql and not answer.runs):
            raise answer.failure()
        charts = answer.charts() if arguments.execute else []
        if charts and (answer.sql or len(charts) > 1) and arguments.display:
            _show(charts if answer.sql else charts[:-1])
        if not (arguments.execute and (answer.sql or charts)):
            if arguments.name:
                self._namespace[arguments.name] = answer
            return None
        value: object = charts[-1] if charts else None
        if answer.sql:
            self._progress.begin()
            value = self._progress.wait(answer.prepare(name=arguments.name))
        if arguments.name:
            self._namespace[arguments.name] = value
        return value if arguments.display else None

    def _client(self, arguments: CellArguments) -> Client:
        client = self._connected()
        return client.within(arguments.workspace) if arguments.workspace else client

    def _written(self, text: str, name: str | None) -> Statement:
        sql = render(text, self._namespace)
        try:
            params: dict[str, Param] = bind(sql, self._namespace)
        except DeitaError as error:
            if name:
                error.message = f"In {name}: {error.message}"
            raise
        return Statement.written(sql, params, name)

    def _converted(self, result: Result, to: str | None) -> object:
        """The result as what ``--to`` says; what brings all rows can be interrupted."""
        kinds: dict[str, Callable[[], object]] = {
            "df": result.df, "pl": result.pl, "arrow": result.arrow, "none": result.__len__,
        }  # fmt: skip
        if to is None:
            return result
        value = self._progress.during(
            "bringing the rows", kinds[to], result.cancel, "query cancelled"
        )
        return result if to == "none" else value

    def _result(self, arguments: CellArguments, body: Statement) -> Result:
        client = self._client(arguments)
        parts = parts_of(client, arguments.parts, self._written)
        parts = [*self._seen(client, arguments, body.with_parts(parts).sql), *parts]
        while True:
            statement = _shaped(body.with_parts(parts), arguments)
            prepared = client.prepare(
                statement,
                page_size=arguments.page_size,
                timeout=arguments.timeout,
                fresh=arguments.fresh,
                name=arguments.name,
            )
            try:
                return self._progress.wait(prepared)
            except DeitaError as error:
                # What no table is may be a variable: the service has said which name is meant.
                name = error.details.get("table") if error.code == "unknown_table" else None
                found = self._local_part(client, arguments, name)
                taken = {name.casefold() for name, _statement in parts}
                if not found or found[0].casefold() in taken or len(parts) >= _MOST_LOCAL:
                    if isinstance(name, str) and name in self._namespace:
                        error.hint = why_none(name, self._namespace[name]) or error.hint
                    raise statement.locate(error) from None
                parts = [found, *parts]

    def _seen(self, client: Client, arguments: CellArguments, sql: str) -> list[Part]:
        """The variables that are seen to stand where tables do, and are not the names of any.

        It spares the service, and its history, most of the statements that are sent to be told
        that a name is no table's.
        """
        names = [name for name in named_sources(sql) if self._is_local(name)]
        if not names:
            return []
        tables = {table["name"].lower() for table in client.tables()}
        found = [
            self._local_part(client, arguments, name)
            for name in names
            if name.lower() not in tables
        ]
        return [part for part in found if part is not None]

    def _is_local(self, name: str) -> bool:
        value = self._namespace.get(name)
        return isinstance(value, Result) or is_frame(value)

    def _local_part(self, client: Client, arguments: CellArguments, name: object) -> Part | None:
        """The variable that a statement names as a table, as a part of that statement."""
        if not isinstance(name, str) or not self._is_local(name):
            return None
        value = self._namespace[name]
        # A statement means something else in another workspace: from there, its rows are sent.
        if isinstance(value, Result) and value.workspace_id == client.workspace["id"]:
            return name, value.statement
        table = self._local.table(client, name, value, arguments.local_limit, self._progress)
        return name, Statement.written(f"FROM {quoted(table)}", None, f"the dataframe {name}")


def _text(arguments: CellArguments, body: str) -> str:
    # As written but for the line break that ends the cell, so that places are right.
    text = body.rstrip()
    if arguments.file:
        path = Path(arguments.file).expanduser()
        if text:
            raise DeitaError(
                "The cell has SQL, and --file names a file of it.",
                code="usage",
                hint="Leave one of them out.",
            )
        try:
            text = path.read_text("utf-8-sig").rstrip()
        except (OSError, UnicodeDecodeError) as exc:
            raise DeitaError(f"{path} cannot be read: {exc}.", code="unreadable_file") from exc
    if not text:
        raise DeitaError(
            "The cell has no SQL.", code="usage", hint="Write it on the lines below %%deita."
        )
    return text


def _shaped(statement: Statement, arguments: CellArguments) -> Statement:
    if arguments.limit is not None:
        statement = statement.limited(arguments.limit)
    if arguments.explain or arguments.profile:
        statement = statement.explained(analyze=arguments.profile)
    return statement


def _show(charts: list[Chart]) -> None:
    from IPython.display import display  # noqa: PLC0415 - so that loading is quick

    for chart in charts:
        display(chart)  # type: ignore[no-untyped-call]
