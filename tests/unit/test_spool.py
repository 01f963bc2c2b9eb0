"""Results on disk: any page, while they are written and after."""

from __future__ import annotations

import errno
import random
import threading
from pathlib import Path

import pyarrow as pa
import pytest

from deita_server_ext.engine.spool import Spool
from deita_server_ext.errors import QueryCancelled, ResultGone, ResultTooLarge

SCHEMA = pa.schema([("i", pa.int64()), ("t", pa.string())])
LARGE = 1 << 30


def batch(start: int, size: int) -> pa.RecordBatch:
    """Rows numbered from ``start``."""
    numbers = range(start, start + size)
    texts = [None if i % 7 == 0 else f"row {i}" for i in numbers]
    return pa.RecordBatch.from_arrays([pa.array(numbers), pa.array(texts)], schema=SCHEMA)


def fill(spool: Spool, rows: int) -> None:
    """Append so many rows, a thousand at a time."""
    for start in range(0, rows, 1000):
        spool.append(batch(start, 1000))


def expected(offset: int, limit: int, rows: int) -> list[tuple[int, str | None]]:
    numbers = range(min(offset, rows), min(offset + limit, rows))
    return [(i, None if i % 7 == 0 else f"row {i}") for i in numbers]


def page(spool: Spool, offset: int, limit: int) -> list[tuple[int, str | None]]:
    table = pa.Table.from_batches(spool.read(offset, limit), spool.schema)
    return list(zip(table["i"].to_pylist(), table["t"].to_pylist(), strict=True))


def written(path: Path, sizes: list[int]) -> Spool:
    spool = Spool(path, SCHEMA, LARGE)
    for i, size in enumerate(sizes):
        spool.append(batch(sum(sizes[:i]), size))
    spool.finish()
    return spool


SIZES = [1, 8192, 8192, 3, 100, 8192, 1]
ROWS = sum(SIZES)


@pytest.mark.parametrize("again", [False, True])
def test_pages_in_any_order_equal_the_source(tmp_path: Path, again: bool) -> None:
    spool = written(tmp_path / "r.arrow", SIZES)
    if again:
        spool = Spool.open(tmp_path / "r.arrow")
    assert (spool.row_count, spool.complete) == (ROWS, True)
    assert spool.bytes > 0
    asked = random.Random(1)
    places = [(asked.randrange(ROWS + 10), asked.randrange(1, 1000)) for _ in range(60)]
    edges = [(0, 1), (0, ROWS), (1, 8192), (8193, 1), (ROWS - 1, 50), (ROWS, 50), (ROWS + 5, 1)]
    for offset, limit in places + edges:
        assert page(spool, offset, limit) == expected(offset, limit, ROWS)
    assert pa.Table.from_batches(spool.batches(), SCHEMA).num_rows == ROWS


def test_it_is_an_arrow_file_that_others_can_read(tmp_path: Path) -> None:
    written(tmp_path / "r.arrow", SIZES)
    with pa.OSFile(str(tmp_path / "r.arrow")) as file:
        assert pa.ipc.open_file(file).read_all()["i"].to_pylist() == list(range(ROWS))


def test_who_wants_rows_to_come_is_told_when_they_are_there(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "r.arrow", SCHEMA, LARGE)
    told: list[str] = []
    spool.when(0, -1, lambda: told.append("none"))
    spool.when(1500, -1, lambda: told.append("rows"))
    spool.when(0, 0, lambda: told.append("bytes"))
    spool.when(9999, -1, lambda: told.append("too many"))
    assert told == ["none"]
    spool.append(batch(0, 1000))
    assert told == ["none", "bytes"]
    assert not spool.has(1500)
    spool.append(batch(1000, 1000))
    assert told == ["none", "bytes", "rows"]
    spool.fail(ResultTooLarge("It is too large."))
    assert told[3:] == ["too many"]
    assert spool.has(9999)
    spool.check(beyond=0)
    with pytest.raises(ResultTooLarge):
        spool.check(beyond=spool.bytes)


def test_a_result_without_rows(tmp_path: Path) -> None:
    for spool in (written(tmp_path / "r.arrow", []), Spool.open(tmp_path / "r.arrow")):
        assert spool.row_count == 0
        assert spool.read(0, 50) == []
        assert list(spool.batches()) == []


def test_pages_are_read_while_another_thread_writes(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "r.arrow", SCHEMA, LARGE)
    total, read_ahead = 60_000, threading.Event()

    def write() -> None:
        for start in range(0, total, 1000):
            if start == 30_000:
                read_ahead.wait(10)
            spool.append(batch(start, 1000))
        spool.finish()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        # While half of it is still to come.
        assert page(spool, 29_000, 1000) == expected(29_000, 1000, total)
        assert not spool.complete
        asked = random.Random(2)
        for _ in range(30):
            offset = asked.randrange(29_000)
            assert page(spool, offset, 500) == expected(offset, 500, total)
        read_ahead.set()
        # These wait for rows to come.
        assert page(spool, total - 10, 50) == expected(total - 10, 50, total)
        assert [b.num_rows for b in spool.batches()] == [1000] * 60
    finally:
        read_ahead.set()
        writer.join()
    assert spool.complete


