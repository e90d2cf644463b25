"""A small data set written straight into the store."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.store.datasets import Facts
from engine.store.loading import Catalogue, Prepared, Users, write_dataset
from engine.workspace import Workspace

WriteDataset = Callable[..., int]


@pytest.fixture
def write(workspace: Workspace) -> WriteDataset:
    """`write(["u1", "u2"], [3, 1])`: users with so many interactions each; returns the data set's id."""

    def run(users: Sequence[str], counts: Sequence[int], *, name: str = "log", times: bool = True) -> int:
        n = np.array(counts)
        total = int(n.sum())
        user_id = np.repeat(np.arange(len(users), dtype=np.int32), n)
        seq = np.arange(total) - np.repeat(np.cumsum(n) - n, n)
        ts = 1_000 * (seq + 10 * user_id.astype(np.int64)) if times else None
        last = np.cumsum(n) - 1
        facts = Facts(
            name=name,
            source="a.csv",
            n_users=len(users),
            n_items=int(n.max()),
            n_interactions=total,
            n_rejected=0,
            first_ts=None if ts is None else int(ts.min()),
            last_ts=None if ts is None else int(ts.max()),
            has_times=times,
            has_split=False,
            has_titles=True,
            repeat_share=0.0,
            median_length=float(np.median(n)),
            max_length=int(n.max()),
            synthetic=True,
            recipe={"user": "u"},
            length_histogram=[(1, 1, 1), (2, 4, 7)],
            popularity=[(1, 5), (2, 1)],
        )
        items = [f"i{number}" for number in range(facts.n_items)]
        catalogue = Catalogue(
            items, [f"Item {item}" for item in items], ['{"colour": "red"}', *[None] * (len(items) - 1)]
        )
        bounds = (None, None) if ts is None else (ts[last - n + 1], ts[last])
        rows = {"user_id": user_id, "seq": seq, "item_id": seq} | ({} if ts is None else {"ts": ts})
        with tempfile.TemporaryDirectory() as folder:
            log = Prepared(list(rows), (batch for batch in [rows]), Path(folder))
            writing = write_dataset(
                workspace.store, Users(users, n, *bounds), catalogue, log, lambda: facts, []
            )
            while True:
                try:
                    next(writing)
                except StopIteration as end:
                    return int(end.value[0])

    return run
