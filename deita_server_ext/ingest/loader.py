"""A worker's role for one file: source to Parquet, then Parquet to the engine's own format."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import duckdb
import pyarrow.parquet

from deita_server_ext.engine import cells
from deita_server_ext.engine.faults import translate
from deita_server_ext.engine.host import Answer, Emit
from deita_server_ext.engine.lockdown import lock_in
from deita_server_ext.errors import DeitaError, InvalidRequest

from . import appending, formats, saving
from .formats import Format
from .progress import Progress
from .reader import Part, Source
from .statements import literal


class Loader:
    """Reads one file. Its directories are the only ones it can touch."""

    AT_ONCE: tuple[str, ...] = ()
    LATER: tuple[str, ...] = ()
    EMITS = ("load",)
    LANES: ClassVar[dict[str, int]] = {"": 4}

    def __init__(self) -> None:
        self._connection = duckdb.connect()

    def lane(self, _operation: str) -> str:
        """All share their threads."""
        return ""

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
        # A file is read once or twice; 1.5 would take one of the same name and age for the same.
        self._connection.execute("SET enable_external_file_cache = false")
        lock_in(
            self._connection,
            memory_bytes=memory_bytes,
            threads=threads,
            temp_dir=temp_dir,
            temp_bytes=temp_bytes,
            directories=self._folders,
        )
        return {}, b""

    def preview(self, *, source: str, filename: str, options: dict[str, Any], rows: int) -> Answer:
        """What a load would make of the file, seen on its head.

        Answers ``format`` and ``parts``, each with ``name``, ``columns``, ``rows``,
        ``decisions``, ``report``, ``notes`` and ``complete`` (that the head is all there is).
        """
        with self._reading(source, filename, options) as (format, given):
            parts = [
                {
                    "name": part.name,
                    "decisions": part.decisions.body(),
                    "columns": part.columns,
                    "rows": part.rows,
                    "report": part.report.body(),
                    "notes": part.notes,
                    "complete": part.complete,
                }
                for part in format.reader.preview(given, rows)
            ]
            _refuse_unknown(options, parts)
        return {"format": format.name, "parts": parts}, b""

    def load(
        self, *, emit: Emit, source: str, filename: str, options: dict[str, Any], directory: str
    ) -> Answer:
        """Write each part of the file to ``directory`` as Parquet, saying the progress.

        Answers ``format`` and ``parts``, each with ``name``, ``path``, ``columns``,
        ``row_count``, ``bytes``, ``notes``, ``decisions``, ``report`` and ``rejects``. Where it
        fails, nothing is left in ``directory`` that was not there before.
        """
        progress = Progress(lambda part, rows: emit({"progress": part, "rows": rows}, b""))
        before = set(Path(directory).iterdir())
        try:
            with self._reading(source, filename, options) as (format, given):
                parts = [
                    _loaded(part) for part in format.reader.load(given, Path(directory), progress)
                ]
                _refuse_unknown(options, parts)
        except BaseException:
            for path in set(Path(directory).iterdir()) - before:
                path.unlink()
            raise
        return {"format": format.name, "parts": parts}, b""

    def append(
        self, *, base: str, addition: str, target: str, as_text: list[str], reread: bool
    ) -> Answer:
        """Write the rows of one Parquet file behind those of another (see ``appending``).

        Answers ``mapping``; and either ``reread``, the columns of the file to be read as text
        first, or what :meth:`load` answers of a part: ``columns``, ``row_count``, ``bytes``.
        """
        with self._writing(Path(target)):
            mapping, text = appending.append(
                self._connection,
                Path(base),
                Path(addition),
                Path(target),
                as_text=as_text,
                reread=reread,
            )
            shown = {"mapping": [mapped.body() for mapped in mapping], "reread": text}
            return {**shown, **({} if text else self._written(Path(target)))}, b""

    def save(self, *, spool: str, target: str, columns: list[list[str]]) -> Answer:
        """Write a result's rows to ``target`` as Parquet (see ``saving``).

        ``columns`` are names and types. Answers ``columns``, ``row_count``, ``bytes``.
        """
        with self._writing(Path(target)):
            pairs = [(name, type_) for name, type_ in columns]
            saving.save(self._connection, Path(spool), Path(target), pairs)
            return self._written(Path(target)), b""

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

    @contextlib.contextmanager
    def _writing(self, target: Path) -> Iterator[None]:
        """Where it fails, there is no ``target``, and the error names no folder."""
        try:
            yield
        except Exception as exc:
            target.unlink(missing_ok=True)
            raise self._told(exc) from exc

    def _written(self, path: Path) -> dict[str, Any]:
        """What a Parquet file holds: ``columns``, ``row_count``, ``bytes``."""
        relation = self._connection.sql(f"FROM read_parquet({literal(str(path))})")
        return {
            "columns": cells.columns(relation.columns, relation.types),
            "row_count": pyarrow.parquet.read_metadata(path).num_rows,
            "bytes": path.stat().st_size,
        }

    def _told(self, exc: Exception) -> BaseException:
        """The error for a person, to whom this machine's folders say nothing."""
        error = translate(exc)
        if isinstance(error, DeitaError):
            for folder in self._folders:
                error.message = error.message.replace(f"{folder}/", "")
        return error

    @contextlib.contextmanager
    def _reading(
        self, source: str, filename: str, options: dict[str, Any]
    ) -> Iterator[tuple[Format, Source]]:
        """The format and the request of it; no scratch is left, and errors name no folder."""
        with tempfile.TemporaryDirectory(dir=self._scratch) as scratch:
            given = {key: value for key, value in options.items() if value is not None}
            path = Path(source)
            try:
                request = Source(path, filename, given, self._connection, Path(scratch))
                yield formats.choose(path, filename), request
            except Exception as exc:
                raise self._told(exc) from exc


def _loaded(part: Part) -> dict[str, Any]:
    assert part.path is not None
    return {
        "name": part.name,
        "path": str(part.path),
        "columns": part.columns,
        "row_count": part.row_count,
        "bytes": part.path.stat().st_size,
        "notes": part.notes,
        "decisions": part.decisions.body(),
        "report": part.report.body(),
        "rejects": None if part.rejects is None else str(part.rejects),
    }


def _refuse_unknown(options: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    """Raises InvalidRequest where something is asked of a column in a part that is not there."""
    if options.get("parts") is not None:
        return
    asked = {column.get("part") for column in options.get("columns") or ()} - {None}
    names = [part["name"] for part in parts]
    if unknown := asked.difference(names):
        raise InvalidRequest(
            f"The file has no part “{min(unknown)[:200]}”.",
            hint=f"Its parts are: {', '.join(names)[:500]}.",
        )
