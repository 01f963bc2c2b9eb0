"""Exports: rows of a table, a result or a query, as a file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from .base import Message
from .queries import Param
from .views import ViewQuery

Format = Literal["csv", "parquet", "xlsx", "jsonl", "json", "arrow"]
Delimiter = Annotated[str, StringConstraints(pattern=r"^[,;|~^!#\t\x01\x1f]$")]
Null = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00-\x1f\"']*$")]

MEDIA_TYPES: dict[str, str] = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "json": "application/json",
    "arrow": "application/vnd.apache.arrow.stream",
}


class ExportOptions(Message):
    """How rows are written; in a query string for tables and results.

    ``csv``: RFC 4180 unless the options say otherwise; values have the engine's own text.
    ``parquet``: types kept, intervals as text. ``xlsx``: dates are dates, UTC where they have
    a zone; whole numbers beyond ±2⁵³, decimals that a double does not hold and days before
    March 1900 are text; texts are never formulas and are cut, visibly, at 32,767 characters;
    a sheet has at most 1,048,576 rows, then comes the next one.
    ``jsonl``: one object a line; ``json``: an array of objects; values as in a page's
    ``Cell``. ``arrow``: an Arrow IPC stream.

    Where a format wants distinct names (parquet, json, jsonl), columns that share one get
    ``_1`` and so on behind it; the answer's header ``X-Deita-Renamed-Columns`` says which, as
    JSON from the position (from 1) to the new name, percent-encoded.

    An error that comes before the first byte has its status; one that comes later breaks the
    connection off, so that no file that was cut short looks whole.
    """

    format: Format = Field(default="csv", description="csv, parquet, xlsx, jsonl, json or arrow")
    filename: str | None = Field(
        default=None, max_length=255, description="the name the download gets"
    )
    delimiter: Delimiter = Field(
        default=",", description="csv: one of `,` `;` `|` `~` `^` `!` `#`, tab, 0x01, 0x1F"
    )
    quote: Literal['"', "'"] = Field(default='"', description="csv: the quote, doubled inside")
    quoting: Literal["needed", "all"] = Field(
        default="needed", description="csv: what is quoted; all leaves out NULL alone"
    )
    newline: Literal["lf", "crlf"] = Field(default="lf", description="csv: lf or crlf")
    header: bool = Field(default=True, description="csv: whether the first line has the names")
    null: Null = Field(default="", description="csv: how NULL is spelled; texts like it are quoted")
    encoding: Literal["utf-8", "utf-8-bom"] = Field(
        default="utf-8", description="csv: utf-8, or utf-8-bom for Excel"
    )
    decimal: Literal[".", ","] = Field(
        default=".", description="csv: the decimal point of decimals and floats"
    )
    guard: bool = Field(
        default=False,
        description="csv: an apostrophe before texts that a spreadsheet would take for formulas",
    )
    compression: Literal["zstd", "lz4"] | None = Field(
        default=None, description="arrow: zstd, lz4 or none; parquet: zstd if nothing is said"
    )

    @model_validator(mode="after")
    def _tells_apart(self) -> ExportOptions:
        if self.delimiter == self.decimal:
            raise ValueError("a decimal comma needs another delimiter, such as ;")
        if self.null and self.delimiter in self.null:
            raise ValueError("the spelling of NULL must not hold the delimiter")
        return self


class RowsExport(ExportOptions, ViewQuery):
    """Rows of a table or a result: all, or those of a view in its order."""


class QueryExport(ExportOptions):
    """A statement to run and write out, without a result being kept; the history has it.

    ``params`` are bound to ``$name``. ``timeout`` is in seconds, at most the server's own; it
    limits the time that the engine works, not the download.
    """

    sql: str = Field(min_length=1, max_length=1_000_000)
    params: dict[str, Param] = Field(default_factory=dict)
    timeout: float | None = Field(default=None, gt=0)
