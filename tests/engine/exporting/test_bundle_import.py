"""A bundle made in one workspace is a run of another: listed, asked, passed on, refused what it cannot do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.errors import BadInput, EngineError, NotFound
from engine.events import Cancelled, CancelToken
from engine.exporting import bundle_import
from engine.exporting.bundle import export_bundle
from engine.exporting.bundle_file import hash_of, load_bundle
from engine.exporting.bundle_import import BundleImported, import_bundle
from engine.exporting.bundle_scoring import recommender_of
from engine.recommending.imported import POPULARITY, matchings
from engine.recommending.loading import load_recommender
from engine.store.check import StoreChecked, check_store
from engine.store.datasets import get_dataset, hide_dataset, list_datasets
from engine.store.imported import origin_of, set_audience
from engine.store.removal import is_anything_deleted, purge_deleted
from engine.store.run_removal import hide_runs, purge_deleted_runs, restore_runs
from engine.store.runs import get_run, list_runs, metrics
from engine.store.users import find_users
from engine.training.compare_runs import Compared, compare_runs
from engine.training.evaluate_run import evaluate_run
from engine.training.presets import preset
from engine.training.settings import with_settings
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.cli.calling import areal, write_log, write_titles


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace that knows nothing."""
    with Workspace.open(tmp_path / "other") as workspace:
        yield workspace


