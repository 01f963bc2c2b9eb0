"""Previews that take too long, over real workers; what is lent and left of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deita_server_ext.blocking import Blocking
from deita_server_ext.catalog import Catalog
from deita_server_ext.domain import File, User
from deita_server_ext.engine.pool import Pool
from deita_server_ext.errors import NotFound, ReadTimeout
from deita_server_ext.services.access import Access
from deita_server_ext.services.events import Events
from deita_server_ext.services.ingests import Ingests, Wish
from deita_server_ext.services.jobs import JobRunner
from deita_server_ext.services.originals import MOST_IDLE, Originals
from deita_server_ext.services.places import Places
from deita_server_ext.testing import MemoryStore
from tests import samples
from tests.engines import LIMITS

ADA = User("ada", "Ada")


class Bench:
    """What previews stand on, with one workspace."""

    def __init__(self, catalog: Catalog, blocking: Blocking, root: Path) -> None:
        self.catalog = catalog
        self.blocking = blocking
        self.places = Places(root)
        self.places.prepare()
        self.store = MemoryStore()
        self.pool = Pool(self.places.run, self.places.cache, self.places.spool, LIMITS, blocking)
        self.originals = Originals(self.store, self.places, blocking)
        self.workspace = samples.workspace()

    def ingests(self, seconds: float) -> Ingests:
        access = Access(self.catalog)
        events = Events(access.people)
        # It is never started: nothing here makes a job.
        jobs = JobRunner(self.catalog, access, events, None)  # type: ignore[arg-type]
        return Ingests(self.catalog, self.pool, self.originals, jobs, access, events, seconds)

    async def file(self, content: bytes, name: str = "a.csv") -> File:
        file = samples.file(self.workspace.id, name, len(content))
        await self.catalog.files.add(file)
        async with self.store.writer(file.key) as writer:
            await writer.write(content)
        return file

    @property
    def copies(self) -> list[Path]:
        return sorted(self.places.originals.glob("*/source"))


@pytest.fixture
async def bench(
    sqlite_catalog_url: str, blocking: Blocking, tmp_path: Path
) -> AsyncIterator[Bench]:
    catalog = Catalog(sqlite_catalog_url, blocking)
    await catalog.open()
    made = Bench(catalog, blocking, tmp_path / "deita")
    await catalog.workspaces.add(made.workspace)
    yield made
    await made.originals.close()
    await made.pool.close()
    await catalog.close()


async def test_too_long(bench: Bench) -> None:
    file = await bench.file(b"a\n1\n")
    wish = Wish(file.id, {})
    with pytest.raises(ReadTimeout, match=r"a\.csv") as caught:
        await bench.ingests(0.0).preview(ADA, bench.workspace.id, wish)
    assert caught.value.hint
    # The next one has a worker of its own.
    preview = await bench.ingests(30.0).preview(ADA, bench.workspace.id, wish)
    assert preview["parts"][0]["rows"] == [[1]]


async def test_a_copy_serves_several_looks(bench: Bench) -> None:
    file = await bench.file(b"a;b\n1;2\n")
    ingests = bench.ingests(30.0)
    for delimiter, width in ((";", 2), (",", 1)):
        wish = Wish(file.id, {"delimiter": delimiter})
        preview = await ingests.preview(ADA, bench.workspace.id, wish)
        assert len(preview["parts"][0]["columns"]) == width
        assert len(bench.copies) == 1
        # It is not asked for again.
        await bench.store.delete(file.key)
    await bench.originals.close()
    assert bench.copies == []
    with pytest.raises(NotFound):
        await ingests.preview(ADA, bench.workspace.id, Wish(file.id, {}))
    assert bench.copies == []


async def test_not_all_copies_are_kept(bench: Bench) -> None:
    files = [await bench.file(b"a\n1\n", f"{n}.csv") for n in range(MOST_IDLE + 3)]
    async with bench.originals.lent(files[0]) as held:
        for file in files:
            async with bench.originals.lent(file) as path:
                assert path.read_bytes() == b"a\n1\n"
        assert held.exists()
    await bench.originals.close()
    assert bench.copies == []
