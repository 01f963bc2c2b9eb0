"""From lines to typed rows: the engine reads texts, and each column's form makes values of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet

from deita_server_ext.engine.cells import quoted
from deita_server_ext.engine.faults import message_of
from deita_server_ext.ingest.columns import Choice
from deita_server_ext.ingest.statements import literal

from .forms import TEXT, Form
from .scanning import Scanned

_BATCH_ROWS = 20_000
_LINE_BYTES = 2 << 20
_DOUBT = "this value is of another form than the others"


@dataclass
class Typing:
    """How a column's texts become values.

    ``nulls`` are spellings of null that may stand in quotes; ``sure`` that every value is known
    to be of the form; ``asked`` that a person wants the type, and what does not fit is nulled.
    """

    choice: Choice
    form: Form
    nulls: tuple[str, ...] = ()
    padded: bool = False
    sure: bool = False
    asked: bool = False

    @property
    def text(self) -> str:
        """SQL of the column's text, null where it spells null."""
        text = self._trimmed
        for spelling in self.nulls:
            text = f"nullif({text}, {literal(spelling)})"
        return text

    @property
    def _trimmed(self) -> str:
        text = f'"c{self.choice.index}"'
        if self.padded and self.form.type != "VARCHAR":
            return f"trim({text}, {literal(' ' + chr(9) + chr(0xA0))})"
        return text

    @property
    def value(self) -> str:
        """SQL of the value in a select list; raises where a text that should have one has none."""
        if self.form.type == "VARCHAR":
            return self.text
        if self.asked:
            return self.form.checked(self.text)
        return self.form.value(self.text, strict=True)

    @property
    def empty(self) -> str:
        """SQL that holds where nothing stands, as the text comes with no spelling of null."""
        text = f'"c{self.choice.index}"'
        if self.form.type == "VARCHAR" and "" not in self.nulls:
            return f"{text} IS NULL"
        return f"coalesce({self._trimmed}, '') = ''"

    @property
    def guard(self) -> str | None:
        """SQL that does not hold where the text is of another form than expected."""
        if self.sure or self.asked or (guard := self.form.guard(self.text)) is None:
            return None
        return f"coalesce({guard}, true)"

    @property
    def misfit(self) -> str:
        """SQL that holds where a text is there and no value comes of it."""
        value = self.form.checked(self.text)
        return f"({self.text} IS NOT NULL AND ({value}) IS NULL)"


class Table:
    """The lines of a text as a table of the engine's."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        scanned: Scanned,
        width: int,
        nulls: Iterable[str],
    ) -> None:
        self._connection = connection
        self.scanned = scanned
        self._width = width
        self.nulls = tuple(nulls)

    def copy(self, typings: list[Typing], target: Path) -> bool:
        """Write the rows as Parquet; False where a value is of another form than expected."""
        try:
            self._connection.execute(
                f"COPY ({self._select(typings)}) TO {literal(str(target))} "
                "(FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2)"
            )
        except duckdb.Error as exc:
            target.unlink(missing_ok=True)
            if _DOUBT in message_of(exc) or isinstance(exc, duckdb.ConversionException):
                return False
            raise
        return True

    def misfits(self, typings: list[Typing]) -> list[int]:
        """How many texts of each column no value comes of."""
        if not typings:
            return []
        counts = ", ".join(f"count(*) FILTER (WHERE {typing.misfit})" for typing in typings)
        [row] = self._connection.execute(f"SELECT {counts} FROM {self._source}").fetchall()
        return list(row)

    def empties(self, typings: list[Typing]) -> list[int]:
        """How many cells of each column nothing stands in."""
        if not typings:
            return []
        counts = ", ".join(f"count(*) FILTER (WHERE {typing.empty})" for typing in typings)
        source = self._read(())
        [row] = self._connection.execute(f"SELECT {counts} FROM {source}").fetchall()
        return list(row)

    def first(self, typing: Typing, texts: Iterable[str]) -> tuple[int, str]:
        """The first row (from 0) whose cell is one of these texts, and the text."""
        column = f'"c{typing.choice.index}"'
        listed = ", ".join(map(literal, texts))
        [found] = self._connection.execute(
            f"SELECT n, {column} FROM (SELECT row_number() OVER () - 1 AS n, {column} "
            f"FROM {self._read(())}) WHERE trim({column}) IN ({listed}) ORDER BY n LIMIT 1"
        ).fetchall()
        return found

    def texts(self, typings: list[Typing]) -> Iterator[list[list[str | None]]]:
        """The columns' texts, some rows at a time, each batch by column."""
        columns = ", ".join(f'"c{typing.choice.index}"' for typing in typings)
        relation = self._connection.cursor().sql(f"SELECT {columns} FROM {self._source}")
        for batch in relation.to_arrow_reader(_BATCH_ROWS):
            yield [column.to_pylist() for column in batch.columns]

    def nulled(self, typings: list[Typing], most: int) -> list[tuple[int, int, str]]:
        """Where no value comes of a text: row (from 0), index into ``typings``, text."""
        texts = ", ".join(
            f"CASE WHEN {typing.misfit} THEN {typing.text} END AS m{i}"
            for i, typing in enumerate(typings)
        )
        some = " OR ".join(f"m{i} IS NOT NULL" for i in range(len(typings)))
        rows = self._connection.execute(
            f"SELECT * FROM (SELECT row_number() OVER () - 1 AS n, {texts} FROM {self._source}) "
            f"WHERE {some} ORDER BY n LIMIT {most}"
        )
        found = [
            (row[0], i, text)
            for row in rows.fetchall()
            for i, text in enumerate(row[1:])
            if text is not None
        ]
        return found[:most]

    def _select(self, typings: list[Typing]) -> str:
        columns = ", ".join(f"{typing.value} AS {quoted(typing.choice.name)}" for typing in typings)
        guards = " AND ".join(guard for typing in typings if (guard := typing.guard) is not None)
        # One condition over all columns costs the engine least.
        where = f" WHERE CASE WHEN {guards} THEN true ELSE error({literal(_DOUBT)}) END"
        return f"SELECT {columns} FROM {self._source}{where if guards else ''}"

    @property
    def _source(self) -> str:
        return self._read(self.nulls)

    def _read(self, nulls: Iterable[str]) -> str:
        """The lines' cells as texts, null where they are empty or one of ``nulls``."""
        scanned, dialect = self.scanned, self.scanned.dialect
        columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(self._width))
        nulls = ", ".join(literal(spelling) for spelling in ("", *nulls))
        delimiter, quote = dialect.delimiter.decode(), dialect.quote.decode()
        options = [
            "auto_detect = false",
            "header = false",
            f"delim = {literal(delimiter)}",
            f"quote = {literal(quote)}",
            f"escape = {literal(quote)}",
            f"new_line = {literal(scanned.line_end)}",
            f"skip = {scanned.skip}",
            f"columns = {{{columns}}}",
            f"nullstr = [{nulls}]",
            "allow_quoted_nulls = false",
            "null_padding = false",
            "comment = ''",
        ]
        if scanned.longest > _LINE_BYTES // 2:
            size = scanned.longest + (1 << 20)
            options += [f"max_line_size = {size}", f"buffer_size = {2 * size}"]
        return f"read_csv({literal(str(scanned.path))}, {', '.join(options)})"


def null_counts(path: Path) -> list[int]:
    """How many cells of each column of a Parquet file are null, by what it says of itself."""
    metadata = pyarrow.parquet.read_metadata(path)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    return [
        sum(group.column(column).statistics.null_count for group in groups)
        for column in range(metadata.num_columns)
    ]


def text_typing(choice: Choice) -> Typing:
    """A column of texts."""
    return Typing(choice, TEXT, sure=True)


def clean(text: str) -> str:
    """A text without what would part lines in a message."""
    return re.sub(r"[\r\n]+", " ", text)
