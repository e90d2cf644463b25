"""Writing the part of a log that counts: sequences in order of beginning, items numbered anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from engine.sequences.filtering import Mask, sequence_lengths
from engine.sequences.log import Log, stretches

SNAPSHOT_COLUMNS = ("items", "times", "split")


def beginning_order(log: Log, mask: Mask) -> NDArray[np.int64]:
    """Sequences that have rows under the mask, in the order in which they begin; ties as in the log."""
    present = np.flatnonzero(sequence_lengths(log, mask) > 0)
    if log.times is None:
        return present
    begins = np.zeros(log.n_sequences, dtype=np.int64)
    for stretch in stretches(log.offsets):
        at = np.flatnonzero(mask[stretch.rows])
        sequence, first = np.unique(stretch.sequence_of(log.offsets)[at], return_index=True)
        begins[sequence] = log.times[at[first] + stretch.rows.start]
    return present[np.argsort(begins[present], kind="stable")]


def write_selection(
    folder: Path,
    log: Log,
    mask: Mask,
    order: NDArray[np.int64],
    new_items: NDArray[np.int32] | None = None,
    columns: Sequence[str] = SNAPSHOT_COLUMNS,
) -> None:
    """Write the rows under the mask of the sequences `order`, in that order, as arrays of a snapshot.

    Args:
        folder: where to.
        log: from which log.
        mask: bool [n], the rows that count.
        order: numbers of sequences.
        new_items: int32 [items], the new number of each item; None: as it was.
        columns: names of the log's columns to write.
    """
    lengths = sequence_lengths(log, mask)[order]
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    np.save(folder / "offsets.npy", offsets)
    sources = {name: column for name in columns if (column := getattr(log, name)) is not None}
    targets = {
        name: open_memmap(folder / f"{name}.npy", "w+", source.dtype, (int(offsets[-1]),))
        for name, source in sources.items()
    }
    done = 0
    for candidates in _rows_in_order(log, order):
        at = candidates[mask[candidates]]
        rows = slice(done, done + len(at))
        for name, target in targets.items():
            found = sources[name][at]
            target[rows] = new_items[found] if name == "items" and new_items is not None else found
        done = rows.stop
    for target in targets.values():
        target.flush()


def _rows_in_order(log: Log, order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """Positions of all rows of the sequences, some sequences at a time."""
    starts, lengths = log.offsets[:-1][order], np.diff(log.offsets)[order]
    bounds = np.concatenate(([0], np.cumsum(lengths)))
    for stretch in stretches(bounds):
        part = slice(stretch.first, stretch.end)
        shift = starts[part] - bounds[:-1][part]
        yield np.repeat(shift, lengths[part]) + np.arange(stretch.rows.start, stretch.rows.stop)
