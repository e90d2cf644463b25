"""Weights on disk: safetensors, written beside and renamed, so that a file is whole or not there."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from engine.errors import NotFound
from engine.models.areal.model import Areal
from engine.store.runs import RunRow
from engine.training.config import RunConfig
from engine.training.setup import build_model
from engine.workspace import Workspace


def best_checkpoint(workspace: Workspace, run_id: int) -> Path:
    """Where the weights of a run's best epoch are."""
    return workspace.run_folder(run_id) / "checkpoints" / "best.safetensors"


def save(model: nn.Module, path: Path) -> None:
    """Write the weights of `model`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    save_file({name: tensor.contiguous().cpu() for name, tensor in model.state_dict().items()}, partial)
    partial.replace(path)


def load_run_model(workspace: Workspace, run: RunRow, n_items: int, device: torch.device) -> Areal:
    """The model of a run's best epoch.

    Raises:
        NotFound: the run ended before its first checkpoint, or its file is gone.
    """
    path = best_checkpoint(workspace, run.id)
    if not path.exists():
        raise NotFound(
            f"Run {run.id} has no trained model.",
            why=f"It is {run.status}; a model is kept from the end of the first epoch on.",
            advice="Choose another run, or train again.",
        )
    model = build_model(n_items, RunConfig.model_validate(run.config))
    model.load_state_dict(load_file(path))
    return model.to(device).eval()
