"""Files on the disk: made for their owner alone, durable, with errors a person can act on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from deita_server_ext.errors import DiskFull, StorageUnavailable

from .objects import CHUNK, not_found

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def create(path: Path) -> BinaryIO:
    """A new file to write to."""
    make_folders(path.parent)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def place(source: Path, unfinished: Path, target: Path, durable: bool) -> None:
    """Have ``source`` at ``target`` too: by a hard link where that can be, else copied."""
    with faults(reading=not durable):
        make_folders(unfinished.parent)
        try:
            try:
                os.link(source, unfinished)
            except FileNotFoundError:
                raise
            except OSError:
                # Another file system, or one that has no hard links.
                with source.open("rb") as original, create(unfinished) as copy:
                    shutil.copyfileobj(original, copy, CHUNK)
            if durable:
                unfinished.chmod(0o600)
                with unfinished.open("rb") as file:
                    os.fsync(file.fileno())
            rename(unfinished, target)
            if durable:
                sync_folder(target.parent)
        finally:
            # Where both are links to the same file, a rename leaves both.
            unfinished.unlink(missing_ok=True)


def rename(unfinished: Path, target: Path) -> None:
    """Give what is whole its name."""
    for attempt in range(10):
        make_folders(target.parent)
        try:
            unfinished.replace(target)
            break
        except FileNotFoundError:
            # A deletion elsewhere may just have removed the empty folder.
            if attempt == 9 or not unfinished.exists():
                raise


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    # Without it the file's name may be lost with the power. Windows has no such thing.
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def make_folders(folder: Path) -> None:
    """Like ``mkdir(parents=True)``, but with every new folder for the owner only."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except FileNotFoundError:
        make_folders(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def open_at(path: Path, offset: int) -> BinaryIO:
    """The file, to be read from ``offset``."""
    with faults(reading=True):
        file = path.open("rb", buffering=0)
        file.seek(offset)
        return file


def read(file: BinaryIO, length: int) -> bytes:
    """The next bytes."""
    with faults():
        return file.read(length)


def size(path: Path) -> int:
    """A file's bytes."""
    with faults(reading=True):
        if path.is_dir():
            raise not_found()
        return path.stat().st_size


@contextmanager
def faults(*, reading: bool = False) -> Iterator[None]:
    """What the operating system says, as errors a person can act on."""
    try:
        yield
    except OSError as error:
        absent = FileNotFoundError | NotADirectoryError | IsADirectoryError
        if reading and isinstance(error, absent):
            raise not_found() from error
        if error.errno in _FULL:
            raise DiskFull(
                "There is no room left on the disk where Deita keeps its files.",
                hint="Free some disk space, or delete files and tables you no longer need.",
            ) from error
        raise StorageUnavailable(
            f"Deita cannot use its folder for files: {error.strerror}.",
            hint="Check that the folder is there and that Deita may write to it.",
        ) from error
