"""What is particular to a folder: who may read it, full disks, what crashes leave."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import StorageUnavailable
from deita_server_ext.storage import ObjectStore, open_store


@pytest.fixture
async def folder(tmp_path: Path, blocking: Blocking) -> ObjectStore:
    """A store in ``tmp_path/objects``."""
    return await open_store(str(tmp_path / "objects"), blocking)


async def test_only_the_owner_can_read(folder: ObjectStore, tmp_path: Path) -> None:
    readable = tmp_path / "readable"
    readable.write_bytes(b"x")
    readable.chmod(0o644)
    old = os.umask(0)
    try:
        async with folder.writer("w/1/files/a") as writer:
            await writer.write(b"x")
        await folder.put_file("w/1/files/b", readable)
    finally:
        os.umask(old)
    root = tmp_path / "objects"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in root.rglob("*") if path.is_file()}
    assert modes == {0o600}
    modes = {stat.S_IMODE(p.stat().st_mode) for p in [root, *root.rglob("*")] if p.is_dir()}
    assert modes == {0o700}


async def test_empty_folders_go_with_their_last_object(folder: ObjectStore, tmp_path: Path) -> None:
    async with folder.writer("w/1/files/a") as writer:
        await writer.write(b"x")
    await folder.delete("w/1/files/a")
    assert [path.name for path in (tmp_path / "objects").iterdir()] == [".unfinished"]


async def test_what_a_crash_left_can_be_found_and_dropped(
    folder: ObjectStore, tmp_path: Path
) -> None:
    left = tmp_path / "objects" / ".unfinished" / "0f"
    left.write_bytes(b"half")
    [found] = [found async for found in folder.unfinished()]
    assert found.key is None
    assert found.modified.timestamp() == pytest.approx(left.stat().st_mtime)
    await folder.drop(found)
    assert not left.exists()


async def test_a_place_that_is_a_file(tmp_path: Path, blocking: Blocking) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StorageUnavailable) as caught:
        await open_store(str(tmp_path / "file"), blocking)
    assert caught.value.hint


CHILD = """
import asyncio, json, resource, sys
from pathlib import Path
from deita_server_ext.blocking import Blocking
from deita_server_ext.errors import DeitaError
from deita_server_ext.storage import open_store

root, source, limit = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
if limit:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

async def writing(store):
    async with store.writer("a/b") as writer:
        for _ in range(500):
            await writer.write(b"x" * 65536)

async def main():
    gate = Blocking()
    store = await open_store(root, gate)
    errors = []
    for work in (writing(store), store.put_file("a/c", source)):
        try:
            await work
        except DeitaError as error:
            errors.append([error.code, error.hint is not None])
    async with store.writer("small") as writer:
        await writer.write(b"still works")
    left = sorted(
        str(path.relative_to(root)) for path in Path(root).rglob("*") if path.is_file()
    )
    gate.close()
    print(json.dumps({"errors": errors, "left": left}))

asyncio.run(main())
"""


def test_a_file_larger_than_may_be(tmp_path: Path) -> None:
    """As with a quota; the kernel says EFBIG."""
    source = tmp_path / "source"
    source.write_bytes(b"x" * 1000)
    command = [sys.executable, "-c", CHILD, str(tmp_path / "objects"), str(source), str(8 << 20)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said == {"errors": [["disk_full", True]], "left": ["a/c", "small"]}


def test_a_full_disk(tmp_path: Path) -> None:
    """A real one of 8 MB, in a mount namespace that only the child sees."""
    unshare = shutil.which("unshare")
    private = [unshare, "--mount", "--map-root-user"] if unshare else []
    disk, source = tmp_path / "disk", tmp_path / "source"
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=8m none "{disk}"'
    tried = subprocess.run([*private, "sh", "-c", mount], check=False) if unshare else None
    if tried is None or tried.returncode:
        pytest.skip("a private mount is not allowed here")
    source.write_bytes(b"x" * (16 << 20))
    script = tmp_path / "child.py"
    script.write_text(CHILD)
    run = f'{mount} && "{sys.executable}" "{script}" "{disk}/objects" "{source}" 0'
    done = subprocess.run([*private, "sh", "-c", run], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said == {"errors": [["disk_full", True], ["disk_full", True]], "left": ["small"]}
