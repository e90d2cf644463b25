"""The simple methods at work after a history."""

from __future__ import annotations

import pytest

from engine.events import Cancelled, CancelToken
from engine.recommending.reference_lists import ReferenceLists
from engine.workspace import Workspace
from tests.engine.recommending.conftest import Trained


def load(workspace: Workspace, trained: Trained, policy: str) -> tuple[ReferenceLists, list[str]]:
    recommender = trained(data__repeats=policy, training__epochs=1)
    lists = ReferenceLists.load(workspace, recommender.run, CancelToken())
    return lists, recommender.items.external_ids


def test_item_knn_proposes_what_goes_together_and_popularity_the_same_to_everybody(
    workspace: Workspace, trained: Trained
) -> None:
    lists, ids = load(workspace, trained, "keep")
    assert lists.names == ("item-knn", "popularity")
    assert ids[lists.top("item-knn", [ids.index("i2")])[0]] == "i3"
    assert lists.top("popularity", [0]) == lists.top("popularity", [])
    assert len(lists.top("popularity", [], k=3)) == 3
    assert sorted(lists.top("popularity", [], k=99)) == list(range(8))


def test_items_of_the_whole_history_are_left_out_where_the_run_excludes_them(
    workspace: Workspace, trained: Trained
) -> None:
    lists, _ = load(workspace, trained, "exclude")
    history = [0, 1, *[2] * 50]
    for name in lists.names:
        assert set(lists.top(name, history, k=99)) == {3, 4, 5, 6, 7}


def test_counting_can_be_ended(workspace: Workspace, trained: Trained) -> None:
    run = trained(training__epochs=1).run
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        ReferenceLists.load(workspace, run, cancel)
