"""What is written on the line of a magic. The body of a cell is never searched for options."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import DeitaError
from .options import Option, read, usage, words

HELP = Option("help", "", "this text", "flag", short="h")
CELL_OPTIONS = (
    Option("workspace", "NAME", "run in this workspace", short="w"),
    Option("page-size", "N", "rows of the first page", "whole"),
    Option("timeout", "SECONDS", "give up after so long", "number"),
    Option("limit", "N", "at most so many rows", "whole", short="n"),
    Option(
        "to", "KIND", "df (pandas), pl (Polars), arrow or none instead of a result", "choice",
        short="t", choices=("df", "arrow", "pl", "none"),
    ),
    Option("save", "NAME", "keep the statement in the workspace as NAME", short="S"),
    Option(
        "with", "NAME", "put the saved query NAME before it as a CTE; several with commas", "names",
        field="parts",
    ),
    Option("file", "PATH", "take the SQL from a file", short="f"),
    Option("no-execute", "", "do not run it, which is of use with --save", "flag", short="N"),
    Option("explain", "", "show the engine's plan instead of running it", "flag", short="e"),
    Option("profile", "", "run it and show the plan with rows and times", "flag"),
    Option("no-display", "", "show nothing", "flag"),
    Option("fresh", "", "run it though the same was answered before", "flag"),
    Option("local-limit", "MB", "largest dataframe that is sent for its name (200)", "number"),
    Option("ask", "", "the cell is a question in words; a model answers it with SQL", "flag"),
    Option("model", "NAME", "with --ask: the model that is asked"),
    Option("thread", "NAME", "with --ask: go on in this thread of the chat, or begin it"),
    HELP,
)  # fmt: skip
CELL_HELP = f"""\
%%deita [NAME <<] [options]
SQL

  NAME <<                  leave the result in the variable NAME, show one line
  NAME= <<                 leave the result in NAME and show it
{chr(10).join(option.line for option in CELL_OPTIONS)}

