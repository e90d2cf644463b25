"""Reading a stored log into arrays on the disk, a chunk at a time."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.format import open_memmap

from engine.sequences.log import Log
from engine.sequences.selecting import beginning_order, write_selection
from engine.sequences.snapshot_files import load_array
from engine.store.connection import Store
from engine.store.datasets import DatasetRow, LogChunk, log_chunks

COLUMNS = ("offsets", "items", "times", "split", "value", "event")


def load_log(folder: Path) -> Log:
    """The columns in a folder, memory-mapped."""
    return Log(**{name: load_array(folder, name) for name in COLUMNS})  # type: ignore[arg-type]


def write_whole_log(store: Store, dataset: DatasetRow, folder: Path) -> None:
    """Write all of a log, sequences in the order in which they begin.

    In a log that has grown, users may have begun before users with smaller numbers: `user_ids` says then what
    the store calls the user of each sequence.
    """
    _read(store, dataset, folder)
    log = load_log(folder)
    everything = np.ones(len(log.items), dtype=bool)
    order = beginning_order(log, everything)
    if np.array_equal(order, np.arange(dataset.n_users)):
        return
    as_stored = folder / "as_stored"
    as_stored.mkdir()
    for file in folder.glob("*.npy"):
        file.rename(as_stored / file.name)
    write_selection(folder, load_log(as_stored), everything, order, columns=COLUMNS[1:])
    np.save(folder / "user_ids.npy", order.astype(np.int32))
    del log
    shutil.rmtree(as_stored)


def _read(store: Store, dataset: DatasetRow, folder: Path) -> None:
    """Write the columns in the store's order."""
    arrays = _new_arrays(dataset, folder)
    lengths = np.zeros(dataset.n_users, dtype=np.int64)
    done, with_value = 0, False
    for chunk in log_chunks(store, dataset.id):
        rows = slice(done, done + len(chunk.user_id))
        for name, column in _columns(chunk).items():
            if name in arrays:
                arrays[name][rows] = column
        users, counts = np.unique(chunk.user_id, return_counts=True)
        lengths[users] += counts
        with_value = with_value or not np.isnan(chunk.value).all()
        done = rows.stop
    for array in arrays.values():
        array.flush()
    if not with_value:
        del arrays["value"]
        (folder / "value.npy").unlink()
    np.save(folder / "offsets.npy", np.concatenate(([0], np.cumsum(lengths))))


def _new_arrays(dataset: DatasetRow, folder: Path) -> dict[str, Any]:
    kinds: dict[str, Any] = {"items": np.int32, "value": np.float64}
    if dataset.has_times:
        kinds["times"] = np.int64
    if dataset.has_split:
        kinds["split"] = np.int8
    if dataset.events:
        kinds["event"] = np.int16
    shape = (dataset.n_interactions,)
    return {name: open_memmap(folder / f"{name}.npy", "w+", kind, shape) for name, kind in kinds.items()}


def _columns(chunk: LogChunk) -> Mapping[str, Any]:
    return {
        "items": chunk.item_id,
        "times": chunk.ts,
        "split": chunk.split,
        "value": chunk.value,
        "event": chunk.event,
    }
