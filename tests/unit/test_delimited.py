"""Delimited files of all sorts: the right table and a true account of it, or a refusal."""

from __future__ import annotations

import csv
import functools
import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deita_server_ext.errors import DeitaError, UnreadableFile, UnsupportedFile, UploadRefused
from deita_server_ext.ingest.delimited.dialect import Dialect
from deita_server_ext.ingest.delimited.records import Records
from deita_server_ext.ingest.delimited.structure import structure
from deita_server_ext.ingest.loader import Loader


@dataclass
class Place:
    """A loader's folders."""

    root: Path

    @functools.cached_property
    def loader(self) -> Loader:
        """A loader with limits that can touch ``files``."""
        made = Loader()
        made.open(
            memory_bytes=512 << 20, threads=2, temp_dir=str(self.root / "temp"),
            temp_bytes=64 << 20, directories=[str(self.files)],
        )  # fmt: skip
        return made

    @property
    def files(self) -> Path:
        return self.root / "files"

    def left(self) -> list[str]:
        """What is on the disk besides what should be."""
        return sorted(
            str(path.relative_to(self.root))
            for path in self.root.rglob("*")
            if path.is_file() and path.name not in ("source", "0.parquet", "0.rejects.csv")
        )


@dataclass
class Loaded:
    """A table as it was read."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]
    report: dict[str, Any]
    decisions: dict[str, Any]
    notes: list[str]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.files.mkdir()
    return made


def load(place: Place, content: bytes | str, **options: Any) -> Loaded:
    """Load a file of this content."""
    source = place.files / "source"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    for path in place.files.glob("0.*"):
        path.unlink()
    answer, _payload = place.loader.load(
        emit=lambda _header, _payload=b"": None, source=str(source), filename="source.csv",
        options=options, directory=str(place.files),
    )  # fmt: skip
    [part] = answer["parts"]
    with duckdb.connect() as connection:
        rows = connection.execute("FROM read_parquet(?)", [part["path"]]).fetchall()
    assert part["row_count"] == part["report"]["rows"] == len(rows)
    assert part["bytes"] == Path(part["path"]).stat().st_size
    assert place.left() == []
    return Loaded(
        [column["name"] for column in part["columns"]],
        [column["type"] for column in part["columns"]],
        rows, part["report"], part["decisions"], part["notes"],
    )  # fmt: skip


def refusal(place: Place, content: bytes | str) -> DeitaError:
    """The refusal of a file, which leaves nothing behind and names no folder."""
    with pytest.raises((UnreadableFile, UploadRefused)) as caught:
        load(place, content)
    assert isinstance(caught.value, DeitaError)
    assert caught.value.hint
    assert str(place.root) not in str(caught.value.body())
    assert place.left() == []
    assert not list(place.files.glob("0.*"))
    return caught.value


def lines_of(text: str) -> int:
    """The lines of a text, counted in the plainest way."""
    parts = re.split(r"\r\n|\n|\r", text)
    return len(parts) - (parts[-1] == "")


def test_two_thousand_columns(place: Place) -> None:
    header = ",".join(f"column_{i}" for i in range(2000))
    found = load(place, header + "\n" + ",".join(map(str, range(2000))) + "\n")
    assert len(found.columns) == 2000
    assert found.rows == [tuple(range(2000))]


def test_too_many_columns_are_counted(place: Place) -> None:
    line = ",".join("c" for _ in range(10_001))
    assert "10,001 columns" in refusal(place, f"{line}\n{line}\n").message


def test_the_first_quote_may_come_late(place: Place) -> None:
    found = load(place, "a,b\n" + "1,x\n" * 30_000 + '2,"x,y"\n3,"a ""b"""\n')
    assert found.rows[-2:] == [(2, "x,y"), (3, 'a "b"')]
    assert found.report["loaded"] == 30_002


