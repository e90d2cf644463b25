"""`export`."""

from __future__ import annotations

import argparse

from engine.cli.console import Console
from engine.cli.operation import follow
from engine.events import CancelToken
from engine.exporting.bundle import Exported, export_bundle
from engine.workspace import Workspace


def export(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Write a run's model as a bundle into a folder."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        events = export_bundle(workspace, arguments.run, arguments.out, cancel)
        done = follow(events, console, cancel, Exported)
    console.say(f"Run {done.run_id} is in {done.path}: {', '.join(done.files)}.")
    console.result(run_id=done.run_id, path=done.path, files=done.files)
