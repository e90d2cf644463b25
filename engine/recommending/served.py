"""Whom a run's model is asked about: the users of a log, in the model's own item numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.recommending.counted import counted_rows
from engine.sequences.snapshot import Snapshot
from engine.store.connection import Store
from engine.store.users import HistoryRow, history


@dataclass(frozen=True)
class Served:
    """The users of one data set.

    Attributes:
        dataset_id: which.
        snapshot: their sequences in the model's numbers; without any where nobody is there to be asked about.
        log: the same in the numbers of the log that they are of; for a run that was trained on it the same.
        numbers: int64, the model's number of each item, by the store's; -1: the model does not know it.
    """

    dataset_id: int
    snapshot: Snapshot
    log: Snapshot
    numbers: NDArray[np.int64]

    @classmethod
    def trained_on(cls, dataset_id: int, snapshot: Snapshot) -> Served:
        """The users of the log that a run was trained on."""
        stored = snapshot.stored_items
        numbers = np.full(int(stored.max(initial=-1)) + 1, -1, dtype=np.int64)
        numbers[stored] = np.arange(snapshot.n_items)
        return cls(dataset_id, snapshot, snapshot, numbers)

    def history(self, store: Store, user_id: int) -> list[HistoryRow]:
        """What counts of a user's log, oldest first, and the model knows.

        For a user who is not in the snapshot (new since, or left out by filters) all rows with such items.
        """
        rows = history(store, self.dataset_id, user_id)
        sequence = np.flatnonzero(self.log.stored_users == user_id)
        if len(sequence):
            rows = counted_rows(rows, self.log, int(sequence[0]))
        return [row for row, number in zip(rows, self.numbers_of(rows), strict=True) if number >= 0]

    def numbers_of(self, rows: Sequence[HistoryRow]) -> list[int]:
        """The model's numbers of the items of rows; -1 for what it does not know, such as items new since."""
        stored = np.array([row.item_id for row in rows], dtype=np.int64)
        there = stored < len(self.numbers)
        found = np.full(len(rows), -1, dtype=np.int64)
        found[there] = self.numbers[stored[there]]
        return found.tolist()
