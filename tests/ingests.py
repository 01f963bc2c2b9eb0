"""Files read by a real loader in this process, with its folders and limits."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from deita_server_ext.contract.ingest import Preview
from deita_server_ext.ingest.loader import Loader


@dataclass
class LoadedPart:
    """A part as it was read."""

    name: str
    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]
    notes: list[str]
    decisions: dict[str, Any]
    report: dict[str, Any]
    rejects: list[dict[str, str]] = field(default_factory=list)

    def first(self, kind: str) -> dict[str, Any]:
        """The first problem of a kind."""
        (problem,) = [p for p in self.report["problems"] if p["kind"] == kind]
        return {"count": problem["count"], **problem["first"]}

    @property
    def counts(self) -> dict[str, int]:
        """What became of the lines, without what is none."""
        names = ("lines", "header", "loaded", "rejected", "blank", "preamble", "footer")
        return {name: self.report[name] for name in names if self.report[name]}


class Bench:
    """A loader, and the folder that it reads from and writes to."""

    def __init__(self, root: Path, temp_bytes: int = 64 << 20) -> None:
        self.root = root
        self.files = root / "files"
        self.files.mkdir(parents=True, exist_ok=True)
        self.loader = Loader()
        self.loader.open(
            memory_bytes=512 << 20, threads=2, temp_dir=str(root / "temp"),
            temp_bytes=temp_bytes, directories=[str(self.files)],
        )  # fmt: skip
        self.format = ""
        self.said: list[tuple[float, int]] = []
        """Shares and rows that were told of while the last file was loaded."""

    def load(self, content: bytes | str | Path, name: str, **options: Any) -> list[LoadedPart]:
        """Load a file of this content, or that file; reports add up, and nothing is left."""
        source = self._source(content)
        target = self.files / "out"
        target.mkdir(exist_ok=True)
        self.said.clear()
        try:
            answer, _payload = self.loader.load(
                emit=self._hear,
                source=str(source), filename=name, options=options, directory=str(target),
            )  # fmt: skip
        except BaseException:
            assert list(target.iterdir()) == []
            assert self.left() == []
            raise
        self.format = answer["format"]
        parts = [self._part(part) for part in answer["parts"]]
        for path in target.iterdir():
            path.unlink()
        assert self.left() == []
        return parts

    def one(self, content: bytes | str | Path, name: str, **options: Any) -> LoadedPart:
        """Load a file that has one part."""
        (part,) = self.load(content, name, **options)
        return part

    def preview(
        self, content: bytes | str | Path, name: str, rows: int = 50, **options: Any
    ) -> list[dict[str, Any]]:
        """The parts of a preview, which has the contract's shape."""
        source = self._source(content)
        answer, _payload = self.loader.preview(
            source=str(source), filename=name, options=options, rows=rows
        )
        Preview.model_validate(answer)
        assert self.left() == []
        parts: list[dict[str, Any]] = answer["parts"]
        return parts

    def left(self) -> list[str]:
        """Files besides the source and what was made of it."""
        return sorted(
            str(path.relative_to(self.root))
            for path in self.root.rglob("*")
            if path.is_file() and path.name != "source" and path.parent.name != "out"
        )

    def _hear(self, said: dict[str, Any], _payload: bytes = b"") -> None:
        if said["progress"] is not None and said["rows"] is not None:
            self.said.append((said["progress"], said["rows"]))

    def _source(self, content: bytes | str | Path) -> Path:
        source = self.files / "source"
        if isinstance(content, Path):
            content = content.read_bytes()
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        return source

    def _part(self, part: dict[str, Any]) -> LoadedPart:
        path = Path(part["path"])
        with duckdb.connect() as connection:
            relation = connection.sql(f"FROM read_parquet('{path}')")
            columns, types = relation.columns, [str(type_) for type_ in relation.types]
            rows = relation.fetchall()
        assert part["row_count"] == len(rows) == part["report"]["rows"]
        assert part["bytes"] == path.stat().st_size
        assert [column["name"] for column in part["columns"]] == columns
        assert [column["type"] for column in part["columns"]] == types
        report = part["report"]
        sums = ("header", "loaded", "rejected", "blank", "preamble", "footer")
        assert report["lines"] == sum(report[name] for name in sums)
        rejects: list[dict[str, str]] = []
        if part["rejects"] is not None:
            with Path(part["rejects"]).open(newline="") as file:
                rejects = list(csv.DictReader(file))
        return LoadedPart(
            part["name"], columns, types, rows, part["notes"],
            {key: decision["value"] for key, decision in part["decisions"].items()},
            report, rejects,
        )  # fmt: skip
