"""The compose file speaks of settings that there are."""

from __future__ import annotations

from pathlib import Path

import yaml

from deita_server_ext.app import DeitaApp

COMPOSE = Path(__file__).parents[2] / "docker-compose.yml"


def test_each_variable_is_a_setting() -> None:
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    names = [name for name in services["deita"]["environment"] if name.startswith("DEITA_")]

    assert names
    assert {name.removeprefix("DEITA_").lower() for name in names} <= set(DeitaApp.SETTINGS)


def test_what_deita_waits_for_is_there() -> None:
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]

    assert set(services["deita"]["depends_on"]) <= set(services)
    assert services["catalog"]["healthcheck"]["test"][0] == "CMD"
