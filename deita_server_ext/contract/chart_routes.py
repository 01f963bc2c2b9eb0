"""How tables and results are drawn."""

from __future__ import annotations

from .charts import ChartRequest, Drawing
from .operation import Operation

CHARTS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/workspaces/{workspace}/tables/{table}/chart",
        "Draw a chart of a table's rows.",
        Drawing,
        ChartRequest,
    ),
    Operation(
        "POST", "/results/{result}/chart", "Draw a chart of a result's rows.", Drawing, ChartRequest
    ),
)
