"""What a file is to be, by its name's suffix."""

from __future__ import annotations

import os
from pathlib import Path

from .errors import DeitaError

FORMATS = {
    "": "csv",
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".arrow": "arrow",
    ".arrows": "arrow",
}
"""From the suffix to the format of the service's exports."""


def export_query(
    path: str | os.PathLike[str], options: dict[str, str | bool | None]
) -> dict[str, str | int]:
    """The query string of an export to ``path``; ``options`` are the contract's ExportOptions.

    Raises DeitaError for a suffix that stands for no format.
    """
    suffix = Path(path).suffix.lower()
    format = FORMATS.get(suffix)
    if format is None and "format" not in options:
        known = ", ".join(suffix for suffix in FORMATS if suffix)
        raise DeitaError(
            f"{Path(path).name} is to be something that there is no export for.",
            code="usage",
            hint=f"Choose a name that ends in one of {known}.",
        )
    query: dict[str, str | int] = {"format": format or "csv"}
    if suffix == ".tsv":
        query["delimiter"] = "\t"
    for name, value in options.items():
        if value is not None:
            query[name] = str(value).lower() if isinstance(value, bool) else value
    return query
