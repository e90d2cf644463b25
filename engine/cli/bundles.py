"""`import-bundle`, and `runs users`: whom an imported model is asked about."""

from __future__ import annotations

import argparse

from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.text import moment, table
from engine.errors import BadSetting
from engine.events import CancelToken
from engine.exporting.bundle_import import BundleImported, import_bundle
from engine.models.methods import row_name
from engine.recommending.imported import Matching, matchings
from engine.store.datasets import get_dataset
from engine.store.imported import origin_of, set_audience
from engine.store.runs import IMPORTED, RunRow, get_run
from engine.workspace import Workspace

NOBODY = "none"


def import_from_bundle(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Make a run of a bundle."""
    with open_to_write(arguments, console, cancel) as workspace:
        done = follow(import_bundle(workspace, arguments.file, cancel), console, cancel, BundleImported)
        origin, run = origin_of(workspace.store, done.run_id), get_run(workspace.store, done.run_id)
    model = row_name(run.model, run.config)
    console.say(f"Run {done.run_id} “{done.name}”: {model}, {done.items:,} items.")
    console.say(
        f"Trained on “{origin['dataset']}” until {moment(origin['trained_at'])}, "
        f"exported by AREAL {origin['program'] or 'of an unknown version'}."
    )
    if done.audience is None:
        console.say("No data set here has items that it knows; type histories: `recommend --history`.")
    else:
        share = f"{done.known:,} of its {done.of_items:,} items"
        console.say(f"It is asked about the users of “{done.audience}”: it knows {share}.")
    console.result(**{name: value for name, value in done.as_json().items() if name != "event"})


def users(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Say or choose which data set has the users that an imported run is asked about."""
    if arguments.dataset is None:
        with Workspace.open(arguments.workspace, write=False) as workspace:
            row = _imported(workspace, arguments.run)
            found = matchings(workspace, row)
    else:
        with open_to_write(arguments, console, cancel) as workspace:
            row = _imported(workspace, arguments.run)
            wanted = arguments.dataset
            chosen = None if wanted == NOBODY else get_dataset(workspace.store, wanted).id
            set_audience(workspace.store, row.id, chosen)
            row = get_run(workspace.store, row.id)
            found = matchings(workspace, row)
    console.show(_matchings_table(row, found))
    console.result(run_id=row.id, users_of=row.audience, datasets=[_public(each) for each in found])


def _imported(workspace: Workspace, key: str) -> RunRow:
    row = get_run(workspace.store, key)
    if row.status != IMPORTED:
        raise BadSetting(
            f"Run {row.id} was not imported.", f"It is asked about the users of “{row.dataset_name}”."
        )
    return row


def _public(each: Matching) -> dict[str, object]:
    return {"dataset_id": each.dataset_id, "name": each.name, "known": each.known, "items": each.items}


def _matchings_table(row: RunRow, found: list[Matching]) -> str:
    if not found:
        return "The model knows no item of a data set that is here."
    rows = [
        (
            "*" if each.dataset_id == row.audience else "",
            each.dataset_id,
            each.name,
            f"{each.users:,}",
            f"{each.known:,} of {each.items:,}",
            f"{each.share:.1%}",
        )
        for each in found
    ]
    return table(("asked", "data", "name", "users", "items it knows", "share"), rows, left=(0, 2))
