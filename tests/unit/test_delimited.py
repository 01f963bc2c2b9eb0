"""Delimited files of all sorts: the right table, or an error with its line."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from deita_server_ext.errors import DeitaError, UnreadableFile
from deita_server_ext.ingest.loader import Loader


@dataclass
class Place:
    """A loader's folders."""

    root: Path

    @property
    def files(self) -> Path:
        return self.root / "files"

    def left(self) -> list[str]:
        """What is on the disk besides what should be."""
        return sorted(
            str(path.relative_to(self.root))
            for path in self.root.rglob("*")
            if path.is_file() and path.name not in ("source", "data.parquet")
        )


@dataclass
class Loaded:
    """A table as it was read."""

    columns: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]
    notes: list[str]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.files.mkdir()
    return made


def loader(place: Place) -> Loader:
    made = Loader()
    made.open(
        memory_bytes=512 << 20, threads=2, temp_dir=str(place.root / "temp"),
        temp_bytes=64 << 20, directories=[str(place.files)],
    )  # fmt: skip
    return made


def load(place: Place, content: bytes | str) -> Loaded:
    """Load a file of this content."""
    source, target = place.files / "source", place.files / "data.parquet"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    answer, _payload = loader(place).load(
        emit=lambda _header, _payload=b"": None, source=str(source), target=str(target)
    )
    with duckdb.connect() as connection:
        rows = connection.execute(f"FROM '{target}'").fetchall()
    assert answer["row_count"] == len(rows)
    assert answer["bytes"] == target.stat().st_size
    assert place.left() == []
    columns = answer["columns"]
    return Loaded([c["name"] for c in columns], [c["type"] for c in columns], rows, answer["notes"])


def refusal(place: Place, content: bytes | str) -> UnreadableFile:
    """The refusal of a file, which leaves nothing behind and names no folder."""
    with pytest.raises(UnreadableFile) as caught:
        load(place, content)
    assert caught.value.hint
    assert str(place.root) not in str(caught.value.body())
    assert place.left() == []
    assert not (place.files / "data.parquet").exists()
    return caught.value


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,x\n2,y\n",
        "a,b\n1,x\n2,y",
        "a;b\n1;x\n2;y\n",
        "a\tb\n1\tx\n2\ty\n",
        "a|b\n1|x\n2|y\n",
        "a,b\r\n1,x\r\n2,y\r\n",
        "a,b\r1,x\r2,y\r",
        "a,b\n1,x\n\n2,y\n\n",
        '"a","b"\n"1","x"\n"2","y"\n',
        "\ufeffa,b\n1,x\n2,y\n",
        "a,b\n1,x\n2,y\n".encode("utf-16"),
        "a,b\n1,x\n2,y\n".encode("utf-16-le"),
        "a,b\n1,x\n2,y\n".encode("utf-16-be"),
    ],
)
def test_one_table_in_many_forms(place: Place, content: str | bytes) -> None:
    found = load(place, content)
    assert found.columns == ["a", "b"]
    assert found.types == ["BIGINT", "VARCHAR"]
    assert found.rows == [(1, "x"), (2, "y")]


def test_mixed_line_ends_are_read_and_said(place: Place) -> None:
    found = load(place, "a,b\n1,x\r\n2,y\n3,z\r\n")
    assert found.rows == [(1, "x"), (2, "y"), (3, "z")]
    assert found.notes == ["line ends were mixed"]


@pytest.mark.parametrize(
    ("codec", "note"),
    [("latin-1", "read as Windows-1252 (Western European)"), ("utf-16", "read as UTF-16"),
     ("utf-16-le", "read as UTF-16"), ("utf-8", None)],
)  # fmt: skip
@pytest.mark.parametrize("late", [False, True])
def test_encodings(place: Place, codec: str, note: str | None, late: bool) -> None:
    text = "name,city\n" + "Ada,London\n" * (40_000 if late else 1) + "Zoë,München\n"
    found = load(place, text.encode(codec))
    assert found.rows[-1] == ("Zoë", "München")
    assert found.notes == ([note] if note else [])


def test_typographic_characters_of_windows(place: Place) -> None:
    assert load(place, "a,b\n“q”,€5\n".encode("cp1252")).rows == [("“q”", "€5")]


def test_a_header_alone_is_a_table_without_rows(place: Place) -> None:
    for content in ("a,b\n", "a,b", "a,b\r\n"):
        found = load(place, content)
        assert (found.columns, found.rows) == (["a", "b"], [])


def test_names_are_made_different_and_not_empty(place: Place) -> None:
    assert load(place, "a,a,A,b\n1,2,3,4\n").columns == ["a", "a_1", "A_2", "b"]
    assert load(place, "a,,\n1,2,3\n4,5,6\n").columns == ["a", "column1", "column2"]
    assert load(place, "1,x\n2,y\n3,z\n").columns == ["column0", "column1"]
    assert load(place, '"a\nb","c""d"\n1,2\n').columns == ["a\nb", 'c"d']
    assert load(place, "Größe,航班\n1,2\n").columns == ["Größe", "航班"]


