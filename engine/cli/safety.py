"""`check` and `backup`."""

from __future__ import annotations

import argparse

from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.text import duration, moment, size, table
from engine.errors import BadSetting
from engine.events import CancelToken
from engine.store.backup import BackupMade, BackupOpened, find_backup, list_backups, make_backup, open_backup
from engine.store.check import StoreChecked, check_store, repair_store
from engine.workspace import Workspace


def check(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Look for damage in the store and its files; with --repair, put right what can be."""
    if arguments.repair:
        with open_to_write(arguments, console, cancel) as workspace:
            repair_store(workspace.store)
    with Workspace.open(arguments.workspace, write=False) as workspace:
        done = follow(check_store(workspace.root, cancel), console, cancel, StoreChecked)
    for problem in done.problems:
        mended = "`check --repair` puts it right." if problem.repairable else problem.advice
        console.say(f"{problem.what}\n  {problem.why}\n  {mended}")
    console.say(f"{len(done.problems) or 'No'} problems found; {duration(done.seconds)}.")
    console.result(problems=done.problems, seconds=done.seconds)


def backup(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Copy the store, list such copies, or make a new workspace from one."""
    if (arguments.restore is None) != (arguments.to is None):
        raise BadSetting(
            "--restore and --to belong together.",
            "A backup is opened as a new workspace; the present one stays as it is.",
            "Write --restore NAME --to FOLDER.",
        )
    with Workspace.open(arguments.workspace, write=False) as workspace:
        if arguments.list:
            _list(workspace, console)
        elif arguments.restore is not None:
            found = find_backup(workspace.root, arguments.restore)
            opening = open_backup(workspace.root, found, arguments.to.expanduser().absolute(), cancel)
            opened = follow(opening, console, cancel, BackupOpened)
            console.say(f"A workspace of {moment(found.made_at)} is in {opened.folder}.")
            console.result(folder=opened.folder, runs=opened.runs)
        else:
            made = follow(make_backup(workspace.root, cancel), console, cancel, BackupMade)
            console.say(f"Backup “{made.name}”: {size(made.size)}, in {made.path}.")
            console.result(name=made.name, path=made.path, size=made.size)


def _list(workspace: Workspace, console: Console) -> None:
    backups = list_backups(workspace.root)
    rows = [
        (one.name, moment(one.made_at), size(one.size), "before an update" if one.automatic else "")
        for one in backups
    ]
    if rows:
        console.show(table(("name", "made", "size", ""), rows, left=(0, 1, 3)))
    else:
        console.say("No backups yet: `backup` makes one.")
    console.result(backups=[{**vars(one), "name": one.name} for one in backups])
