"""Which reader for which file: by its content first, by its name where the content fits several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import recognition, refusal
from .archives import Compressed, Zip
from .databases import DuckDBFile, SQLite
from .delimited import Delimited
from .documents import JSONDocument, JSONLines
from .parquet import Parquet
from .reader import Reader
from .refusal import Refusal
from .spreadsheet import Spreadsheet

HEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class Candidate:
    """What is known of a file before it is read: its first bytes, its name in lower case."""

    path: Path
    filename: str
    head: bytes

    @property
    def suffix(self) -> str:
        """The last suffix of the name, in lower case and with its dot."""
        return Path(self.filename).suffix.lower()


@dataclass(frozen=True)
class Format:
    """A kind of file: its name in the API, what a person calls it, who knows it, who reads it."""

    name: str
    label: str
    recognises: Callable[[Candidate], bool]
    reader: Reader


def choose(path: Path, filename: str) -> Format:
    """The format of a file."""
    candidate = _candidate(path, filename)
    return next(format for format in FORMATS if format.recognises(candidate))


def _candidate(path: Path, filename: str) -> Candidate:
    with path.open("rb") as file:
        return Candidate(path, filename.lower(), file.read(HEAD_BYTES))


def _unsupported(path: Path, filename: str) -> tuple[str, str] | None:
    return refusal.unsupported(_candidate(path, filename))


_WORKBOOK = Spreadsheet()

FORMATS: tuple[Format, ...] = (
    Format("xlsx", "an Excel workbook", recognition.is_workbook("xlsx"), _WORKBOOK),
    Format("xlsb", "an Excel workbook", recognition.is_workbook("xlsb"), _WORKBOOK),
    Format("ods", "an OpenDocument spreadsheet", recognition.is_ods, _WORKBOOK),
    Format("xls", "an old Excel workbook", recognition.is_xls, _WORKBOOK),
    Format("xlsx", "an Excel workbook", recognition.is_damaged_workbook, _WORKBOOK),
    Format("parquet", "a Parquet file", recognition.is_parquet, Parquet()),
    Format("sqlite", "an SQLite database", recognition.is_sqlite, SQLite()),
    Format("duckdb", "a DuckDB database", recognition.is_duckdb, DuckDBFile()),
    Format("gzip", "compressed with gzip", recognition.is_gzip, Compressed("gzip", choose)),
    Format("zstd", "compressed with zstd", recognition.is_zstd, Compressed("zstd", choose)),
    Format(
        "unsupported",
        "a file that cannot be read",
        lambda candidate: refusal.unsupported(candidate) is not None,
        Refusal(_unsupported),
    ),
    Format("zip", "a zip archive", recognition.is_zip, Zip(choose)),
    Format("ndjson", "JSON, one record a line", recognition.is_ndjson, JSONLines()),
    Format("json", "JSON", recognition.is_json, JSONDocument()),
    # The last: whatever is text, and the one that says what is none.
    Format("csv", "delimited text", lambda _candidate: True, Delimited()),
)
"""Asked in this order; the first that recognises the file reads it."""
