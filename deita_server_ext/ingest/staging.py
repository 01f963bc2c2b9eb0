"""What the readers have in common: rows that the engine can read become a part, whole or a head."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow.parquet

from deita_server_ext.engine.cells import json_rows
from deita_server_ext.errors import UnreadableFile

from . import shaping
from .decisions import Decisions
from .reader import Files, Part, Source
from .report import Rejects, Report
from .statements import literal


@dataclass
class Relation:
    """A part that the engine can read by itself.

    ``relation`` is what stands behind FROM; ``line`` gives the source line of a row from 0.
    """

    name: str
    relation: str
    names: Sequence[str]
    types: Sequence[str]
    report: Report
    decisions: Decisions = field(default_factory=Decisions)
    notes: list[str] = field(default_factory=list)
    line: Callable[[int], int] = lambda row: row + 1

    @classmethod
    def of(cls, source: Source, name: str, relation: str, report: Report | None = None) -> Relation:
        """With the names and types that the engine finds."""
        found = source.connection.sql(f"FROM {relation}")
        types = [str(type_) for type_ in found.types]
        return cls(name, relation, found.columns, types, report or Report())


def load(source: Source, part: Relation, target: Files, rejects: Rejects | None = None) -> Part:
    """Write the part to ``target``. Counts the rows where the report has none.

    What was lost is for the caller to refuse (see ``refuse_losses``) who gives ``rejects``, and
    may yet find more.
    """
    own = Rejects(target.rejects)
    with contextlib.nullcontext(rejects) if rejects is not None else own as listed:
        options = source.asked(part.name)
        shaped = shaping.shape(part.names, part.types, options)
        relation = part.relation
        if any(column.asked for column in shaped):
            staged = source.scratch / "staged.parquet"
            plain = shaping.shape(part.names, part.types, {})
            shaping.write(source.connection, plain, relation, staged)
            relation = f"read_parquet({literal(str(staged))})"
            found = [column.name for column in plain]
            shaped = shaping.shape(found, [column.type for column in plain], options)
            shaping.count_nulled(source.connection, shaped, staged, part.line, part.report, listed)
        shaping.write(source.connection, shaped, relation, target.parquet)
        columns = shaping.written(source.connection, shaped, target.parquet)
    count = pyarrow.parquet.read_metadata(target.parquet).num_rows
    report = part.report
    report.rows = count
    if not report.lines:
        report.lines = report.loaded = count
    if rejects is None:
        refuse_losses(source, report)
    return Part(
        part.name, columns, part.decisions, report, part.notes, target.parquet, count, listed.path
    )


def head(source: Source, part: Part, rows: int, *, complete: bool) -> Part:
    """A part that was written to the scratch directory, as a preview with its first rows."""
    assert part.path is not None
    relation = source.connection.sql(f"FROM read_parquet({literal(str(part.path))})")
    table = relation.limit(rows).to_arrow_table()
    part.rows = json.loads(json_rows(table.to_batches(), table.schema))
    part.complete = complete
    part.path.unlink()
    part.path = part.rejects = None
    return part


def refuse_losses(source: Source, report: Report) -> None:
    """Raises UnreadableFile where nothing may be lost (``strict``) and something is.

    Spellings of null are no loss: they are read as was decided.
    """
    nulled = report.cells_nulled - report.spelled
    first = report.first_loss
    if not source.options.get("strict") or first is None or not (report.rejected or nulled):
        return
    lost = [_counted(report.rejected, "line", "rejected")] if report.rejected else []
    lost += [_counted(nulled, "cell", "nulled")] if nulled else []
    where = "" if first.line is None else f" Line {first.line:,}: {first.reason}"
    raise UnreadableFile(
        f"In strict mode nothing may be left out: {' and '.join(lost)}.{where}",
        hint="Correct the file, or load it without strict.",
        details={**first.body()["first"], "kind": first.kind},
    )


def _counted(count: int, what: str, became: str) -> str:
    return f"{count:,} {what if count == 1 else f'{what}s'} {became}"
