"""What a typed or pasted text says of items."""

from __future__ import annotations

import pytest

from areal_gui.pages.users.typed_history import LONGEST, MOST_PIECES, ItemFinder

IDS = ("1", "2", "007", "4", "5")
TITLES = ("Alien", "Town, The; Part 2, again", None, "alien ", "Heat (1995)")


@pytest.fixture
def finder() -> ItemFinder:
    return ItemFinder(IDS, TITLES)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("", ()),
        (" \n,, ;\n", ()),
        ("1\n007", (0, 2)),
        ("1, 007;2\t1", (0, 2, 1, 0)),
        ("  town,  the; part 2, AGAIN , 1", (1, 0)),
        ("Heat (1995)\nheat (1995) (5)", (4, 4)),
        ("Alien (4)", (3,)),
    ],
)
def test_items_are_found_by_id_and_title(finder: ItemFinder, text: str, items: tuple[int, ...]) -> None:
    reading = finder.read(text)
    assert (reading.items, reading.unknown) == (items, ())


def test_what_is_no_item_is_named_once(finder: ItemFinder) -> None:
    reading = finder.read("7, nonsense, 1\nnonsense\nHeat (1)")
    assert reading.items == (0,)
    assert reading.unknown == ("7", "nonsense", "Heat (1)")


def test_a_title_of_several_items_is_told_but_not_an_id(finder: ItemFinder) -> None:
    assert finder.read("ALIEN, 1").several == ("ALIEN",)
    assert finder.read("1, 4").several == ()


def test_of_a_long_history_the_last_items_count(finder: ItemFinder) -> None:
    reading = finder.read("1\n" * 3 + "2\n" * LONGEST)
    assert reading.items == (1,) * LONGEST
    assert reading.left_out == 3


def test_a_title_with_more_commas_than_looked_for_is_unknown() -> None:
    title = ",".join("x" * (MOST_PIECES + 1))
    assert ItemFinder(["1"], [title]).read(title).items == ()
