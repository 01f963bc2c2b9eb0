"""Run every benchmark, or those named: ``python -m tests.benchmarks first_page upload``."""

from __future__ import annotations

import sys

from . import (
    ai,
    charts,
    export,
    first_page,
    grid,
    notebook,
    spreadsheet,
    startup,
    tpch,
    upload,
    views,
    workspaces,
)

BENCHMARKS = {
    "startup": startup.run,
    "ai": ai.run,
    "first_page": first_page.run,
    "upload": upload.run,
    "spreadsheet": spreadsheet.run,
    "tpch": tpch.run,
    "export": export.run,
    "views": views.run,
    "charts": charts.run,
    "workspaces": workspaces.run,
    "notebook": notebook.run,
    "grid": grid.run,
}

for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
