"""A worker's role for one file: source to Parquet, then Parquet to the engine's own format."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import duckdb
import pyarrow.parquet

from deita_server_ext.engine import cells
from deita_server_ext.engine.faults import translate
from deita_server_ext.engine.host import Answer, Emit
from deita_server_ext.engine.lockdown import lock_in
from deita_server_ext.errors import DeitaError

from . import delimited
from .delimited import literal

PROGRESS_SECONDS = 0.25


class Loader:
    """Reads one file. Its directories are the only ones it can touch."""

    AT_ONCE: tuple[str, ...] = ()
    EMITS = ("load",)

    def __init__(self) -> None:
        self._connection = duckdb.connect()

    def open(
        self,
        *,
        memory_bytes: int,
        threads: int,
        temp_dir: str,
        temp_bytes: int,
        directories: list[str],
    ) -> Answer:
        """Set the limits and lock the engine into ``directories``."""
        self._scratch = Path(temp_dir)
        self._folders = [*directories, temp_dir]
        self._scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Progress is counted, and told by us: nothing is drawn.
        self._connection.execute("SET enable_progress_bar_print = false")
        self._connection.execute("SET enable_progress_bar = true")
        self._connection.execute("SET progress_bar_time = 0")
        lock_in(
            self._connection,
            memory_bytes=memory_bytes,
            threads=threads,
            temp_dir=temp_dir,
            temp_bytes=temp_bytes,
            directories=self._folders,
        )
        return {}, b""

    def load(self, *, emit: Emit, source: str, target: str) -> Answer:
        """Read ``source`` and write its rows to ``target`` as Parquet, saying the progress.

        Answers ``columns``, ``row_count``, ``bytes`` and ``notes``.
        """
        done = threading.Event()
        reporter = threading.Thread(target=self._report, args=(emit, done), daemon=True)
        reporter.start()
        try:
            notes = delimited.read(self._connection, Path(source), Path(target), self._scratch)
            relation = self._connection.sql(f"FROM read_parquet({literal(target)})")
            columns = cells.columns(relation.columns, relation.types)
        except Exception as exc:
            raise self._told(exc) from exc
        finally:
            done.set()
            reporter.join()
        answer = {
            "columns": columns,
            "row_count": pyarrow.parquet.read_metadata(target).num_rows,
            "bytes": Path(target).stat().st_size,
            "notes": notes,
        }
        return answer, b""

    def build(self, *, source: str, target: str) -> Answer:
        """Make the engine's own file of a snapshot's Parquet; whole or not at all."""
        final = Path(target)
        making = final.with_name(final.name + ".making")
        making.unlink(missing_ok=True)
        try:
            self._connection.execute(f"ATTACH {literal(str(making))} AS making")
            self._connection.execute(
                f"CREATE TABLE making.main.data AS FROM read_parquet({literal(source)})"
            )
            self._connection.execute("DETACH making")
            with making.open("rb") as file:
                # A power cut must not leave a name with nothing behind it.
                os.fsync(file.fileno())
            making.replace(final)
        except Exception as exc:
            making.unlink(missing_ok=True)
            raise self._told(exc) from exc
        return {"bytes": final.stat().st_size}, b""

    def _told(self, exc: Exception) -> BaseException:
        """The error for a person, to whom this machine's folders say nothing."""
        error = translate(exc)
        if isinstance(error, DeitaError):
            for folder in self._folders:
                error.message = error.message.replace(f"{folder}/", "")
        return error

    def _report(self, emit: Emit, done: threading.Event) -> None:
        said = -1.0
        while not done.wait(PROGRESS_SECONDS):
            percent = self._connection.query_progress()
            if percent > said:
                said = percent
                emit({"progress": min(percent, 100.0) / 100}, b"")
