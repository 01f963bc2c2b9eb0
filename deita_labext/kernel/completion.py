"""Completion of ``%deita`` lines and ``%%deita`` cells: options, workspaces, tables, columns."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .arguments import CELL_OPTIONS, COMMANDS
from .errors import DeitaError
from .options import Option
from .statements import quoted

if TYPE_CHECKING:
    from .client import Client
    from .contract import Table

_WAIT_SECONDS = 0.3
"""How long a completion waits for names that are being asked for."""
_FRESH_SECONDS = 10.0
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_END = re.compile(r"[\w.$-]*$")
_LINE = re.compile(r"\s*(?:[^\W\d]\w*\s*=\s*)?%deita\b(?P<rest>.*)", re.DOTALL)


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
    def before(self) -> str:
        """The line up to the place."""
        return self.text.split("\n")[self.line][: self.column]


@dataclass(frozen=True)
class Catalog:
    """The names that were there at a moment."""

    workspaces: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    saved: tuple[str, ...] = ()


class Completion:
    """Completes from names that are asked for in the background and kept for a while."""

    def __init__(self, client: Callable[[], Client | None]) -> None:
        self._client = client
        self._catalog = Catalog()
        self._asked: tuple[str, float] | None = None
        self._asking: threading.Thread | None = None

    def match(self, context: Context) -> dict[str, object]:
        """What can stand at the place, as IPython's matchers say it."""
        first = context.text.split("\n", 1)[0]
        if first.split()[:1] == ["%%deita"]:
            found = self._cell_line(context.before) if context.line == 0 else self._sql(context)
        elif match := _LINE.match(context.before):
            found = self._command(match["rest"])
        else:
            return {"completions": [], "suppress": False}
        return _matched(context.before, found)

    def catalog(self) -> Catalog:
        """The names, new ones if they come soon."""
        client = self._client()
        if client is None:
            return self._catalog
        workspace = client.workspace_id or ""
        now = time.monotonic()
        stale = self._asked is None or (
            self._asked[0] != workspace or now - self._asked[1] > _FRESH_SECONDS
        )
        if stale and not (self._asking and self._asking.is_alive()):
            self._asked = (workspace, now)
            self._asking = threading.Thread(target=self._ask, args=(client,), daemon=True)
            self._asking.start()
        if self._asking:
            self._asking.join(_WAIT_SECONDS)
        return self._catalog

    def _ask(self, client: Client) -> None:
        try:
            names = tuple(workspace["name"] for workspace in client.workspaces())
            saved = tuple(saved["name"] for saved in client.saved_queries())
            self._catalog = Catalog(names, tuple(client.tables()), saved)
        except DeitaError:
            self._asked = None

    def _cell_line(self, before: str) -> Iterator[str]:
        return self._options(before, CELL_OPTIONS)

    def _command(self, rest: str) -> Iterator[str]:
        given = rest.split()
        if not given or (len(given) == 1 and not rest[-1].isspace()):
            yield from (*COMMANDS, "--help")
            return
        command = COMMANDS.get(given[0])
        if command is None:
            return
        if given[-1].startswith("-") and not rest[-1].isspace():
            yield from self._options(rest, (*command.options, Option("help", "", "")))
        elif command.name == "use":
            yield from self.catalog().workspaces
        elif command.name in ("describe", "export"):
            yield from (table["name"] for table in self.catalog().tables)
        elif command.name == "saved":
            yield from map(_shell_word, self.catalog().saved)
        else:
            yield from self._options(rest, command.options)

    def _options(self, before: str, options: tuple[Option, ...]) -> Iterator[str]:
        given = before.split()
        if before and not before[-1].isspace():
            given = given[:-1]
        last = given[-1] if given else ""
        for option in options:
            if last in (f"--{option.name}", f"-{option.short}") and option.kind != "flag":
                yield from self._values(option)
                return
        yield from (f"--{option.name}" for option in options)

    def _values(self, option: Option) -> Iterator[str]:
        yield from option.choices
        if option.name == "workspace":
            yield from map(_shell_word, self.catalog().workspaces)
        if option.name in ("with", "save"):
            yield from map(_shell_word, self.catalog().saved)

    def _sql(self, context: Context) -> Iterator[str]:
        """Tables and their columns: those of a table named before a dot, or of all named."""
        tables = self.catalog().tables
        words = {word.lower() for word in re.findall(r"\w+", context.text)}
        qualifier = re.search(r"(\w+)\.\w*$", context.before)
        if qualifier:
            named = _meant(qualifier[1].lower(), context.text)
            for table in tables:
                if table["name"].lower() == named:
                    yield from (
                        f"{qualifier[1]}.{_name(column['name'])}" for column in table["columns"]
                    )
            return
        yield from (_name(table["name"]) for table in tables)
        yield from (_name(name) for name in self.catalog().saved if name.lower() in words)
        for table in tables:
            if table["name"].lower() in words:
                yield from (_name(column["name"]) for column in table["columns"])


def _meant(name: str, sql: str) -> str:
    """The table that an alias stands for, or the name itself."""
    alias = re.search(
        rf"\b(?:from|join|,)\s*(\w+)\s+(?:as\s+)?{re.escape(name)}\b", sql, re.IGNORECASE
    )
    return alias[1].lower() if alias else name


def _name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else quoted(name)


def _shell_word(name: str) -> str:
    return f"'{name}'" if re.search(r"\s", name) else name


def _matched(before: str, names: Iterator[str]) -> dict[str, object]:
    from IPython.core.completer import SimpleCompletion  # noqa: PLC0415 - it is there already

    end = _END.search(before)
    fragment = end.group() if end else ""
    wanted = fragment.lower()
    found = dict.fromkeys(
        name for name in names if name.lower().lstrip("'\"").startswith(wanted) and name != fragment
    )
    return {
        "completions": [SimpleCompletion(text=name, type="deita") for name in found],
        "matched_fragment": fragment,
        "suppress": True,
    }