def test_two_thousand_columns(place: Place) -> None:
    header = ",".join(f"column_{i}" for i in range(2000))
    found = load(place, header + "\n" + ",".join(map(str, range(2000))) + "\n")
    assert len(found.columns) == 2000
    assert found.rows == [tuple(range(2000))]


def test_too_many_columns_are_counted(place: Place) -> None:
    line = ",".join("c" for _ in range(10_001))
    assert "10,001 columns" in refusal(place, f"{line}\n{line}\n").message


def test_quotes(place: Place) -> None:
    found = load(place, 'a,b\n1,"say ""hi"""\n2,"x,y"\n3,"two\nlines"\n4,5" pipe\n')
    assert [row[1] for row in found.rows] == ['say "hi"', "x,y", "two\nlines", '5" pipe']
    assert load(place, 'a,b\n1,5" pipe\n2,y\n').rows == [(1, '5" pipe'), (2, "y")]


def test_the_first_quote_may_come_late(place: Place) -> None:
    found = load(place, "a,b\n" + "1,x\n" * 30_000 + '2,"x,y"\n3,"a ""b"""\n')
    assert found.rows[-2:] == [(2, "x,y"), (3, 'a "b"')]


def test_an_empty_text_in_quotes_is_not_null(place: Place) -> None:
    assert load(place, 'a,b\n1,""\n2,\n3,x\n').rows == [(1, ""), (2, None), (3, "x")]


def test_quoted_empty_numbers_are_null(place: Place) -> None:
    found = load(place, 'a,b\n"1","2"\n"",""\n"3","4"\n')
    assert found.types == ["BIGINT", "BIGINT"]
    assert found.rows == [(1, 2), (None, None), (3, 4)]


@pytest.mark.parametrize(
    ("content", "values"),
    [
        ("a;b\n1,5;x\n2,25;y\n", [1.5, 2.25]),
        ("a\tb\n1,5\tx\n-2,25\ty\n", [1.5, -2.25]),
        ("a;b\n1.000,5;x\n2.222,25;y\n", [1000.5, 2222.25]),
    ],
)
def test_decimal_commas(place: Place, content: str, values: list[float]) -> None:
    found = load(place, content)
    assert found.types == ["DOUBLE", "VARCHAR"]
    assert [row[0] for row in found.rows] == values
    assert found.notes == ["commas read as decimal marks"]


def test_commas_that_are_no_decimal_marks_stay(place: Place) -> None:
    found = load(place, "a;b;c\n1.5;3,4 and 5;x\n2.5;6,7;y\n")
    assert found.types == ["DOUBLE", "VARCHAR", "VARCHAR"]
    assert found.rows[0] == (1.5, "3,4 and 5", "x")
    both = load(place, "a;b\n1.5;2,5\n3.5;4,5\n")
    assert both.rows[0][0] == 1.5
    assert both.types[0] == "DOUBLE"


def test_a_preamble_is_left_out_and_said(place: Place) -> None:
    found = load(place, "Report of 2013\nmade by ada\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n")
    assert found.columns == ["a", "b", "c"]
    assert len(found.rows) == 3
    assert found.notes == ["3 lines before the header left out"]


def test_a_type_that_changes_late(place: Place) -> None:
    found = load(place, "a,b\n" + "1,2013-01-01\n" * 40_000 + "N/A,unknown\n")
    assert found.types == ["VARCHAR", "VARCHAR"]
    assert (found.rows[0], found.rows[-1]) == (("1", "2013-01-01"), ("N/A", "unknown"))
    assert len(found.rows) == 40_001


def test_types(place: Place) -> None:
    found = load(
        place,
        "i,f,t,d,b,zip,ts\n1,1.5,x,13/01/2013,true,01234,2013-01-01T05:15:00Z\n"
        "-2,1e3,,31/12/2013,false,00001,2013-01-02T05:15:00Z\n",
    )
    assert found.types == [
        "BIGINT", "DOUBLE", "VARCHAR", "DATE", "BOOLEAN", "VARCHAR", "TIMESTAMP WITH TIME ZONE",
    ]  # fmt: skip
    assert found.rows[0][:6] == (1, 1.5, "x", date(2013, 1, 13), True, "01234")
    assert found.rows[1][2] is None


def test_a_line_of_three_megabytes(place: Place) -> None:
    found = load(place, "a,b\n1," + "x" * 3_000_000 + "\n2,y\n")
    assert [len(row[1]) for row in found.rows] == [3_000_000, 1]


@pytest.mark.parametrize(
    ("content", "line", "word"),
    [
        ("a,b,c\n1,2,3\n4,5\n6,7,8\n", 3, "line 3 has 2"),
        ("a,b,c\n1,2,3\n4,5,6,7\n8,9,10\n", 3, "line 3 has 4"),
        ("a,b,c\n1,2,3\n4,5,6\nTotal\n", 4, "line 4 has 1"),
        ("a,b\n" + "1,2\n" * 30_000 + "1,2,3\n", 30_002, "Line 30002: Expected Number"),
        ("a,b\n" + "1,2\n" * 30_000 + "1\n", 30_002, "Line 30002: Expected Number"),
        ('a,b\n1,"x\n2,y\n3,z\n', 2, "Line 2: a quote"),
        ("a,b\n" + "1,x\n" * 30_000 + '2,"open\n3,z\n', 30_002, "unterminated quote"),
        ("a,b\n1,\x00\n", 2, "NUL byte in line 2"),
        ("Dear Ada,\nthis is a letter.\nIt has three lines, and a comma.\n", 2, "line 2 has 1"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(
    place: Place, content: str, line: int, word: str
) -> None:
    error = refusal(place, content)
    assert error.details["line"] == line
    assert word in error.message
    assert "\\n" not in str(error.details.get("text", ""))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n \n",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"PK\x03\x04" + bytes(100),
        b"<!doctype html><html><table><tr><td>1</td></tr></table></html>",
        b'{"a": 1}\n{"a": 2}\n',
        "é".encode("utf-16") + b"\x00",
        bytes(range(1, 256)) * 20,
    ],
)
def test_what_is_no_table_is_refused(place: Place, content: bytes) -> None:
    refusal(place, content)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(alphabet="ab1,;\t|\"'\n\r .-é\0", max_size=200).map(str.encode),
        st.lists(
            st.lists(st.text(alphabet='a1 ,"\n.', max_size=6), min_size=2, max_size=4), max_size=8
        ).map(lambda rows: "\n".join(",".join(row) for row in rows).encode("utf-16")),
    )
)
@example(b"\xff\xfe")
@example(b"\xff")
@example(b'""""')
@example(b",\n,\n")
@example(b"\r")
def test_any_bytes_are_loaded_or_refused(place: Place, content: bytes) -> None:
    refused: DeitaError | None = None
    try:
        load(place, content)
    except DeitaError as error:
        refused = error
    assert refused is None or str(place.root) not in str(refused.body())
    assert place.left() == []


def test_progress_is_said_for_a_large_file(place: Place) -> None:
    source, target = place.files / "source", place.files / "data.parquet"
    row = b"1,2013-01-01 05:15:00,some text,3.25,another text\n"
    source.write_bytes(b"id,at,t,f,u\n" + row * 1_500_000)
    said: list[float] = []
    started = time.monotonic()
    answer, _payload = loader(place).load(
        emit=lambda header, _payload=b"": said.append(header["progress"]),
        source=str(source),
        target=str(target),
    )
    assert answer["row_count"] == 1_500_000
    if time.monotonic() - started > 1.0:
        assert said
    assert said == sorted(said)
    assert all(0 <= progress <= 1 for progress in said)


def test_a_loader_reaches_its_own_folders_only(place: Place, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text("a\nsecret\n")
    with pytest.raises(DeitaError):
        loader(place).load(
            emit=lambda _header, _payload=b"": None,
            source=str(outside),
            target=str(place.files / "data.parquet"),
        )
    assert not (place.files / "data.parquet").exists()


def test_the_engines_own_file_holds_the_same_rows(place: Place) -> None:
    load(place, 'a,b\n1,"two\nlines"\n2,\n')
    parquet, native = place.files / "data.parquet", place.files / "made.duckdb"
    answer, _payload = loader(place).build(source=str(parquet), target=str(native))
    assert answer == {"bytes": native.stat().st_size}
    with duckdb.connect(str(native), read_only=True) as made:
        assert made.execute("FROM data").fetchall() == [(1, "two\nlines"), (2, None)]
    assert sorted(path.name for path in place.files.iterdir()) == [
        "data.parquet", "made.duckdb", "source",
    ]  # fmt: skip


def test_a_build_that_fails_leaves_nothing(place: Place) -> None:
    broken, native = place.files / "broken.parquet", place.files / "made.duckdb"
    broken.write_bytes(b"PAR1 is all there is")
    before = {path.name for path in place.files.iterdir()}
    with pytest.raises(DeitaError) as caught:
        loader(place).build(source=str(broken), target=str(native))
    assert str(place.root) not in str(caught.value.body())
    assert {path.name for path in place.files.iterdir()} == before


def test_a_build_begins_anew_over_what_a_killed_one_left(place: Place) -> None:
    load(place, "a,b\n1,x\n")
    (place.files / "made.duckdb.making").write_bytes(b"half of a file")
    (place.files / "made.duckdb.making.wal").write_bytes(b"half of a log")
    native = place.files / "made.duckdb"
    loader(place).build(source=str(place.files / "data.parquet"), target=str(native))
    with duckdb.connect(str(native), read_only=True) as made:
        assert made.execute("FROM data").fetchall() == [(1, "x")]
    assert place.left() == ["files/made.duckdb"]
