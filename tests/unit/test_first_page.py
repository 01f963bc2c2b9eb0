"""When the first page of a result is said, and what is said of its rows."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pytest

from deita_server_ext.engine.cells import BATCH_ROWS
from deita_server_ext.engine.session import _first_rows


class Heard:
    """What was said."""

    def __init__(self) -> None:
        self.pages: list[tuple[int, int | None]] = []
        self.event = threading.Event()

    def __call__(self, batches: Sequence[pa.RecordBatch], row_count: int | None) -> None:
        self.pages.append((sum(batch.num_rows for batch in batches), row_count))
        self.event.set()


def batch(rows: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"i": list(range(rows))})


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ([], (0, 0)),
        ([3], (3, 3)),
        ([30, 30, 30], (90, 90)),
        ([30, 30, BATCH_ROWS, 30], (60 + BATCH_ROWS, None)),
        ([BATCH_ROWS, 30], (BATCH_ROWS, None)),
    ],
)
def test_a_short_result_is_said_to_be_whole(sizes: list[int], said: tuple[int, int | None]) -> None:
    heard = Heard()
    begun = _first_rows(iter([batch(rows) for rows in sizes]), 50, heard)
    assert heard.pages == [said]
    assert sum(each.num_rows for each in begun) == said[0]


def test_a_page_is_said_while_the_next_batch_does_not_come() -> None:
    heard = Heard()

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch(60)
        # The engine is at it for as long as nobody has heard of the first rows.
        assert heard.event.wait(30)
        yield batch(5)
        yield batch(6)

    coming = batches()
    begun = _first_rows(coming, 50, heard)
    assert heard.pages == [(60, None)]
    assert [each.num_rows for each in [*begun, *coming]] == [60, 5, 6]


def test_what_fails_before_it_is_said_is_not_said() -> None:
    heard = Heard()

    def batches() -> Iterator[pa.RecordBatch]:
        yield batch(60)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        _first_rows(batches(), 50, heard)
    assert not heard.event.wait(0.1)
    assert heard.pages == []
