"""Files of any size pass through at constant memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.s3 import S3

CHILD = """
import asyncio, resource, sys
from deita_server_ext.blocking import Blocking
from deita_server_ext.storage import open_store

MB = 1 << 20

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

async def main():
    gate = Blocking()
    store = await open_store(sys.argv[1], gate, endpoint=sys.argv[2] or None)
    async with store.writer("small") as writer:
        await writer.write(b"x")
    before = peak()
    async with store.writer("large") as writer:
        for _ in range(200 * 16):
            await writer.write(bytes(MB // 16))
    size = 0
    async for piece in store.read("large"):
        size += len(piece)
    assert size == 200 * MB
    await store.close()
    gate.close()
    print(peak() - before)

asyncio.run(main())
"""


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_200_mb(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    place, endpoint = str(tmp_path / "objects"), ""
    if kind == "s3":
        s3: S3 = request.getfixturevalue("s3_environment")
        place, endpoint = f"s3://{s3.bucket}/large", s3.endpoint
    done = subprocess.run(
        [sys.executable, "-c", CHILD, place, endpoint],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr
    growth = float(done.stdout)
    print(f"{kind}: 200 MB took {growth:.0f} MB of memory")
    assert growth < 80
