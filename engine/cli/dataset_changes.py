"""`datasets rename`, `duplicate`, `notes` and `delete`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.errors import BadSetting
from engine.events import CancelToken, Event, Progress, retold
from engine.store.copying import duplicate_dataset
from engine.store.datasets import (
    DatasetRow,
    get_dataset,
    hide_dataset,
    list_datasets,
    list_deleted,
    rename_dataset,
    set_notes,
)
from engine.store.removal import give_back_room, purge_deleted
from engine.store.runs import list_runs
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class DatasetCopied(Event):
    """The copy is there; `dataset_id` is its number."""

    dataset_id: int
    name: str


def rename(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Give a data set another name."""
    with open_to_write(arguments, console, cancel) as workspace:
        before = get_dataset(workspace.store, arguments.dataset)
        rename_dataset(workspace.store, before.id, arguments.name)
        row = get_dataset(workspace.store, before.id)
    console.say(f"Data set {row.id} “{before.name}” is called “{row.name}” now.")
    console.result(dataset_id=row.id, name=row.name)


def duplicate(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Copy a data set with its log; its runs stay with the original."""
    with open_to_write(arguments, console, cancel) as workspace:
        row = get_dataset(workspace.store, arguments.dataset)
        name = arguments.name or _free_name(workspace, f"{row.name} copy")
        done = follow(_copy(workspace, row, name, cancel), console, cancel, DatasetCopied)
    console.say(f"Data set {done.dataset_id} “{done.name}” is a copy of {row.id} “{row.name}”.")
    console.result(dataset_id=done.dataset_id, name=done.name)


def notes(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Show what is noted about a data set, or note something else."""
    if arguments.text is None:
        with Workspace.open(arguments.workspace, write=False) as workspace:
            row = get_dataset(workspace.store, arguments.dataset)
        if row.notes:
            console.show(row.notes)
        else:
            console.say(f"Nothing is noted about “{row.name}”.")
    else:
        with open_to_write(arguments, console, cancel) as workspace:
            row = get_dataset(workspace.store, arguments.dataset)
            set_notes(workspace.store, row.id, arguments.text)
            row = get_dataset(workspace.store, row.id)
        console.say(f"Noted about data set {row.id} “{row.name}”.")
    console.result(dataset_id=row.id, name=row.name, notes=row.notes)


def delete(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Remove a data set for good, with its runs where that is asked for."""
    with open_to_write(arguments, console, cancel) as workspace:
        row = get_dataset(workspace.store, arguments.dataset)
        runs = [run.id for run in list_runs(workspace.store, row.id)]
        if not arguments.yes:
            raise BadSetting(
                f"Data set {row.id} “{row.name}” is still there.",
                f"Deleting removes its {row.n_interactions:,} interactions{_and_runs(runs)} for good.",
                f"Write {'--yes --with-runs' if runs else '--yes'} to do it.",
            )
        hide_dataset(workspace.store, row.id, with_runs=arguments.with_runs)
        removing = purge_deleted(workspace.root, workspace.store, cancel)
        follow(removing, console, cancel, Progress)
        give_back_room(workspace.store, cancel)
    console.say(f"Data set {row.id} “{row.name}” is gone{_and_runs(runs)}.")
    console.result(dataset_id=row.id, name=row.name, runs=runs)


def _and_runs(runs: list[int]) -> str:
    if not runs:
        return ""
    numbers = ", ".join(map(str, sorted(runs)))
    return f", with run {numbers}" if len(runs) == 1 else f", with the {len(runs)} runs {numbers}"


def _free_name(workspace: Workspace, wished: str) -> str:
    """The wished name, with a number behind it where it is taken."""
    taken = {row.name for row in (*list_datasets(workspace.store), *list_deleted(workspace.store))}
    names = (wished, *(f"{wished} {number}" for number in range(2, len(taken) + 2)))
    return next(name for name in names if name not in taken)


def _copy(workspace: Workspace, row: DatasetRow, name: str, cancel: CancelToken) -> Iterator[Event]:
    def tell(done: int) -> Iterator[Event]:
        cancel.raise_if_cancelled()
        yield Progress(text=f"Copying “{row.name}”", done=done, total=row.n_interactions, unit="rows")

    cancel.raise_if_cancelled()
    with workspace.under_way("copy", row.name):
        number = yield from retold(duplicate_dataset(workspace.store, row.id, name), tell)
        yield DatasetCopied(dataset_id=number, name=name)
