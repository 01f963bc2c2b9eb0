"""Checksums in headers."""

from __future__ import annotations

import base64
import re

from deita_server_ext.errors import BadUpload
from deita_server_ext.services.receiving import CHECKSUMS, Checksum

_SHA256 = re.compile(r"(?:^|,)\s*sha-256\s*=\s*:([A-Za-z0-9+/=]*):")


def repr_digest(header: str | None) -> str | None:
    """The SHA-256 in a ``Repr-Digest`` (RFC 9530), as hexadecimal digits.

    Other algorithms are passed over, as the RFC asks for. Raises BadUpload.
    """
    found = _SHA256.search(header or "")
    if found is None:
        return None
    digest = _decoded(found[1])
    if len(digest) != 32:
        raise BadUpload("The SHA-256 in Repr-Digest has not 32 bytes.")
    return digest.hex()


def sha256_header(digest: str) -> str:
    """A SHA-256 in hexadecimal digits as a ``Repr-Digest``."""
    return f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"


def upload_checksum(header: str | None) -> Checksum | None:
    """An ``Upload-Checksum`` (tus 1.0): an algorithm and a digest in Base64. Raises BadUpload."""
    if header is None:
        return None
    algorithm, _, text = header.strip().partition(" ")
    if algorithm not in CHECKSUMS:
        raise BadUpload(
            f"Checksums are {' or '.join(CHECKSUMS)} here.", hint="See OPTIONS of the uploads."
        )
    return Checksum(algorithm, _decoded(text))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text.strip(), validate=True)
    except ValueError as exc:
        raise BadUpload("A checksum is to be written in Base64.") from exc
