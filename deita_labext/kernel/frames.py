"""From Arrow to Python values, pandas and Polars. Each library is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .errors import DeitaError
from .transport import Stream

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


Row = tuple[Any, ...]
_HUGE = ("HUGEINT", "UHUGEINT")
"""Integers of 128 bits. Arrow has none, and carries them as decimals."""


def open_stream(stream: Stream) -> pa.RecordBatchReader:
    """A reader of the record batches in an Arrow IPC stream."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.ipc  # noqa: PLC0415

    return pa.ipc.open_stream(pa.PythonFile(stream, mode="r"))


def map_file(path: str, size: int) -> pa.Table | None:
    """The table in an Arrow IPC file, of which nothing is read yet; None where there is none of
    this size."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.ipc  # noqa: PLC0415

    try:
        file = pa.memory_map(path)
        return pa.ipc.open_file(file).read_all() if file.size() == size else None
    except (OSError, pa.ArrowInvalid):
        return None


def rows(table: pa.Table | pa.RecordBatch, types: Sequence[str]) -> list[Row]:
    """The rows as tuples of Python values. ``types`` are the columns' as the engine writes them."""
    if table.num_columns == 0:
        return [()] * table.num_rows
    with _representable():
        columns = [
            _integers(column) if type_ in _HUGE else column.to_pylist()
            for column, type_ in zip(table.columns, types, strict=True)
        ]
    return list(zip(*columns, strict=True))


def pandas_frame(table: pa.Table, types: Sequence[str]) -> pd.DataFrame:
    """The table in pandas, exact.

    pandas' plain integers and booleans know no null: as floats or objects they
    would lose digits or their type, so columns with nulls become nullable ones.
    Lists, structs and maps are Python's own, as :func:`rows` has them: as arrays of numpy
    they would lose digits and zones in the same way.
    """
    import pandas as pd  # noqa: PLC0415
    import pyarrow as pa  # noqa: PLC0415

    nullable = {
        pa.int8(): pd.Int8Dtype(),
        pa.int16(): pd.Int16Dtype(),
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.uint8(): pd.UInt8Dtype(),
        pa.uint16(): pd.UInt16Dtype(),
        pa.uint32(): pd.UInt32Dtype(),
        pa.uint64(): pd.UInt64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    # By number, as two columns may have one name.
    numbered = table.rename_columns([str(index) for index in range(table.num_columns)])
    for index, type_ in enumerate(types):
        if type_ in _HUGE:
            numbered = numbered.set_column(index, str(index), _narrowed(table.column(index)))
    nested = [index for index, kind in enumerate(numbered.schema.types) if pa.types.is_nested(kind)]
    with _representable():
        frame: pd.DataFrame = numbered.drop_columns([str(index) for index in nested]).to_pandas()
        for index in nested:
            frame.insert(index, str(index), _objects(numbered.column(index), frame.index))
    for index, column in enumerate(numbered.columns):
        if column.null_count and column.type in nullable:
            frame[str(index)] = column.to_pandas(types_mapper=nullable.get)
        elif types[index] in _HUGE and pa.types.is_decimal(column.type):
            frame[str(index)] = pd.Series(_integers(column), dtype=object)
    frame.columns = pd.Index(table.column_names)
    return frame


def arrow_backed_frame(table: pa.Table) -> pd.DataFrame:
    """The table in pandas with Arrow's own types in every column."""
    import pandas as pd  # noqa: PLC0415

    numbered = table.rename_columns([str(index) for index in range(table.num_columns)])
    frame: pd.DataFrame = numbered.to_pandas(types_mapper=pd.ArrowDtype)
    frame.columns = pd.Index(table.column_names)
    return frame


def polars_frame(table: pa.Table, types: Sequence[str]) -> pl.DataFrame:
    """The table in Polars.

    Polars has no two columns of one name: ``a, a`` become ``a, a_1``. It has no
    intervals of months and days either: they become structs of their parts.
    """
    import polars as pl  # noqa: PLC0415

    for index, type_ in enumerate(types):
        if type_ == "INTERVAL":
            table = table.set_column(index, table.field(index).name, _parts(table.column(index)))
    # In the batches that it comes in: to copy them into one takes time and twice the memory.
    frame = pl.from_arrow(table.rename_columns(distinct(table.column_names)), rechunk=False)
    assert isinstance(frame, pl.DataFrame)
    huge = [frame.columns[index] for index, type_ in enumerate(types) if type_ in _HUGE]
    return frame.with_columns(pl.col(huge).cast(pl.Int128)) if huge else frame


@contextmanager
def _representable() -> Iterator[None]:
    """Say which way is open for dates like ``infinity`` that Python does not have."""
    try:
        yield
    except (OverflowError, ValueError) as exc:
        raise DeitaError(
            f"A value cannot be had in Python: {exc}.",
            code="not_representable",
            hint="`.arrow()` and `.pl()` keep it; or cast the column to VARCHAR in the query.",
        ) from exc


def _parts(intervals: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa  # noqa: PLC0415

    kinds = {"months": pa.int32(), "days": pa.int32(), "nanoseconds": pa.int64()}
    parts = [
        None if value is None else {name: getattr(value, name) for name in kinds}
        for value in intervals.to_pylist()
    ]
    return pa.array(parts, pa.struct(kinds))


def _objects(column: pa.ChunkedArray, index: pd.Index[Any]) -> pd.Series[Any]:
    """The values as they are: pandas looks into lists that it is given."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    values = np.empty(len(column), dtype=object)
    for at, value in enumerate(column.to_pylist()):
        values[at] = value
    return pd.Series(values, index=index, dtype=object)


def _integers(column: pa.ChunkedArray | pa.Array) -> list[int | None]:
    return [None if value is None else int(value) for value in column.to_pylist()]


def _narrowed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """As 64-bit integers where they all are, which is nearly always: sums are HUGEINT."""
    import pyarrow as pa  # noqa: PLC0415

    try:
        return column.cast(pa.int64())
    except pa.ArrowInvalid:
        return column


def distinct(names: Sequence[str]) -> list[str]:
    """The names, made different where two are the same: ``a, a`` become ``a, a_1``."""
    taken = set(names)
    seen: set[str] = set()
    distinct = []
    for name in names:
        free, number = name, 1
        while free in seen or (free != name and free in taken):
            free, number = f"{name}_{number}", number + 1
        seen.add(free)
        distinct.append(free)
    return distinct
