"""The recommendations for every user of a run, as one table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from engine.events import CancelToken, Event, Progress
from engine.exporting.atomic import check_target, failures_in_words, taken
from engine.exporting.formats import Exported, export_format
from engine.exporting.parts import Parts
from engine.exporting.room import require_room
from engine.exporting.tables import BYTES_OF_A_ROW, SCHEMA, check_suffix
from engine.recommending.everyone import Lists
from engine.recommending.loading import load_recommender
from engine.recommending.recommender import Recommender
from engine.store.datasets import Items
from engine.store.runs import get_run
from engine.store.users import user_ids
from engine.training.checkpoint import model_file
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class RecommendationsExported(Event):
    """The table is at `path`."""

    run_id: int
    path: str
    users: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class RecommendationsResumed(Event):
    """An export that was cut off had come so far, and goes on from there."""

    done: int
    total: int


def export_recommendations(
    workspace: Workspace, run_key: int | str, path: Path, top: int, cancel: CancelToken
) -> Iterator[Event]:
    """Write the `top` items of every user to `path`, in the form that its ending names.

    Cancelled or cut off, it goes on where it was when it is asked for again.

    Raises:
        BadInput: the table cannot be written there.
        Cancelled: the token was cancelled; what was done is beside `path`.
    """
    suffix = check_suffix(path)
    check_target(path)
    recommender = load_recommender(workspace, run_key)
    run, total = recommender.run, recommender.n_sequences
    # The parts, which are Parquet, lie beside the table until that is whole.
    of_row = BYTES_OF_A_ROW[suffix] + BYTES_OF_A_ROW[".parquet"]
    require_room(path.parent, total * min(top, len(recommender.items)) * of_row)
    with Parts(path, _plan(workspace, recommender, top)) as parts:
        if parts.done:
            yield RecommendationsResumed(done=parts.done, total=total)
        names = _Names.of(user_ids(workspace.store, recommender.users_of), recommender.items)
        for lists in recommender.recommend_all(top, cancel, first=parts.done):
            parts.add(names.table(lists), len(lists.users))
            yield Progress(text="Recommending", done=parts.done, total=total, unit="users")
        rows = 0
        for rows, of in parts.join(suffix, cancel):
            yield Progress(text="Writing", done=rows, total=of, unit="rows")
    yield RecommendationsExported(run_id=run.id, path=str(path), users=total, rows=rows)


def export_lists(
    workspace: Workspace,
    run_key: int | str,
    folder: Path,
    cancel: CancelToken,
    ending: str = "csv",
    top: int = 20,
) -> Iterator[Event]:
    """Write the `top` items of every user into `folder`, as a table named after the run.

    Raises:
        BadInput: a file of that name is there, or the disk does not take it.
        NotFound, Cancelled: as for `export_recommendations`.
    """
    run = get_run(workspace.store, run_key)
    path = folder / export_format("recommendations").name_for(run, {"ending": ending})
    check_suffix(path)
    if path.exists():
        raise taken(path)
    with failures_in_words(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for event in export_recommendations(workspace, run.id, path, top, cancel):
        if not isinstance(event, RecommendationsExported):
            yield event
            continue
        note = f"{event.rows:,} rows for {event.users:,} users."
        yield Exported(run_id=run.id, path=str(path), files=[path.name], notes=(note,))


def _plan(workspace: Workspace, recommender: Recommender, top: int) -> dict[str, object]:
    """All that the lists depend on."""
    run = recommender.run
    with model_file(workspace, run.id, "use").open("rb") as weights:
        digest = hashlib.file_digest(weights, "sha256").hexdigest()
    return {
        "run": run.id,
        "weights": digest,
        "settings": run.config,
        "users of": recommender.users_of,
        "sequences": recommender.sequences,
        "policy": run.policy,
        "top": top,
    }


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
