"""From Arrow to Python values, pandas and Polars. Each library is loaded when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .transport import Stream

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


def open_stream(stream: Stream) -> pa.RecordBatchReader:
    """A reader of the record batches in an Arrow IPC stream."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.ipc  # noqa: PLC0415

    return pa.ipc.open_stream(pa.PythonFile(stream, mode="r"))


def rows(table: pa.Table | pa.RecordBatch) -> list[tuple[Any, ...]]:
    """The rows as tuples of Python values."""
    if table.num_columns == 0:
        return [()] * table.num_rows
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def pandas_frame(table: pa.Table) -> pd.DataFrame:
    """The table in pandas, exact.

    pandas' plain integers and booleans know no null: as floats or objects they
    would lose digits or their type, so columns with nulls become nullable ones.
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
    names = table.column_names
    # By number, as two columns may have one name.
    numbered = table.rename_columns([str(index) for index in range(len(names))])
    frame: pd.DataFrame = numbered.to_pandas()
    for index, column in enumerate(table.columns):
        if column.null_count and column.type in nullable:
            frame[str(index)] = column.to_pandas(types_mapper=nullable.get)
    frame.columns = pd.Index(names)
    return frame


def polars_frame(table: pa.Table) -> pl.DataFrame:
    """The table in Polars. Polars has no two columns of one name: ``a, a`` become ``a, a_1``."""
    import polars as pl  # noqa: PLC0415

    frame = pl.from_arrow(table.rename_columns(_distinct(table.column_names)))
    assert isinstance(frame, pl.DataFrame)
    return frame


def _distinct(names: list[str]) -> list[str]:
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
