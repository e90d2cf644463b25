"""A run's recommender, of the kind that its model is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadSetting
from engine.models.areal.model import Areal
from engine.models.methods import without_chain
from engine.models.protocol import TrainedModel
from engine.recommending.chain_recommender import ChainRecommender
from engine.recommending.imported import popularity, served_by_imported
from engine.recommending.recommender import Recommender
from engine.recommending.served import Served
from engine.sequences.names import item_names
from engine.sequences.snapshot import open_run_snapshot
from engine.store.datasets import Items, items
from engine.store.runs import IMPORTED, RunRow, get_run
from engine.training.checkpoint import load_run_model
from engine.training.config import Device
from engine.training.devices import resolve
from engine.workspace import Workspace


def load_recommender(workspace: Workspace, run_key: int | str, device: Device = "auto") -> Recommender:
    """Load a run; a `ChainRecommender` where its lists come out of noise.

    Raises:
        NotFound: there is no such run, or it has no trained model.
        EngineError: the sequences that it was trained on are gone.
    """
    run = get_run(workspace.store, run_key)
    occurrences = None
    if run.status == IMPORTED:
        names = items(workspace.store, run.dataset_id)
        served = served_by_imported(workspace, run, names)
        occurrences = popularity(workspace, run, len(names))
    else:
        served = Served.trained_on(run.dataset_id, open_run_snapshot(workspace, run))
        names = item_names(workspace.store, run.dataset_id, served.snapshot)
    model = load_run_model(workspace, run, len(names), resolve(device), purpose="use")
    return recommender_with(run, names, model, served, occurrences)


def recommender_with(
    run: RunRow,
    names: Items,
    model: TrainedModel,
    served: Served,
    occurrences: NDArray[np.int64] | None = None,
) -> Recommender:
    """The recommender of a model that is loaded; as of a `Recommender`."""
    if isinstance(model, Areal):
        return ChainRecommender(run, names, model, served, occurrences)
    return Recommender(run, names, model, served, occurrences)


def load_chain_recommender(workspace: Workspace, run_key: int | str) -> ChainRecommender:
    """Load a run whose chains are wanted.

    Raises:
        BadSetting: its model has none.
        NotFound, EngineError: as for `load_recommender`.
    """
    found = load_recommender(workspace, run_key)
    if isinstance(found, ChainRecommender):
        return found
    raise BadSetting(
        f"Run {found.run.id} has no trajectory.",
        without_chain(found.run.model, found.run.config),
        "Choose a run of AREAL.",
    )
