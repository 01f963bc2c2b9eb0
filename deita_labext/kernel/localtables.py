"""Dataframes of the notebook, named in SQL: sent once as tables, and removed with the kernel."""

from __future__ import annotations

import contextlib
import hashlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .client import Client
from .contract import Job
from .errors import DeitaError
from .layout import count, size_text
from .progress import Progress
from .pulse import Pulse
from .sending import Sending

if TYPE_CHECKING:
    import pyarrow as pa

PREFIX = "local_"


class LocalTables:
    """The dataframes of this kernel that are tables for as long as it lives."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._pulse = Pulse()
        self._client: Client | None = None
        self._tables: dict[tuple[str, str], Job] = {}

    def table(
        self, client: Client, name: str, frame: object, limit: int, progress: Progress
    ) -> str:
        """The name of the table in the client's workspace that has this dataframe's rows.

        One that was sent before, and has the same rows still, is found again.
        Raises DeitaError where it takes more than ``limit`` bytes in Arrow's memory.
        """
        table = arrow_table(frame)
        if table.nbytes > limit:
            raise DeitaError(
                f"{name} is a dataframe of {size_text(table.nbytes)}; "
                f"up to {size_text(limit)} are sent for a query.",
                code="usage",
                hint="Allow more with `--local-limit MB`, or make a table of it for good: "
                f"`%deita upload {name}`.",
            )
        key = (client.workspace["id"], fingerprint(table))
        if key in self._tables:
            job = self._tables[key]
            with contextlib.suppress(DeitaError):
                found: str = client.table(job["tables"][0]["id"])["name"]
                return found
        self._client = client
        self._pulse.begin(client)
        job = send(client, f"{PREFIX}{name}", table, progress, self._pulse.holder)
        self._tables[key] = job
        made = job["tables"][0]
        self._say(
            f"{name} is a dataframe of this notebook: sent as the table {made['name']} "
            f"({count(made['row_count'], 'row')}), which goes with the kernel."
        )
        return made["name"]

    def remove(self) -> None:
        """Have the tables and their files removed.

        Where the service cannot be reached, it does so when it hears nothing more of this kernel.
        """
        self._pulse.end()
        if self._client:
            with contextlib.suppress(DeitaError):
                self._client.let_go(self._pulse.holder)
        self._client, self._pulse, self._tables = None, Pulse(), {}


def is_frame(value: object) -> bool:
    """Whether a value has rows and columns that Arrow can take."""
    if isinstance(value, type):
        return False
    if _module(value) == "pandas":
        return type(value).__name__ == "DataFrame"
    if hasattr(value, "__arrow_c_stream__"):
        return not _is_other_stream(value)
    return hasattr(value, "__arrow_c_array__") and _record_batch(value) is not None


def why_none(name: str, value: object) -> str | None:
    """What to do with a value that is nearly a dataframe; None for all others."""
    arrow, polars = sys.modules.get("pyarrow"), sys.modules.get("polars")
    if arrow is not None and isinstance(value, arrow.RecordBatchReader):
        return (
            f"{name} is a stream that can be read only once: read it into a table before, "
            f"{name} = {name}.read_all()"
        )
    if polars is not None and isinstance(value, polars.LazyFrame):
        return f"{name} is not computed yet: {name} = {name}.collect()"
    if _module(value) in ("pandas", "polars") and type(value).__name__ == "Series":
        return f"{name} is one column: make a dataframe of it, {name} = {name}.to_frame()"
    return None


def arrow_table(frame: Any) -> pa.Table:
    """A dataframe as Arrow; the index of a pandas one is left out."""
    import pyarrow as pa  # noqa: PLC0415

    try:
        if _module(frame) == "pandas":
            return pa.Table.from_pandas(frame, preserve_index=False)
        if not hasattr(frame, "__arrow_c_stream__"):
            return pa.Table.from_batches([pa.record_batch(frame)])
        return pa.table(frame)
    except (pa.ArrowException, TypeError, ValueError) as exc:
        raise DeitaError(
            f"The dataframe cannot be sent: {str(exc).splitlines()[0] if str(exc) else exc!r}.",
            code="unreadable_frame",
            hint="Give each of its columns one type, and distinct names that are text.",
        ) from exc


def send(
    client: Client, name: str, table: pa.Table, progress: Progress, holder: str | None = None
) -> Job:
    """Make a table of it through a Parquet file; the job when it is done.

    With a ``holder`` it goes with that kernel. Interrupted, nothing of it stays at the service.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.parquet"
        sending = Sending(client, path, holder)

        def sent() -> Job:
            pq.write_table(table, path, compression="zstd")
            return sending.finish()

        return progress.during(
            lambda: f"{name}: {sending.doing}", sent, sending.stop, "upload cancelled"
        )


def fingerprint(table: pa.Table) -> str:
    """The same for the same columns and rows."""
    import pyarrow as pa  # noqa: PLC0415

    class Digest:
        """A file that keeps nothing but the digest."""

        closed = False
        digest = hashlib.blake2b(digest_size=20)

        def write(self, data: bytes) -> int:
            self.digest.update(data)
            return len(data)

        def flush(self) -> None: ...

    sink = Digest()
    plain = table.replace_schema_metadata(None).combine_chunks()
    with pa.ipc.new_stream(pa.PythonFile(sink, mode="w"), plain.schema) as writer:
        writer.write_table(plain)
    return sink.digest.hexdigest()


def _record_batch(value: Any) -> pa.RecordBatch | None:
    """The rows of what gives one array of Arrow, where that has columns."""
    import pyarrow as pa  # noqa: PLC0415

    if isinstance(value, pa.Array):
        return None
    try:
        return pa.record_batch(value)
    except (pa.ArrowException, TypeError, ValueError):
        return None


def _module(value: object) -> str:
    return type(value).__module__.partition(".")[0]


def _is_other_stream(value: object) -> bool:
    """Whether a stream of Arrow is one column, or can be read only once."""
    polars = sys.modules.get("polars")
    arrow = sys.modules.get("pyarrow")
    return (polars is not None and isinstance(value, polars.Series)) or (
        arrow is not None and isinstance(value, (arrow.ChunkedArray, arrow.RecordBatchReader))
    )
