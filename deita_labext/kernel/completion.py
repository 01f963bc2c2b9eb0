"""Completion of ``%deita`` lines and ``%%deita`` cells: options, workspaces, tables, columns."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from .arguments import CELL_OPTIONS, COMMANDS, HELP, Command, assigned
from .localtables import is_frame
from .names import Catalog, Names
from .options import Option
from .result import Result
from .statements import quoted

if TYPE_CHECKING:
    from .client import Client

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_BARE = re.compile(r"[\w.-]+")
_END = re.compile(r"[\w.$]*$")
_LINE = re.compile(r"\s*(?:[^\W\d]\w*\s*=\s*)?%deita\b(?P<rest>.*)", re.DOTALL)
_CELL = "%%deita"
_PATHS = ("file",)
"""Options whose value is a path, which IPython completes."""


@dataclass(frozen=True)
class Context:
    """The text of a cell and the place in it."""

    text: str
    line: int
    column: int

    @classmethod
    def of(cls, context: Any) -> Context:
        """IPython's own context."""
        return cls(context.full_text, context.cursor_line, context.cursor_position)

    @property
    def lines(self) -> list[str]:
        """The cell's lines."""
        return self.text.split("\n")

    @property
    def first(self) -> int:
        """The first line that is not blank: IPython leaves out those above."""
        return next((at for at, line in enumerate(self.lines) if line.strip()), 0)

    @property
    def before(self) -> str:
        """The line up to the place."""
        return self.lines[self.line][: self.column]

    @property
    def after(self) -> str:
        """The line behind the place."""
        return self.lines[self.line][self.column :]


@dataclass(frozen=True)
class Offers:
    """What can stand in place of ``fragment``; ``others`` may be offered there too."""

    fragment: str
    names: Iterable[str] = ()
    others: bool = False


class Completion:
    """Completes the magic's lines and cells, from what the service and the notebook have."""

    def __init__(
        self, connected: Callable[[], Client | None], namespace: Mapping[str, object]
    ) -> None:
        self._names = Names(connected)
        self._namespace = namespace

    def match(self, context: Context) -> dict[str, object]:
        """What can stand at the place, as IPython's matchers say it."""
        first = context.lines[context.first]
        if first.split()[:1] == [_CELL] and context.line >= context.first:
            on_line = context.line == context.first
            found = self._cell_line(context.before) if on_line else self._sql(context, first)
        elif match := _LINE.match(context.before):
            found = self._command(match["rest"])
        else:
            return {"completions": [], "suppress": False}
        return _matched(found, context.after)

    def forget(self) -> None:
        """Ask for all names anew."""
        self._names.forget()

    def _cell_line(self, before: str) -> Offers:
        given, fragment = split(assigned(before.partition(_CELL)[2]).rest)
        return self._options(given, fragment, CELL_OPTIONS)

    def _command(self, rest: str) -> Offers:
        line = assigned(rest)
        given, fragment = split(line.rest)
        if not given:
            return Offers(fragment, ["ask"] if line.name else [*COMMANDS, "--help"])
        command = COMMANDS.get(given[0])
        if command is None:
            return Offers(fragment)
        options = (*command.options, HELP)
        if fragment.startswith("-") or _awaits_value(given, options):
            return self._options(given[1:], fragment, options)
        return self._argument(command, line.rest, given[1:], fragment)

    def _argument(self, command: Command, line: str, given: list[str], fragment: str) -> Offers:
        """What may be a value of a command."""
        if command.name == "use":
            # A name with blanks in it need not be quoted here.
            fragment = re.sub(r"^\s*use\s+(?:--create\s+)?", "", line)
        catalog = self._names.of(_workspace(given, command.options))
        values: dict[str, Callable[[], Iterable[str]]] = {
            "use": lambda: map(
                shell_word if fragment[:1] in ("'", '"') else _open_word, catalog.workspaces
            ),
            "describe": lambda: _tables(catalog),
            "saved": lambda: map(shell_word, catalog.saved),
            "cancel": self._names.running,
            "upload": lambda: self._variables(is_frame),
            "export": lambda: [*self._variables(_is_result), *_tables(catalog)],
        }
        if command.name not in values:
            return self._options(given, fragment, command.options)
        if command.name == "export" and any(not word.startswith("-") for word in given):
            return Offers(fragment, others=True)
        return Offers(fragment, values[command.name](), others=command.name == "upload")

    def _variables(self, kind: Callable[[object], bool]) -> list[str]:
        namespace = dict(self._namespace)
        return [name for name, one in namespace.items() if name[:1] != "_" and kind(one)]

    def _options(self, given: list[str], fragment: str, options: tuple[Option, ...]) -> Offers:
        name, joined, value = fragment.partition("=")
        option = _option(name, options) if joined else _option(given[-1] if given else "", options)
        if option is None or option.kind == "flag":
            return Offers(fragment, [f"--{option.name}" for option in options])
        value = value if joined else fragment
        if option.name in _PATHS:
            return Offers(value, others=True)
        if option.kind == "names":
            value = value.rpartition(",")[2]
        catalog = self._names.of(_workspace(given, options))
        return Offers(value, self._values(option, catalog))

    def _values(self, option: Option, catalog: Catalog) -> Iterable[str]:
        if option.name == "workspace":
            return map(shell_word, catalog.workspaces)
        if option.name in ("with", "save"):
            return map(shell_word, catalog.saved)
        return option.choices

    def _sql(self, context: Context, magic: str) -> Offers:
        """Tables and their columns: those of a table named before a dot, or of all named."""
        given, _fragment = split(magic.partition(_CELL)[2] + " ")
        catalog = self._names.of(_workspace(given, CELL_OPTIONS))
        before = context.before
        opened = before.count('"') % 2 == 1
        end = _END.search(before)
        fragment = before[before.rfind('"') :] if opened else end.group() if end else ""
        words = {word.lower() for word in re.findall(r"\w+", context.text)}
        qualifier = re.search(r"(\w+)\.\w*$", before)
        if qualifier and not opened:
            named = _meant(qualifier[1].lower(), context.text)
            columns = [
                f"{qualifier[1]}.{_name(column['name'])}"
                for table in catalog.tables
                if table["name"].lower() == named
                for column in table["columns"]
            ]
            return Offers(fragment, columns)
        names = [table["name"] for table in catalog.tables]
        names += [name for name in catalog.saved if name.lower() in words]
        for table in catalog.tables:
            if table["name"].lower() in words:
                names += [column["name"] for column in table["columns"]]
        return Offers(fragment, map(quoted if opened else _name, names))


