"""The API's description: valid, complete, and the same wherever it is asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, get_args

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from pydantic import ValidationError

from deita_server_ext import __version__, errors
from deita_server_ext.contract import (
    ai,
    base,
    exports,
    ingest,
    members,
    queries,
    saved,
    service,
    tables,
    threads,
    uploads,
    workspaces,
)
from deita_server_ext.contract.base import Message
from deita_server_ext.contract.events import Event
from deita_server_ext.contract.openapi import document
from deita_server_ext.contract.routes import OPERATIONS
from deita_server_ext.domain import JobState, QueryState


def messages() -> list[type[Message]]:
    """Every message of the contract."""
    found = {
        value
        for module in (base, exports, ingest, queries, saved, service, tables, uploads, workspaces)
        for module in (
            ai,
            base,
            exports,
            ingest,
            members,
            queries,
            service,
            tables,
            threads,
            uploads,
            workspaces,
        )
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Message)
    }
    return sorted(found - {Message}, key=lambda message: message.__name__)


def test_it_is_valid_openapi() -> None:
    validate(document(), cls=OpenAPIV31SpecValidator)


def test_it_is_json_and_the_same_every_time() -> None:
    printed = subprocess.run(
        [sys.executable, "-W", "error", "-m", "deita_server_ext.contract.openapi"],
        capture_output=True,
        check=True,
    )
    assert printed.stderr == b""
    assert json.loads(printed.stdout) == document()
    assert json.dumps(document()) == json.dumps(document())


def test_every_operation_and_event_is_in_it() -> None:
    described = document()
    assert described["info"]["version"] == __version__
    named = {(verb.upper(), path) for path, verbs in described["paths"].items() for verb in verbs}
    assert named == {(operation.verb, operation.path) for operation in OPERATIONS}
    told = described["components"]["schemas"]["Event"]["oneOf"]
    assert {ref["$ref"].rpartition("/")[2] for ref in told} == {e.__name__ for e in get_args(Event)}
    for verbs in described["paths"].values():
        for operation in verbs.values():
            error = operation["responses"]["default"]["content"]["application/json"]["schema"]
            assert error == {"$ref": "#/components/schemas/ErrorReply"}


def _objects(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for item in schema for found in _objects(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" and "properties" in schema else []
    return own + [found for value in schema.values() for found in _objects(value)]


def test_no_message_has_room_for_more() -> None:
    for name, schema in document()["components"]["schemas"].items():
        for part in _objects(schema):
            assert part["additionalProperties"] is False, name


@pytest.mark.parametrize("message", messages(), ids=lambda message: message.__name__)
def test_unknown_keys_are_refused(message: type[Message]) -> None:
    with pytest.raises(ValidationError) as caught:
        message.model_validate({"no_such_key": 1})
    assert "extra_forbidden" in {error["type"] for error in caught.value.errors()}


def test_states_are_the_domains() -> None:
    assert set(get_args(uploads.JobState)) == {state.value for state in JobState}
    assert set(get_args(queries.QueryState)) == {state.value for state in QueryState}


def test_every_error_is_drawn_in_the_docstring() -> None:
    drawn = errors.__doc__ or ""
    for code, kind in errors._BY_CODE.items():
        if code != "error":
            named = kind.__name__
            assert any(
                named in line and code in line and str(kind.status) in line
                for line in drawn.splitlines()
            ), named
