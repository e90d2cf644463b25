"""`card`."""

from __future__ import annotations

import argparse
import dataclasses

from engine.cli.assignments import assignments
from engine.cli.console import Console
from engine.cli.text import moment, table
from engine.events import CancelToken
from engine.store.datasets import get_dataset
from engine.training.presets import preset_for
from engine.training.settings import with_settings
from engine.workspace import Workspace


def card(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """What a data set is made of under one split."""
    from engine.sequences.data_card import data_card
    from engine.sequences.data_card_text import ROWS, notes, whole_log
    from engine.sequences.snapshot import open_snapshot
    from engine.sequences.splits import make_split

    changes = assignments(arguments.settings)
    with Workspace.open(arguments.workspace, write=False) as workspace:
        dataset = get_dataset(workspace.store, arguments.dataset)
        config = with_settings(preset_for("recommended", dataset), changes).data
        snapshot = open_snapshot(workspace, dataset.id, config.filters)
        found = data_card(snapshot, make_split(snapshot, config), config.history_length)
    console.say(f"Data set {dataset.id} “{dataset.name}”.")
    console.show(table(("", ""), whole_log(found)))
    rows = [(title, *(text(part) for part in found.parts.values())) for title, text in ROWS]
    if dataset.has_times:
        rows.append(("From", *(moment(part.first_time) for part in found.parts.values())))
        rows.append(("To", *(moment(part.last_time) for part in found.parts.values())))
    console.show("\n" + table(("", *found.parts), rows))
    remarks = notes(found)
    for remark in remarks:
        console.show(f"\nNote: {remark}")
    console.result(dataset_id=dataset.id, **dataclasses.asdict(found), notes=remarks)
