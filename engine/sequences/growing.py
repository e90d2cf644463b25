"""Growing a data set without taking from its runs what they were trained on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from engine.errors import EngineError
from engine.events import CancelToken, Event, Progress
from engine.importing.growth import grow_dataset
from engine.importing.recipe import Recipe
from engine.sequences.snapshot import open_run_snapshot
from engine.store.runs import list_runs
from engine.workspace import Workspace


def grow(
    workspace: Workspace,
    dataset_id: int,
    paths: Sequence[Path],
    recipe: Recipe | None,
    cancel: CancelToken,
    *,
    accept_rejected: bool = False,
) -> Iterator[Event]:
    """`grow_dataset`, once the sequences that every run was trained on are on the disk.

    They can be made again as long as the log is as it was, and never after it has grown.
    """
    runs = list_runs(workspace.store, dataset_id, with_deleted=True)
    for number, run in enumerate(runs):
        cancel.raise_if_cancelled()
        text = "Keeping what the runs were trained on"
        yield Progress(text=text, done=number, total=len(runs), unit="runs")
        with suppress(EngineError):  # they were lost before, and growing takes nothing more away
            open_run_snapshot(workspace, run)
    yield from grow_dataset(workspace, dataset_id, paths, recipe, cancel, accept_rejected=accept_rejected)