def test_a_reader_gets_every_batch_though_they_come_late(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "r.arrow", SCHEMA, LARGE)
    found: list[int] = []

    def read() -> None:
        found.extend(i for b in spool.batches() for i in b["i"].to_pylist())

    reader = threading.Thread(target=read)
    reader.start()
    for start in range(0, 5000, 10):
        spool.append(batch(start, 10))
    spool.finish()
    reader.join(10)
    assert found == list(range(5000))


def test_a_result_over_the_limit_is_refused_and_what_came_stays(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "r.arrow", SCHEMA, 100_000)
    with pytest.raises(ResultTooLarge) as caught:
        fill(spool, 1_000_000)
    assert caught.value.hint
    assert (tmp_path / "r.arrow").stat().st_size <= 100_000
    spool.fail(caught.value)
    assert page(spool, 0, 500) == expected(0, 500, 1000)
    with pytest.raises(ResultTooLarge):
        spool.read(spool.row_count - 1, 2)
    with pytest.raises(ResultTooLarge):
        list(spool.batches())


@pytest.mark.parametrize(
    ("error", "seen"),
    [(QueryCancelled("The query was cancelled."), QueryCancelled), (ValueError("?"), ResultGone)],
)
def test_a_failure_wakes_those_who_wait(
    tmp_path: Path, error: Exception, seen: type[Exception]
) -> None:
    spool = Spool(tmp_path / "r.arrow", SCHEMA, LARGE)
    spool.append(batch(0, 100))
    raised: list[BaseException] = []

    def read() -> None:
        try:
            spool.read(100, 10)
        except BaseException as exc:
            raised.append(exc)

    reader = threading.Thread(target=read)
    reader.start()
    spool.fail(error)
    reader.join(10)
    assert [type(exc) for exc in raised] == [seen]
    assert page(spool, 0, 100) == expected(0, 100, 100)


def test_a_disk_that_is_full_fails_the_write_and_keeps_what_was_there(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    (tmp_path / "r.arrow").symlink_to("/dev/full")
    spool = Spool(tmp_path / "r.arrow", SCHEMA, LARGE)
    with pytest.raises(OSError) as caught:
        fill(spool, 100_000)
    assert caught.value.errno == errno.ENOSPC
    spool.fail(caught.value)


def test_a_failure_while_writing_can_be_told(tmp_path: Path) -> None:
    folder = tmp_path / "no folder"
    folder.write_text("a file stands here")
    spool = Spool(folder / "r.arrow", SCHEMA, LARGE)
    with pytest.raises(OSError):
        spool.append(batch(0, 10))
    spool.fail(OSError())


@pytest.mark.parametrize("broken", ["r.arrow", "r.index"])
def test_what_is_missing_or_broken_is_gone(tmp_path: Path, broken: str) -> None:
    with pytest.raises(ResultGone):
        Spool.open(tmp_path / "none.arrow")
    written(tmp_path / "r.arrow", SIZES)
    content = (tmp_path / broken).read_bytes()
    (tmp_path / broken).write_bytes(content[:10])
    with pytest.raises(ResultGone):
        Spool.open(tmp_path / "r.arrow")
    (tmp_path / broken).unlink()
    with pytest.raises(ResultGone) as caught:
        Spool.open(tmp_path / "r.arrow")
    assert caught.value.hint == "Run the query again."


def test_a_file_that_goes_while_it_is_read_is_gone(tmp_path: Path) -> None:
    spool = written(tmp_path / "r.arrow", SIZES)
    (tmp_path / "r.arrow").unlink()
    with pytest.raises(ResultGone):
        spool.read(0, 10)
    with pytest.raises(ResultGone):
        list(spool.batches())


def test_a_file_that_was_cut_is_gone(tmp_path: Path) -> None:
    spool = written(tmp_path / "r.arrow", SIZES)
    with (tmp_path / "r.arrow").open("r+b") as file:
        file.truncate(2000)
    with pytest.raises(ResultGone):
        spool.read(ROWS - 10, 10)


def test_who_reads_what_was_begun_is_not_given_what_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "r.arrow"
    fill(Spool(path, SCHEMA, LARGE), 3000)
    before = path.read_bytes()
    with path.open("rb") as file:
        anew = Spool(path, SCHEMA, LARGE)
        anew.append(batch(500, 3000))
        anew.finish()
        assert file.read() == before
