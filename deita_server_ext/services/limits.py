"""What may come into a workspace: names and sizes of files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from deita_server_ext.errors import (
    EmptyFile,
    FileTooLarge,
    InvalidRequest,
    UnsupportedFile,
    WorkspaceFull,
)

NO_TABLES = {
    *(".avi", ".bmp", ".dll", ".doc", ".docx", ".dmg", ".exe", ".gif", ".heic", ".ico", ".ipynb"),
    *(".iso", ".jpeg", ".jpg", ".mkv", ".mov", ".mp3", ".mp4", ".msi", ".ogg", ".pdf", ".png"),
    *(".ppt", ".pptx", ".psd", ".py", ".so", ".svg", ".tif", ".tiff", ".wav", ".webm", ".webp"),
}
"""What is known to hold no table. All else is for the readers to say, by its content."""

MAX_FILENAME = 255


@dataclass(frozen=True)
class UploadLimits:
    """Bytes; None is no limit but the disk."""

    file_bytes: int | None
    workspace_bytes: int | None

    def check_file(self, name: str, size: int) -> None:
        """Raise FileTooLarge where ``size`` bytes are too many for one file."""
        if self.file_bytes is not None and size > self.file_bytes:
            raise FileTooLarge(
                f"{name} is larger than the {megabytes(self.file_bytes)} that one file may have.",
                hint="Split the file, or leave out columns that are not needed.",
                details={"limit_bytes": self.file_bytes},
            )

    def left(self, used: int) -> int | None:
        """How many bytes there is room for in a workspace; None is no limit but the disk."""
        return None if self.workspace_bytes is None else max(0, self.workspace_bytes - used)

    def check_room(self, name: str, size: int, left: int | None) -> None:
        """Raise WorkspaceFull where there are fewer than ``size`` bytes left."""
        if left is not None and size > left:
            raise self.full(name, left)

    def full(self, name: str, left: int) -> WorkspaceFull:
        """The error for a file that does not fit any more."""
        limit = self.workspace_bytes or 0
        return WorkspaceFull(
            f"{name} does not fit: {megabytes(left)} are left of the {megabytes(limit)} "
            "that one workspace may hold.",
            hint="Delete files or tables that are not needed, stop uploads that are under way, "
            "or use another workspace.",
            details={"limit_bytes": limit, "left_bytes": left},
        )


def checked_name(filename: str) -> str:
    """The name that a file is kept by. Raises InvalidRequest, UnsupportedFile."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not name or len(name) > MAX_FILENAME or any(ord(letter) < 32 for letter in name):
        raise InvalidRequest(
            "The file needs a name.",
            hint=f"Give a filename with 1 to {MAX_FILENAME} characters.",
        )
    suffix = PurePath(name).suffix.lower()
    if suffix in NO_TABLES:
        raise UnsupportedFile(
            f"Deita makes no tables of {suffix} files.",
            hint="Save the data as CSV, Excel, Parquet or JSON, and add that file.",
            details={"suffix": suffix},
        )
    return name


def checked_path(path: str, filename: str) -> str:
    """A file's name with the folders it came with, where that makes a name; else without them."""
    name = checked_name(filename)
    parts = [part.strip() for part in path.replace("\\", "/").split("/")]
    folders = [part for part in parts[:-1] if part not in ("", ".", "..")]
    whole = "/".join([*folders, name])
    plain = len(whole) <= MAX_FILENAME and all(ord(letter) >= 32 for letter in whole)
    return whole if plain else name


def empty_file() -> EmptyFile:
    """The error for a file without bytes."""
    return EmptyFile(
        "The file is empty.", hint="Check that the right file was saved, and add it again."
    )


def megabytes(size: int) -> str:
    """A size for a person."""
    return f"{size / 1e6:,.0f} MB" if size >= 1e7 else f"{size / 1e6:,.1f} MB"
