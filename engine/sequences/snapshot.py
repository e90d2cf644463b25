"""An immutable copy of a stored log as integer arrays, with a hash of its content."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.store.datasets import get_dataset, log_chunks
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
    """

    offsets: NDArray[np.int64]
    items: NDArray[np.int32]
    times: NDArray[np.int64] | None
    split: NDArray[np.int8] | None
    n_items: int
    hash: str

    @property
    def n_sequences(self) -> int:
        return len(self.offsets) - 1

    @property
    def sequence_of(self) -> NDArray[np.int64]:
        """int64 [n]: the sequence of every interaction."""
        return np.repeat(np.arange(self.n_sequences), np.diff(self.offsets))


def open_snapshot(workspace: Workspace, dataset_id: int) -> Snapshot:
    """The snapshot of a data set; made from the store the first time it is asked for."""
    folder = workspace.snapshots / str(dataset_id)
    created = get_dataset(workspace.store, dataset_id).created_at
    if not _is_of(folder, created):
        _make(workspace, dataset_id, created, folder)
    return _load(folder)


def _is_of(folder: Path, created: int) -> bool:
    """Whether the folder holds the snapshot of this very data set, not of a deleted one of that number."""
    try:
        facts = json.loads((folder / "facts.json").read_text())
        return bool(facts["created_at"] == created)
    except (FileNotFoundError, ValueError, KeyError):
        return False  # not there, or damaged: it can be made again


def _make(workspace: Workspace, dataset_id: int, created: int, folder: Path) -> None:
    dataset = get_dataset(workspace.store, dataset_id)
    n = dataset.n_interactions
    users = np.empty(n, dtype=np.int64)
    arrays: dict[str, NDArray[np.generic]] = {"items": np.empty(n, dtype=np.int32)}
    if dataset.has_times:
        arrays["times"] = np.empty(n, dtype=np.int64)
    if dataset.has_split:
        arrays["split"] = np.empty(n, dtype=np.int8)
    columns = {"items": "item_id", "times": "ts", "split": "split"}
    done = 0
    for chunk in log_chunks(workspace.store, dataset_id):
        rows = slice(done, done + len(chunk.user_id))
        users[rows] = chunk.user_id
        for name, array in arrays.items():
            array[rows] = getattr(chunk, columns[name])
        done = rows.stop
    arrays["offsets"] = np.searchsorted(users, np.arange(dataset.n_users + 1))
    _write(folder, arrays, {"n_items": dataset.n_items, "created_at": created})


def _write(folder: Path, arrays: dict[str, NDArray[np.generic]], facts: dict[str, int]) -> None:
    """Write beside, then rename: a snapshot is whole or not there."""
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    digest = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        digest.update(name.encode())
        digest.update(np.ascontiguousarray(array).data.cast("B"))
    try:
        partial.mkdir(parents=True)
        for name, array in arrays.items():
            np.save(partial / f"{name}.npy", array)
        (partial / "facts.json").write_text(json.dumps(facts | {"hash": digest.hexdigest()}))
        partial.rename(folder)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise EngineError(
            "The sequences could not be prepared.",
            why=f"{folder.parent}: {error}",
            advice="Make room on the disk, or choose a workspace elsewhere.",
        ) from error


def _load(folder: Path) -> Snapshot:
    facts = json.loads((folder / "facts.json").read_text())

    def array(name: str) -> NDArray[np.generic] | None:
        path = folder / f"{name}.npy"
        return np.load(path, mmap_mode="r") if path.exists() else None

    return Snapshot(
        offsets=array("offsets"),  # type: ignore[arg-type]
        items=array("items"),  # type: ignore[arg-type]
        times=array("times"),  # type: ignore[arg-type]
        split=array("split"),  # type: ignore[arg-type]
        n_items=facts["n_items"],
        hash=facts["hash"],
    )
