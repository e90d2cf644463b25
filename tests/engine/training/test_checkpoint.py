"""Weights on disk, and disks that do not take them or have lost them."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import nn

from engine.errors import EngineError, NotFound
from engine.events import CancelToken
from engine.store.runs import get_run
from engine.training.checkpoint import best_checkpoint, load_run_model, save
from engine.training.events import RunFinished
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, SMALL, import_sequences


def trained(workspace: Workspace) -> int:
    dataset = import_sequences(workspace, ALTERNATING)
    *_, finished = train(workspace, dataset, SMALL, CancelToken())
    assert isinstance(finished, RunFinished)
    return finished.run_id


def test_weights_come_back_as_they_were(tmp_path: Path) -> None:
    model = nn.Linear(3, 2)
    save(model, tmp_path / "checkpoints" / "best.safetensors")
    loaded = load_file(tmp_path / "checkpoints" / "best.safetensors")
    assert all(torch.equal(loaded[name], tensor) for name, tensor in model.state_dict().items())


def test_a_place_that_takes_no_file_is_explained(tmp_path: Path) -> None:
    (tmp_path / "checkpoints").write_text("a file where the folder should be")
    with pytest.raises(EngineError, match="could not be saved") as caught:
        save(nn.Linear(3, 2), tmp_path / "checkpoints" / "best.safetensors")
    assert caught.value.advice


def test_saving_leaves_no_partial_file(tmp_path: Path) -> None:
    save(nn.Linear(3, 2), tmp_path / "best.safetensors")
    assert [path.name for path in tmp_path.iterdir()] == ["best.safetensors"]


def test_a_damaged_or_lost_model_is_explained(workspace: Workspace) -> None:
    run_id = trained(workspace)
    run, path = get_run(workspace.store, run_id), best_checkpoint(workspace, run_id)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(EngineError, match="cannot be read"):
        load_run_model(workspace, run, 8, torch.device("cpu"))
    path.unlink()
    with pytest.raises(NotFound, match="Its file is gone"):
        load_run_model(workspace, run, 8, torch.device("cpu"))
