"""The reader of delimited text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet

from deita_server_ext.engine import cells
from deita_server_ext.ingest.decisions import Decisions
from deita_server_ext.ingest.progress import Progress
from deita_server_ext.ingest.reader import Part, Source, files
from deita_server_ext.ingest.report import Report
from deita_server_ext.ingest.statements import literal

from . import reading


class Delimited:
    """Reads CSV, TSV and text with any other delimiter."""

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        target = source.scratch / "preview.parquet"
        part = self._part(source, target)
        relation = source.connection.sql(f"FROM read_parquet({literal(str(target))})")
        table = relation.limit(rows).to_arrow_table()
        part.rows = json.loads(cells.json_rows(table.to_batches(), table.schema))
        part.path = None
        yield part

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        with progress.watching(source.connection):
            part = self._part(source, files(directory).parquet)
        yield part

    def _part(self, source: Source, target: Path) -> Part:
        notes = reading.read(source.connection, source.path, target, source.scratch)
        relation = source.connection.sql(f"FROM read_parquet({literal(str(target))})")
        columns = [
            {"source": column["name"], **column}
            for column in cells.columns(relation.columns, relation.types)
        ]
        count = pyarrow.parquet.read_metadata(target).num_rows
        report = Report(lines=count, loaded=count, rows=count)
        return Part("", columns, Decisions(), report, notes, path=target, row_count=count)