@pytest.fixture
def with_log(tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with the same log, beside a smaller one of which half is known."""
    root = tmp_path / "other"
    small = write_log(tmp_path / "small.csv", sessions=10, items=48)
    log, titles = write_log(tmp_path / "shop.csv"), write_titles(tmp_path / "names.csv")
    assert areal(root, "import", small).code == 0
    assert areal(root, "import", log, "--items", titles).code == 0
    with Workspace.open(root) as workspace:
        yield workspace


def imported(workspace: Workspace, bundle: Path) -> BundleImported:
    *_, done = import_bundle(workspace, bundle, CancelToken())
    assert isinstance(done, BundleImported)
    return done


def problems(workspace: Workspace) -> tuple[object, ...]:
    *_, checked = check_store(workspace.root, CancelToken())
    assert isinstance(checked, StoreChecked)
    return checked.problems


def test_it_is_listed_as_an_imported_run_with_its_figures(
    other: Workspace, bundle: Path, trained: Workspace
) -> None:
    done = imported(other, bundle)
    (row,) = list_runs(other.store)
    original = get_run(trained.store, 1)

    assert (row.id, row.status, row.name) == (done.run_id, "imported", original.name)
    for name in ("model", "preset", "seed", "config", "split_hash", "policy", "best_epoch", "parameters"):
        assert getattr(row, name) == getattr(original, name)
    assert metrics(other.store, row.id) == metrics(trained.store, 1)


def test_its_origin_is_known(other: Workspace, bundle: Path, trained: Workspace) -> None:
    origin = origin_of(other.store, imported(other, bundle).run_id)

    assert origin["dataset"] == "shop"
    assert origin["hash"] == hash_of(bundle)
    assert origin["trained_at"] == get_run(trained.store, 1).finished_at
    assert origin["file"] == bundle.name
    with pytest.raises(NotFound):
        origin_of(trained.store, 1)


def test_no_list_of_data_sets_shows_its_catalogue(other: Workspace, bundle: Path) -> None:
    imported(other, bundle)
    name = list_runs(other.store)[0].dataset_name

    assert list_datasets(other.store) == []
    with pytest.raises(NotFound):
        get_dataset(other.store, name)
    assert problems(other) == ()


def test_typed_histories_are_answered_at_once_and_as_the_original_does(
    other: Workspace, bundle: Path, trained: Workspace
) -> None:
    done = imported(other, bundle)
    here, there = load_recommender(other, done.run_id), load_recommender(trained, 1)

    assert done.audience is None
    assert here.recommend([3, 5]) == there.recommend([3, 5])
    assert recommender_of(load_bundle(bundle)).recommend([3, 5]) == there.recommend([3, 5])


def test_users_of_the_log_that_is_here_get_the_same_lists(
    with_log: Workspace, bundle: Path, trained: Workspace
) -> None:
    done = imported(with_log, bundle)
    here, there = load_recommender(with_log, done.run_id), load_recommender(trained, 1)
    (lists,), (expected,) = here.recommend_all(20, CancelToken()), there.recommend_all(20, CancelToken())

    assert (done.audience, done.known, done.of_items) == ("shop", 24, 24)
    assert here.users_of == 2
    assert np.array_equal(lists.items, expected.items)
    for user in find_users(trained.store, 1, limit=5):
        history = here.numbers_of(here.history(with_log.store, user.user_id))
        assert history == there.numbers_of(there.history(trained.store, user.user_id))


def test_of_another_log_only_the_known_items_count(with_log: Workspace, bundle: Path) -> None:
    run = get_run(with_log.store, imported(with_log, bundle).run_id)
    first, second = matchings(with_log, run)
    set_audience(with_log.store, run.id, second.dataset_id)
    here = load_recommender(with_log, run.id)
    ids = here.items.external_ids

    assert first.share == 1.0
    assert 0 < second.known < second.items
    for user in find_users(with_log.store, second.dataset_id, limit=10):
        rows = here.history(with_log.store, user.user_id)
        assert [ids[number] for number in here.numbers_of(rows)] == [row.external_id for row in rows]
        assert len(rows) <= user.n


def test_without_users_nobody_is_recommended_to(other: Workspace, bundle: Path) -> None:
    recommender = load_recommender(other, imported(other, bundle).run_id)
    with pytest.raises(EngineError, match="knows no users"):
        list(recommender.recommend_all(5, CancelToken()))


def test_when_the_chosen_data_set_is_deleted_nobody_is_meant(with_log: Workspace, bundle: Path) -> None:
    run_id = imported(with_log, bundle).run_id
    hide_dataset(with_log.store, 2)

    assert get_run(with_log.store, run_id).audience is None
    assert load_recommender(with_log, run_id).n_sequences == 0


def test_only_an_imported_run_can_be_asked_about_others(with_log: Workspace, bundle: Path) -> None:
    run_id = imported(with_log, bundle).run_id
    with pytest.raises(NotFound, match="no data set number 99"):
        set_audience(with_log.store, run_id, 99)
    with pytest.raises(NotFound, match="was not imported"):
        set_audience(with_log.store, run_id + 1, 1)


def test_exported_again_it_leaves_as_it_came(other: Workspace, bundle: Path, tmp_path: Path) -> None:
    run_id = imported(other, bundle).run_id
    *_, done = export_bundle(other, run_id, tmp_path / "again", CancelToken())

    assert Path(done.path).read_bytes() == bundle.read_bytes()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "ask",
    [
        lambda workspace, run: list(evaluate_run(workspace, run, "test", CancelToken())),
        lambda workspace, run: list(resume(workspace, run, CancelToken())),
        lambda workspace, run: compare_runs(workspace, [run], "test", "ndcg@20", CancelToken()),
    ],
    ids=["evaluate", "resume", "compare"],
)
def test_what_needs_its_log_is_refused_in_words(
    ask: Callable[[Workspace, int], Any], other: Workspace, bundle: Path
) -> None:
    run_id = imported(other, bundle).run_id
    with pytest.raises(EngineError, match="was imported") as refused:
        list(ask(other, run_id) or ())
    assert refused.value.advice


def test_beside_a_run_of_the_same_log_it_is_left_out_of_the_tests(with_log: Workspace, bundle: Path) -> None:
    """Its figures stand beside the others; what has no ranks of single rows cannot be tested."""
    run_id = imported(with_log, bundle).run_id
    settings = with_settings(preset("quick"), {"training.epochs": 1, "model.embedding_size": 16})
    list(train(with_log, "2", settings, CancelToken()))
    events = compare_runs(with_log, [run_id, run_id + 1], "test", "ndcg@20", CancelToken(), score=False)
    *_, compared = events

    assert isinstance(compared, Compared)
    assert compared.runs == [run_id + 1]
    assert compared.pairs == []
    (left,) = compared.left_out
    assert left["run"] == run_id
    assert "It was imported" in left["reason"]


def test_the_same_bundle_is_imported_once(other: Workspace, bundle: Path, tmp_path: Path) -> None:
    imported(other, bundle)
    copy = bundle.rename(tmp_path / "copy.areal")
    with pytest.raises(BadInput, match="imported before"):
        imported(other, copy)
    assert len(list_runs(other.store)) == 1


def test_deleted_it_can_be_restored_and_goes_for_good_with_its_catalogue(
    other: Workspace, bundle: Path
) -> None:
    run_id = imported(other, bundle).run_id
    hide_runs(other.store, [run_id])
    assert list_runs(other.store) == []
    restore_runs(other.store, [run_id])
    assert load_recommender(other, run_id).recommend([1])
    hide_runs(other.store, [run_id])
    list(purge_deleted_runs(other.root, other.store, CancelToken()))

    assert not (other.root / "runs" / str(run_id)).exists()
    assert problems(other) == ()
    assert imported(other, bundle).run_id != run_id
    other.delete_run(list_runs(other.store)[0].id)
    assert not is_anything_deleted(other.store)
    with other.store.read() as connection:
        assert connection.exec_driver_sql("select count(*) from dataset").scalar_one() == 0
        assert connection.exec_driver_sql("select count(*) from item").scalar_one() == 0


@pytest.mark.parametrize("step", [0, 1])
def test_cancelled_it_leaves_nothing(step: int, other: Workspace, bundle: Path) -> None:
    cancel = CancelToken()
    events = import_bundle(other, bundle, cancel)
    for _ in range(step + 1):
        next(events)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(events)

    assert list_runs(other.store) == []
    assert list((other.root / "under-way").iterdir()) == []
    assert problems(other) == ()


def test_a_refused_bundle_leaves_nothing(other: Workspace, bundle: Path) -> None:
    bundle.write_bytes(bundle.read_bytes()[:-100])
    with pytest.raises(BadInput, match="damaged"):
        imported(other, bundle)
    assert list_runs(other.store) == []


def test_a_program_that_dies_halfway_leaves_nothing_that_is_seen(
    tmp_path: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the rows and the last word the run counts as one that is being removed."""

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with Workspace.open(tmp_path / "other") as workspace:
        monkeypatch.setattr(bundle_import, "show_imported", die)
        with pytest.raises(KeyboardInterrupt):
            imported(workspace, bundle)
    monkeypatch.undo()
    with Workspace.open(tmp_path / "other") as workspace:
        assert list_runs(workspace.store) == []
        assert problems(workspace) == ()
        list(purge_deleted(workspace.root, workspace.store, CancelToken()))
        assert list((workspace.root / "runs").iterdir()) == []
        assert imported(workspace, bundle).run_id == 2


def test_a_damaged_file_of_its_folder_is_told(other: Workspace, bundle: Path) -> None:
    run_id = imported(other, bundle).run_id
    (other.run_folder(run_id) / POPULARITY).write_bytes(b"nonsense")
    with pytest.raises(EngineError, match="not whole"):
        load_recommender(other, run_id)


def test_growing_the_log_lets_new_users_be_asked_about(
    with_log: Workspace, bundle: Path, tmp_path: Path
) -> None:
    run_id = imported(with_log, bundle).run_id
    root = with_log.root
    with_log.close()
    more = write_log(tmp_path / "more.csv", sessions=130, items=26)
    assert areal(root, "import", more, "--into", "shop").code == 0
    with Workspace.open(root) as workspace:
        recommender = load_recommender(workspace, run_id)
        (lists,) = recommender.recommend_all(3, CancelToken())
        assert len(lists.users) >= 130
        assert (lists.items < 24).all()