def split(text: str) -> tuple[list[str], str]:
    """The whole words of a line, without their quotes, and the one at its end, as it is written."""
    given: list[str] = []
    start, quote = -1, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char.isspace():
            if start >= 0:
                given.append(_unquoted(text[start:at]))
            start = -1
        else:
            quote = char if char in "'\"" else ""
            start = at if start < 0 else start
    return given, text[start:] if start >= 0 else ""


def _unquoted(word: str) -> str:
    try:
        return "".join(shlex.split(word))
    except ValueError:
        return word


def shell_word(name: str) -> str:
    """A name as one word of the line."""
    return name if _BARE.fullmatch(name) else shlex.quote(name)


def _tables(catalog: Catalog) -> list[str]:
    return [shell_word(table["name"]) for table in catalog.tables]


def _is_result(value: object) -> bool:
    return isinstance(value, Result)


def _open_word(name: str) -> str:
    """A name that goes on to the end of the line, where it may have blanks."""
    return name if _BARE.fullmatch(name.replace(" ", "-")) else shlex.quote(name)


def _option(word: str, options: tuple[Option, ...]) -> Option | None:
    for option in options:
        if word == f"--{option.name}" or (option.short and word == f"-{option.short}"):
            return option
    return None


def _awaits_value(given: list[str], options: tuple[Option, ...]) -> bool:
    option = _option(given[-1], options)
    return option is not None and option.kind != "flag"


def _workspace(given: list[str], options: tuple[Option, ...]) -> str | None:
    """The workspace that a line names, where it may name one."""
    for word, following in zip_longest(given, given[1:], fillvalue=""):
        name, joined, value = word.partition("=")
        option = _option(name, options)
        if option is not None and option.name == "workspace":
            return (value if joined else following) or None
    return None


def _meant(name: str, sql: str) -> str:
    """The table that an alias stands for, or the name itself."""
    alias = re.search(
        rf"\b(?:from|join|,)\s*(\w+)\s+(?:as\s+)?{re.escape(name)}\b", sql, re.IGNORECASE
    )
    return alias[1].lower() if alias else name


def _name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else quoted(name)


def _matched(offers: Offers, after: str) -> dict[str, object]:
    from IPython.core.completer import SimpleCompletion  # noqa: PLC0415 - it is there already

    fragment = offers.fragment
    wanted = fragment.lower().lstrip("'\"")
    quote = fragment[:1] if fragment[:1] in ("'", '"') else ""
    found: dict[str, None] = {}
    for name in offers.names:
        if name == fragment or not name.lower().lstrip("'\"").startswith(wanted):
            continue
        written = name if not quote or name[:1] == quote else f"{quote}{name}{quote}"
        # An editor closes a quote as soon as it is opened.
        if quote and after.startswith(quote):
            written = written.removesuffix(quote)
        found[written] = None
    return {
        "completions": [SimpleCompletion(text=name, type="deita") for name in found],
        "matched_fragment": fragment,
        "suppress": not offers.others,
    }
