"""What is written on the line of a magic. The body of a cell is never searched for options."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from .errors import DeitaError

CELL_HELP = """\
%%deita [NAME <<] [options]
SQL

  NAME <<               leave the result in the variable NAME, show one line
  NAME= <<              leave the result in NAME and show it
  -w, --workspace NAME  run in this workspace
      --page-size N     rows of the first page
      --timeout SECONDS give up after so long
      --no-display      show nothing
      --help            this text

$name in the SQL is bound to the notebook's variable of that name. It may be text,
a number, a boolean, None, a date or a time (write $day::date to compare it with dates).
"""

LINE_HELP = """\
%deita workspaces             the workspaces
%deita use [--create] NAME    work in that one; --create makes it if there is none
%deita tables                 its tables
%deita describe TABLE         the columns of a table
%deita upload [--missing] PATH…
                              make tables of files; data/*.csv is understood;
                              --missing leaves out those that have become tables before
%deita export NAME PATH       write a table, or a result in a variable, as what PATH
                              ends in: .csv .tsv .parquet .xlsx .jsonl .json .arrow
%deita connect [URL [TOKEN]]  which service this is and how it was found; or use another
"""

_ASSIGN = re.compile(r"(?P<name>[^\W\d]\w*)\s*(?P<show>=?)\s*<<(?=\s|$)")


@dataclass(frozen=True)
class CellArguments:
    """The line of a ``%%deita`` cell. ``timeout`` is in seconds."""

    name: str | None = None
    display: bool = True
    workspace: str | None = None
    page_size: int | None = None
    timeout: float | None = None
    help: bool = False


@dataclass(frozen=True)
class LineArguments:
    """The line of a ``%deita`` command."""

    command: str = ""
    values: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()


def parse_cell(line: str) -> CellArguments:
    """Read the line of a cell."""
    line = line.strip()
    name: str | None = None
    display = True
    if match := _ASSIGN.match(line):
        name, display = match["name"], bool(match["show"])
        line = line[match.end() :]
    words = _words(line)
    workspace: str | None = None
    page_size: int | None = None
    timeout: float | None = None
    while words:
        option, joined, value = words.pop(0).partition("=")
        if option == "--help" and not joined:
            return CellArguments(help=True)
        if option == "--no-display" and not joined:
            display = False
        elif option in ("-w", "--workspace"):
            workspace = _value(option, joined, value, words)
        elif option == "--page-size":
            page_size = int(_positive(option, _value(option, joined, value, words), whole=True))
        elif option == "--timeout":
            timeout = _positive(option, _value(option, joined, value, words))
        else:
            raise _usage(
                f"`{option}` is not understood on the line of a %%deita cell.",
                "The SQL goes on the lines below it. `%%deita --help` lists the options.",
            )
    return CellArguments(name, display, workspace, page_size, timeout)


_COMMANDS: dict[str, tuple[int, int | None, str]] = {
    # the fewest values, the most, and how it is written
    "workspaces": (0, 0, "%deita workspaces"),
    "use": (1, 1, "%deita use [--create] NAME"),
    "tables": (0, 0, "%deita tables"),
    "describe": (1, 1, "%deita describe TABLE"),
    "upload": (1, None, "%deita upload [--missing] PATH…"),
    "export": (2, 2, "%deita export NAME PATH"),
    "connect": (0, 2, "%deita connect [URL [TOKEN]]"),
    "help": (0, 0, "%deita --help"),
}
_FLAGS = {"use": frozenset({"--create"}), "upload": frozenset({"--missing"})}


def parse_line(line: str) -> LineArguments:
    """Read the line of a command. No command at all is one too: the state of things."""
    words = _words(line)
    if not words:
        return LineArguments()
    command = "help" if words[0] in ("--help", "-h") else words[0]
    if command not in _COMMANDS:
        raise _usage(
            f"There is no `%deita {command}`.",
            f"There are: {', '.join(_COMMANDS)}. SQL goes into a cell that begins with %%deita.",
        )
    if "--help" in words[1:]:
        return LineArguments("help")
    flags = frozenset(word for word in words[1:] if word in _FLAGS.get(command, ()))
    values = tuple(word for word in words[1:] if word not in flags)
    fewest, most, written = _COMMANDS[command]
    # A workspace's name may have blanks without being quoted.
    if command == "use" and values:
        values = (" ".join(values),)
    if len(values) < fewest or (most is not None and len(values) > most):
        raise _usage(f"`%deita {command}` is written so: {written}", None)
    for value in values:
        if value.startswith("--"):
            raise _usage(f"`%deita {command}` has no option {value}.", f"Write: {written}")
    return LineArguments(command, values, flags)


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        raise _usage("A quote is opened on this line and not closed.", None) from None


def _value(option: str, joined: str, value: str, words: list[str]) -> str:
    if not joined and words:
        value = words.pop(0)
    if not value:
        raise _usage(f"{option} needs a value.", "`%%deita --help` lists the options.")
    return value


def _positive(option: str, text: str, *, whole: bool = False) -> float:
    try:
        number = int(text) if whole else float(text)
    except ValueError:
        number = 0
    if not 0 < number < float("inf"):
        kind = "a whole number" if whole else "a number"
        raise _usage(f"{option} needs {kind} above 0, not “{text}”.", None)
    return number


def _usage(message: str, hint: str | None) -> DeitaError:
    return DeitaError(message, code="usage", hint=hint)
