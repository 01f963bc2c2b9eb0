"""Readers of what is packed: gzip, zstd and zip around any other format."""

from __future__ import annotations

import contextlib
import errno
import gzip
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Protocol, cast

import pyarrow as pa

from deita_server_ext.errors import InvalidRequest, UnreadableFile, UnsupportedFile

from .progress import Progress
from .reader import Part, Reader, Source
from .unpacked import DAMAGE, MAX_UNPACKED, refuse_bombs, refuse_growth

_BLOCK = 1 << 20
_HEAD = 8 << 20
"""What a preview unpacks of a text."""
_UNIT = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_ASIDE = re.compile(r"(^|/)(__MACOSX/|\.[^./]|readme\b|licen[cs]e\b|thumbs\.db$)", re.IGNORECASE)
"""Members that no archive is made for."""


class _Format(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def reader(self) -> Reader: ...


Choose = Callable[[Path, str], _Format]
"""Gives the format of a file; ``formats.choose``."""


class Compressed:
    """Reads one compressed file, by gzip or zstd. Its parts are those of the file within."""

    def __init__(self, kind: str, choose: Choose) -> None:
        self._kind = kind
        self._choose = choose

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        inner, reader, whole = self._inner(source, head=True)
        for part in reader.preview(inner, rows):
            part.complete = part.complete and whole
            yield part

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""
        inner, reader, _whole = self._inner(source, head=False)
        yield from reader.load(inner, directory, progress)

    def _inner(self, source: Source, *, head: bool) -> tuple[Source, Reader, bool]:
        target = source.scratch / "unpacked"
        name = re.sub(r"\.(gz|gzip|zst|zstd)$", "", source.filename, flags=re.IGNORECASE)
        with _opened(source.path, self._kind) as stream:
            unpacking = _Unpacking(
                stream, target, _room(source), source.path.stat().st_size, f"{self._kind} file"
            )
            whole = unpacking.more(_HEAD if head else None)
            found = _inside(self._choose, target, name)
            if not whole:
                whole = unpacking.rest(found.name)
                found = _inside(self._choose, target, name)
        return source.at(target, name), found.reader, whole


class Zip:
    """Reads a zip archive. Each table within is a part that has the member's name."""

    def __init__(self, choose: Choose) -> None:
        self._choose = choose

    def preview(self, source: Source, rows: int) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""

        def read(inner: Source, reader: Reader, _member: _Member) -> Iterator[Part]:
            yield from reader.preview(inner, rows)

        yield from self._members(source, read, head=True)

    def load(self, source: Source, directory: Path, progress: Progress) -> Iterator[Part]:
        """See ``ingest.reader.Reader``."""

        done = 0

        def read(inner: Source, reader: Reader, member: _Member) -> Iterator[Part]:
            nonlocal done
            # Readers number their files from 0, each in a directory of its own.
            number = member.number
            folder = source.scratch / f"parts-{number}"
            folder.mkdir()
            own = progress.within(member.start, member.share, done)
            for index, part in enumerate(reader.load(inner, folder, own)):
                done += part.row_count
                assert part.path is not None
                part.path = part.path.replace(directory / f"{number}-{index}.parquet")
                if part.rejects is not None:
                    rejects = directory / f"{number}-{index}.rejects.csv"
                    part.rejects = part.rejects.replace(rejects)
                yield part

        yield from self._members(source, read, head=False)

    def _members(
        self,
        source: Source,
        read: Callable[[Source, Reader, _Member], Iterator[Part]],
        *,
        head: bool,
    ) -> Iterator[Part]:
        parts: list[Part] = []
        aside: list[str] = []
        with contextlib.ExitStack() as open_files:
            with _damage("zip archive"):
                refuse_bombs(source.path, "archive")
                archive = open_files.enter_context(zipfile.ZipFile(source.path))
                members = _listed(archive, aside)
            wanted = {name: found for name, found in members.items() if _wanted(source, name)}
            size = max(sum(found.file_size for found in wanted.values()), 1)
            before = 0
            for number, (name, found) in enumerate(wanted.items()):
                share = found.file_size / size
                reading = _Member(name, found, number, head, before / size, share)
                parts += self._member(source, archive, reading, read, aside)
                before += found.file_size
        if not parts:
            raise _no_member(source, aside)
        parts[0].notes.extend(aside)
        yield from parts

    def _member(
        self,
        source: Source,
        archive: zipfile.ZipFile,
        member: _Member,
        read: Callable[[Source, Reader, _Member], Iterator[Part]],
        aside: list[str],
    ) -> list[Part]:
        # A member's name names nothing on this machine.
        target = source.scratch / f"member-{member.number}"
        what = f"member “{member.name[-200:]}”"
        if member.found.flag_bits & 1:
            raise UnreadableFile(
                f"The {what} of the archive is protected by a password.",
                hint="Pack it without a password, and add that file.",
            )
        try:
            with contextlib.ExitStack() as open_files:
                with _damage(what):
                    stream = open_files.enter_context(archive.open(member.found))
                packed = member.found.compress_size
                unpacking = _Unpacking(stream, target, _room(source), packed, what)
                whole = unpacking.more(_HEAD if member.head else None)
                found = _inside(self._choose, target, member.name)
                if not whole:
                    whole = unpacking.rest(found.name)
            inner = replace(source.at(target, member.name), options=_options(source, member.name))
            parts = list(read(inner, found.reader, member))
        except UnsupportedFile as exc:
            aside.append(f"“{member.name[-200:]}” left out: {exc.message}")
            return []
        except UnreadableFile as exc:
            raise UnreadableFile(
                f"In “{member.name[-200:]}”: {exc.message}", hint=exc.hint, details=exc.details
            ) from exc
        finally:
            target.unlink(missing_ok=True)
        for part in parts:
            part.name = f"{member.name}/{part.name}" if part.name else member.name
            part.complete = part.complete and whole
        return parts


@dataclass(frozen=True)
class _Member:
    """A member to read. ``head``: only its first lines are wanted, where it is text.

    ``start`` is where it begins in all that is read, 0..1, and ``share`` its share of it.
    """

    name: str
    found: zipfile.ZipInfo
    number: int
    head: bool
    start: float
    share: float


class _Unpacking:
    """A stream written to a file, no further than it may grow."""

    def __init__(self, stream: IO[bytes], target: Path, room: int, packed: int, what: str) -> None:
        self._stream = stream
        self._target = target
        self._room = room
        self._packed = packed
        self._what = what
        self._written = 0
        target.unlink(missing_ok=True)

    def more(self, most: int | None) -> bool:
        """Write up to ``most`` bytes more, None for all; whether that was the end."""
        until = None if most is None else self._written + most
        with _damage(self._what), self._target.open("ab") as out:
            while until is None or self._written < until:
                block = self._stream.read(_BLOCK)
                if not block:
                    return True
                self._written += len(block)
                self._refuse()
                out.write(block)
        return False

    def rest(self, format: str) -> bool:
        """Write the rest, where the format is not one that is previewed by its first lines."""
        if format not in ("csv", "ndjson"):
            return self.more(None)
        data = self._target.read_bytes()
        end = data.rfind(b"\n") + 1
        self._target.write_bytes(data[: end or len(data)])
        return False

    def _refuse(self) -> None:
        refuse_growth(self._packed, self._written, self._what)
        if self._written > self._room:
            raise UnreadableFile(
                f"The {self._what} unpacks to more than {self._room >> 20:,} MB, which is what a "
                "worker may write to disk.",
                hint="Unpack it and add what is needed, or raise DeitaApp.worker_temp_bytes.",
            )


def _opened(path: Path, kind: str) -> IO[bytes]:
    if kind == "gzip":
        return cast(IO[bytes], gzip.open(path))
    return cast(IO[bytes], pa.CompressedInputStream(pa.OSFile(str(path)), "zstd"))


def _inside(choose: Choose, path: Path, name: str) -> _Format:
    found = choose(path, name)
    if isinstance(found.reader, Compressed | Zip):
        raise UnreadableFile(
            f"There is an archive within the archive: “{name[-200:]}” is {found.label}.",
            hint="Unpack it once, and add what was in it.",
        )
    return found


def _listed(archive: zipfile.ZipFile, aside: list[str]) -> dict[str, zipfile.ZipInfo]:
    """The members that may be tables, by names that lead nowhere."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        steps = member.filename.replace("\\", "/").split("/")
        name = "/".join(step for step in steps if step not in ("", ".", ".."))
        if member.is_dir():
            continue
        if not name or name in found or not member.file_size or _ASIDE.search(name):
            aside.append(f"“{name[-200:]}” left out")
            continue
        found[name] = member
    return found


def _wanted(source: Source, member: str) -> bool:
    wanted = source.options.get("parts")
    return wanted is None or any(p == member or p.startswith(f"{member}/") for p in wanted)


def _options(source: Source, member: str) -> dict[str, Any]:
    """The options for what is within a member: its parts are named without it."""
    options = dict(source.options)
    wanted = options.pop("parts", None)
    if wanted is not None and member not in wanted:
        options["parts"] = [p[len(member) + 1 :] for p in wanted if p.startswith(f"{member}/")]
    if (columns := options.get("columns")) is not None:
        options["columns"] = [
            column if part is None else {**column, "part": part[len(member) + 1 :]}
            for column in columns
            if (part := column.get("part")) is None or f"{part}/".startswith(f"{member}/")
        ]
    return options


def _no_member(source: Source, aside: list[str]) -> Exception:
    if source.options.get("parts"):
        return InvalidRequest(
            f"The archive has no member “{str(source.options['parts'][0])[:200]}”.",
            hint="Ask for parts by the names that the preview gives.",
        )
    details = {"left_out": aside[:20]} if aside else {}
    return UnreadableFile(
        "There is nothing in the archive that can be read as a table.",
        hint="Put CSV, Excel, Parquet, JSON or database files into it.",
        details=details,
    )


@contextlib.contextmanager
def _damage(what: str) -> Iterator[None]:
    """What Python's readers raise of a damaged file, in a person's words."""
    try:
        yield
    except NotImplementedError as exc:
        raise UnreadableFile(
            f"The {what} is packed by a method that cannot be read.",
            hint="Pack it again by deflate, the usual method.",
        ) from exc
    except DAMAGE as exc:
        if isinstance(exc, OSError) and exc.errno not in (None, errno.EINVAL):
            raise
        raise UnreadableFile(
            f"The {what} is damaged or incomplete.",
            hint="Copy or pack it again, and add it again.",
        ) from exc


def _room(source: Source) -> int:
    """Bytes that may be written to the scratch directory: what the engine itself may."""
    rows = source.connection.execute(
        "SELECT value FROM duckdb_settings() WHERE name = 'max_temp_directory_size'"
    ).fetchall()
    match = re.fullmatch(r"([\d.]+) (\w+)", str(rows[0][0]))
    if match is None or match[2] not in _UNIT:
        return MAX_UNPACKED
    return min(int(float(match[1]) * _UNIT[match[2]]), MAX_UNPACKED)
