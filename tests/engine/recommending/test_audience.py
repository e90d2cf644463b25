"""The users of a run in groups, and what the test held out of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from engine.recommending.audience import Audience
from engine.recommending.chain_recommender import ChainRecommender
from engine.sequences.snapshot import Snapshot
from engine.workspace import Workspace

LENGTHS = [1, 2, 3, 5]


def snapshot(users: list[int] | None = None) -> Snapshot:
    """Four sequences; the third and the fourth have an item again."""
    items = [[0], [1, 2], [3, 0, 3], [1, 2, 4, 0, 1]]
    return Snapshot(
        offsets=np.concatenate([[0], np.cumsum(LENGTHS)]).astype(np.int64),
        items=np.array([item for sequence in items for item in sequence], dtype=np.int32),
        times=None,
        split=None,
        n_items=5,
        hash="",
        user_ids=None if users is None else np.array(users, dtype=np.int32),
    )


def ranks(rows: list[tuple[int, int, int, int]]) -> pa.Table:
    """Rows of sequence, position, better, equal."""
    sequence, position, better, equal = zip(*rows, strict=True)
    return pa.table(
        {"sequence": sequence, "position": position, "model.better": better, "model.equal": equal}
    )


TESTED = ranks([(3, 4, 2, 1), (1, 1, 40, 1), (3, 3, 99, 1), (2, 2, 18, 4)])


def test_the_last_item_of_each_tested_user_counts() -> None:
    audience = Audience(snapshot(), 3, TESTED)
    assert audience.tested
    found = audience.held_out(3)
    assert found is not None
    assert (found.position, found.rank) == (4, 3)
    tied = audience.held_out(2)
    assert tied is not None
    assert tied.rank == 20.5
    assert audience.held_out(0) is None


@pytest.mark.parametrize(
    ("group", "users"),
    [
        ("held-out", [1, 2, 3]),
        ("hit", [3]),
        ("missed", [1, 2]),
        ("cold", [0, 1]),
        ("long", [3]),
        ("repeats", [2, 3]),
    ],
)
def test_groups_hold_the_users_they_are_named_after(group: str, users: list[int]) -> None:
    assert Audience(snapshot(), 3, TESTED).group(group).tolist() == users  # type: ignore[arg-type]


def test_users_are_called_by_the_numbers_of_the_store() -> None:
    audience = Audience(snapshot([10, 11, 22, 33]), 3, TESTED)
    assert audience.group("hit").tolist() == [33]
    assert audience.held_out(33) is not None
    assert audience.by_rank(np.array([10, 22, 33])).tolist() == [33, 22, 10]


def test_a_run_without_a_test_has_lengths_and_repeats_only() -> None:
    audience = Audience(snapshot(), 3, None)
    assert not audience.tested
    assert audience.group("missed").tolist() == []
    assert audience.group("cold").tolist() == [0, 1]


def test_the_rank_of_a_run_is_that_of_its_own_list(
    recommender: ChainRecommender, workspace: Workspace
) -> None:
    audience = recommender.audience(workspace)
    user = int(audience.group("held-out")[-1])
    found = audience.held_out(user)
    assert found is not None
    items = [row.item_id for row in recommender.history(workspace.store, user)]
    numbers = recommender.numbers_of(recommender.history(workspace.store, user))
    assert len(items) == 6
    listed = [line.item for line in recommender.recommend(numbers[: found.position], 8)]
    assert listed.index(numbers[found.position]) + 1 == found.rank
