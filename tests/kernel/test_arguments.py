"""The line of a magic."""

from __future__ import annotations

import re

import pytest

from deita_labext.kernel.arguments import (
    CELL_HELP,
    CELL_OPTIONS,
    COMMANDS,
    HELP,
    LINE_HELP,
    CellArguments,
    LineArguments,
    parse_ask,
    parse_cell,
    parse_line,
)
from deita_labext.kernel.errors import DeitaError
from deita_labext.kernel.options import Option

from .conftest import ROOT


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", CellArguments()),
        ("late <<", CellArguments(name="late", display=False)),
        ("late<<", CellArguments(name="late", display=False)),
        ("late= <<", CellArguments(name="late")),
        ("late = <<", CellArguments(name="late")),
        ("größe_2 <<", CellArguments(name="größe_2", display=False)),
        ("late= << --no-display", CellArguments(name="late", display=False)),
        ("-w 'Quick start'", CellArguments(workspace="Quick start")),
        ("--workspace=Flights", CellArguments(workspace="Flights")),
        ("--page-size 10 --timeout 2.5", CellArguments(page_size=10, timeout=2.5)),
        ("--limit 7 --to pl --fresh", CellArguments(limit=7, to="pl", fresh=True)),
        ("-n 7 -t df", CellArguments(limit=7, to="df")),
        ("late <<  --with a,b --with c", CellArguments("late", False, parts=("a", "b", "c"))),
        ("-S late -w x --no-execute", CellArguments(save="late", workspace="x", execute=False)),
        ("--file 'my query.sql' --explain", CellArguments(file="my query.sql", explain=True)),
        ("--profile --local-limit 0.5", CellArguments(profile=True, local_limit=500_000)),
        ("--help", CellArguments(help=True)),
    ],
)
def test_the_line_of_a_cell(line: str, expected: CellArguments) -> None:
    assert parse_cell(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "select 1", "late < <", "2late <<", "--page-size", "--page-size 0", "--page-size 1.5",
        "--timeout -1", "--timeout soon", "--timeout nan", "--timeout inf", "-w", "-x",
        "--no-display=1", "-w 'open",
        "--to csv", "--limit 0", "--explain --profile",
    ],
)  # fmt: skip
def test_a_line_that_is_not_understood(line: str) -> None:
    with pytest.raises(DeitaError) as caught:
        parse_cell(line)
    assert caught.value.code == "usage"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", LineArguments()),
        ("tables", LineArguments("tables")),
        ("use Quick start", LineArguments("use", ("Quick start",))),
        ("use --create 'Quick start'", LineArguments("use", ("Quick start",), {"create": True})),
        ("upload a.csv 'b c.csv'", LineArguments("upload", ("a.csv", "b c.csv"))),
        ("upload --missing *.csv", LineArguments("upload", ("*.csv",), {"missing": True})),
        ("export late out.csv", LineArguments("export", ("late", "out.csv"))),
        ("--help", LineArguments(help=True)),
        ("export --help", LineArguments("export", help=True)),
        (
            "export late out.csv --delimiter ';' --no-header",
            LineArguments("export", ("late", "out.csv"), {"delimiter": ";", "no_header": True}),
        ),
        ("history -n 5", LineArguments("history", (), {"limit": 5})),
    ],
)
def test_the_line_of_a_command(line: str, expected: LineArguments) -> None:
    assert parse_line(line) == expected


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("select 1", "%%deita"),
        ("use", "%deita use"),
        ("describe", "%deita describe TABLE"),
        ("export flights", "%deita export NAME PATH"),
        ("tables --all", "%deita tables"),
        ("describe --wide", "--wide"),
    ],
)
def test_a_command_that_is_not_understood(line: str, told: str) -> None:
    with pytest.raises(DeitaError) as caught:
        parse_line(line)
    assert told in str(caught.value)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_is_complete(name: str) -> None:
    assert parse_line(f"{name} --help") == LineArguments(name, help=True)
    command = COMMANDS[name]
    assert command.help.startswith(f"%deita {name}")
    assert f"%deita {name}" in LINE_HELP
    written = set(re.findall(r"[A-Z]{3,}", command.written))
    assert written <= {value for value, _about in command.values} | {
        option.value for option in command.options
    }
    for value, about in command.values:
        assert re.search(rf"^  {value} +{re.escape(about)}$", command.help, re.MULTILINE)
    for option in (*command.options, HELP):
        assert_told(option, command.help)


def assert_told(option: Option, help: str) -> None:
    """That an option, its short form and each value it can have are in a help, with words."""
    lines = [line for line in help.splitlines() if line == option.line]
    assert len(lines) == 1
    line = lines[0]
    assert len(option.about.split()) >= 2
    assert option.about in line
    assert (option.kind == "flag") == (option.value == "")
    if option.short:
        assert f"-{option.short}, --" in line
    for choice in option.choices:
        assert re.search(rf"(?<![\w-]){re.escape(choice)}(?![\w-])", option.about), choice


def test_the_help_of_a_cell_is_complete() -> None:
    for option in CELL_OPTIONS:
        assert_told(option, CELL_HELP)


@pytest.mark.parametrize("line", ["-h", "late << -h", "--limit 5 -h"])
def test_help_by_its_short_form_in_a_cell(line: str) -> None:
    assert parse_cell(line) == CellArguments(help=True)


def test_help_by_its_short_form_in_a_line() -> None:
    assert parse_line("export -h") == LineArguments("export", help=True)
    assert parse_line("-h") == LineArguments(help=True)
    assert parse_ask("ask -h") is None
    assert parse_line("ask -h") == LineArguments("ask", help=True)


def test_the_readme_and_the_help_name_every_option_of_a_cell() -> None:
    named = [f"--{option.name}" for option in CELL_OPTIONS]
    assert [name for name in named if name not in CELL_HELP] == []
    readme = (ROOT / "README.md").read_text("utf-8")
    asked = ["--workspace", "--page-size", "--timeout", "--limit", "--to", "--save", "--with",
             "--file", "--explain", "--profile", "--no-display", "--fresh"]  # fmt: skip
    assert [name for name in asked if name not in named or name not in readme] == []
