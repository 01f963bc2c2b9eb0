"""The settings that keep an engine within its limits and its directories."""

from __future__ import annotations

from typing import Any

import duckdb


def lock_in(
    connection: duckdb.DuckDBPyConnection,
    *,
    memory_bytes: int,
    threads: int,
    temp_dir: str,
    temp_bytes: int,
    directories: list[str],
) -> None:
    """Set the limits, let nothing outside ``directories`` be touched, and lock all of it.

    Nothing is downloaded or loaded, no Python variable can be named in a statement, and times
    with a zone are shown in UTC.
    """
    settings: dict[str, Any] = {
        "memory_limit": f"{memory_bytes}B",
        "threads": threads,
        "temp_directory": temp_dir,
        "max_temp_directory_size": f"{temp_bytes}B",
        "allowed_directories": directories,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_persistent_secrets": False,
        "python_enable_replacements": False,
        "errors_as_json": True,
        # 2.0 reads the arrows of older statements (x -> x + 1) only where it is told to.
        "lambda_syntax": "ENABLE_SINGLE_ARROW",
        "TimeZone": "UTC",
        # From here on no setting can undo the ones above.
        "enable_external_access": False,
        "lock_configuration": True,
    }
    for name, value in settings.items():
        connection.execute(f"SET GLOBAL {name} = ?", [value])
