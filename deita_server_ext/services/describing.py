"""Descriptions of a table and its columns, proposed by a model, some columns at a time."""

from __future__ import annotations

from deita_server_ext.contract.threads import DescriptionsBlock, MessageCreate, ToolUsed
from deita_server_ext.domain import new_id
from deita_server_ext.errors import NotFound

from . import reading
from .answering import Answer
from .loop import Loop
from .prompting import Prompting
from .subjects import needed
from .telling import Surroundings

AT_ONCE = 60
"""Columns that a model is asked about together."""
MOST = 600
"""Columns of one table that are described: the first ones."""


class Describing:
    """Has tables described; what has come of it is shown as it grows."""

    def __init__(self, prompting: Prompting, loop: Loop) -> None:
        self._prompting = prompting
        self._loop = loop

    async def describe(
        self, answer: Answer, model: str, around: Surroundings, asked: MessageCreate
    ) -> None:
        """Ask about all columns; where an answer was cut, about the rest of them once more.

        Raises NotFound, InvalidRequest.
        """
        name = needed(asked.table, "table", asked.task)
        table = around.table(name)
        if table is None:
            raise NotFound(f"There is no table {name}.", hint="It may have been renamed.")
        names = [column.name for column in table.snapshot.columns]
        parts = [names[at : at + AT_ONCE] for at in range(0, min(len(names), MOST), AT_ONCE)]
        wide = len(parts) > 1
        block = DescriptionsBlock(id=new_id(), table=table.name, table_id=table.id, columns={})
        while parts:
            part = parts.pop(0)
            if wide:
                _progress(answer, len(block.columns), min(len(names), MOST))
            conversation = await self._prompting.write(around, asked, (), columns=part)
            turn = await self._loop.turn(answer, model, conversation)
            description, columns = reading.descriptions(turn.text, part)
            if description is None and not columns:
                await self._loop.tell(answer, around, turn.text)
                return
            block = block.model_copy(
                update={
                    "description": block.description or description,
                    "columns": block.columns | columns,
                }
            )
            answer.show(block)
            missing = [each for each in part if each not in columns]
            if turn.cut and missing and len(missing) < len(part):
                parts.insert(0, missing)
        if len(names) > MOST:
            answer.say(f"These are the first {MOST} of {len(names):,} columns.")


def _progress(answer: Answer, done: int, whole: int) -> None:
    summary = f"Describes columns: {done} of {whole} done"
    answer.tool(ToolUsed(id=answer.message.id, name="describe", summary=summary, state="running"))
