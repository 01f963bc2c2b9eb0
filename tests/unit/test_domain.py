"""Names of tables, made of what files are called."""

from __future__ import annotations

import pytest

from deita_server_ext.domain import new_id
from deita_server_ext.domain.names import MAX_NAME, free_name, table_name


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("flights.csv", "flights"),
        ("/home/ada/My Flights (2013).csv", "My_Flights_2013"),
        (r"C:\Users\ada\flights.csv", "flights"),
        ("2013 flights.csv", "t_2013_flights"),
        ("flights.2013.csv", "flights_2013"),
        ("été-übersicht.csv", "été_übersicht"),
        ("航班.csv", "航班"),
        (".hidden", "hidden"),
        ("a'b\"c;d.csv", "a_b_c_d"),
        ("__x__.csv", "x"),
        ("flights", "flights"),
        ("folder/", "folder"),
        ("...", "table_1"),
        ("🛫.csv", "table_1"),
        ("", "table_1"),
        ("a" * 500 + ".csv", "a" * MAX_NAME),
    ],
)
def test_a_table_is_named_after_its_file(filename: str, name: str) -> None:
    assert table_name(filename) == name


def test_a_free_name_is_found_whatever_its_case() -> None:
    assert free_name("flights", set()) == "flights"
    assert free_name("Flights", {"flights"}) == "Flights_2"
    assert free_name("Flights", {"flights", "flights_2", "flights_3"}) == "Flights_4"


def test_ids_are_32_hexadecimal_digits_and_differ() -> None:
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 32 and set(one) <= set("0123456789abcdef") for one in made)
