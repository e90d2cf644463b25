"""What items have in common."""

from __future__ import annotations

from engine.recommending.item_attributes import read_attributes

GENRES = [
    '{"genres": ["Drama", "Comedy", "Drama"], "year": 1999, "note": "a"}',
    '{"genres": ["Comedy"], "year": 1999, "note": "b"}',
    None,
    '{"genres": [], "year": "", "note": "c"}',
    '{"genres": "Action", "year": 2001, "note": null}',
]


def test_attributes_that_items_share_are_found_with_their_most_frequent_value_first() -> None:
    genres, year = read_attributes(GENRES)
    assert (genres.name, genres.values) == ("genres", ("Comedy", "Action", "Drama"))
    assert (year.name, year.values) == ("year", ("1999", "2001"))


def test_an_item_has_several_values_one_or_none() -> None:
    genres, _ = read_attributes(GENRES)
    assert [genres.of_item(item) for item in range(5)] == [
        ["Drama", "Comedy"],
        ["Comedy"],
        [],
        [],
        ["Action"],
    ]
    assert genres.first_codes().tolist() == [2, 0, -1, -1, 1]


def test_what_a_list_has_of_each_value_is_counted() -> None:
    genres, _ = read_attributes(GENRES)
    assert genres.counts([0, 1, 2]) == [("Comedy", 2), ("Drama", 1)]


def test_nothing_is_found_where_nothing_is_said() -> None:
    assert read_attributes([None, None]) == []
    assert read_attributes(['{"title": "one of a kind"}', '{"title": "another"}']) == []
