"""What every exported file of a model says of where it comes from."""

from __future__ import annotations

from engine.exporting.item_tables import ITEMS_TSV
from engine.exporting.manifest import program_version
from engine.exporting.programs.denoising import times_of
from engine.exporting.subject import Subject
from engine.training.checkpoint import seen_by_model_for_use
from engine.workspace import Workspace


def about(workspace: Workspace, of: Subject) -> dict[str, str]:
    """Names and texts, in the order in which people read them."""
    run = of.run
    return {
        "run": run.name,
        "run_number": str(run.id),
        "model": run.model,
        "version": program_version(),
        "data_set": run.dataset_name,
        "trained_on": seen_by_model_for_use(workspace, run),
        "split_hash": run.split_hash,
        "policy": run.policy,
        "n_items": str(of.model.n_items),
        "history_length": str(of.places),
        "items": f"row n of {ITEMS_TSV} is item n",
        **times_of(of.model),
    }
