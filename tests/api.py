"""A client of the API that holds every answer against the contract."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import dumps
from secrets import token_hex
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from deita_server_ext.contract.openapi import document
from tests.server import Server

JSON = "application/json"
ARROW = "application/vnd.apache.arrow.stream"
_DOCUMENT = document()
_REGISTRY: Registry[Any] = Registry().with_resource(
    "urn:deita", Resource.from_contents(_DOCUMENT, default_specification=DRAFT202012)
)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{\w+}", "[^/]+", path.replace(".", r"\.")))


_PATHS = [(_pattern(path), path) for path in _DOCUMENT["paths"]]


def valid(value: object, pointer: str) -> None:
    """Assert that ``value`` fits the schema at ``pointer`` in the OpenAPI document."""
    schema = {"$ref": f"urn:deita#{pointer}"}
    errors = [*Draft202012Validator(schema, registry=_REGISTRY).iter_errors(value)]
    assert not errors, errors[0]


def fits_contract(response: httpx.Response, verb: str, path: str) -> None:
    """Assert that status, media type and body are what the contract says of the operation."""
    media = response.headers.get("Content-Type", "").partition(";")[0]
    if response.status_code >= 400:
        assert media == JSON, (response.status_code, response.text)
        if verb == "HEAD":
            assert response.content == b""
            return
        valid(response.json(), "/components/schemas/ErrorReply")
        error = response.json()["error"]
        assert error["request_id"] == response.headers["X-Request-ID"]
        assert error["message"], error
        return
    # A path that is written out goes before one with a value in that place.
    fitting = (known for pattern, known in _PATHS if pattern.fullmatch(path))
    named = min(fitting, key=lambda known: known.count("{"))
    replies = _DOCUMENT["paths"][named][verb.lower()]["responses"]
    assert str(response.status_code) in replies, response.status_code
    content = replies[str(response.status_code)].get("content")
    if content is None:
        assert response.content == b""
        return
    assert media in content, media
    if media == JSON:
        escaped = named.replace("~", "~0").replace("/", "~1")
        place = f"/paths/{escaped}/{verb.lower()}/responses/{response.status_code}"
        valid(response.json(), f"{place}/content/application~1json/schema")


class Api:
    """The API of a server, as a program uses it."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self.url = f"{url}deita/api"
        self.http = httpx.Client(base_url=self.url, headers=headers, timeout=60)

    def __call__(self, verb: str, path: str, **request: Any) -> httpx.Response:
        """Ask, and hold the answer against the contract."""
        response = self.http.request(verb, path, **request)
        fits_contract(response, verb, path)
        return response

    def ok(self, verb: str, path: str, json: object = None, **request: Any) -> Any:
        """The JSON of an answer that is a success."""
        if json is not None:
            request["json"] = json
        response = self(verb, path, **request)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def refused(
        self, status: int, code: str, verb: str, path: str, json: object = None, **request: Any
    ) -> dict[str, Any]:
        """The error of an answer that is none; its status and code are asserted."""
        if json is not None:
            request["json"] = json
        response = self(verb, path, **request)
        assert response.is_error, response.text
        error: dict[str, Any] = response.json()["error"]
        assert (response.status_code, error["code"]) == (status, code), error
        return error

    def go_amid(self, verb: str, path: str, json: object = None, *, after: float = 0.02) -> None:
        """Ask, and be gone so many seconds later, whether it was answered or not."""
        url = self.http.base_url
        connection = http.client.HTTPConnection(url.host, url.port, timeout=30)
        headers = dict(self.http.headers)
        body = None
        if json is not None:
            headers["Content-Type"] = JSON
            body = dumps(json)
        connection.request(verb, url.raw_path.decode().rstrip("/") + path, body, headers)
        time.sleep(after)
        connection.close()

    def ended(self, job: dict[str, Any], seconds: float = 60) -> dict[str, Any]:
        """The job when it has come to its end."""
        end = time.monotonic() + seconds
        while job["state"] in ("queued", "running"):
            assert time.monotonic() < end, job
            time.sleep(0.02)
            job = self.ok("GET", f"/jobs/{job['id']}")
        return job


class Room:
    """One workspace of the API."""

    def __init__(self, api: Api, workspace: str) -> None:
        self.api = api
        self.id = workspace
        self.path = f"/workspaces/{workspace}"

    def upload(self, name: str, content: bytes | Iterator[bytes]) -> Any:
        """The file and its job, as acknowledged."""
        return self.api.ok("POST", f"{self.path}/files", params={"filename": name}, content=content)

    def ingest(self, name: str, content: bytes | str) -> dict[str, Any]:
        """Upload and wait for the job's end."""
        data = content.encode() if isinstance(content, str) else content
        return self.api.ended(self.upload(name, data)["job"])

    def table(self, name: str, content: bytes | str) -> Any:
        """The table that an upload became."""
        job = self.ingest(f"{name}.csv", content)
        assert job["state"] == "done", job
        return self.api.ok("GET", f"{self.path}/tables/{job['tables'][0]['id']}")

    def query(self, sql: str, **request: Any) -> Any:
        """A query's answer with its first page."""
        return self.api.ok("POST", f"{self.path}/queries", {"sql": sql, **request})

    def query_refused(self, status: int, code: str, sql: str, **request: Any) -> dict[str, Any]:
        """The error that a statement gave."""
        return self.api.refused(
            status, code, "POST", f"{self.path}/queries", {"sql": sql, **request}
        )

    def whole(self, query: dict[str, Any]) -> Any:
        """The query's result when its last row is written."""
        result = query["result"]
        wait(lambda: bool(self.api.ok("GET", f"/results/{result['id']}")["complete"]))
        return self.api.ok("GET", f"/results/{result['id']}")

    def names(self) -> list[str]:
        """The names of the tables."""
        return [item["name"] for item in self.api.ok("GET", f"{self.path}/tables")["items"]]


@contextmanager
def api_of(server: Server, headers: dict[str, str] | None = None) -> Iterator[Api]:
    """A client, logged in by the server's token unless ``headers`` say otherwise."""
    if headers is None:
        headers = {"Authorization": f"token {server.token}"}
    api = Api(server.url, headers)
    try:
        yield api
    finally:
        api.http.close()


def new_room(api: Api, name: str) -> Room:
    """A workspace of its own; a test that is tried again has left one of the name behind."""
    taken = {item["name"] for item in api.ok("GET", "/workspaces")["items"]}
    own = f"{name} {token_hex(2)}" if name in taken else name
    return Room(api, api.ok("POST", "/workspaces", {"name": own})["id"])


def wait(condition: Callable[[], bool], seconds: float = 40) -> None:
    """Wait until it holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.02)
