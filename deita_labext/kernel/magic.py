"""``%%deita`` and ``%deita`` in IPython: parse the line, ask the client, show the answer."""

from __future__ import annotations

import atexit
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from . import showing
from .arguments import CELL_HELP, LINE_HELP, CellArguments, parse_ask, parse_cell, parse_line
from .listing import Listing, Words
from .settings import Deita

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.display import DisplayHandle

    from .client import Client
    from .completion import Completion
    from .localtables import LocalTables
    from .progress import Progress

NAME = "deita"
_TOLD = ("DEITA_URL", "DEITA_SERVER_URL")
"""Where a kernel has been told of a service."""


class DeitaMagic:
    """The magic of one kernel, and the client it found when it was first used."""

    def __init__(self, shell: InteractiveShell) -> None:
        self._shell = shell
        self._client: Client | None = None
        self._local: LocalTables | None = None
        self._completion: Completion | None = None
        self._connecting = threading.Lock()
        self.settings = Deita(parent=shell)

    def run(self, line: str, cell: str | None = None) -> object:
        """Run SQL over the tables of the workspace; ``%%deita --help`` tells more."""
        from .errors import DeitaError, Interrupted  # noqa: PLC0415 - so that loading is quick

        try:
            if cell is not None:
                return self._query(parse_cell(line), cell)
            asked = parse_ask(line)
            return self._query(*asked) if asked else self._command(line)
        except DeitaError as error:
            error.whole = not self.settings.short_errors
            raise
        except Interrupted:
            raise
        except KeyboardInterrupt:
            raise Interrupted("interrupted") from None

    def complete(self, context: object) -> dict[str, object]:
        """A matcher of IPython's completer, for the magic's own lines and cells."""
        from .completion import Completion, Context  # noqa: PLC0415 - so that loading is quick

        if self._completion is None:
            self._completion = Completion(self._connected_quietly, self._shell.user_ns)
        return self._completion.match(Context.of(context))

    def close(self) -> None:
        """Remove what was sent for this kernel alone, and close the client's connections."""
        atexit.unregister(self.close)
        if self._local:
            self._local.remove()
            self._local = None
        if self._client:
            self._client.close()
            self._client = None

    def _connected(self) -> Client:
        from .client import connect  # noqa: PLC0415 - so that loading the extension is quick

        with self._connecting:
            if self._client is None:
                self._client = connect(notice=_say)
            return self._client

    def _connected_quietly(self) -> Client | None:
        """The client, for a completion: none is worth a service of its own."""
        from .client import connect  # noqa: PLC0415

        with self._connecting:
            if self._client is None and any(map(os.environ.get, _TOLD)):
                self._client = connect(start=False)
            return self._client

    def _tell(self, text: str) -> None:
        if self.settings.feedback:
            _say(text)

    @property
    def _live(self) -> bool:
        """Whether what was shown can change."""
        return hasattr(self._shell, "kernel")

    def _query(self, arguments: CellArguments, text: str) -> object:
        from .cell import Cell  # noqa: PLC0415
        from .localtables import LocalTables  # noqa: PLC0415
        from .progress import Progress, ShownAnswer  # noqa: PLC0415

        if arguments.help:
            return Words(CELL_HELP)
        if self._local is None:
            # A private service registers its end first, so that ours comes before it.
            self._connected()
            self._local = LocalTables(self._tell)
            atexit.register(self.close)
        progress = Progress(live=self._live)
        shown = ShownAnswer(live=self._live)
        arguments = self.settings.applied(arguments)
        feedback = self.settings.feedback > 0
        cell = Cell(
            self._connected, self._shell.user_ns, self._local, shown, progress, feedback=feedback
        )
        return self._shown(progress, lambda: cell.run(arguments, text))

    def _shown(self, progress: Progress, run: Callable[[], object]) -> object:
        """What is to be shown of it, where it does not take the place of a line of progress."""
        try:
            value = run()
        except BaseException:
            progress.end()
            raise
        if not progress.shown:
            return value
        if value is None:
            progress.end()
            return None
        progress.replace(value)
        self._shell.displayhook.update_user_ns(value)  # type: ignore[no-untyped-call]
        return None

    def _command(self, line: str) -> object:
        from .commands import Commands  # noqa: PLC0415
        from .progress import Progress  # noqa: PLC0415

        arguments = parse_line(line)
        if arguments.command == "connect" and not arguments.help:
            from .client import connect  # noqa: PLC0415

            client = connect(*arguments.values, notice=_say)
            self.close()
            self._client = client
        if self._completion and arguments.command in ("connect", "use"):
            self._completion.forget()
        progress = Progress(live=self._live)
        shower = _Shower(live=self._live)
        commands = Commands(self._connected, self._shell.user_ns, shower, progress)
        return self._shown(progress, lambda: commands.run(arguments))


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


def _body_to_be(lines: list[str]) -> list[str]:
    """IPython refuses a cell magic without a body; ``--help`` and ``--file`` need none."""
    alone = len(lines) == 1 and lines[0].split()[:1] == [f"%%{NAME}"]
    return [f"{lines[0].rstrip()}\n", "\n"] if alone else lines


def load(shell: InteractiveShell) -> None:
    """Add the magic and its completion to a shell."""
    unload(shell)
    magic = DeitaMagic(shell)
    shell.magics_manager.register_function(magic.run, magic_kind="line_cell", magic_name=NAME)
    shell.input_transformers_cleanup.append(_body_to_be)
    configurables: list[Any] = shell.configurables
    configurables.append(magic.settings)
    if shell.Completer is not None:
        shell.Completer.custom_matchers.append(_matcher(magic))
    if hasattr(shell, "kernel"):
        showing.listen(shell.kernel.comm_manager)


def unload(shell: InteractiveShell) -> None:
    """Take the magic away again."""
    if _body_to_be in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(_body_to_be)
    if shell.Completer is not None:
        matchers = shell.Completer.custom_matchers
        matchers[:] = [one for one in matchers if getattr(one, "matcher_identifier", "") != NAME]
    if hasattr(shell, "kernel"):
        showing.stop_listening(shell.kernel.comm_manager)
    for magics in shell.magics_manager.magics.values():
        function = magics.pop(NAME, None)
        owner = getattr(function, "__self__", None)
        if isinstance(owner, DeitaMagic):
            owner.close()
            configurables: list[Any] = shell.configurables
            if owner.settings in configurables:
                configurables.remove(owner.settings)


def _completer(magic: DeitaMagic) -> Callable[[object], dict[str, object]]:
    """A function: IPython sets attributes on it, which a bound method does not take."""

    def complete(context: object) -> dict[str, object]:
        return magic.complete(context)

    return complete


def _matcher(magic: DeitaMagic) -> object:
    from IPython.core.completer import context_matcher  # noqa: PLC0415

    return context_matcher(identifier=NAME, priority=100)(_completer(magic))
