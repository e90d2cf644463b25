"""`runs rename`, `star`, `tag`, `notes`, `delete` and `restore`."""

from __future__ import annotations

import argparse

from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.errors import BadSetting, NotFound
from engine.events import CancelToken, Progress
from engine.store.run_marks import note_run, star_runs, tag_runs
from engine.store.run_removal import hide_runs, purge_deleted_runs, restore_runs
from engine.store.runs import RunRow, get_run, list_deleted_runs, rename_run
from engine.workspace import Workspace


def rename(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Give a run another name."""
    with open_to_write(arguments, console, cancel) as workspace:
        before = get_run(workspace.store, arguments.run)
        rename_run(workspace.store, before.id, arguments.name)
        row = get_run(workspace.store, before.id)
    console.say(f"Run {row.id} “{before.name}” is called “{row.name}” now.")
    console.result(run_id=row.id, name=row.name)


def star(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Give runs a star, or take it from them."""
    with open_to_write(arguments, console, cancel) as workspace:
        rows = _named(workspace, arguments.run)
        star_runs(workspace.store, [row.id for row in rows], not arguments.off)
    console.say(f"{_sentence(rows)} no star now." if arguments.off else f"{_sentence(rows)} a star now.")
    console.result(runs=[row.id for row in rows], starred=not arguments.off)


def tag(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Give tags to runs, or take them away."""
    if not arguments.add and not arguments.remove:
        raise BadSetting("No tag is named.", advice="Write --add TAG or --remove TAG.")
    with open_to_write(arguments, console, cancel) as workspace:
        numbers = [row.id for row in _named(workspace, arguments.run)]
        tag_runs(workspace.store, numbers, arguments.add, arguments.remove)
        rows = [get_run(workspace.store, number) for number in numbers]
    for row in rows:
        console.say(f"Run {row.id} “{row.name}”: {', '.join(row.tags) or 'no tags'}.")
    console.result(runs=[{"run_id": row.id, "tags": list(row.tags)} for row in rows])


def notes(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Show what is noted about a run, or note something else."""
    if arguments.text is None:
        with Workspace.open(arguments.workspace, write=False) as workspace:
            row = get_run(workspace.store, arguments.run)
        if row.notes:
            console.show(row.notes)
        else:
            console.say(f"Nothing is noted about “{row.name}”.")
    else:
        with open_to_write(arguments, console, cancel) as workspace:
            row = get_run(workspace.store, arguments.run)
            note_run(workspace.store, row.id, arguments.text)
            row = get_run(workspace.store, row.id)
        console.say(f"Noted about run {row.id} “{row.name}”.")
    console.result(run_id=row.id, name=row.name, notes=row.notes)


def delete(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Delete runs: they can be restored, unless they are to go for good."""
    with open_to_write(arguments, console, cancel) as workspace:
        rows = _named(workspace, arguments.run)
        numbers = [row.id for row in rows]
        hide_runs(workspace.store, numbers)
        if arguments.for_good:
            removing = purge_deleted_runs(workspace.root, workspace.store, cancel, only=numbers)
            follow(removing, console, cancel, Progress)
    which = _which(rows)
    if arguments.for_good:
        console.say(f"{which} {'is' if len(rows) == 1 else 'are'} gone for good.")
    else:
        again, it = " ".join(map(str, numbers)), "it" if len(rows) == 1 else "them"
        console.say(
            f"{which} {'is' if len(rows) == 1 else 'are'} deleted; `runs restore {again}` brings {it} back, "
            "until a window opens or closes this workspace."
        )
    console.result(runs=numbers, for_good=arguments.for_good)


def restore(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Bring deleted runs back."""
    with open_to_write(arguments, console, cancel) as workspace:
        deleted = list_deleted_runs(workspace.store)
        rows = list(dict.fromkeys(_deleted(deleted, key).id for key in arguments.run))
        restore_runs(workspace.store, rows)
        found = [get_run(workspace.store, number) for number in rows]
    console.say(f"{_which(found)} {'is' if len(found) == 1 else 'are'} there again.")
    console.result(runs=rows)


def _named(workspace: Workspace, keys: list[str]) -> list[RunRow]:
    """The runs with these numbers or names, each once."""
    rows = [get_run(workspace.store, key) for key in keys]
    return list({row.id: row for row in rows}.values())


def _deleted(rows: list[RunRow], key: str) -> RunRow:
    """The deleted run with this number or name; of several with one name, the last deleted."""
    found = [row for row in rows if key in (str(row.id), row.name)]
    if not found:
        known = ", ".join(f"{row.id} “{row.name}”" for row in rows)
        raise NotFound(
            f"There is no deleted run {key!r}.",
            f"Deleted are {known}." if known else "No run is deleted.",
            "List them with `runs --deleted`." if known else "",
        )
    return found[0]


def _which(rows: list[RunRow]) -> str:
    if len(rows) == 1:
        return f"Run {rows[0].id} “{rows[0].name}”"
    return f"The runs {', '.join(str(row.id) for row in rows)}"


def _sentence(rows: list[RunRow]) -> str:
    return f"{_which(rows)} {'has' if len(rows) == 1 else 'have'}"