def test_what_is_wrong_far_down_is_told_with_its_line(place: Place) -> None:
    found = load(place, "a,b\n" + '1,"x\ny"\n' * 40_000 + "1,2,3\n" + '1,"open\n' + "2,z\n")
    assert found.report["rejected"] == 2
    firsts = {p["kind"]: p["first"] for p in found.report["problems"]}
    assert firsts["long_line"]["line"] == 80_002
    assert firsts["quote"] == {
        "line": 80_003, "column": None, "text": '1,"open',
        "reason": "A quote opens a value here and is not closed.",
    }  # fmt: skip
    assert found.rows[-1] == (2, "z")


def test_a_column_empty_at_first_gets_its_type(place: Place) -> None:
    found = load(place, "a,b\n" + "1,\n" * 30_000 + "1,2.5\n")
    assert found.types == ["BIGINT", "DOUBLE"]
    assert found.rows[-1] == (1, 2.5)


def test_ambiguous_dates_are_said_to_be(place: Place) -> None:
    found = load(place, "d\n01/02/2013\n03/04/2013\n")
    assert "day was taken to come first" in found.decisions["date_format"]["why"]
    assert any("day was taken to come first" in note for note in found.notes)
    plain = load(place, "d\n" + "01/02/2013\n" * 9_000 + "31/04/2012\n".replace("31", "30"))
    assert "taken" not in plain.decisions["date_format"]["why"]
    assert plain.notes == []


def test_why_a_column_is_text(place: Place) -> None:
    found = load(place, "a\n1\n2\nunknown\n")
    assert "'unknown'" in found.decisions["types"]["value"]["a"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n \n",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"<!doctype html><html><table><tr><td>1</td></tr></table></html>",
        b"<table><tr><td>1,2</td></tr></table>",
        bytes(range(1, 256)) * 20,
        b"a,b\n" + b"\0" * 1000,
    ],
)
def test_what_is_no_table_is_refused(place: Place, content: bytes) -> None:
    refusal(place, content)


TEXTS = st.one_of(
    st.text(alphabet="ab1,;\t|\"'\n\r .-é\0#/2", max_size=200),
    st.lists(
        st.lists(
            st.sampled_from(
                ["1", "2.5", "x", "", '""', '"a,b"', '"a""b"', '"l\nm"', '"open', '5" p', "NA",
                 "01/02/2020", "2020-01-02", "007", "99999999999999999999", "1,5", " y", '"z" ',
                 "Total", "Source: x", "true", "-", "\0"]
            ),
            min_size=1, max_size=5,
        ).map(",".join),
        max_size=12,
    ).flatmap(lambda rows: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(rows))),
)  # fmt: skip
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "header_rows": st.integers(0, 3),
        "skip_lines": st.integers(0, 5),
        "footer_lines": st.integers(0, 4),
        "delimiter": st.sampled_from([",", ";", "||", " ", "a"]),
        "quote": st.sampled_from(["", '"', "'"]),
        "escape": st.sampled_from(["", '"', "\\"]),
        "comment": st.sampled_from(["", "#", "a"]),
        "nulls": st.sampled_from([[], ["x", "1"]]),
        "decimal": st.sampled_from([",", "."]),
        "date_format": st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%j"]),
    },
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TEXTS, OPTIONS)
@example("a,b\n1,2\n\r\0\n", {})
@example('a,b\n1,"x', {})
@example("\r", {})
@example("11\r\0", {})
@example("111111\r\0", {})
@example(" ,\n,\n", {})
def test_every_line_is_accounted_for(place: Place, text: str, options: dict[str, Any]) -> None:
    try:
        found = load(place, text, **options)
    except UnreadableFile:
        return
    except UploadRefused:
        assert not text
        return
    report = found.report
    assert report["lines"] == lines_of(text)
    assert report["lines"] == sum(
        report[key] for key in ("header", "loaded", "rejected", "blank", "preamble", "footer")
    )
    assert report["loaded"] >= report["rows"]


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.one_of(st.binary(max_size=400), TEXTS.map(lambda text: text.encode("utf-16"))))
@example(b"\xff\xfe")
@example(b"\xff")
@example(b'""""')
@example(b",\n,\n")
@example("é".encode("utf-16") + b"\x00")
def test_any_bytes_are_loaded_or_refused(place: Place, content: bytes) -> None:
    refused: DeitaError | None = None
    try:
        load(place, content)
    except (UnreadableFile, UploadRefused, UnsupportedFile) as error:
        refused = error
    assert refused is None or str(place.root) not in str(refused.body())
    assert place.left() == []


