"""Newer files added to a data set: what is there stays, with its numbers; what is new is put in its place."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.errors import BadInput
from engine.events import CancelToken, Event, Progress
from engine.importing.additions import Additions
from engine.importing.archives import located
from engine.importing.assembly import Numbered
from engine.importing.buckets import sequences
from engine.importing.containers import log_files
from engine.importing.identifiers import Texts
from engine.importing.kept_aside import KeptAside
from engine.importing.load import read_files
from engine.importing.reading import LogReader
from engine.importing.recipe import Recipe
from engine.importing.recipe_file import recipe_of
from engine.importing.restarts import separate_restarted
from engine.importing.resumed_sessions import resume_sessions
from engine.importing.room import require_room
from engine.importing.same_users import check_same_users
from engine.importing.spool import Spool
from engine.importing.tally import tally
from engine.importing.titles import Titles, join_titles
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.growing import GrowingDataset
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class DatasetGrown(Event):
    """The newer files are part of the data set.

    Attributes:
        interactions: rows that were added.
        users: users that it did not have before; so for items.
        already_there: rows of the newer files that it had before.
        rejected: rows of theirs that could not be read; they are kept aside with the others.
    """

    dataset_id: int
    interactions: int
    users: int
    items: int
    already_there: int
    rejected: int
    seconds: float


def grow_dataset(
    workspace: Workspace,
    dataset_id: int,
    paths: Sequence[Path],
    recipe: Recipe | None,
    cancel: CancelToken,
    *,
    accept_rejected: bool = False,
) -> Iterator[Event]:
    """Add newer files of its log to a data set; rows that it has already are skipped.

    Args:
        workspace: open for writing.
        dataset_id: the data set.
        paths: the files; together they are one log, in this order.
        recipe: what their columns are; None: the recipe that the data set was imported with.
        cancel: asks for the end; the data set is as it was then.
        accept_rejected: go on also when more than half of the rows cannot be read.

    Yields:
        `Progress`, at last `DatasetGrown`.

    Raises:
        MostRowsRejected: more than half of the rows cannot be read.
        BadInput: a file cannot be used, or is not of the same kind as the data set.
        Cancelled: the end was asked for.
    """
    started = time.monotonic()
    row = get_dataset(workspace.store, dataset_id)
    recipe = recipe or recipe_of(row.recipe, f"What is kept with “{row.name}”")
    found = log_files(paths)
    require_room(workspace, found.logs)
    with ExitStack() as stack:
        folder = stack.enter_context(workspace.under_way("growth", row.name))
        kept_aside = stack.enter_context(KeptAside(folder))
        reader = stack.enter_context(LogReader(kept_aside, folder))
        files = yield from read_files(reader, paths, recipe, cancel, accept_rejected=accept_rejected)
        spool, user_ids, item_ids = reader.finish()
        _check_kind(row, recipe, spool)
        user_ids, _ = separate_restarted(spool, user_ids, reader.file_rows, folder)
        titles = _titles(row, recipe, found.items, item_ids, cancel)
        stored = GrowingDataset(stack.enter_context(workspace.store.write()), row)
        log = Numbered(spool, user_ids, item_ids, reader.events)
        if recipe.session_gap_minutes is not None:
            into = stack.enter_context(Spool(folder))
            log = resume_sessions(stored, log, recipe.session_gap_minutes, into, folder, cancel)
        additions = Additions(stored, item_ids, reader.events)
        additions.write_items(titles)
        yield from _write(additions, log, folder, cancel)
        yield from additions.count_items(cancel)
        source = "; ".join(dict.fromkeys(str(file.form.path) for file in files))
        rejected = additions.finish(source, kept_aside)
    yield DatasetGrown(
        dataset_id=row.id,
        interactions=additions.interactions,
        users=additions.new_users,
        items=additions.new_items,
        already_there=additions.already_there,
        rejected=rejected,
        seconds=time.monotonic() - started,
    )


def _write(additions: Additions, log: Numbered, folder: Path, cancel: CancelToken) -> Iterator[Progress]:
    """Merge the rows user by user, in the order of the data set's users."""
    spool, user_ids = log.spool, log.user_ids
    counted = tally(spool, len(user_ids), len(additions.item_numbers), len(additions.event_names), cancel)
    numbers = additions.number_users(user_ids, counted.starts)
    check_same_users(additions.stored, spool, numbers, additions.item_numbers, cancel)
    order = np.argsort(numbers)
    in_order = numbers[order].astype(np.int32)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    done = 0
    for rows in sequences(spool, counted.lengths[order], rank, folder):
        rows.user = in_order[rows.user]
        for written in additions.write(rows):
            cancel.raise_if_cancelled()
            yield Progress(text="Adding what is new", done=done + written, total=len(spool), unit="rows")
        done += len(rows)


def _check_kind(row: DatasetRow, recipe: Recipe, spool: Spool) -> None:
    """Refuse files that have no times, or no split, beside a log that has them, and the other way round."""
    for column, name, stored in (
        ("ts", "times", row.has_times),
        ("split", "a column that says train, val or test", row.has_split),
    ):
        if stored != (column in spool.columns):
            raise BadInput(
                f"The files are not of the same kind as “{row.name}”.",
                f"Only {'the data set has' if stored else 'the files have'} {name}.",
                "Name the same columns as when it was imported, or import them as a data set of their own.",
            )
    if row.recipe.get("session_gap_minutes") != recipe.session_gap_minutes:
        raise BadInput(
            f"The users of “{row.name}” are cut into sessions in another way.",
            "The pause that ends a session is not the one of its import.",
            "Give the same pause, or import the files as a data set of their own.",
        )


def _titles(
    row: DatasetRow, recipe: Recipe, beside: Path | None, item_ids: Texts, cancel: CancelToken
) -> Titles:
    """What an item file says: one that is named now, one among the newer files, that of the first import.

    The last may be gone by now: then the new items have no titles.
    """
    if beside is not None and recipe.items_file in (None, row.recipe.get("items_file")):
        return join_titles(beside, item_ids, cancel)
    if recipe.items_file is None or not located(Path(recipe.items_file))[0].exists():
        return Titles.none(len(item_ids))
    return join_titles(
        Path(recipe.items_file), item_ids, cancel, key=recipe.items_key, title=recipe.items_title
    )
