"""What is exported: a run's model on the CPU with its items, and users to try it with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from engine.evaluation.evaluator import Policy
from engine.models.protocol import TrainedModel
from engine.recommending.imported import popularity, served_by_imported
from engine.recommending.served import Served
from engine.sequences.names import item_names
from engine.sequences.snapshot import Snapshot, open_run_snapshot
from engine.store.datasets import Items, items
from engine.store.runs import IMPORTED, RunRow, get_run
from engine.training.checkpoint import load_run_model
from engine.training.config import RunConfig
from engine.workspace import Workspace


@dataclass(frozen=True)
class Subject:
    """A run that is to be exported.

    Attributes:
        places: items that the model looks at.
        users: whom it is asked about; of an imported run perhaps nobody.
        trained_counts: how often each item occurs where an imported run was trained; None for the others.
    """

    run: RunRow
    model: TrainedModel
    items: Items
    users: Served
    places: int
    policy: Policy
    trained_counts: NDArray[np.int64] | None = None

    @property
    def occurrences(self) -> NDArray[np.int64]:
        """How often each item occurs in the log that the run was trained on."""
        if self.trained_counts is not None:
            return self.trained_counts
        return np.bincount(self.snapshot.items, minlength=self.model.n_items)

    @property
    def snapshot(self) -> Snapshot:
        """The users' sequences in the model's numbers."""
        return self.users.snapshot

    @property
    def bytes(self) -> int:
        """Of the weights."""
        return sum(each.numel() * each.element_size() for each in self.model.state_dict().values())


def subject(workspace: Workspace, run_key: int | str) -> Subject:
    """Load a run.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        EngineError: the sequences that it was trained on are gone.
    """
    run, counts = get_run(workspace.store, run_key), None
    if run.status == IMPORTED:
        names = items(workspace.store, run.dataset_id)
        served, counts = served_by_imported(workspace, run, names), popularity(workspace, run, len(names))
    else:
        served = Served.trained_on(run.dataset_id, open_run_snapshot(workspace, run))
        names = item_names(workspace.store, run.dataset_id, served.snapshot)
    return Subject(
        run=run,
        model=load_run_model(workspace, run, len(names), torch.device("cpu"), purpose="use"),
        items=names,
        users=served,
        places=RunConfig.model_validate(run.config).data.history_length,
        policy="exclude" if run.policy == "exclude" else "keep",
        trained_counts=counts,
    )
