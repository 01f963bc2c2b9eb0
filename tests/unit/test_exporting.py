"""A file that is made again from its beginning, after some of it was sent."""

from __future__ import annotations

import itertools

import pytest

from deita_server_ext.engine.exporting import Sent
from deita_server_ext.errors import ResultGone

DATA = bytes(range(10))


@pytest.mark.parametrize(("before", "after"), [*itertools.product(range(1, 11), repeat=2)])
def test_it_goes_on_where_it_was_whatever_the_pieces(before: int, after: int) -> None:
    sent, file = Sent(), b""
    for upto in range(0, 10, 3):
        # Each time it comes a little further, in other pieces.
        size = before if upto % 2 else after
        sent.begin()
        for start in range(0, min(10, upto + size), size):
            file += sent.rest(DATA[start : start + size])
    sent.begin()
    file += sent.rest(DATA)
    assert file == DATA


@pytest.mark.parametrize("at", range(8))
def test_other_bytes_are_not_gone_on_with(at: int) -> None:
    sent = Sent()
    for piece in (DATA[:4], DATA[4:8]):
        assert sent.rest(piece) == piece
    sent.begin()
    other = bytes(255 if i == at else byte for i, byte in enumerate(DATA))
    with pytest.raises(ResultGone):
        list(map(sent.rest, (other[:3], other[3:6], other[6:])))


def test_a_shorter_file_is_not_the_same() -> None:
    sent = Sent()
    assert sent.rest(DATA) == DATA
    sent.end()
    sent.begin()
    assert sent.rest(DATA[:7]) == b""
    with pytest.raises(ResultGone):
        sent.end()