:name and $name in the SQL are bound to the notebook's variable of that name. It may be text,
a number, a boolean, None, a date or a time (write :day::date to compare it with dates).
{{{{ expression }}}} is put in as text, by Jinja. A dataframe or a result in a variable can
stand where a table does, if no table has its name. What --save
keeps is seen in the data browser and the SQL editor too; its parameters are written $name there.
"""


@dataclass(frozen=True)
class Command:
    """A ``%deita`` command: how it is written, what it does, its options and values."""

    name: str
    written: str
    about: str
    fewest: int = 0
    most: int | None = 0
    options: tuple[Option, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    """What stands on the line besides options: what it is called in ``written``, what it is."""

    @property
    def help(self) -> str:
        """How it is written and what its options are."""
        lines = [f"%deita {self.written}", "", f"  {self.about}", ""]
        lines += [f"  {name:<24} {about}" for name, about in self.values]
        lines += [option.line for option in (*self.options, HELP)]
        return "\n".join(lines) + "\n"


ASK_OPTIONS = (
    Option("model", "NAME", "the model that is asked"),
    Option("thread", "NAME", "go on in this thread of the chat, or begin it"),
    Option("workspace", "NAME", "ask about this workspace", short="w"),
    Option("run", "", "run the SQL, which is so by default", "flag"),
    Option("no-run", "", "show the SQL and do not run it", "flag"),
)
_EXPORT = (
    Option("delimiter", "MARK", "csv: , ; | or another"),
    Option("null", "TEXT", "csv: how NULL is spelled"),
    Option("encoding", "NAME", "csv: utf-8, or utf-8-bom for Excel", "choice",
           choices=("utf-8", "utf-8-bom")),
    Option("decimal", "MARK", "csv: . or ,", "choice", choices=(".", ",")),
    Option("quoting", "WHICH", "csv: needed or all", "choice", choices=("needed", "all")),
    Option("no-header", "", "csv: no line of names", "flag"),
    Option("guard", "", "csv: an apostrophe before what a spreadsheet takes for a formula", "flag"),
    Option("compression", "NAME", "parquet, arrow: zstd or lz4", "choice",
           choices=("zstd", "lz4")),
)  # fmt: skip
COMMANDS = {
    command.name: command
    for command in (
        Command("workspaces", "workspaces", "the workspaces"),
        Command(
            "use", "use [--create] NAME", "work in that workspace from now on", 1, 1,
            (Option("create", "", "make it if there is none", "flag"),),
            (("NAME", "its name in any case, or its id; blanks need no quotes"),),
        ),
        Command(
            "tables", "tables [--deleted]", "its tables", 0, 0,
            (Option("deleted", "", "those whose deletion can still be undone", "flag"),),
        ),
        Command(
            "describe", "describe TABLE", "the columns of a table", 1, 1,
            values=(("TABLE", "its name or id"),),
        ),
        Command(
            "upload", "upload [--missing] [--name NAME] PATH|VARIABLE…",
            "make tables of files, of data/*.csv, or of dataframes in variables", 1, None,
            (Option("missing", "", "leave out files that have become tables before", "flag"),
             Option("name", "NAME", "what the table is to be called; for one dataframe")),
            (("PATH", "a file, or a pattern such as data/*.csv"),
             ("VARIABLE", "a dataframe of pandas, Polars or Arrow, or a result")),
        ),
        Command(
            "export", "export NAME PATH [options]",
            "write a table, or a result in a variable, to a file", 2, 2, _EXPORT,
            (("NAME", "a result in a variable, or else a table"),
             ("PATH", "the file, of the kind that its name ends in: .csv .tsv .parquet .xlsx "
              ".jsonl .json .arrow")),
        ),
        Command(
            "history", "history [--limit N]", "the queries that have ended, newest first", 0, 0,
            (Option("limit", "N", "how many (20)", "whole", short="n"),),
        ),
        Command(
            "saved", "saved [NAME]", "its saved queries, or the text of one", 0, 1,
            values=(("NAME", "its name or id"),),
        ),
        Command(
            "ask", 'ask [options] "QUESTION"',
            "ask a model; shows its words, its SQL and what that gives. NAME << before `ask` "
            "leaves the result in NAME", 1, None, ASK_OPTIONS,
            (("QUESTION", "what you want to know, in words"),
             ("NAME", "%deita NAME << ask … leaves the result in this variable")),
        ),
        Command("running", "running", "your queries that wait or run, and their ids"),
        Command(
            "cancel", "cancel [QUERY]",
            "stop a query, by its id; without one the only one that runs, or list them", 0, 1,
            values=(("QUERY", "an id that `%deita running` shows"),),
        ),
        Command(
            "connect", "connect [URL [TOKEN]]",
            "which service this is and how it was found; or use another", 0, 2,
            values=(("URL", "a Jupyter server with Deita, as in the browser"),
                    ("TOKEN", "its token, where the address has none")),
        ),
    )
}  # fmt: skip
LINE_HELP = (
    "".join(f"%deita {one.written:<52} {one.about}\n" for one in COMMANDS.values())
    + "\n`%deita COMMAND --help` lists the options of one.\n"
)

_ASSIGN = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*(?P<show>=?)\s*<<(?=\s|$)")


@dataclass(frozen=True)
class CellArguments:
    """The line of a ``%%deita`` cell. ``timeout`` is in seconds, ``local_limit`` in bytes."""

    name: str | None = None
    display: bool = True
    workspace: str | None = None
    page_size: int | None = None
    timeout: float | None = None
    limit: int | None = None
    to: str | None = None
    save: str | None = None
    parts: tuple[str, ...] = ()
    file: str | None = None
    execute: bool = True
    explain: bool = False
    profile: bool = False
    fresh: bool = False
    local_limit: int = 200_000_000
    ask: bool = False
    model: str | None = None
    thread: str | None = None
    help: bool = False


@dataclass(frozen=True)
class LineArguments:
    """The line of a ``%deita`` command. ``help`` asks for its help, or for all where it is none."""

    command: str = ""
    values: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    help: bool = False


@dataclass(frozen=True)
class Assigned:
    """A line that may begin with ``NAME <<`` or ``NAME= <<``, and the rest of it."""

    rest: str
    name: str | None = None
    display: bool = True


def assigned(line: str) -> Assigned:
    """Read the beginning of a line."""
    match = _ASSIGN.match(line)
    if match is None:
        return Assigned(line)
    return Assigned(line[match.end() :], match["name"], bool(match["show"]))


def parse_cell(line: str) -> CellArguments:
    """Read the line of a cell."""
    begun = assigned(line.strip())
    name, display = begun.name, begun.display
    given = words(begun.rest)
    if _asks_for_help(given):
        return CellArguments(help=True)
    values, others = read(given, CELL_OPTIONS, "a %%deita cell", "%%deita --help")
    if others:
        raise usage(
            f"`{others[0]}` is not understood on the line of a %%deita cell.",
            "The SQL goes on the lines below it. `%%deita --help` lists the options.",
        )
    if values.pop("no_display", False):
        display = False
    if values.pop("no_execute", False):
        values["execute"] = False
    if "local_limit" in values:
        values["local_limit"] = int(values["local_limit"] * 1_000_000)
    if values.get("explain") and values.get("profile"):
        raise usage("--explain and --profile exclude each other.", None)
    if not values.get("ask") and (values.get("model") or values.get("thread")):
        raise usage("--model and --thread are for cells with --ask.", None)
    return CellArguments(name=name, display=display, **values)


def parse_ask(line: str) -> tuple[CellArguments, str] | None:
    """Read a line that asks: ``[NAME <<] ask [options] QUESTION``; None where it is another."""
    begun = assigned(line.strip())
    command, _blank, rest = begun.rest.strip().partition(" ")
    given = _asked_words(rest) if command == "ask" else []
    if not given or _asks_for_help(given):
        return None
    values, others = read(given, ASK_OPTIONS, "`%deita ask`", "%deita ask --help")
    if values.pop("run", False) and values.get("no_run"):
        raise usage("--run and --no-run exclude each other.", None)
    execute = not values.pop("no_run", False)
    arguments = CellArguments(
        name=begun.name, display=begun.display, ask=True, execute=execute, **values
    )
    return arguments, " ".join(others)


def _asks_for_help(given: Sequence[str]) -> bool:
    return "--help" in given or "-h" in given


def _asked_words(text: str) -> list[str]:
    """The words of a question, in which an apostrophe need be no quote."""
    try:
        return words(text)
    except DeitaError:
        return text.split()


def parse_line(line: str) -> LineArguments:
    """Read the line of a command. No command at all is one too: the state of things."""
    given = words(line)
    if not given:
        return LineArguments()
    if given[0] in ("--help", "-h", "help"):
        return LineArguments(help=True)
    command = COMMANDS.get(given[0])
    if command is None:
        raise usage(
            f"There is no `%deita {given[0]}`.",
            f"There are: {', '.join(COMMANDS)}. SQL goes into a cell that begins with %%deita.",
        )
    if _asks_for_help(given[1:]):
        return LineArguments(command.name, help=True)
    where = f"%deita {command.name}"
    options, others = read(given[1:], command.options, f"`{where}`", f"{where} --help")
    # A workspace's name may have blanks without being quoted.
    if command.name == "use" and others:
        others = [" ".join(others)]
    if len(others) < command.fewest or (command.most is not None and len(others) > command.most):
        raise usage(f"`{where}` is written so: %deita {command.written}", None)
    return LineArguments(command.name, tuple(others), options)
