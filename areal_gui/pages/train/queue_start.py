"""What a start does with trainings that an earlier session left: go on, ask, or leave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.run_folder import can_resume
from engine.store.queue import QueuedRun, list_queue
from engine.store.runs import RunRow, list_runs
from engine.training.naming import queued_name

if TYPE_CHECKING:
    from engine.workspace import Workspace


@dataclass(frozen=True)
class Way:
    """How to go on.

    Attributes:
        said: what the user reads; empty where there is nothing to say.
        ask: whether it is the user's to decide: the program had died in it.
        entry: what to train first, from the queue.
        run: what to go on with where it is in no queue.
    """

    said: str = ""
    ask: bool = False
    entry: QueuedRun | None = None
    run: RunRow | None = None


def way_on(workspace: Workspace, held: bool, wanted: int | None) -> Way:
    """The way on from how the last session ended.

    Args:
        held: whether the queue is on hold.
        wanted: the number in the queue that was left to go on with.
    """
    waiting = [entry for entry in list_queue(workspace.store) if entry.status == "waiting"]
    cut_off = _cut_off(workspace, waiting)
    if cut_off is not None:
        return cut_off
    left = next((entry for entry in waiting if entry.id == wanted), None)
    if left is not None:
        return Way(_tr("Going on with the training “{0}”.").format(queued_name(left)), entry=left)
    if not waiting:
        return Way()
    if held:
        if len(waiting) == 1:
            return Way(_tr("A training waits in the queue, which is on hold."))
        return Way(_tr("{0} trainings wait in the queue, which is on hold.").format(len(waiting)))
    return Way(_tr("The queue goes on with “{0}”.").format(queued_name(waiting[0])), entry=waiting[0])


def _cut_off(workspace: Workspace, waiting: list[QueuedRun]) -> Way | None:
    """What was being trained when the program died, also if that was before the last start."""
    interrupted = [run for run in list_runs(workspace.store) if run.status == "interrupted"]
    for run in interrupted:
        entry = next((entry for entry in waiting if entry.run_id == run.id), None)
        resumable = can_resume(workspace, run)
        if entry is not None or (resumable and run in interrupted[: workspace.interrupted]):
            return Way(_offer(run, resumable), True, entry, run)
    if workspace.released and waiting:
        said = _tr("AREAL ended while it prepared the training “{0}”, which begins anew.")
        return Way(said.format(queued_name(waiting[0])), True, waiting[0])
    return None


def _offer(run: RunRow, resumable: bool) -> str:
    said = _tr("AREAL ended while it trained “{0}”.").format(run.name)
    if resumable:
        where = _tr("It can go on in epoch {0}.").format(run.epoch + 1)
    else:
        where = _tr("It had no checkpoint yet, so it begins anew.")
    return f"{said} {where}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("queue_start", text)
