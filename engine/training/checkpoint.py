"""Weights on disk: safetensors, written beside and renamed, so that a file is whole or not there."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import nn

from engine.errors import EngineError, NotFound
from engine.models.areal.model import Areal
from engine.store.runs import RunRow
from engine.training.config import RunConfig
from engine.training.setup import build_model
from engine.workspace import Workspace


def best_checkpoint(workspace: Workspace, run_id: int) -> Path:
    """Where the weights of a run's best epoch are."""
    return workspace.run_folder(run_id) / "checkpoints" / "best.safetensors"


def save(model: nn.Module, path: Path) -> None:
    """Write the weights of `model`; raises `EngineError` where the disk does not take them."""
    weights = {name: tensor.contiguous().cpu() for name, tensor in model.state_dict().items()}
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(weights, partial)
        partial.replace(path)
    except (OSError, SafetensorError) as error:
        with suppress(OSError):
            partial.unlink()
        raise EngineError(
            "The model could not be saved.",
            why=f"{path.parent}: {error}",
            advice="Make room on the disk, or choose a workspace elsewhere.",
        ) from error


def load_run_model(workspace: Workspace, run: RunRow, n_items: int, device: torch.device) -> Areal:
    """The model of a run's best epoch.

    Raises:
        NotFound: the run ended before its first checkpoint, or its file is gone.
        EngineError: the file is damaged.
    """
    path = best_checkpoint(workspace, run.id)
    if not path.exists():
        raise NotFound(
            f"Run {run.id} has no trained model.",
            why=(
                f"Its file is gone: {path}"
                if run.best_epoch
                else f"It is {run.status}; a model is kept from the end of the first epoch on."
            ),
            advice="Choose another run, or train again.",
        )
    model = build_model(n_items, RunConfig.model_validate(run.config))
    try:
        model.load_state_dict(load_file(path))
    except (SafetensorError, RuntimeError) as error:
        raise EngineError(
            f"The model of run {run.id} cannot be read.",
            why=f"{path} is damaged: {error}",
            advice="Train again; the figures of the run are kept.",
        ) from error
    return model.to(device).eval()
