"""A client of tus 1.0, as small as can be, that holds what it is told against the contract."""

from __future__ import annotations

import base64
import http.client
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.api import Room
from tests.server import Server

VERSION = {"Tus-Resumable": "1.0.0"}
BYTES = {**VERSION, "Content-Type": "application/offset+octet-stream"}


def metadata(**words: str) -> str:
    """Names with their values in Base64."""
    return ",".join(
        f"{name} {base64.b64encode(word.encode()).decode()}" for name, word in words.items()
    )


class Tus:
    """Resumable uploads of one workspace."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.path = f"{room.path}/uploads"

    def create(
        self,
        name: str,
        length: int | None,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        **words: str,
    ) -> httpx.Response:
        """Begin one."""
        size = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
        first = VERSION if content is None else BYTES
        said = {"Upload-Metadata": metadata(filename=name, **words)}
        return self.room.api(
            "POST", self.path, headers={**first, **size, **said, **(headers or {})}, content=content
        )

    def begin(self, name: str, length: int | None, **words: str) -> str:
        """Begin one; its path in the API."""
        response = self.create(name, length, **words)
        assert response.status_code == 201, response.text
        made = f"{self.path}/{response.json()['id']}"
        assert response.headers["Location"].endswith(f"deita/api{made}")
        return made

    def patch(self, path: str, offset: int, content: Any, **headers: str) -> httpx.Response:
        """Send the next bytes."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.room.api(
            "PATCH", path, headers={**BYTES, "Upload-Offset": str(offset), **said}, content=content
        )

    def head(self, path: str) -> httpx.Response:
        """Ask how far it is. An error has no body here, so nothing is to be held against."""
        response = self.room.api.http.head(path, headers=VERSION)
        assert response.headers["Tus-Resumable"] == "1.0.0"
        assert response.content == b""
        return response

    def offset(self, path: str) -> int:
        """How far it is."""
        response = self.head(path)
        assert response.status_code == 204
        return int(response.headers["Upload-Offset"])

    def delete(self, path: str) -> httpx.Response:
        """Stop it."""
        return self.room.api("DELETE", path, headers=VERSION)

    def shown(self, path: str) -> Any:
        """It, as JSON."""
        return self.room.api.ok("GET", path)

    def open(self, server: Server, path: str, offset: int, size: int) -> http.client.HTTPConnection:
        """A connection on which bytes may be sent by the piece."""
        parts = urlsplit(self.room.api.url)
        assert parts.hostname is not None
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        connection.putrequest("PATCH", f"{parts.path}{path}")
        headers = {**BYTES, "Upload-Offset": str(offset), "Content-Length": str(size)}
        for name, value in {**headers, "Authorization": f"token {server.token}"}.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection
