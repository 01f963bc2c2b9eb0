"""JSON and NDJSON: types over the whole file, exact integers, and what is said of bad lines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from deita_server_ext.errors import InvalidRequest, UnreadableFile
from tests.ingests import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


RECORDS = [{"a": 1, "b": "x", "d": "2013-01-31"}, {"a": 2, "b": None}, {"b": "z", "c": 1.5}]
ROWS = [(1, "x", date(2013, 1, 31), None), (2, None, None, None), (None, "z", None, 1.5)]


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (json.dumps(RECORDS), "json"),
        (json.dumps(RECORDS, indent=2), "json"),
        ("\n".join(map(json.dumps, RECORDS)), "ndjson"),
        ("\r\n".join(map(json.dumps, RECORDS)) + "\r\n", "ndjson"),
        ("\n".join(json.dumps(record, indent=2) for record in RECORDS), "json"),
        (json.dumps({"results": RECORDS}), "json"),
        ("\ufeff" + json.dumps(RECORDS), "json"),
        (json.dumps(RECORDS).encode("utf-16"), "json"),
        (json.dumps(RECORDS).encode("utf-16-le"), "json"),
        ("\n".join(map(json.dumps, RECORDS)).encode("utf-16"), "ndjson"),
    ],
)
def test_one_table_in_many_forms(bench: Bench, content: str | bytes, format: str) -> None:
    part = bench.one(content, "a.json")
    assert bench.format == format
    assert part.columns == ["a", "b", "d", "c"]
    assert part.types == ["BIGINT", "VARCHAR", "DATE", "DOUBLE"]
    assert part.rows == ROWS
    assert part.counts == {"lines": 3, "loaded": 3}


@pytest.mark.parametrize("name", ["a.txt", "a", "a.csv"])
def test_the_content_tells_what_it_is(bench: Bench, name: str) -> None:
    assert bench.one(json.dumps(RECORDS), name).rows == ROWS
    assert bench.one("\n".join(map(json.dumps, RECORDS)), name).rows == ROWS


def test_an_object_is_one_row_with_what_is_nested_in_it(bench: Bench) -> None:
    part = bench.one('{"name": "x", "tags": ["a", "b"], "at": {"lat": 1.5}}', "a.json")
    assert part.types == ["VARCHAR", "VARCHAR[]", "STRUCT(lat DOUBLE)"]
    assert part.rows == [("x", ["a", "b"], {"lat": 1.5})]


HELD: list[tuple[dict[str, Any], str, list[tuple[Any, ...]], str]] = [
    ({"meta": {"n": 2}, "data": [{"a": 1}, {"a": 2}]}, "$.data", [(1,), (2,)], "“meta”"),
    ({"r": {"ok": True, "the.items": [{"a": 1}]}}, '$.r."the.items"', [(1,)], ""),
    ({"data": [{"a": 10**30}, {"a": 2}]}, "$.data", [(10**30,), (2,)], ""),
    ({"t": [{"a": 1}], "r": {"rows": [{"b": 1}, {"b": 2}]}}, "$.t", [(1,)], "“r”"),
    ({"a/b~c": [{"a": "x\ny"}]}, "$.a/b~c", [("x\ny",)], ""),
]


@pytest.mark.parametrize(("document", "path", "rows", "left_out"), HELD)
def test_records_that_a_document_holds_are_the_rows(
    bench: Bench, document: dict[str, Any], path: str, rows: list[tuple[Any, ...]], left_out: str
) -> None:
    for content in (json.dumps(document), json.dumps(document, indent=2)):
        part = bench.one(content, "a.json")
        assert part.rows == rows
        assert part.decisions["records"] == path
        assert any(note.endswith(left_out) for note in part.notes)
        assert bench.one(content, "a.json", records=path).rows == rows
        assert len(bench.one(content, "a.json", records="$").rows) == 1


def test_of_several_lists_the_one_that_is_asked_for(bench: Bench) -> None:
    content = json.dumps({"users": [{"a": 1}], "orders": [{"b": 1}, {"b": 2}], "n": 3})
    part = bench.one(content, "a.json")
    assert (part.decisions["records"], len(part.rows)) == ("$", 1)
    assert bench.one(content, "a.json", records="$.orders").rows == [(1,), (2,)]
    with pytest.raises(InvalidRequest) as caught:
        bench.load(content, "a.json", records="$.nothing")
    assert "$.users, $.orders" in caught.value.hint
    with pytest.raises(InvalidRequest):
        bench.load('[{"a": 1}]', "a.json", records="$.orders")


def test_many_keys_within_a_document(bench: Bench) -> None:
    part = bench.one(json.dumps({"data": [{f"k{i}": i} for i in range(300)]}), "a.json")
    assert (len(part.columns), part.rows[7][7]) == (300, 7)


def test_features_of_a_map(bench: Bench) -> None:
    points = [
        {"type": "Feature", "id": i, "properties": {"name": f"n{i}", "ID": None},
         "geometry": {"type": "Point", "coordinates": [i / 2, 1]}} for i in range(3)
    ]  # fmt: skip
    part = bench.one(json.dumps({"type": "FeatureCollection", "features": points}), "a.geojson")
    assert part.columns == ["name", "ID", "feature_id", "geometry"]
    assert part.rows[1][0] == "n1"
    assert part.rows[1][2:] == (1, {"type": "Point", "coordinates": [0.5, 1.0]})


def test_values_that_are_no_objects(bench: Bench) -> None:
    part = bench.one("[1, 2, 3]", "a.json")
    assert (part.columns, part.rows) == (["value"], [(1,), (2,), (3,)])
    assert bench.one("[[1, 2], [3]]", "a.json").rows == [([1, 2],), ([3],)]
    assert bench.one("1\n2\n", "a.ndjson").rows == [(1,), (2,)]


@pytest.mark.parametrize("lines", [False, True])
@pytest.mark.parametrize(
    ("values", "type_"),
    [
        ([1, 2**53 + 1], "BIGINT"),
        ([1, 2**63], "DECIMAL(38,0)"),
        ([-(2**63) - 1, 2**63], "DECIMAL(38,0)"),
        ([10**37, -(10**37)], "DECIMAL(38,0)"),
        ([10**50, 1], "VARCHAR"),
        ([10**30, 1.5], "VARCHAR"),
        ([1.5, 2], "DOUBLE"),
    ],
)
def test_large_integers_are_exact(bench: Bench, lines: bool, values: list[Any], type_: str) -> None:
    records = [{"a": value} for value in values]
    content = "\n".join(map(json.dumps, records)) if lines else json.dumps(records)
    part = bench.one(content, "a.ndjson" if lines else "a.json")
    assert part.types == [type_]
    read = [row[0] for row in part.rows]
    expected = [str(value) for value in values] if type_ == "VARCHAR" else values
    assert read == expected


def test_large_integers_within_are_exact(bench: Bench) -> None:
    part = bench.one(json.dumps([{"a": {"b": 10**30}}, {"a": {"b": 1.5}}]), "a.json")
    assert json.loads(part.rows[0][0])["b"] == 10**30


def test_a_kind_that_comes_late(bench: Bench) -> None:
    records = [{"a": i} for i in range(30_000)] + [{"a": "x"}]
    part = bench.one("\n".join(map(json.dumps, records)), "a.ndjson")
    assert json.loads(part.rows[-1][0]) == "x"
    assert json.loads(part.rows[0][0]) == 0
    assert len(part.rows) == 30_001


BROKEN = '{"a": 1}\n\n{"a": 2\n5\nnull\n{"a": 3, "a": 4}\n{"a": 5} trailing\n   \n{"a": 6}'


def test_broken_lines_are_rejected_and_never_rows_of_nulls(bench: Bench) -> None:
    part = bench.one(BROKEN, "a.ndjson")
    assert part.rows == [(1,), (6,)]
    assert part.counts == {"lines": 9, "loaded": 2, "rejected": 5, "blank": 2}
    assert [(row["line"], row["kind"]) for row in part.rejects] == [
        ("3", "json"), ("4", "no_object"), ("5", "no_object"), ("6", "repeated_key"), ("7", "json"),
    ]  # fmt: skip
    assert part.rejects[0]["text"] == '{"a": 2'
    assert part.first("json") == {
        "count": 2, "line": 3, "column": None, "text": '{"a": 2', "reason": "It is no JSON.",
    }  # fmt: skip


def test_strict_refuses_a_file_with_a_reject(bench: Bench) -> None:
    with pytest.raises(UnreadableFile, match=r"5 lines rejected\. Line 3") as caught:
        bench.load(BROKEN, "a.ndjson", strict=True)
    assert caught.value.details["line"] == 3
    assert bench.one('{"a": 1}\n', "a.ndjson", strict=True).rows == [(1,)]


def test_lines_that_are_no_utf8(bench: Bench) -> None:
    content = b'{"a": "x"}\n{"a": "\xe9"}\n{"a": "\xc3\xa9"}\n'
    part = bench.one(content, "a.ndjson")
    assert part.rows == [("x",), ("é",)]
    assert part.first("no_utf8")["line"] == 2


@pytest.mark.parametrize("name", ["a.ndjson", "a.json"])
@pytest.mark.parametrize("codec", ["cp1252", "utf-16", "utf-16-le"])
def test_other_encodings(bench: Bench, name: str, codec: str) -> None:
    records = [{"town": "Köln", "river": "Rhein"}, {"town": "Málaga", "river": "Guadalmedina"}]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    text = "\n".join(lines) if name == "a.ndjson" else f"[{','.join(lines)}]"
    part = bench.one(text.encode(codec), name)
    assert part.rows == [("Köln", "Rhein"), ("Málaga", "Guadalmedina")]
    assert part.decisions["encoding"] == codec
    assert part.report["rejected"] == 0


def test_the_encoding_that_is_asked_for(bench: Bench) -> None:
    content = '{"a": "Привет"}\n{"a": "мир"}\n'.encode("cp1251")
    part = bench.one(content, "a.ndjson", encoding="windows-1251")
    assert part.rows == [("Привет",), ("мир",)]
    part = bench.one('{"a": "x\ud83d"}\n{"a": "é"}\n'.encode("utf-16", "surrogatepass"), "a.ndjson")
    assert part.rows == [("x�",), ("é",)]
    assert (part.first("encoding")["line"], part.rejects[0]["outcome"]) == (1, "changed")


@pytest.mark.parametrize("name", ["a.ndjson", "a.json"])
def test_strict_refuses_a_value_that_became_null(bench: Bench, name: str) -> None:
    content = '{"a": "1"}\n{"a": "x"}\n' if name == "a.ndjson" else '[{"a": "1"}, {"a": "x"}]'
    asked = [{"source": "a", "type": "INTEGER"}]
    assert bench.one(content, name, columns=asked).rows == [(1,), (None,)]
    with pytest.raises(UnreadableFile, match=r"1 cell nulled. Line 2: It is no INTEGER"):
        bench.load(content, name, columns=asked, strict=True)


def test_asked_for_types_count_what_they_lose_at_its_line(bench: Bench) -> None:
    content = '{"a": "1", "b": 1}\n\nbroken\n{"a": "x", "b": 2}\n{"a": "3", "b": 3}\n'
    part = bench.one(
        content, "a.ndjson",
        columns=[{"source": "a", "type": "INTEGER", "name": "n"}, {"source": "b", "drop": True}],
    )  # fmt: skip
    assert part.columns == ["n"]
    assert part.rows == [(1,), (None,), (3,)]
    assert part.report["cells_nulled"] == 1
    assert part.first("type")["line"] == 4


def test_many_keys_each_in_few_records(bench: Bench) -> None:
    content = "\n".join(json.dumps({f"k{i}": i}) for i in range(500))
    part = bench.one(content, "a.ndjson")
    assert len(part.columns) == 500
    assert part.rows[7][7] == 7


def test_a_mistake_in_a_document_is_told_by_its_place(bench: Bench) -> None:
    with pytest.raises(UnreadableFile) as caught:
        bench.load('[{"a": 1},\n {"a": 2]', "a.json")
    assert caught.value.details["line"] == 2


@pytest.mark.parametrize(
    "content",
    ["[]", "{}", "[{}]", "[", '{"a":', '[{"a": 1}', '[{"a": "\\ud800"}]', '{"a" 1}', "[1,,2]"],
)
def test_what_is_no_table_is_refused(bench: Bench, content: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        bench.load(content, "a.json")
    assert caught.value.hint


@pytest.mark.parametrize("opened", ["[", '{"a":', '[{"a":'])
@pytest.mark.parametrize("name", ["a.json", "a.ndjson"])
def test_deep_json_is_refused(bench: Bench, opened: str, name: str) -> None:
    content = opened * 100_000 + "1" + {"[": "]", '{"a":': "}", '[{"a":': "}]"}[opened] * 100_000
    with pytest.raises(UnreadableFile, match="deep"):
        bench.load(content, name)


def test_a_deep_line_is_rejected_alone(bench: Bench) -> None:
    deep = '{"a": ' + "[" * 5000 + "]" * 5000 + "}"
    part = bench.one(f'{{"a": 1}}\n{deep}\n{{"a": 2}}\n', "a.ndjson")
    assert part.rows == [(1,), (2,)]
    assert part.first("too_deep")["line"] == 2


def test_brackets_in_texts_are_no_depth(bench: Bench) -> None:
    records = [{"a": "[" * 5000}, {"a": "{" * 5000}]
    assert len(bench.one(json.dumps(records), "a.json").rows) == 2
    assert len(bench.one("\n".join(map(json.dumps, records)), "a.ndjson").rows) == 2


def test_too_many_columns_are_counted(bench: Bench) -> None:
    record = json.dumps({f"k{i}": 1 for i in range(10_001)})
    for content, name in ((f"[{record}]", "a.json"), (f"{record}\n{record}\n", "a.ndjson")):
        with pytest.raises(UnreadableFile, match="10,001 columns"):
            bench.load(content, name)


def test_previews(bench: Bench) -> None:
    lines = "".join(f'{{"i": {i}, "t": "{"x" * 500}"}}\n' for i in range(10_000))
    (part,) = bench.preview(lines, "a.ndjson", rows=2)
    assert [row[0] for row in part["rows"]] == [0, 1]
    assert not part["complete"]
    (part,) = bench.preview(BROKEN, "a.ndjson")
    assert part["complete"]
    assert part["report"]["rejected"] == 5
    (part,) = bench.preview(json.dumps(RECORDS), "a.json", rows=2)
    assert part["rows"][0] == [1, "x", "2013-01-31", None]
