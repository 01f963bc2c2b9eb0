"""Errors as they are shown."""

from __future__ import annotations

from deita_labext.kernel.errors import DeitaError

BODY = {
    "code": "unknown_table",
    "message": "There is no table “flihgts”.",
    "hint": "Did you mean flights?",
    "details": {"line": 2, "column": 6, "suggestions": ["flights"]},
    "request_id": "r1",
}


def test_the_place_is_marked() -> None:
    error = DeitaError.from_body(BODY, sql="select *\nfrom flihgts\nlimit 1")
    assert error.text().split("\n") == [
        "There is no table “flihgts”.",
        "",
        "  2 │ from flihgts",
        "    │      ^",
        "",
        "Hint: Did you mean flights?",
    ]


def test_tabs_and_wide_characters_do_not_move_the_mark() -> None:
    error = DeitaError("no", details={"line": 1, "column": 9}, sql="\tselect日本 x")
    line, mark = error.text().split("\n")[2:4]
    assert line == "  1 │  select日本 x"
    assert mark == "    │ " + " " * 9 + "^"


def test_a_long_line_is_cut_around_the_place() -> None:
    error = DeitaError("no", details={"line": 1, "column": 501}, sql="x" * 500 + "!" + "y" * 500)
    line, mark = error.text().split("\n")[2:4]
    assert len(line) < 120
    assert line[mark.index("^")] == "!"


def test_a_place_beyond_the_sql_is_left_out() -> None:
    for details in ({"line": 9, "column": 1}, {"line": 0}, {"line": "1"}, {}):
        assert DeitaError("no", details=details, sql="select").text() == "no"
    at_the_end = DeitaError("no", details={"line": 1, "column": 99}, sql="select")
    assert at_the_end.text().endswith("  1 │ select\n    │       ^")


def test_a_caught_error_can_be_displayed() -> None:
    shown = DeitaError.from_body(BODY, sql="select *\nfrom <flihgts")._repr_mimebundle_()
    assert shown["application/vnd.deita.error+json"] == {
        "version": 1,
        "code": "unknown_table",
        "message": "There is no table “flihgts”.",
        "hint": "Did you mean flights?",
        "sql": "select *\nfrom <flihgts",
        "line": 2,
        "column": 6,
    }
    assert "from &lt;flihgts" in shown["text/html"]
    assert "Hint: Did you mean flights?" in shown["text/plain"]
