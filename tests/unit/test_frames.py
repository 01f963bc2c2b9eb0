"""Frames on a pipe."""

from __future__ import annotations

import io
import os
import threading

import pytest

from deita_server_ext.engine import frames


def test_frames_come_back_as_they_went() -> None:
    sent = [({"id": 1, "é": [None, 1.5]}, b""), ({}, b"\x00\xff" * 100_000), ({"last": True}, b"x")]
    stream = io.BytesIO(b"".join(frames.encode(head, data) for head, data in sent))
    assert [frames.read(stream) for _ in sent] == sent
    assert frames.read(stream) is None


@pytest.mark.parametrize("kept", [1, 11, 12, 15, -1])
def test_a_stream_that_ends_within_a_frame_has_ended(kept: int) -> None:
    whole = frames.encode({"id": 1}, b"payload")
    assert frames.read(io.BytesIO(whole[:kept])) is None


def test_a_large_frame_goes_through_a_pipe_in_pieces() -> None:
    reading, writing = os.pipe()
    payload = os.urandom(3 << 20)

    def send() -> None:
        with os.fdopen(writing, "wb") as out:
            out.write(frames.encode({"id": 7}, memoryview(payload)))

    thread = threading.Thread(target=send)
    thread.start()
    with os.fdopen(reading, "rb") as stream:
        assert frames.read(stream) == ({"id": 7}, payload)
        assert frames.read(stream) is None
    thread.join()


@pytest.mark.parametrize("size", [1, 5, 12, 13, 100, 1 << 20])
def test_frames_come_together_from_pieces_of_any_size(size: int) -> None:
    sent = [({"id": 1, "é": [None, 1.5]}, b""), ({}, b"\x00\xff" * 1000), ({"last": True}, b"x")]
    whole = b"".join(frames.encode(head, data) for head, data in sent)
    gathering = frames.Gathering()
    found = []
    for start in range(0, len(whole), size):
        found.extend(gathering.feed(whole[start : start + size]))
        assert gathering.missing > 0
    assert found == sent
