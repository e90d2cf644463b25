"""The counts that the real logs are known to have."""

from __future__ import annotations

import numpy as np
import pytest

from engine.events import Event
from engine.importing.load import DatasetImported, IdsRestarted, ItemTitlesJoined, import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.datasets import get_dataset, item_attributes, items, log_chunks
from engine.store.users import get_user, history
from engine.workspace import Workspace
from tests.support.real_data import RealData


def imported(
    workspace: Workspace, real_data: RealData, *names: str, items_file: str | None = None
) -> list[Event]:
    from engine.events import CancelToken

    paths = [real_data(name) for name in names]
    titles = None if items_file is None else str(real_data(items_file))
    recipe = Recipe.from_preview(sniff(paths[0]), items_file=titles)
    return list(import_log(workspace, paths, recipe, CancelToken()))


def result(events: list[Event]) -> DatasetImported:
    last = events[-1]
    assert isinstance(last, DatasetImported)
    return last


def test_zhihu_has_its_published_counts_and_split(workspace: Workspace, real_data: RealData) -> None:
    done = result(imported(workspace, real_data, "zhihu/zhihu_sessions.csv"))
    assert (done.users, done.items, done.interactions, done.rejected) == (11_714, 4_838, 77_712, 0)
    dataset = get_dataset(workspace.store, done.dataset_id)
    assert (dataset.has_times, dataset.has_split) == (False, True)
    split = np.concatenate([chunk.split for chunk in log_chunks(workspace.store, done.dataset_id)])
    assert np.bincount(split).tolist() == [61_641, 8_160, 7_911]


def test_yoochoose_clicks_are_read_without_a_header(workspace: Workspace, real_data: RealData) -> None:
    done = result(imported(workspace, real_data, "yoochoose/yoochoose-clicks-100k-iso.dat"))
    assert (done.users, done.interactions, done.rejected) == (21_210, 83_846, 0)
    dataset = get_dataset(workspace.store, done.dataset_id)
    assert dataset.has_times
    first = get_user(workspace.store, done.dataset_id, "1")
    assert first.first_ts == 1_396_867_869_277  # 2014-04-07T10:51:09.277Z


def test_both_files_of_yoochoose_1_64_are_one_log_though_session_numbers_restart(
    workspace: Workspace, real_data: RealData
) -> None:
    events = imported(
        workspace,
        real_data,
        "yoochoose/yoochoose1_64_train_sessions.csv",
        "yoochoose/yoochoose1_64_test_sessions.csv",
    )
    done = result(events)
    assert (done.users, done.interactions) == (131_491, 557_248)
    assert [event.sequences for event in events if isinstance(event, IdsRestarted)] == [15_324]
    assert get_user(workspace.store, done.dataset_id, "1 (2)").user_id == 131_491 - 15_324


@pytest.mark.parametrize(("snapshot", "rows"), [("100K", 100_000), ("latest-2014", 141_695)])
def test_movietweetings_keeps_leading_zeros_and_finds_all_titles(
    workspace: Workspace, real_data: RealData, snapshot: str, rows: int
) -> None:
    folder = f"movietweetings/{snapshot}"
    events = imported(workspace, real_data, f"{folder}/ratings.dat", items_file=f"{folder}/movies.dat")
    done = result(events)
    assert (done.interactions, done.rejected) == (rows, 0)
    joined = next(event for event in events if isinstance(event, ItemTitlesJoined))
    assert joined.matched == joined.total == done.items
    catalogue = items(workspace.store, done.dataset_id)
    assert catalogue.titles[catalogue.external_ids.index("0104257")] == "A Few Good Men (1992)"


def test_movielens_has_titles_with_commas_and_lists_of_genres(
    workspace: Workspace, real_data: RealData
) -> None:
    events = imported(
        workspace,
        real_data,
        "movielens-latest-small/ratings.csv",
        items_file="movielens-latest-small/movies.csv",
    )
    done = result(events)
    assert (done.users, done.items, done.interactions, done.rejected) == (610, 9_724, 100_836, 0)
    catalogue = items(workspace.store, done.dataset_id)
    number = catalogue.external_ids.index("11")
    assert catalogue.titles[number] == "American President, The (1995)"
    assert item_attributes(workspace.store, done.dataset_id, number) == {
        "genres": ["Comedy", "Drama", "Romance"]
    }
    oldest = history(workspace.store, done.dataset_id, 0)[0]
    assert oldest.ts == get_dataset(workspace.store, done.dataset_id).first_ts
    assert oldest.value == 4.0


def test_complete_journey_gets_titles_out_of_categories(workspace: Workspace, real_data: RealData) -> None:
    events = imported(
        workspace,
        real_data,
        "complete-journey/transactions.csv.gz",
        items_file="complete-journey/products.csv",
    )
    done = result(events)
    assert (done.users, done.items, done.interactions) == (2_469, 68_509, 1_469_307)
    joined = next(event for event in events if isinstance(event, ItemTitlesJoined))
    assert joined.matched > 0.99 * joined.total
    catalogue = items(workspace.store, done.dataset_id)
    assert catalogue.titles[catalogue.external_ids.index("1095275")] == "ROLLS: BAGELS, 4 OZ"
