"""What a model can do: look at the schema, at a column, and run what its person could run."""

from __future__ import annotations

from collections.abc import Callable

from deita_server_ext.contract.threads import ChartBlock, ToolUsed
from deita_server_ext.domain import Sends, new_id
from deita_server_ext.errors import DeitaError
from deita_server_ext.llm.asking import ToolCall
from deita_server_ext.llm.schema import cells, inert, plain_type, quoted
from deita_server_ext.llm.tools import MakeChart, ProfileColumn, RunSql, SearchSchema, Tool, read

from .charting import fitting
from .masking import shape
from .statements import Accepted, Statements
from .telling import Surroundings, Telling
from .trials import Trial, Trials

ROWS = 20
SECONDS = 10.0
CHARACTERS = 6000
"""Of what a tool returns, at the most."""


class Toolbox:
    """Does what a model asks for; never more than a person who only reads."""

    def __init__(self, telling: Telling, trials: Trials, statements: Statements) -> None:
        self._telling = telling
        self._trials = trials
        self._statements = statements

    def named(self, call: ToolCall) -> ToolUsed:
        """The call as a person is told it, when it begins."""
        wanted = read(call)
        words = wanted if isinstance(wanted, str) else _summary(wanted)
        return ToolUsed(id=call.id, name=call.name[:80], summary=words[:300], state="running")

    async def use(
        self, call: ToolCall, around: Surroundings, show: Callable[[ChartBlock], None]
    ) -> tuple[str, bool]:
        """What the tool says to the model, and whether it did what was asked.

        Whether a statement runs into an error, and how many rows it gives, depends on values:
        where rows are not told, it is judged and bound, and not run. ``show`` is given a chart that
        fits.
        """
        wanted = read(call)
        if isinstance(wanted, str):
            return wanted, False
        try:
            if isinstance(wanted, MakeChart):
                said, fine = await self._chart(wanted, around, show)
            else:
                said, fine = await self._done(wanted, around)
        except DeitaError as exc:
            said, fine = f"{exc.message} {exc.hint or ''}", False
        return inert(said[:CHARACTERS]), fine

    async def _chart(
        self, wanted: MakeChart, around: Surroundings, show: Callable[[ChartBlock], None]
    ) -> tuple[str, bool]:
        checked = await self._statements.check(around.user, around.workspace_id, wanted.sql)
        if checked.error is not None:
            return f"The statement does not run: {checked.words}", False
        if checked.columns is None:
            return "The columns of this statement are not known before it runs.", False
        proposed = wanted.model_dump(exclude={"sql"}, exclude_none=True)
        chart = fitting(proposed, checked.columns)
        show(ChartBlock(id=new_id(), chart=chart.model_dump(mode="json"), sql=checked.sql))
        return "The chart is shown with the answer.", True

    async def _done(
        self, wanted: SearchSchema | ProfileColumn | RunSql, around: Surroundings
    ) -> tuple[str, bool]:
        if isinstance(wanted, SearchSchema):
            return await self._telling.search(around, wanted.query), True
        if isinstance(wanted, ProfileColumn):
            return await self._telling.profile(around, wanted.table, wanted.column), True
        return await self._run(wanted.sql, around)

    async def _run(self, sql: str, around: Surroundings) -> tuple[str, bool]:
        checked = await self._statements.check(around.user, around.workspace_id, sql)
        if checked.error is not None:
            return f"It does not run: {checked.words}", False
        if around.sends is not Sends.SAMPLES:
            return _bound(checked, around.names), True
        try:
            trial = await self._trials.run(
                around.user, around.workspace_id, sql, rows=ROWS, seconds=SECONDS
            )
        except DeitaError as exc:
            return f"It failed while it ran: {exc.message}", False
        return _told(trial), True


def _bound(checked: Accepted, names: frozenset[str]) -> str:
    columns = "not known before it runs"
    if checked.columns is not None:
        columns = ", ".join(shape(checked.columns, checked.sql, names))
    return f"The engine takes it. Columns: {columns}. Rows are not told in this workspace."


def _told(trial: Trial) -> str:
    rows = len(trial.rows)
    count = f"{rows} rows" if trial.whole else f"more than {rows} rows"
    columns = ", ".join(f"{quoted(c.name)} {plain_type(c.type)}" for c in trial.columns)
    lines = "\n".join(cells(row) for row in trial.rows)
    return f"It runs: {count}. Columns: {columns}\n{lines}"


def _summary(wanted: Tool) -> str:
    if isinstance(wanted, SearchSchema):
        return f"Looks for {wanted.query}"
    if isinstance(wanted, ProfileColumn):
        return f"Looks at {wanted.table}.{wanted.column}"
    if isinstance(wanted, MakeChart):
        return f"Makes a {wanted.mark} chart"
    return f"Tries {' '.join(wanted.sql.split())}"
