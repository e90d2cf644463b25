"""The recommendations for some users, as one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from engine.errors import BadInput, NotFound
from engine.events import CancelToken, Event, Progress
from engine.exporting.atomic import new_file
from engine.exporting.recommendations import RecommendationsExported
from engine.exporting.tables import SCHEMA, check_suffix, table_writer
from engine.recommending.loading import load_recommender
from engine.recommending.recommender import Recommender
from engine.store.runs import get_run
from engine.store.users import user_ids
from engine.workspace import Workspace

USERS_AT_ONCE = 50
NAMED = 5
"""Ids that a refusal names."""


def read_user_ids(path: Path) -> list[str]:
    """The ids in a text file, one a line, each once; empty lines do not count.

    Raises:
        BadInput: it cannot be read, or names nobody.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # of all ends of lines ids may hold the others
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name} cannot be read.", f"{error}.", "Name a text file in UTF-8.") from error
    ids = list(dict.fromkeys(line for line in lines if line.strip()))
    if not ids:
        raise BadInput(f"{path.name} names no users.", advice="Write their ids into it, one a line.")
    return ids


def export_chosen(
    workspace: Workspace, run_key: int | str, users: Sequence[str], path: Path, top: int, cancel: CancelToken
) -> Iterator[Event]:
    """Write the `top` items of these users, in their order, to `path`, in the form that its ending names.

    Raises:
        NotFound: the log has no users with some of these ids.
        BadInput: the table cannot be written there.
        Cancelled: nothing is left.
    """
    suffix, run = check_suffix(path), get_run(workspace.store, run_key)
    numbers = _numbers(workspace, run.users_of, users)
    rows = 0
    with new_file(path) as partial, table_writer(partial, suffix) as write:
        recommender = load_recommender(workspace, run.id)
        for first in range(0, len(users), USERS_AT_ONCE):
            cancel.raise_if_cancelled()
            part = range(first, min(len(users), first + USERS_AT_ONCE))
            table = _table(
                [
                    row
                    for at in part
                    for row in _rows(workspace, recommender, users[at], int(numbers[at]), top)
                ]
            )
            write(table)
            rows += len(table)
            yield Progress(text="Recommending", done=part.stop, total=len(users), unit="users")
    yield RecommendationsExported(run_id=run.id, path=str(path), users=len(users), rows=rows)


def _numbers(workspace: Workspace, dataset_id: int, users: Sequence[str]) -> list[int]:
    """What the store calls them."""
    known = {external_id: number for number, external_id in enumerate(user_ids(workspace.store, dataset_id))}
    if missing := [user for user in users if user not in known]:
        more = f" and {len(missing) - NAMED:,} more" if len(missing) > NAMED else ""
        raise NotFound(
            f"{len(missing):,} of {len(users):,} users are not in the log.",
            f"It has no {', '.join(repr(user) for user in missing[:NAMED])}{more}.",
            "Correct the list: ids are as the log writes them, with leading zeros.",
        )
    return [known[user] for user in users]


def _rows(
    workspace: Workspace, recommender: Recommender, user: str, number: int, top: int
) -> list[tuple[str, int, str, str | None, float]]:
    items = recommender.numbers_of(recommender.history(workspace.store, number))
    return [
        (user, line.rank, line.external_id, line.title, line.score)
        for line in recommender.recommend(items, top)
        if np.isfinite(line.score)
    ]


def _table(rows: Sequence[tuple[str, int, str, str | None, float]]) -> pa.Table:
    columns = list(zip(*rows, strict=True)) or [()] * len(SCHEMA)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return pa.table(arrays, schema=SCHEMA)
