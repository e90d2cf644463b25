"""Blocks of users are read by key, in any order, wherever the list is jumped to."""

from __future__ import annotations

import random

import pytest

from areal_gui.pages.users.user_reader import BLOCK, Order, UserQuery, UserReader
from engine.store.users import find_users
from engine.workspace import Workspace


@pytest.mark.parametrize("order", ["external_id", "n", "last_ts"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("text", ["", "u1", "u69", "x"])
def test_blocks_in_any_order_make_up_the_whole_list(
    many_users: Workspace, order: Order, descending: bool, text: str
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
