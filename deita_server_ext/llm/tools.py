"""The tools that a model has: what they are called, take, and how a call of one is read."""

from __future__ import annotations

import copy
import functools
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .asking import ToolCall


class SearchSchema(BaseModel):
    """Find tables and columns by words of their names and descriptions."""

    model_config = ConfigDict(extra="ignore")
    query: Annotated[str, Field(max_length=500, description="words to look for")]


class ProfileColumn(BaseModel):
    """What a column holds, as far as it may be told."""

    model_config = ConfigDict(extra="ignore")
    table: Annotated[str, Field(max_length=200)]
    column: Annotated[str, Field(max_length=10_000)]


class RunSql(BaseModel):
    """Try one statement that reads: whether the engine takes it; a few rows where they are told."""

    model_config = ConfigDict(extra="ignore")
    sql: Annotated[str, Field(max_length=100_000, description="DuckDB SQL, one statement")]


class MakeChart(BaseModel):
    """Show a chart of a statement's rows, with the answer. It is checked, and drawn for the person.

    x is what rows are grouped by, y what is measured; each {"column": …}, y also with
    "aggregate" (count, distinct, sum, mean, median, min, max), times with "time_unit".
    """

    model_config = ConfigDict(extra="ignore")
    sql: Annotated[str, Field(max_length=100_000, description="DuckDB SQL, one statement")]
    mark: Literal["bar", "line", "area", "scatter", "histogram", "box", "heatmap"]
    x: dict[str, Any] | None = None
    y: dict[str, Any] | None = None
    color: dict[str, Any] | None = None
    title: Annotated[str, Field(max_length=200)] | None = None


Tool = SearchSchema | ProfileColumn | RunSql | MakeChart
TOOLS: dict[str, type[SearchSchema | ProfileColumn | RunSql | MakeChart]] = {
    "search_schema": SearchSchema,
    "profile_column": ProfileColumn,
    "run_sql": RunSql,
    "make_chart": MakeChart,
}


def described() -> list[dict[str, Any]]:
    """The tools as OpenAI's API takes them."""
    return copy.deepcopy(_described())


@functools.cache
def _described() -> list[dict[str, Any]]:
    return [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": tool.__doc__,
                "parameters": _schema(tool),
            },
        }
        for name, tool in TOOLS.items()
    ]


def _schema(tool: type[BaseModel]) -> dict[str, Any]:
    schema = tool.model_json_schema()
    schema.pop("title", None)
    schema.pop("description", None)
    for property_ in schema["properties"].values():
        property_.pop("title", None)
    return schema


def read(call: ToolCall) -> Tool | str:
    """What the model asks for, or what is wrong with it, for the model to read."""
    tool = TOOLS.get(call.name)
    if tool is None:
        return f"There is no tool {call.name[:80]}. There are: {', '.join(TOOLS)}."
    try:
        return tool.model_validate(json.loads(call.arguments or "{}"))
    except json.JSONDecodeError:
        return "The arguments are no JSON."
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}."
