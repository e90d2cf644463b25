"""An immutable copy of what counts of a stored log, as integer arrays, with a hash of its content."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.importing.filters import Filters
from engine.sequences.config import DataConfig
from engine.sequences.filtering import NO_FILTERS, Size, item_counts, kept, size, steps
from engine.sequences.log import Log
from engine.sequences.selecting import beginning_order, write_selection
from engine.sequences.snapshot_files import SnapshotFolder, load_array, load_facts
from engine.sequences.whole_log import load_log, write_whole_log
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.runs import IMPORTED, RunRow, list_runs
from engine.workspace import Workspace


@dataclass(frozen=True)
class Snapshot:
    """A log of n interactions in S sequences, memory-mapped.

    Attributes:
        offsets: int64 [S + 1]; sequence s owns the interactions offsets[s] ... offsets[s + 1] - 1, oldest
            first. Sequences are in the order in which they begin.
        items: int32 [n], item numbers 0 ... n_items - 1.
        times: int64 [n], UTC milliseconds; None for a log without times.
        split: int8 [n], the log's own split column (-1 none, 0 training, 1 validation, 2 test); None without.
        hash: SHA-256 over all arrays.
        item_ids: int32 [n_items], ascending: what the store calls each item; None: by the same number.
        user_ids: int32 [S], what the store calls the user of each sequence; None: by the same number.
        folder: where the arrays are; what is worked out of them is kept beside them.
    """

    offsets: NDArray[np.int64]
    items: NDArray[np.int32]
    times: NDArray[np.int64] | None
    split: NDArray[np.int8] | None
    n_items: int
    hash: str
    item_ids: NDArray[np.int32] | None = None
    user_ids: NDArray[np.int32] | None = None
    folder: Path | None = None

    @property
    def n_sequences(self) -> int:
        return len(self.offsets) - 1

    @property
    def sequence_of(self) -> NDArray[np.int64]:
        """int64 [n]: the sequence of every interaction."""
        return np.repeat(np.arange(self.n_sequences), np.diff(self.offsets))

    @property
    def stored_items(self) -> NDArray[np.int64]:
        """int64 [n_items]: the store's number of each item."""
        return np.arange(self.n_items) if self.item_ids is None else self.item_ids.astype(np.int64)

    @property
    def stored_users(self) -> NDArray[np.int64]:
        """int64 [S]: the store's number of the user of each sequence."""
        return np.arange(self.n_sequences) if self.user_ids is None else self.user_ids.astype(np.int64)


@dataclass(frozen=True)
class FilterEffect:
    """What filters leave of a log.

    Attributes:
        before: the whole log.
        steps: (filter, what is left after it), for each filter that is on; see `filtering.Step` for names.
        after: what is left after all.
    """

    before: Size
    steps: tuple[tuple[str, Size], ...]
    after: Size


def open_snapshot(workspace: Workspace, dataset_id: int, filters: Filters = NO_FILTERS) -> Snapshot:
    """The snapshot of a data set as it is now; made from the store the first time it is asked for.

    Raises:
        BadSetting: a filter needs what the log lacks, or the filters leave nothing.
        EngineError: the disk does not take it.
    """
    files = _files(workspace, dataset_id)
    return _load(files.find(filters) or _made(workspace, files, filters))


def open_run_snapshot(workspace: Workspace, run: RunRow) -> Snapshot:
    """The snapshot that a run was trained on, also after its data set has grown.

    Raises:
        EngineError: it is gone, and the log has changed since; or the run was trained elsewhere.
    """
    if run.status == IMPORTED:
        raise EngineError(
            f"Run {run.id} was imported: the log that it was trained on is not here.",
            why="A bundle holds a model and its figures, not the log.",
            advice="Ask the model about users of a log that is here, or train a model on that log.",
        )
    files = _files(workspace, run.dataset_id)
    filters = DataConfig.model_validate(run.config["data"]).filters
    found = files.by_hash(run.snapshot_hash) if run.snapshot_hash else _first(files, filters)
    if found is not None:
        return _load(found)
    made = open_snapshot(workspace, run.dataset_id, filters)
    if made.hash != (run.snapshot_hash or made.hash) or (
        run.snapshot_hash is None and files.dataset.grown_at is not None
    ):
        raise EngineError(
            f"The sequences that run {run.id} was trained on are gone.",
            why="Their files were removed, and the data set has grown since.",
            advice="Train again on the data set as it is now.",
        )
    return made


