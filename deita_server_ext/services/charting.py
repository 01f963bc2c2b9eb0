"""Charts that a model proposes: read, held against the columns, and shown only where they fit."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from deita_server_ext.contract.charts import Chart
from deita_server_ext.domain import Column
from deita_server_ext.errors import InvalidRequest

from .charts import validate

_FENCE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
MOST_COLUMNS = 60


def fitting(proposed: Any, columns: Sequence[Column]) -> Chart:
    """The chart, if it can be drawn of rows of these columns. Raises InvalidRequest."""
    try:
        chart = Chart.model_validate(proposed)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InvalidRequest(f"{where or 'The chart'}: {first['msg']}.") from exc
    return validate(chart, columns)


def read(text: str) -> tuple[Any, str]:
    """The first JSON object in what a model says, None where there is none; and its words."""
    fence = _FENCE.search(text)
    body = fence[1] if fence else text[text.find("{") : text.rfind("}") + 1]
    try:
        found = json.loads(body)
    except json.JSONDecodeError:
        return None, text.strip()
    return found, text.replace(fence[0] if fence else body, "").strip()
