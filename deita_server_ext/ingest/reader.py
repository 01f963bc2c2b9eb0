"""What a reader of one kind of file gets and gives; the table of readers is in ``formats``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import duckdb

from .decisions import Decisions
from .progress import Progress
from .report import Report


@dataclass(frozen=True)
class Source:
    """A file to read. ``path`` is where it is, ``filename`` what the person called it.

    ``options`` are ``contract.ingest.IngestOptions`` as JSON values, keys that were not given
    left out. ``scratch`` is a private directory, emptied by the loader when it is done.
    """

    path: Path
    filename: str
    options: dict[str, Any]
    connection: duckdb.DuckDBPyConnection
    scratch: Path

    def wants(self, part: str) -> bool:
        """Whether this part is to be read."""
        parts = self.options.get("parts")
        return parts is None or part in parts

    def asked(self, part: str) -> dict[str, Any]:
        """The options for one part: of the columns, those that are in it."""
        columns = self.options.get("columns")
        if columns is None:
            return self.options
        own = [column for column in columns if column.get("part") in (None, part)]
        return {**self.options, "columns": own}

    def at(self, path: Path, filename: str) -> Source:
        """The same request of another file, as of a member of an archive."""
        return replace(self, path=path, filename=filename)


@dataclass
class Part:
    """One table of a file, read in whole (``load``) or its head (``preview``).

    ``columns`` have ``source`` (the name in the file), ``name``, ``type`` and ``kind``.
    ``load`` fills ``path`` (Parquet), ``row_count`` and ``rejects``; ``preview`` fills ``rows``
    (lists of the contract's cells) and ``complete``.
    """

    name: str
    columns: list[dict[str, str]]
    decisions: Decisions
    report: Report
    notes: list[str] = field(default_factory=list)
    path: Path | None = None
    row_count: int = 0
    rejects: Path | None = None
    rows: list[list[Any]] = field(default_factory=list)
    complete: bool = True


class Reader(Protocol):
    """Reads files of one kind.

    Both raise UnreadableFile where no table can be made of the file, and InvalidRequest where
    an option makes no sense for it. Parts that ``source.wants`` does not name are left out,
    in ``preview`` too, except that their names may come with no rows.
    """

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """The parts, each from a bounded head, with at most ``rows`` rows."""
        ...

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """The parts, each as a Parquet file of its own in ``directory``.

        Names of files in ``directory`` are the reader's to choose: ``files(directory, number)``
        gives fresh ones. With ``options["strict"]``, a reject raises UnreadableFile.
        """
        ...


@dataclass(frozen=True)
class Files:
    """Where one part's Parquet and its list of rejects go."""

    parquet: Path
    rejects: Path


def files(directory: Path, number: int = 0) -> Files:
    """The places for part ``number`` of a file."""
    return Files(directory / f"{number}.parquet", directory / f"{number}.rejects.csv")