def filter_effect(workspace: Workspace, dataset_id: int, filters: Filters) -> FilterEffect:
    """What filters would leave of a data set, step by step; nothing is kept.

    Raises:
        BadSetting: a filter needs what the log lacks.
    """
    files = _files(workspace, dataset_id)
    (log, _), n_items = _open_log(workspace, files), files.dataset.n_items
    mask = np.ones(len(log.items), dtype=bool)
    before = size(log, mask, n_items)
    found: list[tuple[str, Size]] = []
    for step in steps(log, filters, _event_names(files.dataset)):
        step.narrow(mask)
        found.append((step.name, size(log, mask, n_items)))
    return FilterEffect(before, tuple(found), found[-1][1] if found else before)


def _files(workspace: Workspace, dataset_id: int) -> SnapshotFolder:
    dataset = get_dataset(workspace.store, dataset_id)
    return SnapshotFolder(workspace.snapshots / str(dataset_id), dataset)


def _first(files: SnapshotFolder, filters: Filters = NO_FILTERS) -> Path | None:
    """What runs from before growth were trained on: the log as it was imported."""
    return files.find(filters, files.dataset.created_at)


def _needed(workspace: Workspace, files: SnapshotFolder) -> set[str]:
    """Hashes of the snapshots that runs of the data set were trained on."""
    runs = list_runs(workspace.store, files.dataset.id, with_deleted=True)
    needed = {run.snapshot_hash for run in runs if run.snapshot_hash}
    first = _first(files)
    if first is not None and any(run.snapshot_hash is None for run in runs):
        needed.add(first.name)
    return needed


def _made(workspace: Workspace, files: SnapshotFolder, filters: Filters) -> Path:
    """Make a snapshot, unless somebody else was faster."""
    with files.one_at_a_time():
        if (found := files.find(filters)) is not None:
            return found
        made = _whole(workspace, files) if filters == NO_FILTERS else _filtered(workspace, files, filters)
        files.drop_outdated(_needed(workspace, files))
        return made


def _whole(workspace: Workspace, files: SnapshotFolder) -> Path:
    """Make the snapshot of all of a log, with the columns that filters look at beside it."""

    def fill(folder: Path) -> dict[str, Any]:
        write_whole_log(workspace.store, files.dataset, folder)
        return {"n_items": files.dataset.n_items, "columns": True}

    return files.make(NO_FILTERS, fill)


def _filtered(workspace: Workspace, files: SnapshotFolder, filters: Filters) -> Path:
    """Make the snapshot of what filters leave; the items that are left are numbered densely."""
    log, whole = _open_log(workspace, files)
    mask = kept(log, filters, _event_names(files.dataset))
    users, n_items = load_array(whole, "user_ids"), files.dataset.n_items

    def fill(folder: Path) -> dict[str, Any]:
        order = beginning_order(log, mask)
        used = np.flatnonzero(item_counts(log, mask, n_items)).astype(np.int32)
        new_items = np.full(n_items, -1, dtype=np.int32)
        new_items[used] = np.arange(len(used), dtype=np.int32)
        write_selection(folder, log, mask, order, new_items)
        np.save(folder / "item_ids.npy", used)
        np.save(folder / "user_ids.npy", (order if users is None else users[order]).astype(np.int32))
        return {"n_items": len(used)}

    return files.make(filters, fill)


def _open_log(workspace: Workspace, files: SnapshotFolder) -> tuple[Log, Path]:
    """The whole log with the columns that filters look at, and its folder."""
    folder = _with_columns(files)
    if folder is None:
        with files.one_at_a_time():
            folder = _with_columns(files) or _whole(workspace, files)
    return load_log(folder), folder


def _with_columns(files: SnapshotFolder) -> Path | None:
    folder = files.find(NO_FILTERS)
    return folder if folder is not None and load_facts(folder).get("columns") else None


def _event_names(dataset: DatasetRow) -> list[str]:
    return [name for name, _ in dataset.events]


def _load(folder: Path) -> Snapshot:
    facts = load_facts(folder)
    return Snapshot(
        offsets=load_array(folder, "offsets"),  # type: ignore[arg-type]
        items=load_array(folder, "items"),  # type: ignore[arg-type]
        times=load_array(folder, "times"),
        split=load_array(folder, "split"),
        n_items=facts["n_items"],
        hash=facts["hash"],
        item_ids=load_array(folder, "item_ids"),
        user_ids=load_array(folder, "user_ids"),
        folder=folder,
    )
