"""What the page learns from the engine about a user."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from areal_gui.pages.users.inspection import (
    KEPT_MODELS,
    Inspection,
    PathWish,
    Recommenders,
    held_out_place,
    inspect,
    items_radius,
    load,
    map_trajectory,
    usable_runs,
)
from areal_gui.pages.users.typed_history import TypedHistory
from engine.events import CancelToken
from engine.recommending.audience import HeldOut
from engine.store.runs import RunRow, get_run
from engine.store.users import UserRow, get_user
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import SMALL, import_sequences


def test_a_run_is_usable_once_it_ended_with_a_best_epoch(run: RunRow) -> None:
    def like(status: str, best: int | None = 1) -> RunRow:
        return dataclasses.replace(run, status=status, best_epoch=best)

    usable = [like("finished"), like("stopped"), like("interrupted")]
    useless = [like("running"), like("failed"), like("stopped", None)]

    assert usable_runs([*useless, *usable]) == usable


class LastOfUserThree:
    """An audience in which the item at a place of user 3 was held out."""

    def __init__(self, position: int) -> None:
        self._position = position

    def held_out(self, user: int) -> HeldOut | None:
        return HeldOut(self._position, 1.0) if user == 3 else None


@pytest.mark.parametrize(("user", "position", "place"), [(3, 1, 1), (3, 2, None), (4, 1, None)])
def test_what_was_held_out_is_found_where_the_history_still_has_it(
    user: int, position: int, place: int | None
) -> None:
    shown = Inspection(UserRow(user, "u", 2, None, None), [], [7, 8], [], 2)
    assert held_out_place(shown, LastOfUserThree(position)) == place  # type: ignore[arg-type]


def test_of_a_typed_history_nothing_was_held_out() -> None:
    shown = Inspection(TypedHistory("Mine", ("a",)), [], [7], [], 1)
    assert held_out_place(shown, LastOfUserThree(0)) is None  # type: ignore[arg-type]
    assert held_out_place(dataclasses.replace(shown, user=UserRow(3, "u", 1, None, None)), None) is None


def test_a_model_is_loaded_once_and_again_when_its_run_went_on(trained: Workspace, run: RunRow) -> None:
    recommenders = Recommenders(trained)
    first = load(trained, recommenders, run)

    assert recommenders.get(run) is first
    assert recommenders.get(dataclasses.replace(run, best_epoch=99)) is not first


def test_only_the_models_used_last_are_kept(trained: Workspace, run: RunRow) -> None:
    recommenders = Recommenders(trained)
    first = recommenders.get(run)
    for epoch in range(KEPT_MODELS):
        recommenders.get(dataclasses.replace(run, best_epoch=100 + epoch))

    assert recommenders.get(run) is not first


def test_a_user_is_shown_with_history_and_the_list_the_engine_gives(trained: Workspace, run: RunRow) -> None:
    recommender = Recommenders(trained).get(run)
    user = get_user(trained.store, 1, "u1")
    seen = inspect(trained, recommender, user)

    assert [row.external_id for row in seen.history] == ["i2", "i3"] * 3
    assert seen.recommendations == recommender.recommend(seen.items, k=20)
    assert seen.recommendations[0].external_id == "i2"
    assert seen.seen_by_model == 6


def test_the_path_lies_on_the_map_and_predictions_end_among_the_items(
    trained: Workspace, run: RunRow
) -> None:
    recommender = Recommenders(trained).get(run)
    seen = inspect(trained, recommender, get_user(trained.store, 1, "u1"))
    mapped = map_trajectory(recommender, seen, PathWish(3))
    embedded = items_radius(recommender.item_map)

    assert mapped.states.shape == mapped.predictions.shape == (mapped.steps, 2)
    assert mapped.steps == len(mapped.trajectory.timesteps)
    assert mapped.top[0] == seen.recommendations[0].item
    assert mapped.history == set(seen.items)
    assert embedded == pytest.approx(1.0, abs=0.01)
    assert np.abs(mapped.predictions).max() <= embedded + float(np.linalg.norm(recommender.item_map.centre))


def test_a_seed_gives_its_own_path_each_time(trained: Workspace, run: RunRow) -> None:
    recommender = Recommenders(trained).get(run)
    seen = inspect(trained, recommender, get_user(trained.store, 1, "u1"))
    first, again, other = (map_trajectory(recommender, seen, PathWish(seed)).states for seed in (1, 1, 2))

    assert np.array_equal(first, again)
    assert not np.allclose(first, other)


def test_only_what_counts_for_the_run_is_shown_and_shown_to_it(workspace: Workspace) -> None:
    log = [["rare" + str(n), *pair, *pair] for n, pair in enumerate([("b", "a"), ("d", "c")] * 40)]
    dataset = import_sequences(workspace, log)
    config = with_settings(SMALL, {"data.item_core": 5, "data.repeats": "keep", "training.epochs": 1})
    list(train(workspace, dataset, config, CancelToken()))
    recommender = Recommenders(workspace).get(get_run(workspace.store, 1))
    seen = inspect(workspace, recommender, get_user(workspace.store, dataset, "u3"))

    assert [row.external_id for row in seen.history] == ["d", "c", "d", "c"]
    assert [recommender.items.external_ids[item] for item in seen.items] == ["d", "c", "d", "c"]
    assert seen.seen_by_model == 4
    assert {line.external_id for line in seen.recommendations} == {"a", "b", "c", "d"}
    mapped = map_trajectory(recommender, seen, PathWish(1))
    assert mapped.history == frozenset(seen.items) < set(range(4))
