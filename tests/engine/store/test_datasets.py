"""Data sets in the store."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import EngineError, NotFound
from engine.store.datasets import (
    NO_TIME,
    delete_dataset,
    get_dataset,
    item_attributes,
    items,
    list_datasets,
    log_chunks,
    rename_dataset,
)
from engine.store.runs import create_run, list_runs
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset


def train(workspace: Workspace, dataset_id: int) -> int:
    return create_run(
        workspace.store,
        dataset_id=dataset_id,
        name="r",
        model="areal",
        preset="quick",
        seed=1,
        device="cpu",
        config={},
    )


def test_a_data_set_is_found_by_id_by_id_as_text_and_by_name(
    workspace: Workspace, write: WriteDataset
) -> None:
    number = write(["a", "b"], [2, 3], name="shop")
    by_id, by_text, by_name = (get_dataset(workspace.store, key) for key in (number, str(number), "shop"))
    assert by_id == by_text == by_name
    assert (by_id.n_users, by_id.n_interactions, by_id.synthetic, by_id.recipe) == (2, 5, True, {"user": "u"})
    assert by_id.length_histogram == [(1, 1, 1), (2, 4, 7)]
    assert by_id.popularity == [(1, 5), (2, 1)]


def test_an_unknown_name_is_answered_with_the_nearest(workspace: Workspace, write: WriteDataset) -> None:
    with pytest.raises(NotFound, match="Import a log first"):
        get_dataset(workspace.store, "shop")
    write(["a"], [1], name="shop")
    with pytest.raises(NotFound, match="Did you mean shop"):
        get_dataset(workspace.store, "shpo")
    for key in (99, "99", "9" * 30, "²"):
        with pytest.raises(NotFound):
            get_dataset(workspace.store, key)


def test_a_number_that_is_gone_does_not_find_the_set_of_that_name(
    workspace: Workspace, write: WriteDataset
) -> None:
    number = write(["a"], [1], name="99")
    assert get_dataset(workspace.store, "99").id == number
    with pytest.raises(NotFound):
        get_dataset(workspace.store, 99)


def test_names_stay_unique(workspace: Workspace, write: WriteDataset) -> None:
    numbers = [write(["a"], [1], name="shop") for _ in range(3)]
    assert [row.name for row in list_datasets(workspace.store)] == ["shop (3)", "shop (2)", "shop"]
    with pytest.raises(EngineError, match="already"):
        rename_dataset(workspace.store, numbers[0], "shop (2)")
    with pytest.raises(EngineError, match="needs a name"):
        rename_dataset(workspace.store, numbers[0], "  ")
    rename_dataset(workspace.store, numbers[0], " boutique ")
    assert get_dataset(workspace.store, "boutique").id == numbers[0]


@pytest.mark.parametrize("chunk", [1, 3, 20_000])
def test_the_log_comes_in_chunks_ordered_by_user_and_position(
    workspace: Workspace, write: WriteDataset, chunk: int
) -> None:
    chunks = list(log_chunks(workspace.store, write(["a", "b", "c"], [2, 3, 1]), chunk))
    assert [len(part.user_id) for part in chunks[:-1]] == [chunk] * (len(chunks) - 1)
    assert np.concatenate([part.user_id for part in chunks]).tolist() == [0, 0, 1, 1, 1, 2]
    assert np.concatenate([part.item_id for part in chunks]).tolist() == [0, 1, 0, 1, 2, 0]
    assert np.concatenate([part.ts for part in chunks]).tolist() == [0, 1000, 10_000, 11_000, 12_000, 20_000]
    assert set(np.concatenate([part.split for part in chunks]).tolist()) == {-1}


def test_a_log_without_times_says_so_in_every_row(workspace: Workspace, write: WriteDataset) -> None:
    (chunk,) = log_chunks(workspace.store, write(["a"], [2], times=False))
    assert chunk.ts.tolist() == [NO_TIME, NO_TIME]


def test_items_are_in_the_order_of_their_numbers(workspace: Workspace, write: WriteDataset) -> None:
    number = write(["a"], [3])
    catalogue = items(workspace.store, number)
    assert catalogue.external_ids == ["i0", "i1", "i2"]
    assert catalogue.titles == ["Item i0", "Item i1", "Item i2"]
    assert item_attributes(workspace.store, number, 0) == {"colour": "red"}
    assert item_attributes(workspace.store, number, 1) == {}


def test_deleting_takes_everything_of_one_data_set_and_nothing_of_others(
    workspace: Workspace, write: WriteDataset
) -> None:
    first, second = write(["a"], [2], name="one"), write(["a"], [3], name="two")
    delete_dataset(workspace.store, first)
    assert [row.id for row in list_datasets(workspace.store)] == [second]
    assert list(log_chunks(workspace.store, first)) == []
    assert len(items(workspace.store, first)) == 0
    assert sum(len(part.user_id) for part in log_chunks(workspace.store, second)) == 3
    assert write(["a"], [1], name="three") > second


def test_a_data_set_with_runs_is_deleted_only_together_with_them(
    workspace: Workspace, write: WriteDataset
) -> None:
    number = write(["a"], [2])
    train(workspace, number)
    with pytest.raises(EngineError, match="1 run was trained"):
        delete_dataset(workspace.store, number)
    delete_dataset(workspace.store, number, with_runs=True)
    assert list_datasets(workspace.store) == []
    assert list_runs(workspace.store) == []
