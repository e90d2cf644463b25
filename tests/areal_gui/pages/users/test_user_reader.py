"""Blocks of users are read by key, in any order, wherever the list is jumped to."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from areal_gui.pages.users import user_reader
from areal_gui.pages.users.user_reader import (
    BLOCK,
    GroupReader,
    Order,
    StoredOrder,
    UserOrders,
    UserQuery,
    UserReader,
)
from engine.recommending.audience import Group
from engine.store.numbered_ids import make_number_order
from engine.store.users import find_users
from engine.workspace import Workspace
from tests.support.imported import import_sequences


@pytest.mark.parametrize("order", ["external_id", "n", "last_ts"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "u1", "u69", "x"])
def test_blocks_in_any_order_make_up_the_whole_list(
    many_users: Workspace, order: StoredOrder, descending: bool, text: str
) -> None:
    reader = UserReader(many_users.store, UserQuery(1, text, order, descending))
    whole = find_users(many_users.store, 1, text, order=order, descending=descending, limit=10_000)
    numbers = list(range(-(-len(whole) // BLOCK)))
    random.shuffle(numbers)

    blocks = {number: reader.block(number) for number in numbers}

    assert reader.count() == len(whole)
    assert [user for number in sorted(blocks) for user in blocks[number]] == whole


def test_a_block_beyond_the_end_is_empty(many_users: Workspace) -> None:
    assert UserReader(many_users.store, UserQuery(1)).block(50) == []


def test_a_walk_that_nobody_waits_for_ends(many_users: Workspace) -> None:
    reader = UserReader(many_users.store, UserQuery(1))

    assert reader.block(2, wanted=lambda: False) == []
    assert len(reader.block(2)) == 700 - 2 * BLOCK


@pytest.mark.parametrize("order", ["external_id", "n", "last_ts"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "u"])
def test_a_far_jump_brings_what_a_walk_would(
    many_users: Workspace, order: StoredOrder, descending: bool, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = UserQuery(1, text, order, descending)
    walking, jumping = UserReader(many_users.store, query), UserReader(many_users.store, query)
    walked = [walking.block(block) for block in range(6)]
    monkeypatch.setattr(user_reader, "STRIDE", BLOCK)
    for block in (2, 1, 0, 5):
        assert jumping.block(block) == walked[block]


class EveryThird:
    """An audience of which every third user is cold; the higher the number, the better the rank."""

    def group(self, _name: Group) -> np.ndarray:
        return np.arange(0, 700, 3)

    def by_rank(self, users: np.ndarray) -> np.ndarray:
        return np.sort(users)[::-1]


@pytest.mark.parametrize("order", ["external_id", "n", "last_ts", "rank"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "u1", "u69", "x"])
def test_a_large_group_is_listed_as_a_small_one(
    many_users: Workspace, order: Order, descending: bool, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query, orders = UserQuery(1, text, order, descending, "cold"), UserOrders(many_users.store, 1)

    def listed() -> list[str]:
        reader = GroupReader(many_users.store, query, EveryThird(), orders)  # type: ignore[arg-type]
        found = [user.external_id for block in (1, 0) for user in reader.block(block)]
        assert reader.count() == len(found)
        return found

    small = listed()
    monkeypatch.setattr(user_reader, "MOST_SORTED", 0)
    assert listed() == small
    monkeypatch.setattr(user_reader, "WALKED_BLOCKS", 0)
    assert listed() == small
    assert bool(small) == (text != "x")


@pytest.fixture(scope="module")
def numbered_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace whose data set 1 has 700 users called by numbers from 5 on, in the order of the numbers."""
    with Workspace.open(tmp_path_factory.mktemp("numbered-users")) as workspace:
        names = [str(5 + 3 * n) for n in range(700)]
        import_sequences(workspace, [["a", "b"][: 1 + n % 2] for n in range(700)], users=names)
        assert make_number_order(workspace.store, 1)
        yield workspace


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "1", "2", "20", "x"])
def test_ids_that_are_numbers_come_in_the_order_of_the_numbers(
    numbered_users: Workspace, descending: bool, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = UserQuery(1, text, "external_id", descending)
    expected = [str(5 + 3 * n) for n in range(700) if str(5 + 3 * n).startswith(text)]
    expected = expected[::-1] if descending else expected

    def listed(reader: UserReader) -> list[str]:
        found = [(number, reader.block(number)) for number in (2, 0, 1)]
        assert reader.count() == sum(len(rows) for _, rows in found)
        return [user.external_id for _, rows in sorted(found) for user in rows]

    assert listed(UserReader(numbered_users.store, query)) == expected
    monkeypatch.setattr(user_reader, "STRIDE", BLOCK)
    assert listed(UserReader(numbered_users.store, query)) == expected

    orders = UserOrders(numbered_users.store, 1)
    group = replace(query, group="cold")
    small = listed(GroupReader(numbered_users.store, group, EveryThird(), orders))  # type: ignore[arg-type]
    assert small == [one for one in expected if (int(one) - 5) % 9 == 0]
    monkeypatch.setattr(user_reader, "MOST_SORTED", 0)
    monkeypatch.setattr(user_reader, "WALKED_BLOCKS", 0)
    assert listed(GroupReader(numbered_users.store, group, EveryThird(), orders)) == small  # type: ignore[arg-type]
