"""A bundle holds everything needed to score as the run does, and is refused when it is damaged."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import BadInput, NotFound
from engine.events import Cancelled, CancelToken
from engine.exporting import manifest
from engine.exporting.bundle import FILES, WEIGHTS, export_bundle, load_bundle
from engine.exporting.formats import Exported
from engine.exporting.naming import folder_name
from engine.store.datasets import items
from engine.store.runs import get_run
from engine.training.checkpoint import load_run_model, refit_checkpoint
from engine.workspace import Workspace
from tests.engine.cli.calling import areal, write_log


@pytest.fixture
def bundle(trained: Workspace, tmp_path: Path) -> Path:
    *_, done = export_bundle(trained, 1, tmp_path, CancelToken())
    assert isinstance(done, Exported)
    return Path(done.path)


def seal(folder: Path) -> None:
    """Make the manifest fit again after a change."""
    (folder / manifest.NAME).unlink()
    manifest.write_manifest(folder)


def test_holds_the_documented_files(bundle: Path) -> None:
    assert {file.name for file in bundle.iterdir()} == FILES | {manifest.NAME}


def test_the_loaded_model_scores_exactly_as_the_run(bundle: Path, trained: Workspace) -> None:
    run = get_run(trained.store, 1)
    loaded = load_bundle(bundle)
    original = load_run_model(trained, run, loaded.config.n_items, torch.device("cpu"))
    # Made before inference mode begins: within it PyTorch picks other kernels, 5e-7 apart.
    copy = loaded.model()
    history, length = torch.tensor([[3, 5, 24], [1, 2, 3]]), torch.tensor([2, 3])

    with torch.inference_mode():
        expected = original.scores(history, length)  # type: ignore[operator]
        found = copy.scores(history, length)  # type: ignore[operator]

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
    assert all(torch.equal(refitted[name], tensor) for name, tensor in taken.weights.items())


def test_items_keep_their_ids_and_titles(bundle: Path, trained: Workspace) -> None:
    assert load_bundle(bundle).items == items(trained.store, 1)


def test_the_card_tells_data_split_policy_and_figures(bundle: Path, trained: Workspace) -> None:
    card = (bundle / "README.md").read_text(encoding="utf-8")
    run = get_run(trained.store, 1)

    for text in ("420", run.split_hash, f"**{run.policy}**", "popularity", "item-knn", "NDCG@20", "Licence"):
        assert text in card
    assert "Synthetic data" not in card


def test_a_cancelled_export_leaves_nothing(trained: Workspace, tmp_path: Path) -> None:
    cancel = CancelToken()
    events = export_bundle(trained, 1, tmp_path, cancel)
    next(events)
    cancel.cancel()

    with pytest.raises(Cancelled):
        list(events)

    assert list(tmp_path.iterdir()) == []


def test_an_unknown_run_is_refused_before_anything_is_written(trained: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(export_bundle(trained, 99, tmp_path / "out", CancelToken()))

    assert not (tmp_path / "out").exists()


def test_a_changed_weight_is_noticed(bundle: Path) -> None:
    data = bytearray((bundle / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (bundle / WEIGHTS).write_bytes(data)

    with pytest.raises(BadInput, match="changed or damaged"):
        load_bundle(bundle)


def test_weights_of_another_shape_are_refused(bundle: Path) -> None:
    weights = load_file(bundle / WEIGHTS)
    weights["embedding"] = weights["embedding"][:3].clone()
    save_file(weights, bundle / WEIGHTS)
    seal(bundle)

    with pytest.raises(BadInput, match="do not fit"):
        load_bundle(bundle)


@pytest.mark.parametrize(
    "change", [{"n_items": 10**9}, {"n_items": 0}, {"policy": "?"}, {"settings": {"x": 1}}]
)
def test_a_configuration_that_does_not_fit_is_refused(change: dict[str, object], bundle: Path) -> None:
    config = json.loads((bundle / "config.json").read_text())
    (bundle / "config.json").write_text(json.dumps(config | change))
    seal(bundle)

    with pytest.raises(BadInput):
        load_bundle(bundle)


@pytest.mark.parametrize("name", [WEIGHTS, "items.parquet", "config.json"])
def test_a_part_that_is_something_else_is_refused(name: str, bundle: Path) -> None:
    (bundle / name).write_bytes(b"<html>not what it says</html>")
    seal(bundle)

    with pytest.raises(BadInput, match="cannot be read"):
        load_bundle(bundle)


def test_a_bundle_can_be_moved(bundle: Path, tmp_path: Path) -> None:
    shutil.move(bundle, tmp_path / "elsewhere")

    assert load_bundle(tmp_path / "elsewhere").config.n_items == 24


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shop, quick", "shop, quick"),
        ("a/b\\c:d", "a-b-c-d"),
        ("../../etc", "etc"),
        ("  . ", "run-1"),
        ("電影" * 60, "電影" * 13),
        ("a\nb", "a-b"),
    ],
)
def test_a_run_of_any_name_gets_a_folder(name: str, expected: str, trained: Workspace) -> None:
    assert folder_name(replace(get_run(trained.store, 1), name=name)) == expected