CELLS = st.text(alphabet="ab1 ,;\"'\n\r.-é#", max_size=6)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8
        )
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_pythons_writer_wrote_is_read_as_it_was(
    place: Place, cells: list[list[str]], delimiter: str, end: str
) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(cells)
    columns = [{"source": f"column{i}", "type": "VARCHAR"} for i in range(len(cells[0]))]
    found = load(
        place, out.getvalue(), delimiter=delimiter, quote='"', escape='"', comment="",
        header_rows=0, skip_lines=0, footer_lines=0, nulls=[], columns=columns,
    )  # fmt: skip
    assert found.rows == [tuple(row) for row in cells]
    assert found.report["problems"] == []


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet='ab,\n\r"é ', max_size=60),
    st.sampled_from([Dialect(b","), Dialect(b"a"), Dialect(b",", b"", b"")]),
)
def test_looking_at_all_bytes_at_once_finds_the_same_records(text: str, dialect: Dialect) -> None:
    data = text.encode() + b"\n"
    found = structure(data, dialect)
    if found is None or found.used < len(data):
        return
    records = list(Records(data, dialect, final=True))
    assert found.start.tolist() == [record.start for record in records]
    assert found.end.tolist() == [record.end for record in records]
    assert found.lines.tolist() == [record.lines for record in records]
    counted = [(n, r) for n, r in zip(found.fields.tolist(), records, strict=True) if r.fields]
    assert [n for n, _record in counted] == [len(record.fields) for _n, record in counted]


def test_a_loader_reaches_its_own_folders_only(place: Place, tmp_path: Path) -> None:
    with pytest.raises(DeitaError):
        place.loader.build(
            source=str(tmp_path / "outside.parquet"), target=str(place.files / "made.duckdb")
        )
    assert place.left() == []


def test_the_engines_own_file_holds_the_same_rows(place: Place) -> None:
    load(place, 'a,b\n1,"two\nlines"\n2,\n')
    parquet, native = place.files / "0.parquet", place.files / "made.duckdb"
    answer, _payload = place.loader.build(source=str(parquet), target=str(native))
    assert answer == {"bytes": native.stat().st_size}
    with duckdb.connect(str(native), read_only=True) as made:
        assert made.execute("FROM data").fetchall() == [(1, "two\nlines"), (2, None)]
    assert sorted(path.name for path in place.files.iterdir()) == [
        "0.parquet", "made.duckdb", "source",
    ]  # fmt: skip


def test_a_build_that_fails_leaves_nothing(place: Place) -> None:
    broken, native = place.files / "broken.parquet", place.files / "made.duckdb"
    broken.write_bytes(b"PAR1 is all there is")
    before = {path.name for path in place.files.iterdir()}
    with pytest.raises(DeitaError) as caught:
        place.loader.build(source=str(broken), target=str(native))
    assert str(place.root) not in str(caught.value.body())
    assert {path.name for path in place.files.iterdir()} == before


def test_a_build_begins_anew_over_what_a_killed_one_left(place: Place) -> None:
    load(place, "a,b\n1,x\n")
    (place.files / "made.duckdb.making").write_bytes(b"half of a file")
    (place.files / "made.duckdb.making.wal").write_bytes(b"half of a log")
    native = place.files / "made.duckdb"
    place.loader.build(source=str(place.files / "0.parquet"), target=str(native))
    with duckdb.connect(str(native), read_only=True) as made:
        assert made.execute("FROM data").fetchall() == [(1, "x")]
    assert place.left() == ["files/made.duckdb"]
