"""``%%deita`` and ``%deita`` in IPython: parse the line, ask the client, show the answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .arguments import CELL_HELP, LINE_HELP, CellArguments, parse_cell, parse_line
from .listing import Listing, Words

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import DisplayHandle

    from .client import Client
    from .result import Result

NAME = "deita"


class DeitaMagic:
    """The magic of one kernel, and the client it found when it was first used."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._client: Client | None = None

    def run(self, line: str, cell: str | None = None) -> object:
        """Run SQL over the tables of the workspace; ``%%deita --help`` tells more."""
        return self._command(line) if cell is None else self._query(parse_cell(line), cell)

    def close(self) -> None:
        """Close the client's connections."""
        if self._client:
            self._client.close()
            self._client = None

    def _connected(self) -> Client:
        if self._client is None:
            from .client import connect  # noqa: PLC0415 - so that loading the extension is quick

            self._client = connect(notice=_say)
        return self._client

    def _query(self, arguments: CellArguments, cell: str) -> Result | Words | None:
        from .errors import DeitaError  # noqa: PLC0415
        from .parameters import bind  # noqa: PLC0415

        if arguments.help:
            return Words(CELL_HELP)
        # As written but for the line break that ends the cell, so that places are right.
        sql = cell.rstrip()
        if not sql:
            raise DeitaError(
                "The cell has no SQL.",
                code="usage",
                hint="Write it on the lines below %%deita.",
            )
        result = self._connected().query(
            sql,
            bind(sql, self._shell.user_ns),
            workspace=arguments.workspace,
            page_size=arguments.page_size,
            timeout=arguments.timeout,
            name=arguments.name,
        )
        if arguments.name:
            self._shell.user_ns[arguments.name] = result
        if arguments.display:
            return result
        return Words(result.summary()) if arguments.name else None

    def _command(self, line: str) -> Listing | Words | None:
        from .commands import Commands  # noqa: PLC0415

        arguments = parse_line(line)
        if arguments.command == "connect":
            from .client import connect  # noqa: PLC0415

            client = connect(*arguments.values, notice=_say)
            self.close()
            self._client = client
        return Commands(
            self._connected, self._shell.user_ns, _Shower(live=hasattr(self._shell, "kernel"))
        ).run(arguments)


# What `%%deita?` shows.
DeitaMagic.run.__doc__ = f"{CELL_HELP}\n{LINE_HELP}"


class _Shower:
    """Shows a listing in place of the one before; only the last where output cannot change."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._handle: DisplayHandle | None = None

    def __call__(self, listing: Listing, last: bool) -> None:
        from IPython.display import DisplayHandle  # noqa: PLC0415

        if not (self._live or last):
            return
        if self._handle is None:
            self._handle = DisplayHandle()  # type: ignore[no-untyped-call]
            self._handle.display(listing)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(listing)  # type: ignore[no-untyped-call]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _help_without_body(lines: list[str]) -> list[str]:
    """IPython refuses a cell magic without a body; ``%%deita --help`` needs none."""
    asked = len(lines) == 1 and lines[0].split() == [f"%%{NAME}", "--help"]
    return [f"%{NAME} --help\n"] if asked else lines


def load(shell: InteractiveShell) -> None:
    """Add the magic to a shell."""
    magic = DeitaMagic(shell)
    shell.magics_manager.register_function(magic.run, magic_kind="line_cell", magic_name=NAME)
    if _help_without_body not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(_help_without_body)


def unload(shell: InteractiveShell) -> None:
    """Take the magic away again."""
    if _help_without_body in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(_help_without_body)
    for magics in shell.magics_manager.magics.values():
        function = magics.pop(NAME, None)
        owner = getattr(function, "__self__", None)
        if isinstance(owner, DeitaMagic):
            owner.close()
