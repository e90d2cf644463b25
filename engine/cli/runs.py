"""`runs`: listing, and what can be done with some."""

from __future__ import annotations

import argparse
import dataclasses
import math
from collections.abc import Callable, Mapping

from engine.cli import run_changes
from engine.cli.console import Console
from engine.cli.text import moment, percent, table
from engine.errors import BadSetting, nearest
from engine.events import CancelToken
from engine.store.datasets import get_dataset
from engine.store.run_figures import test_figures
from engine.store.run_marks import as_tag
from engine.store.runs import RunRow, list_deleted_runs, list_runs
from engine.training.settings import all_settings
from engine.workspace import Workspace

Figures = Mapping[int, Mapping[str, float]]
"""The test figures of every tested run, by its number."""

Key = Callable[[RunRow], tuple[bool, float | str]]


def runs(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """List the runs, or do to some what is asked for."""
    ACTIONS[arguments.action](arguments, console, cancel)


def show_runs(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """List the runs that were asked for with their test metrics, newest first unless sorted otherwise."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        everything = list_deleted_runs(workspace.store) if arguments.deleted else list_runs(workspace.store)
        dataset = get_dataset(workspace.store, arguments.dataset).id if arguments.dataset else None
        tests = test_figures(workspace.store)
    found = [row for row in everything if _is_wanted(row, arguments, dataset)]
    found = in_order(found, arguments.sort, tests)
    if found:
        console.show(_runs_table(found, tests))
    elif everything:
        console.say(f"None of the {len(everything)} runs is like that.")
    elif arguments.deleted:
        console.say("No run is deleted.")
    else:
        console.say("No runs yet: begin one with `train DATASET`.")
    console.result(runs=[dataclasses.asdict(row) | {"metrics": tests.get(row.id, {})} for row in found])


def in_order(rows: list[RunRow], sort: str, tests: Figures) -> list[RunRow]:
    """Runs by a key; those without a value come last.

    Raises:
        BadSetting: there is no such key.
    """
    if sort == "newest":
        return rows
    if sort == "oldest":
        return sorted(rows, key=lambda row: row.id)
    figures = {name for found in tests.values() for name in found}
    if sort in figures:
        return sorted(rows, key=_by(lambda row: _largest_first(tests.get(row.id, {}).get(sort))))
    if sort == "name":
        return sorted(rows, key=lambda row: row.name.casefold())
    settings = [setting.path for setting in all_settings()]
    if sort in settings:
        return sorted(rows, key=_by(lambda row: _setting(row, sort)))
    known = ["newest", "oldest", "name", *figures, *settings]
    raise BadSetting(f"Runs cannot be sorted by “{sort}”.", advice=nearest(sort, known))


def _is_wanted(row: RunRow, arguments: argparse.Namespace, dataset_id: int | None) -> bool:
    return (
        dataset_id in (None, row.dataset_id)
        and arguments.status in (None, row.status)
        and (row.starred or not arguments.starred)
        and {as_tag(tag) for tag in arguments.tag} <= set(row.tags)
    )


def _by(value: Callable[[RunRow], float | str | None]) -> Key:
    """What has no value, or one of another kind, comes behind the numbers."""

    def key(row: RunRow) -> tuple[bool, float | str]:
        found = value(row)
        return (not isinstance(found, float), 0.0 if found is None else found)

    return key


def _largest_first(value: float | None) -> float | None:
    return None if value is None or math.isnan(value) else -value


def _setting(row: RunRow, path: str) -> float | str | None:
    found: object = row.config
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, int | float):
        return float(found)
    return str(found) if found is not None else ""


def _runs_table(rows: list[RunRow], tests: Figures) -> str:
    headers = (
        "run", "name", "data", "preset", "status", "epochs", "HR@20", "NDCG@20", "seen items", "begun",
        "tags",
    )  # fmt: skip
    cells = [
        (
            row.id,
            f"★ {row.name}" if row.starred else row.name,
            row.dataset_name,
            row.preset,
            row.status,
            row.epoch,
            percent(tests.get(row.id, {}).get("hr@20")),
            percent(tests.get(row.id, {}).get("ndcg@20")),
            row.policy,
            moment(row.created_at),
            ", ".join(row.tags),
        )
        for row in rows
    ]
    return table(headers, cells, left=(1, 2, 3, 4, 8, 9, 10))


def _users(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    from engine.cli.bundles import users  # loads torch

    users(arguments, console, cancel)


ACTIONS: dict[str, Callable[[argparse.Namespace, Console, CancelToken], None]] = {
    "list": show_runs,
    "rename": run_changes.rename,
    "star": run_changes.star,
    "tag": run_changes.tag,
    "notes": run_changes.notes,
    "delete": run_changes.delete,
    "restore": run_changes.restore,
    "users": _users,
}
