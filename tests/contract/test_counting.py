"""Each operation counts, or does not: somebody has decided it."""

from __future__ import annotations

import re

import pytest

from deita_server_ext.contract.counting import COUNTED, FREE, counts
from deita_server_ext.contract.openapi import document
from deita_server_ext.contract.operation import Operation
from deita_server_ext.contract.routes import OPERATIONS

OF_NOTHING = [("GET", "/nonsense"), ("PUT", "/workspaces"), ("OPTIONS", "/workspaces/x/uploads")]


def test_it_is_decided_of_every_operation_and_of_no_other() -> None:
    assert not FREE & COUNTED
    assert {(operation.verb, operation.path) for operation in OPERATIONS} == FREE | COUNTED


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda op: f"{op.verb} {op.path}")
def test_what_is_decided_holds_and_is_described(operation: Operation) -> None:
    path = re.sub(r"{\w+}", "0" * 32, operation.path)
    counted = (operation.verb, operation.path) in COUNTED
    assert counts(operation.verb, path) is counted
    described = document()
    replies = described["paths"][operation.path][operation.verb.lower()]["responses"]
    headers = replies[str(operation.status)].get("headers", {})
    assert ("X-RateLimit-Remaining" in headers) is counted
    assert ("429" in replies) is counted
    refused = described["components"]["responses"]["RateLimited"]
    assert {"X-RateLimit-Remaining", "Retry-After"} <= set(refused["headers"])


@pytest.mark.parametrize(("verb", "path"), OF_NOTHING)
def test_what_is_no_operation_counts(verb: str, path: str) -> None:
    assert counts(verb, path)


def test_a_table_s_name_is_none_of_the_routes() -> None:
    assert not counts("GET", "/workspaces/x/tables/flights%2Frows%202/rows")
    assert counts("GET", "/workspaces/x/tables/rows/export")
