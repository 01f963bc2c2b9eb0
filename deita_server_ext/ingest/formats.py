"""Which reader for which file: by its content first, by its name where the content fits several."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .delimited import Delimited
from .reader import Reader

HEAD_BYTES = 1 << 16


@dataclass(frozen=True)
class Candidate:
    """What is known of a file before it is read: its first bytes, its name in lower case."""

    path: Path
    filename: str
    head: bytes

    @property
    def suffix(self) -> str:
        """The last suffix of the name, in lower case and with its dot."""
        return Path(self.filename).suffix.lower()


@dataclass(frozen=True)
class Format:
    """A kind of file: its name in the API, what a person calls it, who knows it, who reads it."""

    name: str
    label: str
    recognises: Callable[[Candidate], bool]
    reader: Reader


FORMATS: tuple[Format, ...] = (
    # The last: whatever is text, and the one that says what is none.
    Format("csv", "delimited text", lambda _candidate: True, Delimited()),
)
"""Asked in this order; the first that recognises the file reads it."""


def choose(path: Path, filename: str) -> Format:
    """The format of a file."""
    with path.open("rb") as file:
        candidate = Candidate(path, filename.lower(), file.read(HEAD_BYTES))
    return next(format for format in FORMATS if format.recognises(candidate))
