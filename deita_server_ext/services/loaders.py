"""A worker in the loader's role, for some folders of files."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from deita_server_ext.engine.pool import Pool
from deita_server_ext.engine.process import Worker

LOADER = "deita_server_ext.ingest.loader:Loader"


@contextlib.asynccontextmanager
async def lent_loader(pool: Pool, workspace_id: str, *folders: Path) -> AsyncIterator[Worker]:
    """A loader under the pool's limits that can touch ``folders`` and nothing else."""
    limits = pool.limits
    async with pool.lend(workspace_id, LOADER) as worker:
        await worker.call(
            "open",
            memory_bytes=limits.memory_bytes,
            threads=limits.threads,
            temp_dir=str(worker.directory / "temp"),
            temp_bytes=limits.temp_bytes,
            directories=[str(folder) for folder in folders],
        )
        yield worker
