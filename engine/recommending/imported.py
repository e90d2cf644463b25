"""Whom a model that was trained elsewhere can be asked about: the users of a log that has items it knows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadSetting, EngineError
from engine.importing.filters import Filters
from engine.recommending.served import Served
from engine.sequences.filtering import NO_FILTERS
from engine.sequences.snapshot import Snapshot, open_snapshot
from engine.store.datasets import Items, get_dataset, items, list_datasets
from engine.store.runs import RunRow
from engine.training.config import RunConfig
from engine.workspace import Workspace

POPULARITY = "popularity.npy"
"""In the folder of an imported run: int64 [n_items], how often each item occurs where it was trained."""


@dataclass(frozen=True)
class Matching:
    """How much of a data set a model knows.

    Attributes:
        known: items of the data set that the model knows.
        items: all items of the data set.
    """

    dataset_id: int
    name: str
    known: int
    items: int
    users: int

    @property
    def share(self) -> float:
        """Of the data set's items, those that the model knows."""
        return self.known / max(1, self.items)


def matchings(workspace: Workspace, run: RunRow) -> list[Matching]:
    """The data sets of which an imported model knows items, the best known first."""
    known = set(items(workspace.store, run.dataset_id).external_ids)
    found = [
        Matching(
            row.id,
            row.name,
            sum(external_id in known for external_id in items(workspace.store, row.id).external_ids),
            row.n_items,
            row.n_users,
        )
        for row in list_datasets(workspace.store)
    ]
    return sorted((each for each in found if each.known), key=lambda each: -each.share)


def served_by_imported(workspace: Workspace, run: RunRow, names: Items) -> Served:
    """Whom an imported run is asked about: users of the data set that is chosen for it, or nobody.

    Args:
        names: the model's items.
    """
    if run.audience is None:
        return served_to_nobody(run.dataset_id, len(names))
    own = {external_id: number for number, external_id in enumerate(names.external_ids)}
    stored = items(workspace.store, run.audience).external_ids
    numbers = np.array([own.get(external_id, -1) for external_id in stored], dtype=np.int64)
    log = _log(workspace, run)
    return Served(run.audience, _translated(log, numbers, len(names)), log, numbers)


def served_to_nobody(dataset_id: int, n_items: int) -> Served:
    """For a model that only histories that are typed are put to."""
    nobody = _nobody(n_items)
    return Served(dataset_id, nobody, nobody, np.arange(n_items))


def popularity(workspace: Workspace, run: RunRow, n_items: int) -> NDArray[np.int64]:
    """How often each item occurs in the log that an imported run was trained on.

    Raises:
        EngineError: the file is gone or damaged.
    """
    path = workspace.run_folder(run.id) / POPULARITY
    try:
        counts = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        counts, why = np.empty(0), str(error)
    else:
        why = f"{path} is damaged."
    if counts.shape != (n_items,) or counts.dtype != np.int64:
        raise EngineError(f"Run {run.id} is not whole.", why, "Delete it and import its bundle again.")
    return counts  # type: ignore[no-any-return]


def _log(workspace: Workspace, run: RunRow) -> Snapshot:
    """The log of the chosen data set, of which counts what counted in training, as far as it can be told.

    Cores and time windows chose what to train on; whoever is asked about may be new, and rare.
    """
    assert run.audience is not None
    whole = RunConfig.model_validate(run.config).data.filters
    filters = Filters(
        events=whole.events,
        minimum_value=whole.minimum_value,
        duplicates=whole.duplicates,
        consecutive_repeats=whole.consecutive_repeats,
    )
    dataset = get_dataset(workspace.store, run.audience)
    try:
        return open_snapshot(workspace, dataset.id, filters)
    except BadSetting:  # it has no such events or values, or nothing is left
        return open_snapshot(workspace, dataset.id, NO_FILTERS)


def _nobody(n_items: int) -> Snapshot:
    return Snapshot(np.zeros(1, dtype=np.int64), np.empty(0, dtype=np.int32), None, None, n_items, "")


def _translated(log: Snapshot, numbers: NDArray[np.int64], n_items: int) -> Snapshot:
    """The sequences in a model's numbers, without the items that it does not know."""
    own = numbers[log.stored_items][log.items]
    known = own >= 0
    kept = np.concatenate([[0], np.cumsum(known)])[log.offsets].astype(np.int64)
    return replace(
        _nobody(n_items),
        offsets=kept,
        items=own[known].astype(np.int32),
        user_ids=log.stored_users.astype(np.int32),
    )
