"""Making the training of a phase ready, alike in every process that takes part."""

from __future__ import annotations

import torch

from engine.events import CancelToken
from engine.store.runs import RunRow
from engine.training import resumption
from engine.training.checkpoint import last_checkpoint
from engine.training.config import RunConfig
from engine.training.distribution import current_world
from engine.training.epoch import EpochRunner
from engine.training.setup import RunData, build_model, refit_data
from engine.training.standing import Phase
from engine.workspace import Workspace


def make_runner(
    phase: Phase,
    workspace: Workspace,
    run: RunRow,
    data: RunData,
    device: torch.device,
    cancel: CancelToken,
) -> EpochRunner:
    """The network of a run and its examples, from the seed on or from the checkpoint of this phase."""
    config = RunConfig.model_validate(run.config)
    log, examples = data.log, data.parts["train"]
    if phase == "refit":
        log, examples = refit_data(data, config)
    saved = resumption.read(last_checkpoint(workspace, run.id))
    if saved is not None and saved.standing.phase != phase:
        saved = None
    # Of several processes none may leave by itself: the others would wait for it.
    check = cancel.raise_if_cancelled if current_world().size == 1 else lambda: None
    torch.manual_seed(config.seed)
    model = build_model(data.n_items, config, log, start_anew=saved is None, check=check).to(device)
    runner = EpochRunner(model, examples.to(device), config.training, run.id, cancel, seed=config.seed)
    if saved is not None:
        resumption.restore(saved, runner)
    runner.world.meet()  # nobody writes a checkpoint before everybody has read this one
    return runner
