"""Database files: each table a part."""

from .duckdb_file import MAGIC as DUCKDB_MAGIC
from .duckdb_file import MAGIC_AT as DUCKDB_MAGIC_AT
from .duckdb_file import DuckDBFile
from .sqlite import MAGIC as SQLITE_MAGIC
from .sqlite import SQLite

__all__ = ["DUCKDB_MAGIC", "DUCKDB_MAGIC_AT", "SQLITE_MAGIC", "DuckDBFile", "SQLite"]
