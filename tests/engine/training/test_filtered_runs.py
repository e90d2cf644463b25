"""A run and everything that is made of it use what its filters leave, whatever becomes of the log later."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import torch

from engine.errors import BadSetting, EngineError
from engine.events import CancelToken
from engine.exporting.bundle import export_bundle
from engine.exporting.bundle_file import load_bundle
from engine.exporting.formats import Exported
from engine.importing.filters import Filters
from engine.importing.load import DatasetImported, import_log
from engine.importing.recipe import Recipe
from engine.recommending.loading import load_recommender
from engine.sequences.growing import grow
from engine.sequences.snapshot import open_snapshot
from engine.store.backup import list_backups, make_backup, open_backup
from engine.store.copying import duplicate_dataset
from engine.store.datasets import hide_dataset, restore_dataset
from engine.store.runs import get_run
from engine.store.users import get_user
from engine.training.checkpoint import best_checkpoint, refit_checkpoint
from engine.training.compare_runs import Compared, compare_runs
from engine.training.evaluate_run import Judged, evaluate_run
from engine.training.events import EpochFinished
from engine.training.presets import preset_for
from engine.training.settings import with_settings
from engine.training.setup import data_of_run, run_data
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.training.courses import fingerprint
from tests.support.dataset_rows import dataset_row
from tests.support.imported import SMALL, import_sequences

CLICKS = 60
RECIPE = Recipe(user="user", item="item", time="time", event="event", value="value", name="shop")
CONFIG = with_settings(SMALL, {"training.epochs": 1, "data.repeats": "keep", "data.events": "buy"})


def rows() -> list[str]:
    """60 users with i0 i1 i0 i1 bought; everybody views a v-item first, and the last user only views."""
    found = []
    for user in range(CLICKS):
        start = 1_700_000_000 + 100 * user
        found.append(f"u{user},v{user % 7},{start},view,")
        found += [f"u{user},i{n % 2},{start + 1 + n},buy,{n}" for n in range(4)]
    return [*found, "looker,v1,1700900000,view,", "looker,i1,1700900001,view,"]


@pytest.fixture
def dataset(workspace: Workspace) -> int:
    path = workspace.root / "shop.csv"
    path.write_text("\n".join(["user,item,time,event,value", *rows()]) + "\n")
    *_, done = import_log(workspace, [path], RECIPE, CancelToken())
    assert isinstance(done, DatasetImported)
    return done.dataset_id


@pytest.fixture
def run(workspace: Workspace, dataset: int) -> int:
    """A run on the purchases, number 1."""
    list(train(workspace, dataset, CONFIG, CancelToken()))
    return 1


def grown(workspace: Workspace, dataset: int) -> None:
    """Newer users, new items, and an item that comes in the middle of what was there."""
    path = workspace.root / "newer.csv"
    path.write_text(
        "user,item,time,event,value\nu0,new,1700000002,buy,1\nearly,i1,1600000000,buy,1\n"
        "looker,i0,1700900002,buy,1\n"
    )
    list(grow(workspace, dataset, [path], None, CancelToken()))


def judged(workspace: Workspace, run: int) -> Judged:
    found: list[Judged] = []

    def events():  # type: ignore[no-untyped-def]
        found.append((yield from evaluate_run(workspace, run, "test", CancelToken())))

    list(events())
    return found[0]


@pytest.mark.parametrize(
    ("setting", "value", "interactions"),
    [
        ("data.events", "buy", 4 * CLICKS),
        ("data.minimum_value", 1, 3 * CLICKS),
        ("data.earliest", "2023-11-14T22:15:00Z", 5 * CLICKS + 2 - 5),
        ("data.latest", "2023-11-14T23:00:00Z", 5 * 28),
        ("data.item_core", CLICKS, 4 * CLICKS + 1),
        ("data.sequence_core", 3, 5 * CLICKS),
        ("data.events", "", 5 * CLICKS + 2),
    ],
)
def test_a_run_is_trained_on_what_its_filters_leave(
    workspace: Workspace, dataset: int, setting: str, value: str, interactions: int
) -> None:
    config = with_settings(SMALL, {setting: value, "data.split": "leave_one_out"})
    data = run_data(workspace, dataset, config)
    assert len(data.snapshot.items) == interactions
    assert sum(len(part) for part in data.parts.values()) == interactions


def test_the_run_keeps_which_sequences_these_were(workspace: Workspace, dataset: int, run: int) -> None:
    snapshot = open_snapshot(workspace, dataset, Filters(events=("buy",)))
    assert (snapshot.n_items, snapshot.n_sequences) == (2, CLICKS)
    kept = get_run(workspace.store, run)
    assert kept.snapshot_hash == snapshot.hash != open_snapshot(workspace, dataset).hash
    assert data_of_run(workspace, kept).split.hash == kept.split_hash


def test_filters_that_leave_nothing_begin_no_run(workspace: Workspace, dataset: int) -> None:
    nothing = with_settings(CONFIG, {"data.sequence_core": 50})
    with pytest.raises(BadSetting, match="leave no interactions"):
        list(train(workspace, dataset, nothing, CancelToken()))


def test_the_ranks_name_the_users_and_items_of_the_log(workspace: Workspace, run: int) -> None:
    table = judged(workspace, run).table(workspace)
    assert set(table["item"].to_pylist()) == {"i0", "i1"}
    assert set(table["user"].to_pylist()) == {f"u{n}" for n in range(CLICKS - 6, CLICKS)}


def test_recommendations_are_of_items_and_users_that_count(workspace: Workspace, run: int) -> None:
    recommender = load_recommender(workspace, run)
    assert recommender.items.external_ids == ["i0", "i1"]
    user = get_user(workspace.store, 1, "u7")
    history = recommender.history(workspace.store, user.user_id)
    assert [row.external_id for row in history] == ["i0", "i1"] * 2
    assert recommender.numbers_of(history) == [0, 1, 0, 1]
    (lists,) = recommender.recommend_all(5, CancelToken())
    assert len(lists.users) == CLICKS
    (row,) = (lists.users == user.user_id).nonzero()[0]
    assert lists.items[row].tolist() == [line.item for line in recommender.recommend([0, 1, 0, 1], 5)]


def test_who_was_left_out_is_known_by_the_items_that_the_run_knows(workspace: Workspace, run: int) -> None:
    recommender = load_recommender(workspace, run)
    looker = get_user(workspace.store, 1, "looker")
    assert [row.external_id for row in recommender.history(workspace.store, looker.user_id)] == ["i1"]


def test_the_bundle_holds_the_items_that_count(workspace: Workspace, tmp_path: Path, run: int) -> None:
    *_, done = export_bundle(workspace, run, tmp_path, CancelToken())
    assert isinstance(done, Exported)
    bundle = load_bundle(done.path)
    assert bundle.items.names.external_ids == ["i0", "i1"]
    recommender = load_recommender(workspace, run)
    scores = bundle.model.scores(torch.tensor([[0] + [2] * 9]), torch.tensor([1]))  # type: ignore[operator]
    wanted = {line.item: line.score for line in recommender.recommend([0])}
    assert scores[0].tolist() == pytest.approx([wanted[0], wanted[1]])


def test_nothing_of_a_run_changes_when_its_log_grows(
    workspace: Workspace, tmp_path: Path, dataset: int, run: int
) -> None:
    before = judged(workspace, run)
    lists = load_recommender(workspace, run).recommend([0, 1])
    grown(workspace, dataset)
    assert open_snapshot(workspace, dataset, Filters(events=("buy",))).n_items == 3

    after = judged(workspace, run)
    assert after.table(workspace).equals(before.table(workspace))
    recommender = load_recommender(workspace, run)
    assert recommender.recommend([0, 1]) == lists
    u0 = get_user(workspace.store, dataset, "u0")
    assert [row.external_id for row in recommender.history(workspace.store, u0.user_id)] == ["i0", "i1"] * 2
    early = get_user(workspace.store, dataset, "early")
    assert recommender.numbers_of(recommender.history(workspace.store, early.user_id)) == [1]
    *_, done = export_bundle(workspace, run, tmp_path, CancelToken())
    assert isinstance(done, Exported)
    assert load_bundle(done.path).items.names.external_ids == ["i0", "i1"]


def test_runs_before_and_after_growth_are_not_compared(workspace: Workspace, dataset: int, run: int) -> None:
    grown(workspace, dataset)
    list(train(workspace, dataset, CONFIG, CancelToken()))
    with pytest.raises(BadSetting, match="not comparable"):
        list(compare_runs(workspace, [run, 2], "test", "ndcg@20", CancelToken()))


def test_a_copy_of_a_data_set_is_the_same_to_a_run(workspace: Workspace, dataset: int, run: int) -> None:
    copying = duplicate_dataset(workspace.store, dataset, "copy")
    try:
        while True:
            next(copying)
    except StopIteration as end:
        copy_id = end.value
    list(train(workspace, copy_id, CONFIG, CancelToken()))
    *_, done = compare_runs(workspace, [run, 2], "test", "ndcg@20", CancelToken())
    assert isinstance(done, Compared)
    grown(workspace, copy_id)
    assert data_of_run(workspace, get_run(workspace.store, run)).snapshot.n_items == 2
    assert data_of_run(workspace, get_run(workspace.store, 2)).snapshot.n_items == 2


def test_a_run_is_whole_after_its_data_set_was_deleted_and_brought_back(
    workspace: Workspace, dataset: int, run: int
) -> None:
    before = judged(workspace, run)
    hide_dataset(workspace.store, dataset, with_runs=True)
    restore_dataset(workspace.store, dataset)
    after = judged(workspace, run)
    assert after.table(workspace).equals(before.table(workspace))


def test_the_same_log_read_again_gives_no_other_data_to_old_runs(
    workspace: Workspace, dataset: int, run: int
) -> None:
    again = import_sequences(workspace, [["x", "y", "z"]] * 20, name="again")
    assert again != dataset
    assert load_recommender(workspace, run).items.external_ids == ["i0", "i1"]


def test_lost_sequences_of_a_grown_log_are_told(workspace: Workspace, dataset: int, run: int) -> None:
    grown(workspace, dataset)
    shutil.rmtree(workspace.snapshots)
    with pytest.raises(EngineError, match="are gone"):
        load_recommender(workspace, run)


def test_the_recipe_says_what_counts_by_default(workspace: Workspace, dataset: int) -> None:
    row = dataset_row(recipe={"filters": {"events": ["buy"]}})
    config = with_settings(preset_for("quick", row), {"data.split": "leave_one_out"})
    assert run_data(workspace, dataset, config).n_items == 2


def test_a_run_that_was_cut_off_goes_on_as_if_its_log_had_not_grown(
    workspace: Workspace, dataset: int
) -> None:
    config = with_settings(CONFIG, {"training.epochs": 3, "training.refit": "train+val"})
    list(train(workspace, dataset, config, CancelToken()))
    token = CancelToken()
    for event in train(workspace, dataset, config, token):
        if isinstance(event, EpochFinished):
            token.cancel()
    grown(workspace, dataset)
    list(resume(workspace, 2, CancelToken()))
    for path in (best_checkpoint, refit_checkpoint):
        assert fingerprint(path(workspace, 1)) == fingerprint(path(workspace, 2))
    assert get_run(workspace.store, 1).split_hash == get_run(workspace.store, 2).split_hash


def test_a_backup_of_a_grown_log_opens_with_what_its_runs_were_trained_on(
    workspace: Workspace, tmp_path: Path, dataset: int, run: int
) -> None:
    before = judged(workspace, run)
    grown(workspace, dataset)
    list(make_backup(workspace.root, CancelToken()))
    (backup,) = list_backups(workspace.root)
    list(open_backup(workspace.root, backup, tmp_path / "then", CancelToken()))
    with Workspace.open(tmp_path / "then") as then:
        assert judged(then, run).table(then).equals(before.table(workspace))
