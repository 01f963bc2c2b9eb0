"""What lies under nulls: whatever was in memory there, unless it is cleared."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa


def cleared(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with zeros under its nulls: the same rows are the same bytes each time."""
    columns = batch.columns
    # Most have none, and are many: what is asked of each is as little as can be.
    touched = [i for i, column in enumerate(columns) if column.null_count or column.type.num_fields]
    if not touched:
        return batch
    for i in touched:
        columns[i] = _cleared(columns[i])
    return pa.RecordBatch.from_arrays(columns, schema=batch.schema)


def _cleared(array: pa.Array) -> pa.Array:
    kind = array.type
    if array.offset:  # of one that is part of another nothing is known but its values
        return array
    if isinstance(array, pa.ExtensionArray):
        return pa.ExtensionArray.from_storage(kind, _cleared(array.storage))
    if pa.types.is_dictionary(kind):
        indices = _cleared(array.indices)
        return pa.DictionaryArray.from_arrays(indices, array.dictionary, ordered=kind.ordered)
    if pa.types.is_nested(kind):
        return _nested(array)
    return _flat(array) if array.null_count else array


def _nested(array: pa.Array) -> pa.Array:
    kind = array.type
    if pa.types.is_struct(kind):
        own, children = 1, [array.field(i) for i in range(kind.num_fields)]
    elif pa.types.is_fixed_size_list(kind):
        own, children = 1, [array.values]
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_map(kind):
        own, children = 2, [array.values]
    else:
        return array
    return pa.Array.from_buffers(
        kind,
        len(array),
        array.buffers()[:own],
        array.null_count,
        children=[_cleared(child) for child in children],
    )


def _flat(array: pa.Array) -> pa.Array:
    try:
        bits = array.type.bit_width
    except ValueError:  # of a text that is null there is nothing
        return array
    valid, data = array.buffers()
    rows = len(array)
    known = np.frombuffer(valid, np.uint8, (rows + 7) // 8)
    if bits == 1:
        values = np.frombuffer(data, np.uint8, len(known)) & known
    else:
        unit = math.gcd(bits // 8, 8)
        each = bits // 8 // unit
        ones = np.unpackbits(known, count=rows, bitorder="little")
        # In one dimension, which is twice as quick.
        each_of = ones if each == 1 else ones.repeat(each)
        values = np.frombuffer(data, f"u{unit}", rows * each) * each_of
    return pa.Array.from_buffers(array.type, rows, [valid, pa.py_buffer(values)], array.null_count)
