"""The places a service is looked for, in their order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deita_labext.kernel.connection import Look, Service, find
from deita_labext.kernel.errors import DeitaError

EVERYTHING = {
    "DEITA_URL": "http://asked:1/",
    "DEITA_TOKEN": "asked-secret",
    "JUPYTERHUB_SERVICE_URL": "http://0.0.0.0:2/user/ada/",
    "JUPYTERHUB_API_TOKEN": "hub-secret",
    "JUPYTERHUB_USER": "ada",
    "DEITA_SERVER_URL": "http://127.0.0.1:3/base/",
    "DEITA_KERNEL_SECRET": "kernel-secret",
    "JPY_PARENT_PID": "77",
}
HUB = ("JUPYTERHUB_SERVICE_URL", "JUPYTERHUB_API_TOKEN", "JUPYTERHUB_USER")


def look(
    tmp_path: Path,
    *without: str,
    url: str | None = None,
    token: str | None = None,
    deaf: tuple[str, ...] = (),
    relayed: bool = False,
) -> tuple[Service, list[Look]]:
    """Look for a service with all places filled but ``without``; what is ``deaf`` never answers."""
    (tmp_path / "jpserver-77.json").write_text(
        json.dumps({"url": "http://localhost:4/base/", "token": "file-secret"})
    )
    environ = {name: value for name, value in EVERYTHING.items() if name not in without}
    if relayed:
        environ["DEITA_SERVICE_URL"] = "/services/deita/"
    return find(
        url,
        token,
        environ=environ,
        runtime_dir=lambda: tmp_path,
        probe=lambda service: "deaf" if service.url in deaf else None,
        start=lambda: Service("http://127.0.0.1:5/", place="a private local service"),
    )


def test_what_was_asked_for_comes_first(tmp_path: Path) -> None:
    service, looks = look(tmp_path, url="http://given:9/", token="t")
    assert (service.url, service.headers) == ("http://given:9/", {"Authorization": "token t"})
    assert [place.used for place in looks] == [True]


def test_then_the_variables_of_deita(tmp_path: Path) -> None:
    service, _looks = look(tmp_path)
    assert service.url == "http://asked:1/"
    assert service.headers == {"Authorization": "token asked-secret"}


def test_then_the_hub(tmp_path: Path) -> None:
    service, looks = look(tmp_path, "DEITA_URL")
    assert service.url == "http://127.0.0.1:2/user/ada/"
    assert service.headers == {"Authorization": "token hub-secret"}
    assert looks[-1].used


@pytest.mark.parametrize("missing", HUB)
def test_then_the_server_that_started_the_kernel(tmp_path: Path, missing: str) -> None:
    service, _looks = look(tmp_path, "DEITA_URL", missing)
    assert service.url == "http://127.0.0.1:3/base/"
    assert service.headers == {"X-Deita-Kernel": "kernel-secret"}


def test_then_its_runtime_file(tmp_path: Path) -> None:
    service, _looks = look(tmp_path, "DEITA_URL", *HUB, "DEITA_KERNEL_SECRET")
    assert service.url == "http://localhost:4/base/"
    assert service.headers == {"Authorization": "token file-secret"}


def test_then_a_service_of_its_own(tmp_path: Path) -> None:
    service, looks = look(
        tmp_path, "DEITA_URL", *HUB, "DEITA_SERVER_URL", deaf=("http://localhost:4/base/",)
    )
    assert service.url == "http://127.0.0.1:5/"
    assert [(place.outcome, place.used) for place in looks][-2:] == [
        ("deaf", False),
        ("started for this kernel", True),
    ]


def test_what_does_not_answer_is_passed_by(tmp_path: Path) -> None:
    service, looks = look(tmp_path, "DEITA_URL", deaf=("http://127.0.0.1:2/user/ada/",))
    assert service.url == "http://127.0.0.1:3/base/"
    assert [place.used for place in looks] == [False, False, True]


def test_a_kernel_of_a_hub_with_a_service_starts_none_of_its_own(tmp_path: Path) -> None:
    everything = ("http://127.0.0.1:2/user/ada/", "http://127.0.0.1:3/base/")
    with pytest.raises(DeitaError, match="is not to be had: deaf") as caught:
        look(tmp_path, "DEITA_URL", "JPY_PARENT_PID", deaf=everything, relayed=True)
    assert caught.value.code == "no_service"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"url": "http://localhost:4/", "token": ""}'])
def test_a_runtime_file_of_no_use_is_passed_by(tmp_path: Path, content: str) -> None:
    (tmp_path / "jpserver-78.json").write_text(content)
    service, _looks = find(
        environ={"JPY_PARENT_PID": "78"},
        runtime_dir=lambda: tmp_path,
        probe=lambda _service: None,
        start=lambda: Service("http://127.0.0.1:5/"),
    )
    assert service.url == "http://127.0.0.1:5/"


@pytest.mark.parametrize(
    ("url", "base", "token"),
    [
        ("http://localhost:8888/lab?token=abc", "http://localhost:8888/", "abc"),
        (
            "http://localhost:8888/user/ada/lab/tree/a.ipynb",
            "http://localhost:8888/user/ada/",
            None,
        ),
        ("https://hub.example/user/ada", "https://hub.example/user/ada/", None),
        ("http://localhost:8888/base/deita/api/", "http://localhost:8888/base/", None),
        ("http://me:pw@localhost:8888/tree", "http://localhost:8888/", None),
    ],
)
def test_addresses_as_people_paste_them(
    tmp_path: Path, url: str, base: str, token: str | None
) -> None:
    service, _looks = look(tmp_path, url=url)
    assert service.url == base
    assert service.headers == ({"Authorization": f"token {token}"} if token else {})


@pytest.mark.parametrize("url", ["", "localhost:8888", "ftp://localhost/", "http://"])
def test_what_is_no_address(tmp_path: Path, url: str) -> None:
    with pytest.raises(DeitaError) as caught:
        look(tmp_path, url=url)
    assert caught.value.code == "invalid_address"


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    for without in ((), ("DEITA_URL",), ("DEITA_URL", *HUB)):
        service, looks = look(tmp_path, *without)
        assert "secret" not in repr(service) + repr(looks)
