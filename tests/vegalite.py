"""Vega-Lite's own JSON schema, as Altair's package carries it."""

from __future__ import annotations

import functools
import json
from importlib.resources import files
from typing import Any

import jsonschema


def fits_vegalite(spec: dict[str, Any]) -> None:
    """Assert that it is a Vega-Lite 5 specification of which every reader makes the same."""
    json.dumps(spec, allow_nan=False)
    errors = list(_validator().iter_errors(_shortened(spec)))
    assert not errors, jsonschema.exceptions.best_match(errors).message[:1000]
    assert spec["$schema"].endswith("/v5.json")


def _shortened(spec: Any) -> Any:
    """Data is any JSON: a few rows of it stand for all."""
    if isinstance(spec, dict):
        return {k: v[:5] if k == "values" else _shortened(v) for k, v in spec.items()}
    return [_shortened(item) for item in spec] if isinstance(spec, list) else spec


@functools.cache
def _validator() -> jsonschema.Draft7Validator:
    # The file alone: importing Altair takes seconds.
    path = files("altair") / "vegalite" / "v5" / "schema" / "vega-lite-schema.json"
    return jsonschema.Draft7Validator(json.loads(path.read_text(encoding="utf-8")))
