"""A bundle holds everything needed to score as the run does."""

from __future__ import annotations

import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from engine.errors import BadInput, NotFound
from engine.events import Cancelled, CancelToken
from engine.exporting.bundle import export_bundle
from engine.exporting.bundle_file import FILES, load_bundle
from engine.exporting.formats import Exported
from engine.exporting.manifest import NAME as MANIFEST
from engine.exporting.naming import export_name
from engine.sequences.snapshot import open_run_snapshot
from engine.store.datasets import items
from engine.store.runs import get_run, metrics
from engine.training.checkpoint import load_run_model, refit_checkpoint
from engine.workspace import Workspace
from tests.engine.cli.calling import areal, write_log


def test_holds_the_documented_files(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        assert archive.namelist() == [MANIFEST, *sorted(FILES)]


def test_the_same_run_gives_the_same_bytes(bundle: Path, trained: Workspace, tmp_path: Path) -> None:
    *_, done = export_bundle(trained, 1, tmp_path / "again", CancelToken())
    assert isinstance(done, Exported)
    assert Path(done.path).read_bytes() == bundle.read_bytes()


def test_the_loaded_model_scores_exactly_as_the_run(bundle: Path, trained: Workspace) -> None:
    run = get_run(trained.store, 1)
    loaded = load_bundle(bundle)
    original = load_run_model(trained, run, loaded.config.n_items, torch.device("cpu"))
    history, length = torch.tensor([[3, 5, 24], [1, 2, 3]]), torch.tensor([2, 3])

    with torch.inference_mode():
        expected = original.scores(history, length)  # type: ignore[operator]
        found = loaded.model.scores(history, length)  # type: ignore[operator]

    assert torch.equal(found, expected)
    assert loaded.config.policy == run.policy


def test_a_model_trained_again_for_use_is_the_one_that_is_taken_away(tmp_path: Path) -> None:
    areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv"))
    settings = ("--set", "training.epochs=1", "--set", "training.refit=all")
    assert areal(tmp_path / "w", "train", "1", "--preset", "quick", *settings).code == 0
    with Workspace.open(tmp_path / "w", write=False) as workspace:
        *_, done = export_bundle(workspace, 1, tmp_path, CancelToken())
        taken = load_bundle(done.path)  # type: ignore[attr-defined]
        assert taken.config.trained_on == "all"
        refitted = load_file(refit_checkpoint(workspace, 1))
    assert all(torch.equal(refitted[name], tensor) for name, tensor in taken.model.state_dict().items())


def test_items_keep_their_ids_titles_and_counts(bundle: Path, trained: Workspace) -> None:
    found = load_bundle(bundle).items
    snapshot = open_run_snapshot(trained, get_run(trained.store, 1))

    assert found.names == items(trained.store, 1)
    assert found.interactions.sum() == len(snapshot.items)
    assert found.interactions[3] == (snapshot.items == 3).sum()


def test_figures_and_origin_come_along(bundle: Path, trained: Workspace) -> None:
    loaded, run = load_bundle(bundle), get_run(trained.store, 1)

    assert loaded.figures == metrics(trained.store, 1)
    assert (loaded.origin.run, loaded.origin.dataset) == (run.name, run.dataset_name)
    assert loaded.origin.snapshot_hash == run.snapshot_hash
    assert loaded.origin.trained_at == run.finished_at


def test_the_card_tells_data_split_policy_and_figures(bundle: Path, trained: Workspace) -> None:
    card = load_bundle(bundle).card
    run = get_run(trained.store, 1)

    for text in ("420", run.split_hash, "in the history", "Popularity", "Item-kNN", "NDCG@20"):
        assert text in card
    assert "Licence" in card
    assert "Synthetic data" not in card


def test_what_the_card_says_of_its_use_works(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = load_bundle(bundle).card.split("```python\n")[1].split("```")[0]
    shutil.copy(bundle, bundle.parent / "NAME.areal")
    monkeypatch.chdir(bundle.parent)
    found: dict[str, object] = {}
    exec(code.replace('"ID 1", "ID 2"', '"0003", "0005"'), found)

    assert len(found["best"]) == 20  # type: ignore[arg-type]


def test_a_cancelled_export_leaves_nothing(trained: Workspace, tmp_path: Path) -> None:
    cancel = CancelToken()
    events = export_bundle(trained, 1, tmp_path / "new", cancel)
    next(events)
    cancel.cancel()

    with pytest.raises(Cancelled):
        list(events)

    assert list(tmp_path.iterdir()) == []


def test_an_unknown_run_is_refused_before_anything_is_written(trained: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(export_bundle(trained, 99, tmp_path / "out", CancelToken()))

    assert not (tmp_path / "out").exists()


def test_a_file_that_is_there_is_never_overwritten(bundle: Path, trained: Workspace) -> None:
    before = bundle.read_bytes()
    with pytest.raises(BadInput, match="exists already"):
        list(export_bundle(trained, 1, bundle.parent, CancelToken()))

    assert bundle.read_bytes() == before
    assert [file.name for file in bundle.parent.iterdir()] == [bundle.name]


def test_a_bundle_can_be_moved_and_renamed(bundle: Path, tmp_path: Path) -> None:
    shutil.move(bundle, tmp_path / "elsewhere.zip")

    assert load_bundle(tmp_path / "elsewhere.zip").config.n_items == 24


def test_its_configuration_is_plain_json(bundle: Path) -> None:
    with zipfile.ZipFile(bundle) as archive:
        config = json.loads(archive.read("config.json"))
    assert config["n_items"] == 24
    assert config["settings"]["model"]["embedding_size"] == 16


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shop, AREAL, quick", "shop-AREAL-quick"),
        ("a/b\\c:d", "a-b-c-d"),
        ("../../etc", "etc"),
        ("  . ", "run-1"),
        ("電影" * 60, "電影" * 13),
        ("a\nb", "a-b"),
    ],
)
def test_a_run_of_any_name_gets_a_file(name: str, expected: str, trained: Workspace) -> None:
    assert export_name(replace(get_run(trained.store, 1), name=name)) == expected
