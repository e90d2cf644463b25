"""The filter of a list by what its items have in common."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from areal_gui.pages.users.kind_filter import KindFilter
from engine.recommending.item_attributes import read_attributes

TEXTS = ['{"kind": ["book", "gift"]}', '{"kind": "book"}', '{"kind": "lamp"}', None]


@pytest.fixture
def kinds(qtbot: QtBot) -> KindFilter:
    widget = KindFilter()
    qtbot.addWidget(widget)
    widget.show_attributes(read_attributes(TEXTS))
    return widget


def offered(kinds: KindFilter) -> list[str]:
    return [kinds.itemText(at) for at in range(kinds.count())]


def test_what_the_list_has_is_offered_with_its_share(kinds: KindFilter) -> None:
    kinds.show_list([0, 1, 3])
    assert offered(kinds) == ["All kinds of items", "kind: book (2)", "kind: gift (1)"]
    assert kinds.summary == "2 of 3 are book"
    assert all(map(kinds.passes, range(4)))


def test_only_items_of_the_chosen_kind_pass(kinds: KindFilter) -> None:
    kinds.show_list([0, 1, 2, 3])
    kinds.setCurrentIndex(kinds.findText("kind: book (2)"))
    assert [kinds.passes(item) for item in range(4)] == [True, True, False, False]


def test_the_choice_stays_while_the_list_has_it(kinds: KindFilter) -> None:
    kinds.show_list([0, 1])
    kinds.setCurrentIndex(1)
    kinds.show_list([0, 2])
    assert kinds.chosen == ("kind", "book")
    kinds.show_list([2, 3])
    assert kinds.chosen is None


def test_without_attributes_there_is_nothing_to_choose(kinds: KindFilter) -> None:
    kinds.show_attributes([])
    kinds.show_list([0, 1])
    assert kinds.isHidden()
    assert kinds.summary == ""
