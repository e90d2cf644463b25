"""What items have in common."""

from __future__ import annotations

from engine.recommending.item_attributes import ItemAttribute, read_attributes

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


def test_the_values_of_a_list_are_told_apart_first_then_those_of_the_history_then_the_most_frequent() -> None:
    kinds = ItemAttribute.of("kind", [["a"], ["a"], ["a"], ["b"], ["b"], ["c"], ["d"], ["e"], ["e"]])
    named = [kinds.values[code] for code in kinds.told_apart([[6, 5, 6], [3]], 4)]

    assert named == ["d", "c", "b", "a"]
    assert kinds.told_apart([[6, 5, 6], [3]], 2) == [kinds.values.index(value) for value in ("d", "c")]
    assert kinds.told_apart([], 9) == [0, 1, 2, 3, 4]


def test_an_item_of_several_kinds_counts_for_the_rarest_that_is_told() -> None:
    genres, _ = read_attributes(GENRES)
    comedy, action, drama = (genres.values.index(value) for value in ("Comedy", "Action", "Drama"))

    assert genres.places_among([comedy, drama]).tolist() == [1, 0, -1, -1, -1]
    assert genres.places_among([drama, action, comedy]).tolist() == [0, 2, -1, -1, 1]
    assert genres.places_among([comedy]).tolist() == [0, 0, -1, -1, -1]
    assert genres.places_among([]).tolist() == [-1] * 5


def test_what_a_list_has_of_each_value_is_counted() -> None:
    genres, _ = read_attributes(GENRES)
    assert genres.counts([0, 1, 2]) == [("Comedy", 2), ("Drama", 1)]


def test_nothing_is_found_where_nothing_is_said() -> None:
    assert read_attributes([None, None]) == []
    assert read_attributes(['{"title": "one of a kind"}', '{"title": "another"}']) == []
