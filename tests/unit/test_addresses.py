"""From which addresses files may be taken."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Thread

import pytest

from deita_server_ext.errors import UploadBroken, UrlRefused
from deita_server_ext.services.addresses import AllowedHosts, connected

HOSTS = AllowedHosts.of("data.example.org, *.example.net , Files.Example.com:8080,localhost")

ALLOWED = [
    "https://data.example.org/a.csv",
    "http://DATA.example.org./a.csv",
    "https://a.example.net/x?y=z",
    "https://b.a.example.net:443/",
    "http://files.example.com:8080/a.csv",
    "http://localhost:9/a.csv",
]
REFUSED = [
    "https://example.org/a.csv",
    "https://data.example.org.evil.example/a.csv",
    "https://evil-data.example.org/a.csv",
    "https://example.net/a.csv",
    "https://evilexample.net/a.csv",
    "http://files.example.com/a.csv",
    "http://a.example.net:22/a.csv",
    "ftp://data.example.org/a.csv",
    "file:///etc/passwd",
    "//data.example.org/a.csv",
    "data.example.org/a.csv",
    "https://user@data.example.org/a.csv",
    "https://data.example.org:99999/",
    "https://[::1/a.csv",
    "https://",
    "http://127.0.0.1/a.csv",
    "http://2130706433/a.csv",
    "http://[::ffff:127.0.0.1]/a.csv",
]


@pytest.mark.parametrize("url", ALLOWED)
def test_hosts_that_are_named(url: str) -> None:
    assert HOSTS.check(url).geturl()


@pytest.mark.parametrize("url", REFUSED)
def test_hosts_that_are_not(url: str) -> None:
    with pytest.raises(UrlRefused) as caught:
        HOSTS.check(url)
    assert "url_hosts" in (caught.value.hint or "")


@pytest.mark.parametrize("url", ALLOWED)
def test_nobody_is_allowed_at_first(url: str) -> None:
    with pytest.raises(UrlRefused, match="not allowed here"):
        AllowedHosts.of("").check(url.replace(":8080", "").replace(":9", ""))


@pytest.fixture
def listening() -> Iterator[int]:
    """A port of this machine on which somebody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        thread = Thread(target=_accept, args=(server,), daemon=True)
        thread.start()
        yield server.getsockname()[1]
    thread.join()


def _accept(server: socket.socket) -> None:
    try:
        server.accept()[0].close()
    except OSError:
        return


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "169.254.169.254", "192.168.1.1", "::1", "fd00::1", "100.64.0.1"],
)
def test_a_name_that_leads_to_a_private_address(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [
        (family, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 80)),
        (family, socket.SOCK_STREAM, 6, "", (address, 80)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(UrlRefused, match="private"):
        connected(HOSTS.check("http://inside.example.net/a.csv"), HOSTS)


def test_a_private_host_that_is_named_itself(listening: int) -> None:
    hosts = AllowedHosts.of(f"127.0.0.1:{listening}")
    connected(hosts.check(f"http://127.0.0.1:{listening}/a.csv"), hosts).close()


def test_a_host_that_is_not_there() -> None:
    with pytest.raises(UploadBroken):
        connected(HOSTS.check("http://localhost:9/a.csv"), HOSTS)
