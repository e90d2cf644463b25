"""The grammar of `datasets`. Imports nothing of the engine."""

from __future__ import annotations

import argparse

from engine.cli.actions import add_action
from engine.cli.verbs import Verbs, add_settings, add_wait


def add_datasets(verbs: Verbs) -> None:
    """`datasets` alone lists; with a further verb it looks at one data set, or changes it."""
    parser = verbs.add("datasets", "list the data sets of the workspace, or change one")
    actions = parser.add_subparsers(dest="action", metavar="COMMAND")
    parser.set_defaults(action="list")

    rename = _action(actions, "rename", "give a data set another name")
    rename.add_argument("name", metavar="NAME")
    add_wait(rename)

    duplicate = _action(actions, "duplicate", "copy a data set with its log, without its runs")
    duplicate.add_argument("--name", metavar="N", help="name of the copy (default: one that is free)")
    add_wait(duplicate)

    notes = _action(actions, "notes", "show what is noted about a data set, or note TEXT")
    notes.add_argument("text", metavar="TEXT", nargs="?", help="the new notes; empty: none")
    add_wait(notes)

    delete = _action(actions, "delete", "remove a data set and its log for good")
    delete.add_argument("--yes", action="store_true", help="do it; without, it is only said what would go")
    delete.add_argument("--with-runs", action="store_true", help="the runs that were trained on it, too")
    add_wait(delete)

    effect = _action(actions, "effect", "what the filters of a training leave of a data set")
    add_settings(effect, "data.item_core=5", "change one filter")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str
) -> argparse.ArgumentParser:
    action = add_action(actions, name, text)
    action.add_argument("dataset", metavar="DATASET")
    return action
