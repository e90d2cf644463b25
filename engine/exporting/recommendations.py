"""The recommendations for every user of a run, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.events import CancelToken, Event, Progress
from engine.exporting.atomic import new_file
from engine.exporting.tables import TableRow, check_suffix, table_writer
from engine.recommending.catalogue import Recommendation
from engine.recommending.recommender import Recommender
from engine.store.users import user_ids
from engine.workspace import Workspace

USERS_PER_EVENT = 256


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
        recommender = Recommender.load(workspace, run_key)
        users = user_ids(workspace.store, recommender.run.dataset_id)
        rows = 0
        done = 0
        total = recommender.n_sequences
        for done, (user, found) in enumerate(recommender.recommend_users(None, top, cancel), start=1):
            write(_rows(users[user], found))
            rows += len(found)
            if done % USERS_PER_EVENT == 0:
                yield Progress(text="Recommending", done=done, total=total, unit="users")
    yield RecommendationsExported(run_id=recommender.run.id, path=str(path), users=done, rows=rows)


def _rows(user: str, found: Iterable[Recommendation]) -> Iterator[TableRow]:
    for each in found:
        yield TableRow(user, each.rank, each.external_id, each.title, each.score)
