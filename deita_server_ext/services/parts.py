"""The parts of a file as a worker reads them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from deita_server_ext.domain import Column, ColumnKind, File, Reading
from deita_server_ext.engine.pool import Pool
from deita_server_ext.ingest.mapping import TEXT, asked_as_text

from .jobs import Report
from .loaders import lent_loader


@dataclass(frozen=True)
class Part:
    """One table of a file, as Parquet at ``path``; ``rejects`` are the lines left out, as CSV.

    ``sources`` are the columns' names in the file, by their own.
    """

    name: str
    path: Path
    columns: tuple[Column, ...]
    sources: dict[str, str]
    row_count: int
    bytes: int
    reading: Reading
    rejects: Path | None = None


class PartReader:
    """Reads one file with workers that can touch its folder and ``directory`` only."""

    def __init__(
        self,
        pool: Pool,
        workspace_id: str,
        file: File,
        source: Path,
        directory: Path,
        report: Report,
    ) -> None:
        self._pool = pool
        self._workspace_id = workspace_id
        self._file = file
        self._source = source
        self._report = report
        self.directory = directory

    async def load(self, options: dict[str, Any]) -> list[Part]:
        """Read all parts that ``options`` ask for. Raises what the reader says."""
        return [_asked(part, options) for part in await self._load(options)]

    async def _load(self, options: dict[str, Any]) -> list[Part]:
        folders = (self._source.parent, self.directory)
        async with lent_loader(self._pool, self._workspace_id, *folders) as worker:
            header: dict[str, Any] = {}
            async for header, _payload in worker.stream(
                "load",
                source=str(self._source),
                filename=self._file.name,
                options=options,
                directory=str(self.directory),
            ):
                if not header["last"]:
                    await self._report(header["progress"], header.get("rows"))
        return [_part(part, header["format"]) for part in header["parts"]]

    async def append(self, base: Path, part: Part, options: dict[str, Any]) -> Part:
        """The rows of ``base``, a table's Parquet, and behind them the part's.

        Where a column is text in the table, and was read as something else, the file is read
        once more: a text's own digits and blanks are kept. Raises CannotAppend.
        """
        as_text = sorted(asked_as_text(options))
        made = await self._appended(base, part, as_text, reread=True)
        if made["reread"]:
            sources = [part.sources[name] for name in made["reread"]]
            [part] = await self._load(_with_text(options, sources))
            part = _asked(part, options)
            made = await self._appended(base, part, as_text, reread=False)
        rows = "1 row" if part.row_count == 1 else f"{part.row_count:,} rows"
        mapped = [column["note"] for column in made["mapping"] if column["note"] is not None]
        notes = (*part.reading.notes, f"{rows} appended", *mapped)
        return replace(
            part,
            path=self._target(part),
            columns=columns_of(made["columns"]),
            row_count=made["row_count"],
            bytes=made["bytes"],
            reading=replace(part.reading, notes=notes),
        )

    async def _appended(
        self, base: Path, part: Part, as_text: list[str], *, reread: bool
    ) -> dict[str, Any]:
        async with lent_loader(self._pool, self._workspace_id, self.directory) as worker:
            header, _payload = await worker.call(
                "append",
                base=str(base),
                addition=str(part.path),
                target=str(self._target(part)),
                as_text=as_text,
                reread=reread,
            )
            return header

    def _target(self, part: Part) -> Path:
        return part.path.with_name(f"{part.path.stem}-appended.parquet")


def columns_of(columns: list[dict[str, str]]) -> tuple[Column, ...]:
    """A worker's columns."""
    return tuple(Column(c["name"], c["type"], ColumnKind(c["kind"])) for c in columns)


def _part(read: dict[str, Any], format: str) -> Part:
    rejects = None if read["rejects"] is None else Path(read["rejects"])
    return Part(
        name=read["name"],
        path=Path(read["path"]),
        columns=columns_of(read["columns"]),
        sources={column["name"]: column["source"] for column in read["columns"]},
        row_count=read["row_count"],
        bytes=read["bytes"],
        reading=Reading(
            format=format,
            part=read["name"],
            decisions=read["decisions"],
            report=read["report"],
            notes=tuple(read["notes"]),
        ),
        rejects=rejects,
    )


def _asked(part: Part, options: dict[str, Any]) -> Part:
    """The part, with what was asked of its columns and lines among the decisions.

    The reader tells of what it decides itself; so the file can be read the same way again.
    """
    columns = [
        column for column in options.get("columns") or () if column.get("part") in (None, part.name)
    ]
    asked = {"columns": columns, "strict": options.get("strict")}
    given = {
        key: {"value": value, "why": "asked for", "given": True}
        for key, value in asked.items()
        if value
    }
    decisions = {**part.reading.decisions, **given}
    return replace(part, reading=replace(part.reading, decisions=decisions))


def _with_text(options: dict[str, Any], sources: list[str]) -> dict[str, Any]:
    """The options with these columns of the file read as text."""
    columns = {column["source"]: dict(column) for column in options.get("columns") or ()}
    for source in sources:
        columns.setdefault(source, {"source": source})["type"] = TEXT
    return {**options, "columns": list(columns.values())}
