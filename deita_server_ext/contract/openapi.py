"""The OpenAPI document, made from :mod:`deita_server_ext.contract.routes`.

``python -m deita_server_ext.contract.openapi`` prints it; the TypeScript types
are generated from what it prints.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any, get_args

from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from deita_server_ext._version import __version__

from .base import ErrorReply, Message
from .counting import COUNTED, RETRY_AFTER, STANDING
from .events import Event
from .operation import JSON, Operation, Parameter
from .routes import OPERATIONS
from .threads import AnswerEvent

_EVENTS: tuple[type[Message], ...] = get_args(Event)
_ANSWER: tuple[type[Message], ...] = get_args(AnswerEvent)
_STANDING = {header.name: {"$ref": f"#/components/headers/{header.name}"} for header in STANDING}
_IN_PATH = re.compile(r"{(\w+)}")


class _Untitled(GenerateJsonSchema):
    """Leaves field titles out: generators would make an alias of each."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document as JSON values."""
    schemas, components = _components()
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.verb.lower()] = _operation(
            operation, schemas
        )
    components["Event"] = {
        "description": "What the events stream sends, one message an event.",
        "oneOf": [schemas[event] for event in _EVENTS],
    }
    components["AnswerEvent"] = {
        "description": "What an answer's stream sends, one message an event.",
        "oneOf": [schemas[event] for event in _ANSWER],
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Deita", "version": __version__},
        "servers": [{"url": "deita/api"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "headers": _headers(STANDING),
            "responses": {
                "RateLimited": {
                    "description": "These are too many requests; nothing was done about this one.",
                    "headers": {**_STANDING, **_headers((RETRY_AFTER,))},
                    "content": {JSON: {"schema": schemas[ErrorReply]}},
                }
            },
        },
    }


def _components() -> tuple[dict[type[Message], dict[str, Any]], dict[str, Any]]:
    requests: set[type[Message]] = {op.request for op in OPERATIONS if op.request}
    replies: set[type[Message]] = {op.reply for op in OPERATIONS if op.reply}
    replies |= {ErrorReply, *_EVENTS, *_ANSWER}
    wanted: list[tuple[type[Message], Any]] = []
    wanted.extend((model, "validation") for model in requests)
    wanted.extend((model, "serialization") for model in replies)
    wanted.sort(key=lambda pair: pair[0].__name__)
    refs, definitions = models_json_schema(
        wanted, ref_template="#/components/schemas/{model}", schema_generator=_Untitled
    )
    components = dict(sorted(definitions["$defs"].items()))
    for schema in components.values():
        schema.pop("title", None)
    return {model: dict(ref) for (model, _mode), ref in refs.items()}, components  # type: ignore[misc]


def _operation(
    operation: Operation, schemas: dict[type[Message], dict[str, Any]]
) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "summary": operation.summary,
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                for name in _IN_PATH.findall(operation.path)
            ),
            *(
                {
                    "name": parameter.name,
                    "in": "query",
                    "required": parameter.required,
                    "description": parameter.description,
                    "schema": {"type": parameter.type},
                }
                for parameter in operation.query
            ),
            *(
                {
                    "name": header.name,
                    "in": "header",
                    "required": header.required,
                    "description": header.description,
                    "schema": {"type": header.type},
                }
                for header in operation.headers
            ),
        ],
        "responses": {
            str(operation.status): _answer(operation, schemas),
            "default": {
                "description": "What is wrong and what to do about it.",
                "content": {JSON: {"schema": schemas[ErrorReply]}},
            },
        },
    }
    if _counts(operation):
        spec["responses"]["429"] = {"$ref": "#/components/responses/RateLimited"}
    if operation.request:
        spec["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": schemas[operation.request]}},
        }
    elif operation.body:
        spec["requestBody"] = {
            "required": True,
            "content": {operation.body: {"schema": {"type": "string", "format": "binary"}}},
        }
    if operation.public:
        spec["security"] = []
    return spec


def _answer(operation: Operation, schemas: dict[type[Message], dict[str, Any]]) -> dict[str, Any]:
    told = {**_headers(operation.tells), **(_STANDING if _counts(operation) else {})}
    answer: dict[str, Any] = {"headers": told} if told else {}
    if operation.status == 204:
        return {"description": "Done.", **answer}
    content: dict[str, Any] = {}
    for media in operation.media:
        if media == JSON:
            schema = schemas[operation.reply] if operation.reply else {}
        else:
            schema = {"type": "string", "format": "binary"}
        content[media] = {"schema": schema}
    return {"description": operation.summary, **answer, "content": content}


def _counts(operation: Operation) -> bool:
    return (operation.verb, operation.path) in COUNTED


def _headers(headers: tuple[Parameter, ...]) -> dict[str, Any]:
    return {
        header.name: {"description": header.description, "schema": {"type": header.type}}
        for header in headers
    }


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
