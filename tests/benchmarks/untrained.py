"""A run that counts as finished, with weights that were not trained: the time of most things is the same."""

from __future__ import annotations

from engine.sequences.snapshot import Snapshot, open_snapshot
from engine.store.runs import create_run, update_run
from engine.training.checkpoint import best_checkpoint, save
from engine.training.config import RunConfig
from engine.training.setup import build_model
from engine.workspace import Workspace


def add_untrained_run(workspace: Workspace) -> tuple[int, Snapshot]:
    """The number of a new run of AREAL on the first data set, and what of the log it was made on."""
    config = RunConfig()
    snapshot = open_snapshot(workspace, 1, config.data.filters)
    run = create_run(
        workspace.store,
        dataset_id=1,
        name="untrained",
        model="areal",
        preset="recommended",
        seed=0,
        device="cpu",
        config=config.model_dump(mode="json"),
    )
    update_run(
        workspace.store, run, status="finished", best_epoch=1, snapshot_hash=snapshot.hash, policy="keep"
    )
    save(build_model(snapshot.n_items, config), best_checkpoint(workspace, run))
    return run, snapshot
