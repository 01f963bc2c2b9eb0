"""Which characters part the values of a text, and which hold a value together."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Dialect:
    """The marks, as bytes of UTF-8; empty where there is none.

    ``escape`` is the quote itself where quotes are doubled (RFC 4180).
    """

    delimiter: bytes
    quote: bytes = b'"'
    escape: bytes = b'"'
    comment: bytes = b""

    @property
    def plain(self) -> bool:
        """Whether every mark is one byte, so that bytes can be looked at on their own."""
        return len(self.delimiter) == 1 and len(self.quote) <= 1 and len(self.escape) <= 1

    def written(self, fields: list[bytes], quoted: list[bool]) -> bytes:
        """A record in this dialect with doubled quotes, without its line end."""
        if not self.quote:
            return self.delimiter.join(fields)
        return self.delimiter.join(
            self._quoted(field) if force or self._needs_quotes(field) else field
            for field, force in zip(fields, quoted, strict=True)
        )

    def _needs_quotes(self, field: bytes) -> bool:
        return self.quote in field or self.delimiter in field or b"\n" in field or b"\r" in field

    def _quoted(self, field: bytes) -> bytes:
        return self.quote + field.replace(self.quote, self.quote * 2) + self.quote


CANONICAL = Dialect(b",")
"""What a file is written in anew where its own marks are more than a byte."""
