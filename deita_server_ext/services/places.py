"""Where things lie: keys in the object store, paths on this machine."""

from __future__ import annotations

import functools
import os
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path


@functools.cache
def engine_version() -> str:
    """The engine's version, as installed; read once, since reading it takes milliseconds."""
    return version("duckdb")


def workspace_prefix(workspace_id: str) -> str:
    """The folder of all of a workspace's objects."""
    return f"workspaces/{workspace_id}"


def file_key(workspace_id: str, file_id: str) -> str:
    """An upload, byte for byte as it came."""
    return f"workspaces/{workspace_id}/files/{file_id}"


def job_prefix(workspace_id: str, job_id: str) -> str:
    """The folder of what a job writes. By its id: a job that runs again writes over it."""
    return f"workspaces/{workspace_id}/snapshots/{job_id}"


def snapshot_key(workspace_id: str, job_id: str, part: int = 0) -> str:
    """The Parquet that a job writes for a part of its file, counted from 0."""
    return f"{job_prefix(workspace_id, job_id)}/{part}.parquet"


def rejects_key(workspace_id: str, job_id: str, part: int = 0) -> str:
    """The lines of a part that could not be read, as CSV."""
    return f"{job_prefix(workspace_id, job_id)}/{part}.rejects.csv"


@dataclass(frozen=True)
class Places:
    """Folders below ``root`` on this machine; all of it may be lost without losing data,
    except the embedded catalog and object store, which the app puts beside them."""

    root: Path

    @property
    def cache(self) -> Path:
        """One folder a workspace, with its snapshots in the engine's own format."""
        return self.root / "cache"

    @property
    def spool(self) -> Path:
        """One folder a workspace, with the rows of its results."""
        return self.root / "spool"

    @property
    def repeats(self) -> Path:
        """What is known of statements that were run, so that they need not run again."""
        return self.root / "repeats"

    @property
    def originals(self) -> Path:
        """One folder an upload that is being looked into, with a copy of it."""
        return self.run / "originals"

    @property
    def run(self) -> Path:
        """What one running server needs: its workers' folders, files on their way."""
        return self.root / "run" / str(os.getpid())

    def prepare(self) -> None:
        """Make the folders, and clear away what servers left that were killed."""
        # In a container every server has the same number: what is there under ours is not ours.
        shutil.rmtree(self.run, ignore_errors=True)
        for folder in (self.root, self.cache, self.spool, self.run.parent, self.run):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in self.run.parent.iterdir():
            if folder.name.isdigit() and not alive(int(folder.name)):
                shutil.rmtree(folder, ignore_errors=True)
        if len(list(self.run.parent.iterdir())) == 1:
            # No other server is writing here: what is not whole never will be.
            for path in self.spool.glob("*/*.arrow"):
                if not path.with_suffix(".index").exists():
                    path.unlink(missing_ok=True)

    def native(self, workspace_id: str, snapshot_id: str) -> Path:
        """A snapshot as a DuckDB file. Named by the engine's release: 1.5 cannot read 2.0's."""
        release = "".join(engine_version().split(".")[:2])
        return self.cache / workspace_id / f"{snapshot_id}-{release}.duckdb"

    def parquet(self, workspace_id: str, snapshot_id: str) -> Path:
        """A snapshot's Parquet on this machine, queried while the DuckDB file is being built."""
        return self.cache / workspace_id / f"{snapshot_id}.parquet"

    def profile(self, workspace_id: str, snapshot_id: str) -> Path:
        """What is known of a snapshot's columns."""
        return self.cache / workspace_id / f"{snapshot_id}.profile.json"

    def result(self, workspace_id: str, result_id: str) -> Path:
        """A result's rows."""
        return self.spool / workspace_id / f"{result_id}.arrow"


def alive(pid: int) -> bool:
    """Whether there is a process with this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
