"""Weights on disk: safetensors, written beside and renamed, so that a file is whole or not there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from engine.errors import EngineError, NotFound
from engine.models.protocol import TrainedModel
from engine.store.runs import RunRow
from engine.training.config import RunConfig
from engine.training.setup import build_model
from engine.workspace import Workspace

Purpose = Literal["evaluation", "use"]
TrainedOn = Literal["train", "train+val", "all"]

CHECKPOINTS, BEST, REFIT = "checkpoints", "best.safetensors", "refit.safetensors"
"""A folder in that of the run, and files in it."""


def best_checkpoint(workspace: Workspace, run_id: int) -> Path:
    """Where the weights of a run's best epoch are."""
    return _folder(workspace, run_id) / BEST


def refit_checkpoint(workspace: Workspace, run_id: int) -> Path:
    """Where the weights are that were trained again, for use; only some runs have them."""
    return _folder(workspace, run_id) / REFIT


def last_checkpoint(workspace: Workspace, run_id: int) -> Path:
    """Where all that a run needs to go on is (`engine.training.resumption`)."""
    return _folder(workspace, run_id) / "last.safetensors"


def seen_by_model_for_use(workspace: Workspace, run: RunRow) -> TrainedOn:
    """The parts of the log that the model for use has learned from."""
    refit = RunConfig.model_validate(run.config).training.refit
    return "train" if refit == "none" or not refit_checkpoint(workspace, run.id).exists() else refit


def save(model: nn.Module, path: Path) -> None:
    """Write the weights of `model`; raises `EngineError` where the disk does not take them."""
    write_tensors(model.state_dict(), path)


def write_tensors(tensors: Mapping[str, Tensor], path: Path, metadata: dict[str, str] | None = None) -> None:
    """Write `tensors` to `path`; what was there stays until the new file is whole and on the disk.

    Raises:
        EngineError: the disk does not take them.
    """
    partial = path.with_suffix(".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        ready = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        save_file(ready, partial, metadata)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    except (OSError, SafetensorError) as error:
        with suppress(OSError):
            partial.unlink()
        full = "no space left" in str(error).lower()
        raise EngineError(
            "The disk is full: the model could not be saved." if full else "The model could not be saved.",
            why=f"{path.parent}: {error}",
            advice="Make room on the disk, then resume the run: its last checkpoint is kept.",
        ) from error


def model_file(workspace: Workspace, run_id: int, purpose: Purpose) -> Path:
    """Where the weights for a purpose are, as `load_run_model` says."""
    again = refit_checkpoint(workspace, run_id)
    return again if purpose == "use" and again.exists() else best_checkpoint(workspace, run_id)


def load_run_model(
    workspace: Workspace,
    run: RunRow,
    n_items: int,
    device: torch.device,
    *,
    purpose: Purpose = "evaluation",
) -> TrainedModel:
    """A run's model.

    Args:
        purpose: evaluation: the best epoch, which the run's figures are of; use: the model that was trained
            again on more of the log, where there is one, else the best epoch too.

    Raises:
        NotFound: the run ended before its first checkpoint, or its file is gone.
        EngineError: the file is damaged.
    """
    path = model_file(workspace, run.id, purpose)
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


def _folder(workspace: Workspace, run_id: int) -> Path:
    return workspace.run_folder(run_id) / CHECKPOINTS
