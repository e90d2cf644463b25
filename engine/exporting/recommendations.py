"""The recommendations for every user of a run, as one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from engine.events import CancelToken, Event, Progress
from engine.exporting.atomic import new_file
from engine.exporting.tables import SCHEMA, check_suffix, table_writer
from engine.recommending.everyone import Lists
from engine.recommending.loading import load_recommender
from engine.store.datasets import Items
from engine.store.users import user_ids
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class RecommendationsExported(Event):
    """The table is at `path`."""

    run_id: int
    path: str
    users: int
    rows: int


def export_recommendations(
    workspace: Workspace, run_key: int | str, path: Path, top: int, cancel: CancelToken
) -> Iterator[Event]:
    """Write the `top` items of every user to `path` (.csv or .parquet)."""
    suffix = check_suffix(path)
    with new_file(path) as partial, table_writer(partial, suffix) as write:
        recommender = load_recommender(workspace, run_key)
        names = _Names.of(user_ids(workspace.store, recommender.run.dataset_id), recommender.items)
        rows = done = 0
        total = recommender.n_sequences
        for lists in recommender.recommend_all(top, cancel):
            table = names.table(lists)
            write(table)
            rows, done = rows + len(table), done + len(lists.users)
            yield Progress(text="Recommending", done=done, total=total, unit="users")
    yield RecommendationsExported(run_id=recommender.run.id, path=str(path), users=done, rows=rows)


@dataclass(frozen=True)
class _Names:
    """What the log calls users and items, by the numbers of store and run."""

    users: pa.Array
    items: pa.Array
    titles: pa.Array

    @classmethod
    def of(cls, users: Sequence[str], items: Items) -> _Names:
        texts = (users, items.external_ids, items.titles)
        return cls(*(pa.array(part, pa.string()) for part in texts))

    def table(self, lists: Lists) -> pa.Table:
        """A row for every recommendation that may be made."""
        possible = np.isfinite(lists.scores)
        row, place = np.nonzero(possible)
        item = pa.array(lists.items[possible])
        columns = [
            self.users.take(pa.array(lists.users[row])),
            pa.array(place + 1, pa.int32()),
            self.items.take(item),
            self.titles.take(item),
            pa.array(lists.scores[possible], pa.float32()),
        ]
        return pa.table(columns, schema=SCHEMA)
