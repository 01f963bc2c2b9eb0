"""From which addresses files may be taken, and a connection that goes there and nowhere else."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from deita_server_ext.errors import UploadBroken, UrlRefused

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0


@dataclass(frozen=True)
class AllowedHosts:
    """The hosts that an administrator has named: ``example.org``, or ``*.example.org`` for all
    below it. Only a host that is named itself may be at a private address."""

    names: tuple[str, ...]

    @staticmethod
    def of(setting: str) -> AllowedHosts:
        """From the setting: names with commas between them."""
        names = (name.strip().lower().rstrip(".") for name in setting.split(","))
        return AllowedHosts(tuple(name for name in names if name))

    def check(self, url: str) -> SplitResult:
        """The address, read. Raises UrlRefused where files may not be taken from there."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower().rstrip("."), parts.port
        except ValueError as exc:
            raise _refused("This is no address of a file.") from exc
        if not self.names:
            raise _refused("Files from other servers are not allowed here.")
        if parts.scheme not in ("http", "https") or not host:
            raise _refused("Files are taken from addresses with http:// or https:// only.")
        if parts.username is not None or parts.password is not None:
            raise _refused("An address with a password in it is not taken.")
        if port is not None and port not in (80, 443) and not self.names_itself(host, port):
            raise _refused(f"Files may not be taken from port {port} of {host}.")
        if not self.names_itself(host, port) and not any(
            name.startswith("*.") and host.endswith(name[1:]) for name in self.names
        ):
            raise _refused(f"Files may not be taken from {host}.")
        return parts

    def names_itself(self, host: str, port: int | None) -> bool:
        """Whether the host is named as such, not as one of many."""
        return host in self.names or f"{host}:{port}" in self.names


def connected(parts: SplitResult, hosts: AllowedHosts) -> http.client.HTTPConnection:
    """A connection to the address; blocks. Raises UrlRefused, UploadBroken.

    The host's name is looked up once, and what was found is what is connected to: a second
    look-up could say something else.
    """
    assert parts.hostname is not None
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise _unreachable(parts) from exc
    address = str(found[0][4][0])
    if not hosts.names_itself(parts.hostname.lower().rstrip("."), parts.port):
        for entry in found:
            if not ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global:
                raise _refused(f"{parts.hostname} is at a private address.")
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=READ_SECONDS)
    try:
        plain = socket.create_connection((address, port), CONNECT_SECONDS)
        plain.settimeout(READ_SECONDS)
        connection.sock = (
            ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname)
            if secure
            else plain
        )
    except OSError as exc:
        raise _unreachable(parts) from exc
    return connection


def _unreachable(parts: SplitResult) -> UploadBroken:
    return UploadBroken(
        f"{parts.hostname} cannot be reached.",
        hint="Check the address, and whether the file can be opened in a browser.",
    )


def _refused(message: str) -> UrlRefused:
    return UrlRefused(
        message,
        hint="Download the file and add it, or ask who runs the server to name the host in "
        "url_hosts.",
    )
