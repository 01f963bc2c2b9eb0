"""A result: a lazy handle to rows that stay at the service until they are asked for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, cast, overload

from . import frames, preview, showing
from .contract import Cell, Column, Page, Param, ResultBody, Summary, Table, ViewSql
from .errors import DeitaError
from .formats import export_query
from .plots import Plot
from .rows import Rows
from .statements import Statement, quoted

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

    from .listing import Words
    from .queries import Queries
    from .widget import ResultGrid

_FIRST_PAGE = 50
"""Rows of a first page, where nothing was said."""
Row = frames.Row
Record = dict[str, Any]


class Result:
    """The rows of a query.

    Nothing but the first page is here until it is asked for: ``df()`` (pandas),
    ``pl()`` (Polars), ``arrow()`` (pyarrow) and ``fetchall()`` bring all rows,
    ``csv(path)`` streams them to a file, ``result[5]`` and ``result[10:20]``
    bring a page. Any library that takes Arrow takes it as it is.
    """

    def __init__(
        self,
        client: Queries,
        body: ResultBody,
        first_rows: list[list[Cell]],
        stats: Mapping[str, float],
        *,
        statement: Statement | None = None,
        page_size: int | None = None,
        name: str | None = None,
    ) -> None:
        self._client = client
        self._transport = client.transport
        self._statement = statement
        self._body = body
        self._first_rows = first_rows
        self._rows = Rows(self._transport, f"results/{self.id}", self.types)
        self.stats = dict(stats)
        self.page_size = page_size or max(len(first_rows), _FIRST_PAGE)
        self.name = name
        self._key: str | None = None
        self._grid: ResultGrid | None = None

    @property
    def id(self) -> str:
        """The result's id at the service."""
        return self._body["id"]

    @property
    def workspace_id(self) -> str:
        """The id of the workspace it was made in."""
        return self._body["workspace_id"]

    @property
    def sql(self) -> str:
        """The statement it is the result of."""
        return self._body["sql"]

    @property
    def tables(self) -> list[str]:
        """The snapshots it was made of, as ``name@number``."""
        return list(self._body["tables"])

    @property
    def columns(self) -> list[str]:
        """The columns' names."""
        return [column["name"] for column in self._body["columns"]]

    @property
    def types(self) -> list[str]:
        """The columns' types, as the engine writes them."""
        return [column["type"] for column in self._body["columns"]]

    @property
    def schema(self) -> list[Column]:
        """The columns' names, types and kinds."""
        return list(self._body["columns"])

    @property
    def first_rows(self) -> list[list[Cell]]:
        """The first page, as the contract's JSON."""
        return self._first_rows

    @property
    def row_count(self) -> int | None:
        """How many rows there are; None while the service is still writing them."""
        return self._counted(0)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self), len(self._body["columns"])

    def __len__(self) -> int:
        """How many rows there are; waits until the service has written them all."""
        count = self._counted(None)
        assert count is not None
        return count

    def __bool__(self) -> bool:
        return bool(self._first_rows)

    def _counted(self, seconds: float | None) -> int | None:
        """The number of rows, asked for again until it is known or ``seconds`` have gone by."""
        end = None if seconds is None else time.monotonic() + seconds
        pause = 0.01
        while self._body["row_count"] is None:
            self._body = cast(ResultBody, self._transport.json("GET", f"results/{self.id}"))
            if self._body["row_count"] is not None:
                break
            if end is not None and time.monotonic() + pause > end:
                return None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)
        return self._body["row_count"]

    def arrow(self) -> pyarrow.Table:
        """All rows as a pyarrow.Table.

        Of a service of one's own on this machine, it is a window into the service's file.
        """
        return self._rows.arrow()

    def df(self, *, backend: Literal["numpy", "pyarrow"] = "numpy") -> pandas.DataFrame:
        """All rows as a pandas.DataFrame.

        Integers and booleans with nulls become pandas' nullable types, so that no
        digit is lost; decimals stay decimals. With ``backend="pyarrow"`` each column
        is Arrow's own, of its own type.
        """
        if backend == "pyarrow":
            return frames.arrow_backed_frame(self.arrow())
        return frames.pandas_frame(self.arrow(), self.types)

    def pl(self) -> polars.DataFrame:
        """All rows as a polars.DataFrame."""
        return frames.polars_frame(self.arrow(), self.types)

    DataFrame = df
    PolarsDataFrame = pl

    def fetchall(self) -> list[Row]:
        """All rows as tuples of Python values."""
        return list(self)

    def dicts(self) -> list[Record]:
        """All rows, each as a dict by column; columns ``a, a`` are keys ``a, a_1``."""
        names = frames.distinct(self.columns)
        return [dict(zip(names, row, strict=True)) for row in self]

    def dict(self) -> Record:
        """All columns, each as a list."""
        names = frames.distinct(self.columns)
        columns = list(zip(*self, strict=True)) or [()] * len(names)
        return {name: list(cells) for name, cells in zip(names, columns, strict=True)}

    @overload
    def csv(self, path: None = None, **options: str | bool | None) -> str: ...
    @overload
    def csv(self, path: str | os.PathLike[str], **options: str | bool | None) -> int: ...
    def csv(
        self, path: str | os.PathLike[str] | None = None, **options: str | bool | None
    ) -> str | int:
        """All rows as CSV: streamed to ``path`` (gives the bytes written), or as text.

        ``options`` are those of :meth:`write`.
        """
        query = export_query("result.csv", {"format": "csv", **options})
        if path is not None:
            return self._transport.download(self._rows.export, query, path)
        with self._transport.stream(self._rows.export, query=query) as stream:
            return stream.read().decode("utf-8")

    def to_parquet(
        self,
        path: str | os.PathLike[str],
        compression: Literal["zstd", "lz4"] | None = None,
    ) -> int:
        """Write all rows to ``path`` as Parquet, streamed; the bytes written."""
        return self.write(path, format="parquet", compression=compression)

    def write(
        self,
        /,
        path: str | os.PathLike[str],
        *,
        progress: Callable[[int], None] | None = None,
        **options: str | bool | None,
    ) -> int:
        """Write all rows to ``path``, streamed; the bytes written.

        The name's suffix says the format: ``.csv .tsv .parquet .xlsx .jsonl .json .arrow``.
        ``options`` are those of the API's exports, such as ``delimiter=";"``,
        ``encoding="utf-8-bom"``, ``guard=True``, ``compression="zstd"``. ``progress`` gets the
        bytes written so far.
        """
        query = export_query(path, options)
        return self._transport.download(self._rows.export, query, path, progress=progress)

    @property
    def params(self) -> Mapping[str, Param]:
        """The values that its statement was run with."""
        return self._statement.params if self._statement else {}

    @property
    def statement(self) -> Statement:
        """Its statement as it was sent, for use within others."""
        return Statement.written(self.sql, self.params, self.name and f"result {self.name}")

    def to_table(self, name: str) -> Table:
        """Make a table of all its rows, in the workspace it was made in."""
        len(self)  # waits until they are all written
        body = {"name": name, "result_id": self.id}
        path = f"workspaces/{self.workspace_id}/tables"
        return cast(Table, self._transport.json("POST", path, body=body, seconds=None))

    def refresh(self) -> Result:
        """The result of the same statement and values over the tables as they are now."""
        return self._run(self.statement, fresh=True)

    def sort(self, *columns: str) -> Result:
        """Its rows in the order of these columns; ``"-delay"`` goes from the greatest down."""
        keys = [
            f"{quoted(column[1:])} DESC NULLS LAST"
            if column.startswith("-") and column not in self.columns
            else f"{quoted(column)} NULLS LAST"
            for column in columns
        ]
        return self._run(self.statement.within("FROM (\n", f"\n) ORDER BY {', '.join(keys)}"))

    def filter(self, condition: str, /, **params: Param) -> Result:
        """Its rows that fit a condition in SQL: ``late.filter("delay > :least", least=30)``."""
        where = Statement.written(condition, params).beside(self.params)
        inner = self.statement
        segments = (
            *inner.within("FROM (\n", "\n) WHERE (\n").segments,
            *where.within("", "\n)").segments,
        )
        return self._run(Statement(segments, {**inner.params, **where.params}))

    def page(
        self,
        *,
        offset: int = 0,
        limit: int | None = None,
        sort: Sequence[Mapping[str, Any]] = (),
        filter: Mapping[str, Any] | None = None,
        search: str | None = None,
    ) -> Page:
        """A page of a view of it, in the contract's JSON, as :meth:`.Client.rows` of a table."""
        body = {
            "offset": offset,
            "limit": limit,
            "sort": list(sort),
            "filter": filter,
            "search": search,
        }
        return cast(Page, self._transport.json("POST", f"results/{self.id}/rows", body=body))

    def summary(
        self,
        *columns: str | int,
        seconds: float = 5.0,
        filter: Mapping[str, Any] | None = None,
        search: str | None = None,
        values: int | None = None,
    ) -> Summary:
        """What these columns (all) hold, as far as it can be told within so many seconds.

        Of the rows that ``filter`` and ``search`` leave; ``values`` asks for so many of the
        most frequent ones.
        """
        body = {
            "columns": list(columns) or None,
            "seconds": seconds,
            "filter": filter,
            "search": search,
            "values": values,
        }
        path = f"results/{self.id}/summary"
        return cast(Summary, self._transport.json("POST", path, body=body))

    @property
    def key(self) -> str:
        """By what front ends that show it and this kernel know it."""
        self._key = self._key or showing.add(self)
        return self._key

    @property
    def grid(self) -> ResultGrid:
        """Its grid as a widget: what is sorted, filtered and selected there, to see and to set."""
        if self._grid is None:
            from .widget import ResultGrid  # noqa: PLC0415 - ipywidgets takes its time

            self._grid = ResultGrid(self)
        return self._grid

    def filtered(self) -> Result:
        """The result of what its grid shows: its rows as sorted, filtered and searched there."""
        return self.grid.filtered()

    def seen(self, view: Mapping[str, object]) -> Result:
        """The result of a view of it: ``sort``, ``filter`` and ``search`` as in the contract."""
        found = cast(ViewSql, self._transport.json("POST", f"results/{self.id}/sql", body=view))
        return self._run(Statement.written(found["sql"], found["params"]))

    @property
    def plot(self) -> Plot:
        """Charts of its rows, made by the engine: ``late.plot.bar("carrier", "delay")``."""
        return Plot(self._transport, f"results/{self.id}")

    def cancel(self) -> None:
        """Write no more of its rows, where the service is still at it."""
        with suppress(DeitaError):
            self._client.cancel(self.id)

    def plan(self) -> Words:
        """The engine's plan for its statement."""
        return self._explained(analyze=False)

    def profile(self) -> Words:
        """Its statement run once more: the plan with the rows and the time of each part."""
        return self._explained(analyze=True)

    def _explained(self, *, analyze: bool) -> Words:
        return preview.plan(self._run(self.statement.explained(analyze=analyze), fresh=analyze))

    def _run(self, statement: Statement, *, fresh: bool = False) -> Result:
        return self._client.query(
            statement, workspace=self.workspace_id, page_size=self.page_size, fresh=fresh
        )

    def __iter__(self) -> Iterator[Row]:
        """The rows as tuples of Python values, brought in batches."""
        return iter(self._rows)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...
    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        """A row, or a list of rows; only those are brought."""
        if isinstance(index, slice):
            return self._rows.several(range(len(self))[index])
        if index < 0 or index >= len(self._first_rows):
            length = len(self)
            if not -length <= index < length:
                raise IndexError(f"row {index} of {length}")
            index %= length
        return self._rows.one(index)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """All rows, for any library that takes Arrow (the PyCapsule interface)."""
        return self.arrow().__arrow_c_stream__(requested_schema)

    def __repr__(self) -> str:
        rows = self._body["row_count"]
        return f"Result({'?' if rows is None else f'{rows:,}'} × {len(self._body['columns'])})"

    def __str__(self) -> str:
        return preview.text(self)

    def line(self) -> str:
        """One line: its name, shape, time and tables."""
        self._counted(preview.WAIT_SECONDS)
        named = f"{self.name}: {self!r}" if self.name else repr(self)
        return " · ".join((named, *preview.facts(self)))

    def _repr_mimebundle_(self, **_kwargs: object) -> Record:
        self._counted(preview.WAIT_SECONDS)
        return preview.bundle(self)
