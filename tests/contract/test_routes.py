"""The contract's table and the handlers' say the same."""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest
from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerWebApplication
from tornado import web

from deita_server_ext.contract.routes import OPERATIONS
from deita_server_ext.handlers.base import API, Handler
from deita_server_ext.handlers.routes import ROUTES
from deita_server_ext.handlers.service import NothingHandler

_VALUES = {"table": "flights"}
PUBLIC = {("GET", "/health")}


def example(path: str) -> str:
    """A path of the contract with a value at each place."""
    return re.sub(r"{(\w+)}", lambda found: _VALUES.get(found[1], "0" * 32), path)


def handler_of(path: str) -> type[Handler]:
    """The handler that Tornado gives this path to: the first whose pattern fits."""
    return next(
        handler
        for pattern, handler, *_more in ROUTES
        if re.fullmatch(pattern, f"{API}{example(path)}")
    )


def verbs(handler: type[Any]) -> set[str]:
    """The verbs that a handler implements itself."""
    return {
        verb
        for verb in handler.SUPPORTED_METHODS
        if verb != "OPTIONS"
        and getattr(handler, verb.lower()) is not web.RequestHandler._unimplemented_method
    }


def test_every_operation_has_its_handler_and_no_handler_has_more() -> None:
    promised: dict[type[Handler], set[str]] = {}
    for operation in OPERATIONS:
        handler = handler_of(operation.path)
        assert handler is not NothingHandler, operation.path
        promised.setdefault(handler, set()).add(operation.verb)
    routed = {handler for _pattern, handler, *_more in ROUTES} - {NothingHandler}
    assert promised == {handler: verbs(handler) for handler in routed}


def test_each_operation_is_named_once() -> None:
    named = [(operation.verb, operation.path) for operation in OPERATIONS]
    assert len(named) == len(set(named))
    assert {pair for pair, op in zip(named, OPERATIONS, strict=True) if op.public} == PUBLIC


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route[1].__name__)
def test_every_verb_asks_for_a_login(route: tuple[Any, ...]) -> None:
    pattern, handler, *_more = route
    # Jupyter's own judgement; it does not depend on a running application.
    application = ServerWebApplication.__new__(ServerWebApplication)
    assert application._check_handler_auth(pattern, handler) == []
    allowed = {
        verb
        for verb in verbs(handler)
        if hasattr(getattr(handler, verb.lower()), "__allow_unauthenticated")
    }
    assert allowed == ({"GET"} if pattern.endswith("/health") else set())


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route[1].__name__)
def test_every_verb_asks_the_authorizer_for_deita(route: tuple[Any, ...]) -> None:
    _pattern, handler, *_more = route
    assert handler.auth_resource == "deita"
    if handler is NothingHandler:
        return
    for verb in verbs(handler):
        method = getattr(handler, verb.lower())
        # Jupyter remembers the first resource in the decorated function: never inherit one.
        assert verb.lower() in vars(handler)
        layers = []
        while method is not None:
            layers.append(method.__code__.co_qualname)
            method = getattr(method, "__wrapped__", None)
        if not hasattr(getattr(handler, verb.lower()), "__allow_unauthenticated"):
            assert [layer.partition(".")[0] for layer in layers[:2]] == [
                "authenticated",
                "authorized",
            ]


def test_handlers_are_apis_with_words() -> None:
    for _pattern, handler, *_more in ROUTES:
        assert issubclass(handler, APIHandler)
        assert inspect.getdoc(handler)
