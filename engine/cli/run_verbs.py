"""The grammar of `runs`. Imports nothing of the engine."""

from __future__ import annotations

import argparse

from engine.cli.actions import add_action
from engine.cli.verbs import Verbs, add_wait

STATUSES = ("running", "finished", "stopped", "failed", "interrupted", "imported")


def add_runs(verbs: Verbs) -> None:
    """`runs` alone lists; with a further verb it changes what people keep about runs."""
    parser = verbs.add("runs", "list the runs of the workspace, or name, mark, delete and restore some")
    actions = parser.add_subparsers(dest="action", metavar="COMMAND")
    parser.set_defaults(action="list")
    parser.add_argument("--dataset", metavar="DATASET", help="only the runs on this data set")
    parser.add_argument("--status", choices=STATUSES, help="only the runs that ended so")
    parser.add_argument("--tag", metavar="T", action="append", default=[], help="only with this tag")
    parser.add_argument("--starred", action="store_true", help="only the starred ones")
    parser.add_argument("--deleted", action="store_true", help="the deleted ones that can be restored")
    parser.add_argument(
        "--sort",
        metavar="KEY",
        default="newest",
        help="newest, oldest, name, a test figure (ndcg@20), best first, or a setting (training.epochs)",
    )

    rename = _action(actions, "rename", "give a run another name", several=False)
    rename.add_argument("name", metavar="NAME")
    add_wait(rename)

    star = _action(actions, "star", "give runs a star")
    star.add_argument("--off", action="store_true", help="take it from them")
    add_wait(star)

    tag = _action(actions, "tag", "give tags to runs, or take them away")
    for option, text in (("--add", "give this tag"), ("--remove", "take this tag away")):
        tag.add_argument(option, metavar="T", action="append", default=[], help=f"{text}; may be repeated")
    add_wait(tag)

    notes = _action(actions, "notes", "show what is noted about a run, or note TEXT", several=False)
    notes.add_argument("text", metavar="TEXT", nargs="?", help="the new notes; empty: none")
    add_wait(notes)

    delete = _action(actions, "delete", "delete runs; until a window opens or closes they can be restored")
    delete.add_argument("--for-good", action="store_true", help="remove them with their files at once")
    add_wait(delete)

    text = "whose users an imported run is asked about: show, or choose DATASET (none: no one's)"
    users = _action(actions, "users", text, several=False)
    users.add_argument("dataset", metavar="DATASET", nargs="?")
    add_wait(users)

    restore = _action(actions, "restore", "bring deleted runs back")
    add_wait(restore)


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    text: str,
    *,
    several: bool = True,
) -> argparse.ArgumentParser:
    action = add_action(actions, name, text)
    action.add_argument("run", metavar="RUN", nargs="+" if several else None)
    return action
