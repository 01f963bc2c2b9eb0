"""Tables in text and HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from deita_labext.kernel.layout import count, html_table, size_text, text_table
from deita_labext.kernel.listing import Listing


def test_text_is_aligned_and_null_is_not_empty() -> None:
    table, hidden = text_table(["n", "name"], [[1, "x"], [1000, ""], [None, None]], [True, False])
    assert table.split("\n") == [
        "   n  name",
        "────  ────",
        "   1  x",
        "1000",
        "   ∅  ∅",
    ]
    assert hidden == 0


def test_wide_characters_keep_the_columns_straight() -> None:
    table, _hidden = text_table(["a", "b"], [["日本", "x"], ["abcd", "y"]], [False, False])
    assert table.split("\n")[2:] == ["日本  x", "abcd  y"]


def test_control_characters_and_line_breaks_stay_in_their_cell() -> None:
    table, _hidden = text_table(["a"], [["one\ntwo\x1b[31m\x00"]], [False])
    assert table.split("\n")[2:] == ["one two [31m"]


def test_long_cells_are_cut_and_columns_without_room_are_counted() -> None:
    names = [f"column_{i}" for i in range(40)]
    table, hidden = text_table(names, [["x" * 500] * 40], [False] * 40)
    assert max(map(len, table.split("\n"))) <= 112
    assert "…" in table
    assert hidden == 38


def test_nested_values_and_booleans_are_json() -> None:
    table, _hidden = text_table(["a", "b"], [[[1, None], True]], [False, False])
    assert table.split("\n")[2] == "[1, null]  true"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _value in attrs} <= {"style", "title"}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_html_escapes_all_that_is_data() -> None:
    evil = "<script>alert('x')</script>&\"' onload=1"
    table, _hidden = html_table([evil], [[evil], [{evil: evil}]], [False], [f'"{evil}'])
    tags = _Tags()
    tags.feed(table)
    assert tags.tags == {"table", "thead", "tbody", "tr", "th", "td"}
    assert evil in tags.texts


def test_html_tells_null_from_the_empty_string_and_aligns_numbers() -> None:
    table, _hidden = html_table(["n", "t"], [[None, ""], [1, "x"]], [True, False])
    assert '<span style="opacity:.5" title="null">∅</span>' in table
    assert '<td style="text-align:left"></td>' in table
    assert '<td style="text-align:right">1</td>' in table


def test_a_listing_is_escaped_too() -> None:
    shown = Listing(("table",), [("<b>",)], "a < b")._repr_mimebundle_()
    assert "<b>" not in shown["text/html"]
    assert "&lt;b&gt;" in shown["text/html"]
    assert "a &lt; b" in shown["text/html"]


def test_counts_and_sizes() -> None:
    assert (count(1, "row"), count(336776, "row")) == ("1 row", "336,776 rows")
    assert [size_text(n) for n in (0, 999, 1000, 12_400_000, 999_999, 250_000_000, 2 * 10**12)] == [
        "0 B", "999 B", "1.0 kB", "12.4 MB", "1.0 MB", "250 MB", "2,000 GB",
    ]  # fmt: skip
