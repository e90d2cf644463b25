"""`export`."""

from __future__ import annotations

import argparse

from engine.cli.console import Console
from engine.cli.operation import follow
from engine.events import CancelToken
from engine.exporting.formats import Exported, export_format
from engine.workspace import Workspace


def export(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Write a run into a folder, in the form that is asked for."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        wanted = export_format(arguments.format)
        events = wanted.export(workspace, arguments.run, arguments.out, cancel)
        done = follow(events, console, cancel, Exported)
    console.say(f"Run {done.run_id} is in {done.path}: {', '.join(done.files)}.")
    for note in done.notes:
        console.say(note)
    console.result(run_id=done.run_id, path=done.path, files=done.files, notes=list(done.notes))
